//! JSON Web Keys (RFC 7517, RFC 7518, RFC 8037) and sets of them.

mod write;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use der::Encode;
use der::asn1::{AnyRef, UintRef};
use pkcs1::RsaPrivateKeyRef;
use serde::Deserialize;
use serde::de::IgnoredAny;
use zeroize::Zeroizing;

pub use write::{private, public, set};

use super::defect::{Defect, JsonDefect};
use super::error::{KeyError, OpenError};
use super::limits::{Limits, Measure, Work};
use super::object::{Object, ObjectKind, Packing};
use super::pem::Label;
use super::{pkcs8, private_key, sniff, term};
use crate::key::{PublicKey, RsaNumbers};
use crate::model::algorithm::KeyTypeInfo;
use crate::model::der_error::Opaque as _;
use crate::model::oid::known;
use crate::model::secret::Secret;

/// A value that may be secret.
type Text = Zeroizing<String>;

/// The members that are read; others, such as `use`, `alg` and `key_ops`, say nothing about the key.
#[derive(Deserialize)]
struct Jwk {
    kty: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<Text>,
    e: Option<Text>,
    d: Option<Text>,
    p: Option<Text>,
    q: Option<Text>,
    dp: Option<Text>,
    dq: Option<Text>,
    qi: Option<Text>,
    oth: Option<IgnoredAny>,
    x: Option<Text>,
    y: Option<Text>,
    #[serde(default)]
    x5c: Vec<String>,
}

#[derive(Deserialize)]
struct JwkSet<T> {
    keys: Vec<T>,
}

/// Whether JSON is a key or a set, or what is wrong with it, to follow "JSON".
pub(super) fn classify(text: &str) -> Result<ObjectKind, JsonDefect> {
    #[derive(Deserialize)]
    struct Outline {
        kty: Option<IgnoredAny>,
        keys: Option<IgnoredAny>,
    }
    let outline: Outline = serde_json::from_str(text).map_err(|error| damage(&error))?;
    match (outline.kty, outline.keys) {
        (Some(_), _) => Ok(ObjectKind::Jwk),
        (None, Some(_)) => Ok(ObjectKind::JwkSet),
        (None, None) => Err(JsonDefect::NoKey),
    }
}

/// Where JSON is broken; the words of the parser could quote what is secret.
fn damage(error: &serde_json::Error) -> JsonDefect {
    JsonDefect::Syntax { line: error.line(), column: error.column() }
}

/// The keys in a JWK or a set, as PKCS#8 or SPKI, each followed by the certificates beside it.
///
/// # Errors
/// [`OpenError::Key`] for kinds of keys that have no such form, [`OpenError::Limit`], or that it is
/// damaged.
pub fn open(json: &[u8], limits: &Limits) -> Result<Vec<Object>, OpenError> {
    let text = std::str::from_utf8(json).map_err(|error| OpenError::Malformed(error.into()))?;
    let json = |defect| OpenError::Malformed(Defect::Json(defect));
    let malformed = |error: serde_json::Error| json(damage(&error));
    let (container, keys) = if classify(text).map_err(json)? == ObjectKind::Jwk {
        (ObjectKind::Jwk, vec![serde_json::from_str(text).map_err(malformed)?])
    } else {
        // Counted before they are kept: a key may be three bytes of text and half a thousand in memory.
        let count = serde_json::from_str::<JwkSet<IgnoredAny>>(text).map_err(malformed)?.keys.len();
        limits.check(Measure::Objects, count as u64)?;
        (ObjectKind::JwkSet, serde_json::from_str::<JwkSet<Jwk>>(text).map_err(malformed)?.keys)
    };
    let is_set = container == ObjectKind::JwkSet;
    let mut found = Vec::new();
    let mut work = Work::new(limits);
    for key in keys {
        // Base64 has four characters for three bytes.
        let private = key.d.as_ref().and(key.n.as_ref());
        private.map(|modulus| work.rsa(modulus.len() * 3 / 4)).transpose()?;
        match key.objects(&container) {
            // RFC 7517, 5: keys of unknown types should be ignored.
            Err(OpenError::Key(KeyError::Unsupported(kind))) if is_set => {
                found.push(Object::inside(&container, ObjectKind::UnsupportedJwk(kind), Secret::default()));
            }
            objects => found.extend(objects?),
        }
        limits.check(Measure::Objects, found.len() as u64)?;
    }
    Ok(found)
}

impl Jwk {
    fn objects(&self, container: &ObjectKind) -> Result<Vec<Object>, OpenError> {
        let (kind, der) = match self.kty.as_deref().unwrap_or("no type") {
            "RSA" => self.rsa()?,
            "EC" => self.ec()?,
            "OKP" => self.pair()?,
            "oct" => return Err(KeyError::Unsupported("symmetric (oct)".to_owned()).into()),
            other => return Err(KeyError::Unsupported(term::shown(other).to_owned()).into()),
        };
        let mut objects = vec![Object::inside(container, kind, der)];
        for text in &self.x5c {
            let der = STANDARD.decode(text).map_err(|_| OpenError::Malformed(Defect::MemberBase64("x5c")))?;
            let kind = sniff::classify(&der).unwrap_or_else(|| ObjectKind::Unreadable(Label::new("x5c")));
            objects.push(Object::inside(container, kind, Secret::new(der)));
        }
        for object in &mut objects {
            if let Packing::Inside { name, .. } = &mut object.packing {
                name.clone_from(&self.kid);
            }
        }
        Ok(objects)
    }

