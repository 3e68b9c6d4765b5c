//! Private keys: PKCS#8, PKCS#1 and SEC1 (RFC 5958, RFC 8017, RFC 5915).

use ::pkcs8::PrivateKeyInfoRef;
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode};
use spki::AlgorithmIdentifierRef;

pub use super::error::KeyError;
pub use super::object::KeyForm;

use super::ec_key::{self, EcKey};
use super::pkcs8::{self, PrivateKeyInfo};
use super::{ml_dsa, other_key, structure};
use crate::key::{KeyFault, Material, PointForm, PrivateKey, PublicKeyAlgorithm, Remark};
use crate::model::algorithm::{KeyManagement, MlDsa};
use crate::model::der_error::Opaque as _;
use crate::model::oid::known;
use crate::model::secret::Secret;

/// Reads a PKCS#8 `PrivateKeyInfo`, version 1 or 2, of any kind of key that devcert knows.
pub fn from_pkcs8(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let info = PrivateKeyInfo::from_der(der).opaque()?;
    let start = structure::range_in(der, info.key).start;
    let key = from_info(&info).map_err(|error| error.behind(start))?.with_stated_public(info.public)?;
    Ok(match info.has_explicit_tag {
        true => key.remarked(Remark::ExplicitTag),
        false => key,
    })
}

fn from_info(info: &PrivateKeyInfo<'_>) -> Result<PrivateKey, KeyError> {
    let parameters = info.algorithm.parameters;
    match info.algorithm.oid {
        known::RSA_ENCRYPTION => {
            let key = from_pkcs1(info.key)?;
            Ok(if parameters.is_none() { key.remarked(Remark::NoNull) } else { key })
        }
        known::ID_RSASSA_PSS => match PrivateKey::from_pss(info.key, parameters) {
            Err(KeyFault::MultiPrime) => other_key::from_info(info),
            read => Ok(read?),
        },
        known::ID_EC_PUBLIC_KEY => EcKey::from_der(info.key).opaque()?.on_curve(parameters),
        known::ID_ED_25519 => {
            let seed = <&OctetStringRef>::from_der(info.key).opaque()?;
            Ok(PrivateKey::from_ed25519(seed.as_bytes())?)
        }
        other => match MlDsa::from_oid(other) {
            Some(parameters) => ml_dsa::from_der(parameters, info.key),
            None => other_key::from_info(info),
        },
    }
}

/// Reads a PKCS#1 `RSAPrivateKey`.
pub fn from_pkcs1(der: &[u8]) -> Result<PrivateKey, KeyError> {
    match PrivateKey::from_pkcs1(der) {
        Err(KeyFault::MultiPrime) => other_key::of_many_primes(der),
        // Numbers with needless bytes, as OpenSSL and GnuTLS read them.
        Err(KeyFault::Malformed(error)) => {
            let mended = structure::mended(der).map(Secret::new);
            let read = mended.as_ref().and_then(|mended| PrivateKey::from_pkcs1(mended.expose()).ok());
            let negative = || from_negative(mended.as_ref().map_or(der, Secret::expose));
            read.map(Ok).or_else(negative).unwrap_or_else(|| Err(KeyFault::Malformed(error).into()))
        }
        read => Ok(read?),
    }
}

/// Reads a PKCS#1 `RSAPrivateKey` with numbers that are negative as they stand, as OpenSSL and GnuTLS read them:
/// the sign bit is the first bit of the number. `None` when there are none, or something else is wrong too.
fn from_negative(der: &[u8]) -> Option<Result<PrivateKey, KeyError>> {
    let positive = Secret::new(structure::with_positive_numbers(der)?);
    match PrivateKey::from_pkcs1(positive.expose()) {
        Err(KeyFault::Malformed(_)) => None,
        read => Some(read.map(|key| key.remarked(Remark::NegativeNumbers)).map_err(KeyError::from)),
    }
}

