//! Public keys, as `SubjectPublicKeyInfo`.

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Length, Reader, SliceReader, Tag, Tagged};
use pkcs1::RsaPublicKeyRef;
use sha1::{Digest, Sha1};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::curve_parameters::CurveForm;
use super::ecdsa;
use super::fault::KeyFault;
use super::kind::PublicKeyAlgorithm;
use super::named_curve::NamedCurve;
use super::point::{PointForm, in_form};
use super::rsa_numbers;
use super::weierstrass::bit_length;
use crate::model::algorithm::{Curve, KeyType, MlDsa, Pss, SignatureAlgorithm};
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::fingerprint::Fingerprint;
use crate::model::oid::{Oid, known};

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: PublicKeyAlgorithm,
    spki: Vec<u8>,
    /// The content of the bit string: what identifiers are made of.
    bits: Vec<u8>,
}

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo` (RFC 5280, 4.1). The kind is told, the key's own value is
    /// not checked beyond its form.
    pub fn from_spki(der: &[u8]) -> Result<Self, DerError> {
        let info = SubjectPublicKeyInfoRef::from_der(der).opaque()?;
        // The bit string is the last part; its first byte tells how many of its bits are not in use.
        let start = der.len().saturating_sub(info.subject_public_key.raw_bytes().len());
        let bits = octets(&info)
            .ok_or_else(|| DerError::new(behind(&Tag::BitString.value_error().into(), start - 1)))?;
        let algorithm = algorithm_of(&info, bits).map_err(|error| DerError::new(behind(&error, start)))?;
        Ok(Self { algorithm, spki: der.to_vec(), bits: bits.to_vec() })
    }

    /// Reads the `SubjectPublicKeyInfo` of a certificate or request, which OpenSSL, Java and others load
    /// whatever the key in it is: RSA numbers that cannot be read make the key [`Unreadable`], and the object
    /// identifiers may have any size that [`Oid`] holds.
    ///
    /// # Errors
    /// When the structure around the key is malformed.
    ///
    /// [`Unreadable`]: PublicKeyAlgorithm::Unreadable
    pub fn of_certificate(der: &[u8]) -> Result<Self, DerError> {
        Self::from_spki(der).or_else(|error| Self::unreadable(der).ok_or(error))
    }

    fn unreadable(der: &[u8]) -> Option<Self> {
        let outer = AnyRef::from_der(der).ok()?;
        let mut fields = SliceReader::new(outer.value()).ok()?;
        let algorithm = AnyRef::decode(&mut fields).ok().filter(|field| field.tag() == Tag::Sequence)?;
        let bits = BitStringRef::decode(&mut fields).ok()?.as_bytes()?.to_vec();
        let oid = AnyRef::decode(&mut SliceReader::new(algorithm.value()).ok()?).ok().and_then(identifier)?;
        let algorithm = match oid.known() {
            Some(known::RSA_ENCRYPTION) => PublicKeyAlgorithm::Unreadable(KeyType::Rsa),
            Some(known::ID_RSASSA_PSS) => PublicKeyAlgorithm::Unreadable(KeyType::RsaPss),
            _ => PublicKeyAlgorithm::Other(oid),
        };
        fields.is_finished().then(|| Self { algorithm, spki: der.to_vec(), bits })
    }

    /// Wraps an RSA public key in PKCS#1 form.
    pub(crate) fn from_pkcs1(der: &[u8]) -> Result<Self, DerError> {
        Self::assemble(known::RSA_ENCRYPTION, Some(AnyRef::NULL), der)
    }

    /// Wraps an uncompressed point.
    pub(crate) fn from_point(curve: Curve, point: &[u8]) -> Result<Self, DerError> {
        Self::assemble(known::ID_EC_PUBLIC_KEY, Some(AnyRef::from(&curve.oid())), point)
    }

    /// Wraps the 32 bytes of an Ed25519 key.
    pub(crate) fn from_ed25519(key: &[u8]) -> Result<Self, DerError> {
        Self::assemble(known::ID_ED_25519, None, key)
    }

    /// Whether the key's own value can be one: a point on its curve, an odd modulus and exponent. Kinds
    /// of keys that devcert does not use are not looked into.
    ///
    /// # Errors
    /// The [`KeyFault`] that names what is wrong.
    pub fn check(&self) -> Result<(), KeyFault> {
        match self.algorithm {
            PublicKeyAlgorithm::Rsa { .. } | PublicKeyAlgorithm::RsaPss { .. } => {
                let key = RsaPublicKeyRef::from_der(&self.bits).opaque()?;
                rsa_numbers::check_size(key.modulus.as_bytes())?;
                rsa_numbers::check_public(key.modulus.as_bytes(), key.public_exponent.as_bytes())
            }
            PublicKeyAlgorithm::Unreadable(_) => Err(KeyFault::Numbers),
            PublicKeyAlgorithm::NoCurve => Err(KeyFault::NoCurve),
            PublicKeyAlgorithm::Ec(curve) => check_point(curve, &self.bits),
            PublicKeyAlgorithm::OtherCurve(_) | PublicKeyAlgorithm::ExplicitCurve { .. } => {
                // Curves without a name, and those over other fields, are not known here.
                let is_wrong =
                    self.curve().is_some_and(|(curve, _)| curve.uncompressed(&self.bits).is_none());
                if is_wrong { Err(KeyFault::OtherPoint(self.algorithm)) } else { Ok(()) }
            }
            other => other.row().map_or(Ok(()), |row| self.check_length(row.bytes)),
        }
    }

    fn check_length(&self, expected: usize) -> Result<(), KeyFault> {
        let found = self.bits.len();
        (found == expected).then_some(()).ok_or(KeyFault::Length { expected, found })
    }

    /// Wraps the bits of a key of any kind.
    pub(crate) fn assemble(
        oid: ObjectIdentifier,
        parameters: Option<AnyRef<'_>>,
        key: &[u8],
    ) -> Result<Self, DerError> {
        let info = SubjectPublicKeyInfoRef {
            algorithm: AlgorithmIdentifierRef { oid, parameters },
            subject_public_key: BitStringRef::from_bytes(key).opaque()?,
        };
        Self::from_spki(&info.to_der().opaque()?)
    }

    /// What kind of key it is.
    #[must_use]
    pub const fn algorithm(&self) -> PublicKeyAlgorithm {
        self.algorithm
    }

    /// The algorithm that it signs with where nothing else is requested. `None` where devcert does not sign
    /// with such keys.
    #[must_use]
    pub fn default_signature(&self) -> Option<SignatureAlgorithm> {
        let restriction = self.pss_restriction().ok().flatten().map(SignatureAlgorithm::RsaPss);
        restriction.or(self.algorithm.default_signature())
    }

    /// Whether the key's own parameters allow signatures with this algorithm: those of an RSA key that is
    /// bound to PSS fix the digests and the least length of the salt (RFC 4055, 1.2).
    #[must_use]
    pub fn allows(&self, algorithm: SignatureAlgorithm) -> bool {
        match (self.pss_restriction(), algorithm) {
            (Ok(Some(own)), SignatureAlgorithm::RsaPss(pss)) => {
                (own.digest, own.mask_digest) == (pss.digest, pss.mask_digest)
                    && own.salt_bytes <= pss.salt_bytes
            }
            (restriction, _) => restriction.is_ok(),
        }
    }

    /// The parameters in the key, of an RSA key that is bound to PSS and has some.
    ///
    /// # Errors
    /// When it has parameters with digests that devcert does not know.
    pub fn pss_restriction(&self) -> Result<Option<Pss>, DerError> {
        match (self.algorithm, self.identifier()?.parameters) {
            (PublicKeyAlgorithm::RsaPss { .. }, Some(parameters)) => {
                Pss::from_der(&parameters.to_der().opaque()?).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The kind of key with its parameters, as structures state it.
    pub(crate) fn identifier(&self) -> Result<AlgorithmIdentifierRef<'_>, DerError> {
        Ok(SubjectPublicKeyInfoRef::from_der(&self.spki).opaque()?.algorithm)
    }

    /// The DER `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The content of `subjectPublicKey`: an RSA key in PKCS#1 form, a point, or the raw key.
    #[must_use]
    pub fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// The same key with its point in this form. `None` if it has no point, or only one coordinate of it, on a curve
    /// without a name, where both are wanted.
    #[must_use]
    pub fn with_point(&self, form: PointForm) -> Option<Self> {
        let identifier = self.identifier().ok().filter(|found| found.oid == known::ID_EC_PUBLIC_KEY)?;
        let point = self.point(form)?;
        Self::assemble(identifier.oid, identifier.parameters, &point).ok()
    }

    /// The point of an EC key in this form.
    pub(crate) fn point(&self, form: PointForm) -> Option<Vec<u8>> {
        match self.bits.first() {
            Some(2 | 3) if form != PointForm::Compressed => {
                in_form(&self.curve()?.0.uncompressed(&self.bits)?, form)
            }
            _ => in_form(&self.bits, form),
        }
    }

    /// The curve of an EC key, if it is one over a prime field that has a name, and how it is written.
    #[must_use]
    pub fn curve(&self) -> Option<(NamedCurve, CurveForm)> {
        let identifier = self.identifier().ok().filter(|found| found.oid == known::ID_EC_PUBLIC_KEY)?;
        NamedCurve::of_parameters(&identifier.parameters?.to_der().ok()?)
    }

    /// The same key with its curve in the form `curve`, with the generator in the form `generator` if the curve is
    /// spelled out, and with its own point in the form `point`. `None` if it is not an EC key on a curve that has a name.
    #[must_use]
    pub fn with_curve(&self, curve: CurveForm, generator: PointForm, point: PointForm) -> Option<Self> {
        let parameters = self.curve()?.0.parameters(curve, generator).ok()?;
        let parameters = AnyRef::from_der(&parameters).ok()?;
        Self::assemble(known::ID_EC_PUBLIC_KEY, Some(parameters), &self.point(point)?).ok()
    }

    /// Whether both are the same key, in whatever forms their curves and points are written.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        let plain =
            |key: &Self| key.with_curve(CurveForm::Named, PointForm::Uncompressed, PointForm::Uncompressed);
        self.spki == other.spki || plain(self).is_some_and(|key| plain(other) == Some(key))
    }

    /// How the point of an EC key is written. `None` for keys of other kinds.
    #[must_use]
    pub fn point_form(&self) -> Option<PointForm> {
        let identifier = self.identifier().ok().filter(|found| found.oid == known::ID_EC_PUBLIC_KEY);
        identifier.and_then(|_| PointForm::of(&self.bits))
    }

    /// The key identifier: SHA-1 of the key's bits (RFC 5280, 4.2.1.2, method 1).
    #[must_use]
    pub fn key_identifier(&self) -> [u8; 20] {
        Sha1::digest(&self.bits).into()
    }

    /// SHA-256 of the SPKI, which pins and WebTransport use.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.spki)
    }
}