    fn rsa(&self) -> Result<(ObjectKind, Secret), OpenError> {
        let modulus = number("n", self.n.as_ref())?;
        let public_exponent = number("e", self.e.as_ref())?;
        if self.d.is_none() {
            let key = pkcs1::RsaPublicKey {
                modulus: UintRef::new(&modulus).opaque()?,
                public_exponent: UintRef::new(&public_exponent).opaque()?,
            };
            return Ok(spki(&PublicKey::from_pkcs1(&key.to_der().opaque()?)?));
        }
        if self.oth.is_some() {
            return Err(KeyError::from(crate::key::KeyFault::MultiPrime).into());
        }
        let private_exponent = number("d", self.d.as_ref())?;
        let pkcs1 = if self.p.is_none() || self.q.is_none() {
            RsaNumbers::without_primes(&modulus, &public_exponent, &private_exponent)
                .and_then(|numbers| numbers.to_pkcs1())
                .map_err(KeyError::from)?
        } else {
            self.pkcs1(&modulus, &public_exponent, &private_exponent)?
        };
        Ok((ObjectKind::Pkcs8, pkcs8::to_der(known::RSA_ENCRYPTION, Some(AnyRef::NULL), pkcs1.expose())?))
    }

    /// The key as it stands, right or wrong; the shortcuts are made where they are missing.
    fn pkcs1(
        &self,
        modulus: &[u8],
        public_exponent: &[u8],
        private_exponent: &[u8],
    ) -> Result<Secret, OpenError> {
        let [p, q] = [number("p", self.p.as_ref())?, number("q", self.q.as_ref())?];
        if self.dp.is_none() || self.dq.is_none() || self.qi.is_none() {
            let numbers = RsaNumbers::new(modulus, public_exponent, private_exponent, [&p, &q]);
            return Ok(numbers.and_then(|numbers| numbers.to_pkcs1()).map_err(KeyError::from)?);
        }
        let [dp, dq] = [number("dp", self.dp.as_ref())?, number("dq", self.dq.as_ref())?];
        let qi = number("qi", self.qi.as_ref())?;
        let key = RsaPrivateKeyRef {
            modulus: UintRef::new(modulus).opaque()?,
            public_exponent: UintRef::new(public_exponent).opaque()?,
            private_exponent: UintRef::new(private_exponent).opaque()?,
            prime1: UintRef::new(&p).opaque()?,
            prime2: UintRef::new(&q).opaque()?,
            exponent1: UintRef::new(&dp).opaque()?,
            exponent2: UintRef::new(&dq).opaque()?,
            coefficient: UintRef::new(&qi).opaque()?,
            other_prime_infos: None,
        };
        Ok(Secret::new(key.to_der().opaque()?))
    }

    fn ec(&self) -> Result<(ObjectKind, Secret), OpenError> {
        let KeyTypeInfo { oid: curve, bytes: length, .. } = self.row("EC")?;
        let coordinate = |name, value| padded(name, &number(name, value)?, *length);
        let (x, y) = (coordinate("x", self.x.as_ref())?, coordinate("y", self.y.as_ref())?);
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        if self.d.is_some() {
            let scalar = coordinate("d", self.d.as_ref())?;
            return Ok((ObjectKind::Pkcs8, private_key::ec_pkcs8(*curve, &scalar, &point)?));
        }
        Ok(spki(&PublicKey::assemble(known::ID_EC_PUBLIC_KEY, Some(AnyRef::from(curve)), &point)?))
    }

    fn pair(&self) -> Result<(ObjectKind, Secret), OpenError> {
        let KeyTypeInfo { oid: curve, .. } = self.row("OKP")?;
        let public = number("x", self.x.as_ref())?;
        if self.d.is_some() {
            let key = number("d", self.d.as_ref())?;
            return Ok((ObjectKind::Pkcs8, private_key::edwards_pkcs8(*curve, &key, &public)?));
        }
        Ok(spki(&PublicKey::assemble(*curve, None, &public)?))
    }

    /// The kind of key of this type that its curve is one of.
    fn row(&self, kty: &str) -> Result<&'static KeyTypeInfo, KeyError> {
        let name = self.crv.as_deref();
        let row =
            KeyTypeInfo::all().find(|row| row.jwk.is_some_and(|known| Some(known) == Some(kty).zip(name)));
        row.ok_or_else(|| KeyError::Unsupported(format!("{kty} on {}", name.map_or("no curve", term::shown))))
    }
}

fn spki(key: &PublicKey) -> (ObjectKind, Secret) {
    (ObjectKind::PublicKey, Secret::from(key.spki()))
}

/// A member's bytes (base64url without padding; padding is passed over).
fn number(name: &'static str, value: Option<&Text>) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let value = value.ok_or(OpenError::Malformed(Defect::NoMember(name)))?;
    let bytes = URL_SAFE_NO_PAD.decode(value.trim_end_matches('='));
    bytes.map(Zeroizing::new).map_err(|_| OpenError::Malformed(Defect::MemberBase64Url(name)))
}

/// Coordinates have the length of the field (RFC 7518, 6.2.1.2); programs that drop zeros are around.
fn padded(name: &'static str, bytes: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let missing = length.checked_sub(bytes.len());
    let missing = missing.ok_or(OpenError::Malformed(Defect::MemberLength(name)))?;
    Ok(Zeroizing::new([&vec![0; missing], bytes].concat()))
}