/// Reads a SEC1 `ECPrivateKey`, whose curve may be named outside of it.
pub fn from_sec1(der: &[u8], outside: Option<AnyRef<'_>>) -> Result<PrivateKey, KeyError> {
    EcKey::from_der(der).opaque()?.on_curve(outside)
}

/// Reads a DSA key in openssl's own form.
pub(crate) fn from_dsa(der: &[u8]) -> Result<PrivateKey, KeyError> {
    other_key::from_dsa(der)
}

/// `key`, when it is of a kind that devcert generates for TLS.
///
/// # Errors
/// [`KeyError::NotForSigning`].
pub fn signing(key: PrivateKey) -> Result<PrivateKey, KeyError> {
    match key.algorithm() {
        _ if key.is_usual() => Ok(key),
        PublicKeyAlgorithm::Rsa { .. } => Err(KeyFault::MultiPrime.into()),
        other => Err(KeyError::NotForSigning(other)),
    }
}

/// The DER of `key` in this form.
pub fn to_der(key: &PrivateKey, form: KeyForm) -> Result<Secret, KeyError> {
    match form {
        KeyForm::Pkcs8 => to_pkcs8(key),
        KeyForm::Pkcs1 | KeyForm::Sec1 | KeyForm::Dsa => to_own_form(key, form),
    }
}

fn to_pkcs8(key: &PrivateKey) -> Result<Secret, KeyError> {
    match key.material() {
        Material::Rsa(pkcs1) => {
            let algorithm = key.public().identifier()?;
            pkcs8::to_der(algorithm.oid, algorithm.parameters, pkcs1.expose())
        }
        Material::Ec(_, scalar) => {
            let algorithm = key.public().identifier()?;
            ec_pkcs8_with(algorithm.parameters, scalar.expose(), key.public().bits())
        }
        Material::Ed25519(seed) => {
            let inner = Secret::new(OctetStringRef::new(seed.expose()).opaque()?.to_der().opaque()?);
            pkcs8::to_der(known::ID_ED_25519, None, inner.expose())
        }
        Material::MlDsa(key) => pkcs8::to_der(key.parameters.oid(), None, ml_dsa::to_der(key)?.expose()),
        Material::Other(other) if key.public().identifier()?.oid == known::ID_EC_PUBLIC_KEY => {
            let scalar = ec_key::scalar(other).opaque()?;
            ec_pkcs8_with(key.public().identifier()?.parameters, scalar.expose(), key.public().bits())
        }
        Material::Other(other) => {
            let algorithm = other.algorithm()?;
            pkcs8::to_der(algorithm.oid, algorithm.parameters, other.value().expose())
        }
    }
}

/// The DER of a SEC1 `ECPrivateKey` with its point in this form, or without the point (RFC 5915, 3).
///
/// # Errors
/// [`KeyError::WrongForm`] if it is not an EC key.
pub fn to_sec1(key: &PrivateKey, point: Option<PointForm>) -> Result<Secret, KeyError> {
    if key.public().identifier()?.oid != known::ID_EC_PUBLIC_KEY {
        return to_own_form(key, KeyForm::Sec1);
    }
    let point = point.map(|form| key.public().point(form).ok_or(KeyFault::PublicPart)).transpose()?;
    sec1(key, point.as_deref())
}

/// The DER of an EC key with this point.
fn sec1(key: &PrivateKey, point: Option<&[u8]>) -> Result<Secret, KeyError> {
    let curve = key.public().identifier()?.parameters.map(|curve| curve.to_der()).transpose().opaque()?;
    let scalar = match key.material() {
        Material::Ec(_, scalar) => scalar.clone(),
        Material::Other(other) => ec_key::scalar(other).opaque()?,
        _ => Secret::default(),
    };
    Ok(ec_key::to_der(scalar.expose(), curve.as_deref(), point).opaque()?)
}

