//! Private keys: PKCS#8, PKCS#1 and SEC1 (RFC 5958, RFC 8017, RFC 5915).

use std::fmt;

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Tag, Tagged};
use pkcs8::PrivateKeyInfoRef;
use sec1::{EcParameters, EcPrivateKey};
use spki::AlgorithmIdentifierRef;
use thiserror::Error;

use super::limits::Limits;
use super::sniff::Kind;
use super::{damage, ml_dsa, structure};
use crate::key::{self, KeyFault, Material, PrivateKey, PublicKeyAlgorithm, oid};
use crate::model::secret::Secret;

/// In which structure a private key is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyForm {
    /// `PRIVATE KEY`, for every algorithm; version 1, since OpenSSL 3.0 cannot read version 2.
    #[default]
    Pkcs8,
    /// `RSA PRIVATE KEY`
    Pkcs1,
    /// `EC PRIVATE KEY`
    Sec1,
}

impl KeyForm {
    /// The kind of object that this form makes.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Pkcs8 => Kind::Pkcs8,
            Self::Pkcs1 => Kind::Pkcs1,
            Self::Sec1 => Kind::Sec1,
        }
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkcs8 => "PKCS#8",
            Self::Pkcs1 => "PKCS#1",
            Self::Sec1 => "SEC1",
        })
    }
}

/// Why a private key could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The numbers in it are not a key.
    #[error(transparent)]
    Fault(#[from] KeyFault),
    /// A part of it is not what it should be; named, with its place.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// A kind of key that no TLS server uses, or that devcert cannot use.
    #[error("it is a key of a kind that devcert does not use: {0}")]
    Unsupported(String),
    /// The curve in the key differs from the one beside it.
    #[error("it names two different curves")]
    TwoCurves,
    /// No curve in the key, and none beside it.
    #[error("its curve is not named, so no program can know it")]
    NoCurve,
    /// A passphrase that protects nothing.
    #[error("an empty passphrase protects nothing")]
    EmptyPassphrase,
    /// The form has no place for this kind of key.
    #[error("{form} has no place for {algorithm} keys")]
    NoPlace {
        /// What was asked for.
        form: &'static str,
        /// What the key is.
        algorithm: PublicKeyAlgorithm,
    },
    /// The form has no place for this kind of key, and only for one other.
    #[error("{form} holds {only} keys only, and this is {algorithm}")]
    WrongForm {
        /// What was asked for.
        form: KeyForm,
        /// What it can hold.
        only: &'static str,
        /// What the key is.
        algorithm: PublicKeyAlgorithm,
    },
}

impl KeyError {
    /// The same error with the part of `der`, a key of this kind, that is damaged.
    #[must_use]
    pub(super) fn located(self, der: &[u8], kind: &Kind) -> Self {
        match self {
            Self::Fault(KeyFault::Malformed(_)) => damage::of_key(der, kind).map_or(self, Self::Damaged),
            other => other,
        }
    }

    /// The same error, of a part that begins after so many bytes of the whole.
    fn behind(self, bytes: usize) -> Self {
        match self {
            Self::Fault(KeyFault::Malformed(error)) => key::behind(error, bytes).into(),
            other => other,
        }
    }
}

impl From<der::Error> for KeyError {
    fn from(error: der::Error) -> Self {
        Self::Fault(KeyFault::Malformed(error))
    }
}

impl From<sec1::Error> for KeyError {
    fn from(_: sec1::Error) -> Self {
        der::Error::from(der::ErrorKind::Failed).into()
    }
}

impl From<pkcs8::Error> for KeyError {
    fn from(_: pkcs8::Error) -> Self {
        der::Error::from(der::ErrorKind::Failed).into()
    }
}

/// Reads a PKCS#8 `PrivateKeyInfo`, version 1 or 2.
pub fn from_pkcs8(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let info = PrivateKeyInfoRef::from_der(der)?;
    let key = info.private_key.as_bytes();
    let stated = info.public_key.map(|bits| bits.raw_bytes());
    let start = structure::range_in(der, key).start;
    let inside = |error: KeyError| error.behind(start);
    let key = match info.algorithm.oid {
        oid::RSA => PrivateKey::from_pkcs1(key).map_err(|fault| inside(fault.into()))?,
        // A choice: an identifier names the curve, a sequence spells it out (RFC 3279, 2.3.5).
        oid::EC if info.algorithm.parameters.is_some_and(|found| found.tag() == Tag::Sequence) => {
            return Err(explicit_curve());
        }
        oid::EC => from_sec1(key, info.algorithm.parameters_oid().ok()).map_err(inside)?,
        oid::ED25519 => {
            let seed = <&OctetStringRef>::from_der(key).map_err(|error| inside(error.into()))?;
            PrivateKey::from_ed25519(seed.as_bytes())?
        }
        oid::RSA_PSS => return Err(KeyError::Unsupported("RSA bound to PSS signatures".to_owned())),
        other => match oid::ml_dsa_of(other) {
            Some(parameters) => ml_dsa::from_der(parameters, key)?,
            None => return Err(KeyError::Unsupported(oid::algorithm_name(other))),
        },
    };
    Ok(key.with_stated_public(stated)?)
}

