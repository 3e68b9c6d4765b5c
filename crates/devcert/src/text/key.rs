//! Keys: their kind, their size and the numbers in them.

mod curve;
mod dsa;
mod ec;
mod parts;
mod rsa;

use const_oid::ObjectIdentifier;

use super::algorithm::Algorithm;
use super::element::{Element, Fields, Tag, bits};
use super::lines::Lines;
use crate::key::{Material, OtherKey, PrivateKey, PublicKey, PublicKeyAlgorithm};
use crate::model::algorithm::{KeyType, KeyTypeInfo};
use crate::model::oid::known;
use parts::{Public, next};

/// How a kind of public key is laid out; nothing when its numbers cannot be read.
type Layout = fn(&Public<'_>) -> Option<Lines>;

/// How a kind of public key is laid out that has numbers in it; the others are bytes.
fn layout(oid: ObjectIdentifier) -> Option<Layout> {
    Some(match oid {
        known::RSA_ENCRYPTION | known::X_500_RSA => rsa::public,
        known::ID_RSASSA_PSS => rsa::pss_public,
        known::ID_DSA => dsa::public,
        known::ID_EC_PUBLIC_KEY => ec::public,
        _ => return None,
    })
}

/// The `Subject Public Key Info` of a certificate or request.
pub(super) fn subject(spki: &[u8]) -> Option<Lines> {
    let key = read(&super::element::whole(spki)?)?;
    let mut lines = Lines::one("        Subject Public Key Info:");
    lines.push(format!("            Public Key Algorithm: {}", key.algorithm.object.long()));
    match laid_out(&key) {
        Some(key) => lines.nest(16, &key),
        None => lines.push("            Unable to load Public Key"),
    }
    Some(lines)
}

/// The public key in a DER `SubjectPublicKeyInfo`.
pub(super) fn public(spki: &[u8]) -> Option<Lines> {
    laid_out(&read(&super::element::whole(spki)?)?)
}

/// The parameters of an EC key in DER.
pub(super) fn ec_parameters(der: &[u8]) -> Option<Lines> {
    ec::alone(&super::element::whole(der)?)
}

/// The parameters of a DSA key in DER.
pub(super) fn dsa_parameters(der: &[u8]) -> Option<Lines> {
    dsa::alone(&super::element::whole(der)?)
}

/// A private key with its public half.
pub(super) fn private(key: &PrivateKey) -> Option<Lines> {
    match key.material() {
        Material::Rsa(pkcs1) => {
            let public = super::element::whole(key.public().spki())?;
            match key.algorithm() {
                PublicKeyAlgorithm::RsaPss { .. } => rsa::pss_private(pkcs1.expose(), &read(&public)?),
                _ => rsa::private(pkcs1.expose()),
            }
        }
        Material::Ec(_, scalar) => {
            let public = super::element::whole(key.public().spki())?;
            ec::private(scalar.expose(), &read(&public)?)
        }
        Material::Ed25519(seed) => {
            let mut lines = Lines::one(format!("{} Private-Key:", upper_case(KeyType::Ed25519)));
            lines.labelled("priv:", seed.expose());
            lines.labelled("pub:", key.public().bits());
            Some(lines)
        }
        // As OpenSSL 3.5 has it; 3.0 does not know these keys.
        Material::MlDsa(material) => {
            let mut lines = Lines::one(format!("{} Private-Key:", material.parameters));
            if let Some(seed) = &material.seed {
                lines.labelled("seed:", seed.expose());
            }
            lines.labelled("priv:", material.expanded.expose());
            lines.labelled("pub:", key.public().bits());
            Some(lines)
        }
        Material::Other(other) => other_private(other, key.public()),
    }
}

/// A private key of a kind that devcert does not generate for TLS.
fn other_private(key: &OtherKey, public: &PublicKey) -> Option<Lines> {
    let spki = super::element::whole(public.spki())?;
    let public = read(&spki)?;
    let value = key.value().expose();
    match public.algorithm.object.known()? {
        known::RSA_ENCRYPTION => rsa::private(value),
        known::ID_RSASSA_PSS => rsa::pss_private(value, &public),
        known::ID_EC_PUBLIC_KEY => {
            let mut fields = Fields::of(value, Tag::Sequence)?;
            next(&mut fields)?;
            ec::private(fields.universal(Tag::OctetString)?.data, &public)
        }
        known::ID_DSA => dsa::private(value, &public),
        oid => raw_private(&upper_case(KeyTypeInfo::of_oid(oid)?.key_type), value, &public),
    }
}

/// The name of a kind of key as openssl writes it, which OpenSSL 3.0 has for all but ML-DSA, and 3.5 for that.
fn upper_case(key_type: KeyType) -> String {
    key_type.to_string().to_ascii_uppercase()
}

fn raw_private(name: &str, value: &[u8], public: &Public<'_>) -> Option<Lines> {
    let mut lines = Lines::one(format!("{name} Private-Key:"));
    lines.labelled("priv:", super::element::whole(value)?.data);
    lines.labelled("pub:", &public.bits);
    Some(lines)
}

fn laid_out(key: &Public<'_>) -> Option<Lines> {
    let oid = key.algorithm.object.known()?;
    match layout(oid) {
        Some(layout) => layout(key),
        None => raw_public(KeyTypeInfo::of_oid(oid)?, key),
    }
}

fn read<'a>(spki: &Element<'a>) -> Option<Public<'a>> {
    let mut fields = Fields::inside(spki);
    let algorithm = Algorithm::from_element(&fields.universal(Tag::Sequence)?)?;
    let bits = bits(fields.universal(Tag::BitString)?.data)?;
    fields.end(Public { algorithm, bits })
}

fn raw_public(row: &KeyTypeInfo, key: &Public<'_>) -> Option<Lines> {
    let valid = key.bits.len() == row.bytes && key.algorithm.parameters.is_none();
    let mut lines = Lines::one(format!("{} Public-Key:", upper_case(row.key_type)));
    lines.labelled("pub:", &key.bits);
    valid.then_some(lines)
}