/// Compressed points are read too (SEC 1, 2.3.4); the point at infinity and hybrid ones are not.
fn check_point(curve: Curve, point: &[u8]) -> Result<(), KeyFault> {
    let expected = match point.first() {
        Some(2 | 3) => 1 + curve.field_bytes(),
        _ => 1 + 2 * curve.field_bytes(),
    };
    if point.len() != expected {
        return Err(KeyFault::Length { expected, found: point.len() });
    }
    if !matches!(point.first(), Some(2..=4)) {
        return Err(KeyFault::Point(curve));
    }
    ecdsa::is_on_curve(curve, point).then_some(()).ok_or(KeyFault::Point(curve))
}

fn algorithm_of(info: &SubjectPublicKeyInfoRef<'_>, key: &[u8]) -> der::Result<PublicKeyAlgorithm> {
    Ok(match info.algorithm.oid {
        known::RSA_ENCRYPTION => PublicKeyAlgorithm::Rsa { bits: rsa_bits(key)? },
        known::ID_RSASSA_PSS => PublicKeyAlgorithm::RsaPss { bits: rsa_bits(key)? },
        known::ID_EC_PUBLIC_KEY => curve_of(info.algorithm.parameters),
        known::ID_DSA => PublicKeyAlgorithm::Dsa { bits: prime_bits(info.algorithm.parameters) },
        known::DH_KEY_AGREEMENT | known::DHPUBLICNUMBER => {
            PublicKeyAlgorithm::DiffieHellman { bits: prime_bits(info.algorithm.parameters) }
        }
        known::ID_ED_25519 => PublicKeyAlgorithm::Ed25519,
        other => {
            MlDsa::from_oid(other).map_or(PublicKeyAlgorithm::Other(other.into()), PublicKeyAlgorithm::MlDsa)
        }
    })
}