/// The forms that one kind of key has beside PKCS#8.
fn to_own_form(key: &PrivateKey, form: KeyForm) -> Result<Secret, KeyError> {
    let wrong = |only| Err(KeyError::WrongForm { form, only, algorithm: key.algorithm() });
    match (form, key.material()) {
        // The parameters of a key that is bound to PSS have no place in PKCS#1.
        (KeyForm::Pkcs1, Material::Rsa(pkcs1))
            if key.algorithm().key_management() == KeyManagement::Encipherment =>
        {
            Ok(pkcs1.clone())
        }
        (KeyForm::Pkcs1, Material::Other(other)) if other.algorithm()?.oid == known::RSA_ENCRYPTION => {
            Ok(other.value().clone())
        }
        (KeyForm::Sec1, _) if key.public().identifier()?.oid == known::ID_EC_PUBLIC_KEY => {
            sec1(key, Some(key.public().bits()))
        }
        (KeyForm::Dsa, Material::Other(other)) if other.algorithm()?.oid == known::ID_DSA => {
            other_key::dsa_der(other, key.public())
        }
        (KeyForm::Sec1, _) => wrong("EC"),
        (KeyForm::Dsa, _) => wrong("DSA"),
        (KeyForm::Pkcs1 | KeyForm::Pkcs8, _) => wrong("RSA"),
    }
}

/// The PKCS#8 of an EC key on any named curve; the public point is kept, to be held against the
/// private number when the key is used.
pub(super) fn ec_pkcs8(curve: ObjectIdentifier, scalar: &[u8], point: &[u8]) -> Result<Secret, KeyError> {
    ec_pkcs8_with(Some(AnyRef::from(&curve)), scalar, point)
}

/// The PKCS#8 of an EC key with these parameters.
fn ec_pkcs8_with(parameters: Option<AnyRef<'_>>, scalar: &[u8], point: &[u8]) -> Result<Secret, KeyError> {
    let inner = ec_key::to_der(scalar, None, Some(point)).opaque()?;
    pkcs8::to_der(known::ID_EC_PUBLIC_KEY, parameters, inner.expose())
}

/// The PKCS#8 of a key of RFC 8410, with its public half for the same reason.
pub(super) fn edwards_pkcs8(oid: ObjectIdentifier, key: &[u8], public: &[u8]) -> Result<Secret, KeyError> {
    let inner = Secret::new(OctetStringRef::new(key).opaque()?.to_der().opaque()?);
    let algorithm = AlgorithmIdentifierRef { oid, parameters: None };
    let info = PrivateKeyInfoRef {
        algorithm,
        private_key: OctetStringRef::new(inner.expose()).opaque()?,
        public_key: Some(BitStringRef::from_bytes(public).opaque()?),
    };
    Ok(Secret::new(info.to_der().opaque()?))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;
    use crate::key::generate;
    use crate::model::algorithm::{Curve, KeyAlgorithm};

    #[test]
    fn an_ec_key_is_written_with_its_point_in_any_form_and_without_it() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(1);
        let key = generate(KeyAlgorithm::Ec(Curve::P384), &mut rng).unwrap();
        let forms = [PointForm::Uncompressed, PointForm::Compressed, PointForm::Hybrid];
        for (point, bytes) in forms.map(Some).into_iter().chain([None]).zip([97, 49, 97, 0]) {
            let der = to_sec1(&key, point).unwrap();
            let written = EcKey::from_der(der.expose()).unwrap().public.map_or(0, <[u8]>::len);
            assert_eq!(written, bytes, "{point:?}");
            assert_eq!(from_sec1(der.expose(), None).unwrap().public(), key.public(), "{point:?}");
        }
        assert_eq!(
            to_sec1(&key, Some(PointForm::Uncompressed)).unwrap(),
            to_der(&key, KeyForm::Sec1).unwrap()
        );
        let ed25519 = generate(KeyAlgorithm::Ed25519, &mut rng).unwrap();
        assert!(matches!(to_sec1(&ed25519, None), Err(KeyError::WrongForm { .. })));
    }
}