/// Reads a SEC1 `ECPrivateKey`, whose curve may be named outside of it.
pub fn from_sec1(der: &[u8], outside: Option<ObjectIdentifier>) -> Result<PrivateKey, KeyError> {
    let key = EcPrivateKey::from_der(der).map_err(|error| explicit_curve_or_damage(der, error))?;
    let inside = key.parameters.and_then(EcParameters::named_curve);
    if inside.zip(outside).is_some_and(|(inside, outside)| inside != outside) {
        return Err(KeyError::TwoCurves);
    }
    let named = inside.or(outside).ok_or(KeyError::NoCurve)?;
    let curve = oid::curve_of(named)
        .ok_or_else(|| KeyError::Unsupported(PublicKeyAlgorithm::OtherCurve(named).to_string()))?;
    Ok(PrivateKey::from_scalar(curve, key.private_key)?.with_stated_public(key.public_key)?)
}

/// The parameters are a choice, and the crate knows only the one that RFC 5480 allows.
fn explicit_curve_or_damage(der: &[u8], error: der::Error) -> KeyError {
    let is_explicit =
        |part: &AnyRef<'_>| part.tag() == structure::context(0) && part.value().starts_with(&[0x30]);
    let parts =
        AnyRef::from_der(der).ok().and_then(|key| structure::elements(key.value(), &Limits::default()).ok());
    match parts.is_some_and(|parts| parts.iter().any(is_explicit)) {
        true => explicit_curve(),
        false => error.into(),
    }
}

fn explicit_curve() -> KeyError {
    KeyError::Unsupported(PublicKeyAlgorithm::ExplicitCurve.to_string())
}

/// The DER of `key` in this form.
pub fn to_der(key: &PrivateKey, form: KeyForm) -> Result<Secret, KeyError> {
    let wrong = |only| KeyError::WrongForm { form, only, algorithm: key.algorithm() };
    match (form, key.material()) {
        (KeyForm::Pkcs1, Material::Rsa(pkcs1)) => Ok(pkcs1.clone()),
        (KeyForm::Pkcs1, _) => Err(wrong("RSA")),
        (KeyForm::Sec1, Material::Ec(curve, _)) => sec1_der(key, Some(oid::curve_oid(*curve))),
        (KeyForm::Sec1, _) => Err(wrong("EC")),
        (KeyForm::Pkcs8, Material::Rsa(pkcs1)) => pkcs8_der(oid::RSA, Some(AnyRef::NULL), pkcs1.expose()),
        (KeyForm::Pkcs8, Material::Ec(curve, _)) => {
            let curve = oid::curve_oid(*curve);
            pkcs8_der(oid::EC, Some(AnyRef::from(&curve)), sec1_der(key, None)?.expose())
        }
        (KeyForm::Pkcs8, Material::Ed25519(seed)) => {
            let inner = Secret::new(OctetStringRef::new(seed.expose())?.to_der()?);
            pkcs8_der(oid::ED25519, None, inner.expose())
        }
        (KeyForm::Pkcs8, Material::MlDsa(key)) => {
            pkcs8_der(oid::ml_dsa_oid(key.parameters), None, ml_dsa::to_der(key)?.expose())
        }
    }
}

pub(super) fn pkcs8_der(
    oid: ObjectIdentifier,
    parameters: Option<AnyRef<'_>>,
    key: &[u8],
) -> Result<Secret, KeyError> {
    let info = PrivateKeyInfoRef::new(AlgorithmIdentifierRef { oid, parameters }, OctetStringRef::new(key)?);
    Ok(Secret::new(info.to_der()?))
}

/// The PKCS#8 of an EC key on any named curve; the public point is kept, to be held against the
/// private number when the key is used.
pub(super) fn ec_pkcs8(curve: ObjectIdentifier, scalar: &[u8], point: &[u8]) -> Result<Secret, KeyError> {
    let inner = EcPrivateKey { private_key: scalar, parameters: None, public_key: Some(point) };
    pkcs8_der(oid::EC, Some(AnyRef::from(&curve)), Secret::new(inner.to_der()?).expose())
}

/// The PKCS#8 of a key of RFC 8410, with its public half for the same reason.
pub(super) fn edwards_pkcs8(oid: ObjectIdentifier, key: &[u8], public: &[u8]) -> Result<Secret, KeyError> {
    let inner = Secret::new(OctetStringRef::new(key)?.to_der()?);
    let algorithm = AlgorithmIdentifierRef { oid, parameters: None };
    let info = PrivateKeyInfoRef {
        algorithm,
        private_key: OctetStringRef::new(inner.expose())?,
        public_key: Some(BitStringRef::from_bytes(public)?),
    };
    Ok(Secret::new(info.to_der()?))
}

fn sec1_der(key: &PrivateKey, curve: Option<ObjectIdentifier>) -> Result<Secret, KeyError> {
    let Material::Ec(_, scalar) = key.material() else {
        return Err(KeyError::WrongForm { form: KeyForm::Sec1, only: "EC", algorithm: key.algorithm() });
    };
    let info = EcPrivateKey {
        private_key: scalar.expose(),
        parameters: curve.map(EcParameters::NamedCurve),
        public_key: Some(key.public().bits()),
    };
    Ok(Secret::new(info.to_der()?))
}