/// The kind of an elliptic curve key with these parameters (RFC 5480, 2.1.1; SEC 1, C.2).
fn curve_of(parameters: Option<AnyRef<'_>>) -> PublicKeyAlgorithm {
    match (parameters.and_then(identifier), parameters) {
        (Some(oid), _) => {
            let curve = oid.known().and_then(Curve::from_oid);
            curve.map_or(PublicKeyAlgorithm::OtherCurve(oid), PublicKeyAlgorithm::Ec)
        }
        (None, Some(parameters)) if parameters.tag() == Tag::Sequence => {
            PublicKeyAlgorithm::ExplicitCurve { bits: explicit_bits(parameters) }
        }
        (None, _) => PublicKeyAlgorithm::NoCurve,
    }
}

/// The length of the first number among the parameters: the prime (RFC 3279, 2.3.2 and 2.3.3; PKCS#3, 9).
fn prime_bits(parameters: Option<AnyRef<'_>>) -> Option<u32> {
    let parameters = parameters.filter(|found| found.tag() == Tag::Sequence)?;
    let prime = AnyRef::decode(&mut SliceReader::new(parameters.value()).ok()?).ok()?;
    (prime.tag() == Tag::Integer).then(|| bit_length(prime.value()))
}

/// The object identifier that `any` is, which may be larger than const-oid holds.
fn identifier(any: AnyRef<'_>) -> Option<Oid> {
    let is_identifier = any.tag() == Tag::ObjectIdentifier;
    is_identifier.then(|| Oid::from_octets(any.value()).ok()).flatten()
}

