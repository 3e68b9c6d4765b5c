//! Keys: their kind, their size and the numbers in them.

mod curve;
mod dsa;
mod ec;
mod parts;
mod rsa;

use super::algorithm::Algorithm;
use super::element::{Element, Fields, Tag, bits};
use super::lines::Lines;
use crate::key::{Material, OtherKey, PrivateKey, PublicKey};
use parts::{Public, next};

/// How a kind of public key is laid out; nothing when its numbers cannot be read.
type Layout = fn(&Public<'_>) -> Option<Lines>;

/// The kinds of keys that are shown.
const LAYOUTS: [(&str, Layout); 12] = [
    ("1.2.840.113549.1.1.1", rsa::public),
    ("2.5.8.1.1", rsa::public),
    ("1.2.840.113549.1.1.10", rsa::pss_public),
    ("1.2.840.10040.4.1", dsa::public),
    ("1.2.840.10045.2.1", ec::public),
    ("1.3.101.110", |key| raw_public("X25519", 32, key)),
    ("1.3.101.111", |key| raw_public("X448", 56, key)),
    ("1.3.101.112", |key| raw_public("ED25519", 32, key)),
    ("1.3.101.113", |key| raw_public("ED448", 57, key)),
    // As OpenSSL 3.5 has them; 3.0 does not know these keys.
    ("2.16.840.1.101.3.4.3.17", |key| raw_public("ML-DSA-44", 1312, key)),
    ("2.16.840.1.101.3.4.3.18", |key| raw_public("ML-DSA-65", 1952, key)),
    ("2.16.840.1.101.3.4.3.19", |key| raw_public("ML-DSA-87", 2592, key)),
];

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

/// A private key with its public half.
pub(super) fn private(key: &PrivateKey) -> Option<Lines> {
    match key.material() {
        Material::Rsa(pkcs1) => rsa::private(pkcs1.expose()),
        Material::Ec(_, scalar) => {
            let public = super::element::whole(key.public().spki())?;
            ec::private(scalar.expose(), &read(&public)?)
        }
        Material::Ed25519(seed) => {
            let mut lines = Lines::one("ED25519 Private-Key:");
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

/// A private key of a kind that devcert does not sign with.
fn other_private(key: &OtherKey, public: &PublicKey) -> Option<Lines> {
    let spki = super::element::whole(public.spki())?;
    let public = read(&spki)?;
    let value = key.value().expose();
    match public.algorithm.object.dotted() {
        "1.2.840.113549.1.1.1" => rsa::private(value),
        "1.2.840.113549.1.1.10" => rsa::pss_private(value, &public),
        "1.2.840.10045.2.1" => {
            let mut fields = Fields::of(value, Tag::Sequence)?;
            next(&mut fields)?;
            ec::private(fields.universal(Tag::OctetString)?.data, &public)
        }
        "1.2.840.10040.4.1" => dsa::private(value, &public),
        "1.3.101.110" => raw_private("X25519", value, &public),
        "1.3.101.111" => raw_private("X448", value, &public),
        "1.3.101.113" => raw_private("ED448", value, &public),
        _ => None,
    }
}

fn raw_private(name: &str, value: &[u8], public: &Public<'_>) -> Option<Lines> {
    let mut lines = Lines::one(format!("{name} Private-Key:"));
    lines.labelled("priv:", super::element::whole(value)?.data);
    lines.labelled("pub:", &public.bits);
    Some(lines)
}

fn laid_out(key: &Public<'_>) -> Option<Lines> {
    let (_, layout) = LAYOUTS.iter().find(|(oid, _)| *oid == key.algorithm.object.dotted())?;
    layout(key)
}

fn read<'a>(spki: &Element<'a>) -> Option<Public<'a>> {
    let mut fields = Fields::inside(spki);
    let algorithm = Algorithm::from_element(&fields.universal(Tag::Sequence)?)?;
    let bits = bits(fields.universal(Tag::BitString)?.data)?;
    fields.end(Public { algorithm, bits })
}

fn raw_public(name: &str, length: usize, key: &Public<'_>) -> Option<Lines> {
    let valid = key.bits.len() == length && key.algorithm.parameters.is_none();
    let mut lines = Lines::one(format!("{name} Public-Key:"));
    lines.labelled("pub:", &key.bits);
    valid.then_some(lines)
}