/// The length of the prime in `ECParameters` (SEC 1, C.2): version, field, and more.
fn explicit_bits(parameters: AnyRef<'_>) -> Option<u32> {
    let mut reader = SliceReader::new(parameters.value()).ok()?;
    let (_, field) = (AnyRef::decode(&mut reader).ok()?, AnyRef::decode(&mut reader).ok()?);
    let mut reader = SliceReader::new(field.value()).ok()?;
    let (_, prime) = (AnyRef::decode(&mut reader).ok()?, AnyRef::decode(&mut reader).ok()?);
    (prime.tag() == Tag::Integer).then(|| bit_length(prime.value()))
}

/// The key's bits, which are whole bytes in every kind of key.
fn octets<'a>(info: &SubjectPublicKeyInfoRef<'a>) -> Option<&'a [u8]> {
    info.subject_public_key.as_bytes()
}

/// An `error` in a part that begins after so many `bytes` of the whole, with its position in the whole.
pub(crate) fn behind(error: &der::Error, bytes: usize) -> der::Error {
    let moved = Length::try_from(bytes).and_then(|bytes| bytes + error.position().unwrap_or_default());
    moved.map_or_else(|_| *error, |position| der::Error::new(error.kind(), position))
}

/// The length of the modulus of an RSA public key in PKCS#1 form, in bits.
fn rsa_bits(key: &[u8]) -> der::Result<u32> {
    let modulus = RsaPublicKeyRef::from_der(key)?.modulus;
    let bytes = modulus.as_bytes();
    let leading = bytes.first().map_or(0, |byte| byte.leading_zeros());
    Ok(u32::try_from(bytes.len()).unwrap_or(u32::MAX / 8) * 8 - leading)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;
    use crate::key::{generate, same_point};
    use crate::model::algorithm::KeyAlgorithm;

    #[test]
    fn a_key_without_a_curve_has_no_explicit_parameters() {
        let mut rng = StdRng::seed_from_u64(1);
        let key = generate(KeyAlgorithm::Ec(Curve::P256), &mut rng).unwrap().public().clone();
        for parameters in [None, Some(AnyRef::NULL)] {
            let key = PublicKey::assemble(known::ID_EC_PUBLIC_KEY, parameters, key.bits()).unwrap();
            assert_eq!(key.algorithm(), PublicKeyAlgorithm::NoCurve);
            assert!(matches!(key.check(), Err(KeyFault::NoCurve)));
        }
    }

    #[test]
    fn a_point_is_written_in_every_form() {
        let mut rng = StdRng::seed_from_u64(1);
        let key = generate(KeyAlgorithm::Ec(Curve::P256), &mut rng).unwrap().public().clone();
        for (form, bytes) in
            [(PointForm::Uncompressed, 65), (PointForm::Compressed, 33), (PointForm::Hybrid, 65)]
        {
            let other = key.with_point(form).unwrap();
            assert_eq!(other.bits().len(), bytes);
            assert!(same_point(other.bits(), key.bits()), "{form:?}");
            assert_eq!(other.algorithm(), key.algorithm());
        }
        let compressed = key.with_point(PointForm::Compressed).unwrap();
        assert_eq!(compressed.with_point(PointForm::Compressed), Some(compressed.clone()));
        assert_eq!(compressed.with_point(PointForm::Uncompressed), Some(key.clone()));
        let explicit = key.with_curve(CurveForm::Explicit, PointForm::Hybrid, PointForm::Compressed).unwrap();
        assert!(explicit.is_same_as(&key) && key.is_same_as(&explicit));
        assert_eq!(explicit.algorithm(), PublicKeyAlgorithm::ExplicitCurve { bits: Some(256) });
        let other = generate(KeyAlgorithm::Ec(Curve::P256), &mut rng).unwrap();
        assert!(!explicit.is_same_as(other.public()));
        assert_eq!(compressed.with_point(PointForm::Hybrid), key.with_point(PointForm::Hybrid));
        assert_eq!(
            generate(KeyAlgorithm::Ed25519, &mut rng).unwrap().public().with_point(PointForm::Hybrid),
            None
        );
    }
}
