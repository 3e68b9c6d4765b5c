//! RSA keys (RFC 8017, A.1), and those bound to PSS (RFC 4055, 1.2).

use const_oid::ObjectIdentifier;

use super::super::algorithm::Algorithm;
use super::super::element::{Element, ElementTag as _, Fields, Tag};
use super::super::integer::Integer;
use super::super::lines::Lines;
use super::parts::{Public, next};
use crate::model::oid::known;
use crate::text::number::number;

/// The numbers of a private key, in their order.
const PRIVATE: [&str; 8] = [
    "modulus:",
    "publicExponent:",
    "privateExponent:",
    "prime1:",
    "prime2:",
    "exponent1:",
    "exponent2:",
    "coefficient:",
];

/// Digests under the names that openssl has for them in the restrictions of a key.
const DIGESTS: [(ObjectIdentifier, &str); 7] = [
    (known::ID_SHA_1, "SHA1"),
    (known::ID_SHA_224, "SHA2-224"),
    (known::ID_SHA_256, "SHA2-256"),
    (known::ID_SHA_384, "SHA2-384"),
    (known::ID_SHA_512, "SHA2-512"),
    (known::ID_SHA_512_224, "SHA2-512/224"),
    (known::ID_SHA_512_256, "SHA2-512/256"),
];

/// A digest where nothing is said (RFC 4055, 3.1).
const DEFAULT_DIGEST: &str = "SHA1";
/// A salt's length where nothing is said.
const DEFAULT_SALT: i64 = 20;

/// A public key.
pub(super) fn public(key: &Public<'_>) -> Option<Lines> {
    let mut fields = Fields::of(&key.bits, Tag::Sequence)?;
    let (modulus, exponent) = (next(&mut fields)?, next(&mut fields)?);
    let mut lines = Lines::one(format!("Public-Key: ({} bit)", modulus.bit_length()));
    number(&mut lines, "Modulus:", &modulus);
    number(&mut lines, "Exponent:", &exponent);
    fields.end(lines)
}

/// A public key that is bound to PSS, with what its parameters demand.
pub(super) fn pss_public(key: &Public<'_>) -> Option<Lines> {
    with_restrictions(public(key)?, key)
}

/// A private key that is bound to PSS.
pub(super) fn pss_private(pkcs1: &[u8], key: &Public<'_>) -> Option<Lines> {
    with_restrictions(private(pkcs1)?, key)
}

fn with_restrictions(mut lines: Lines, key: &Public<'_>) -> Option<Lines> {
    match &key.algorithm.parameters {
        Some(parameters) => lines.nest(0, &restrictions(parameters)?),
        None => lines.push("No PSS parameter restrictions"),
    }
    Some(lines)
}

/// A private key in PKCS#1 form.
pub(super) fn private(pkcs1: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(pkcs1, Tag::Sequence)?;
    next(&mut fields)?;
    let numbers: Vec<Integer> = PRIVATE.iter().map(|_| next(&mut fields)).collect::<Option<_>>()?;
    let mut lines = Lines::one(format!("Private-Key: ({} bit, 2 primes)", numbers.first()?.bit_length()));
    for (label, value) in PRIVATE.iter().zip(&numbers) {
        number(&mut lines, label, value);
    }
    fields.end(lines)
}

fn restrictions(parameters: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(parameters);
    let hash = match fields.tagged(0) {
        Some(hash) => digest(&Fields::inside(&hash).universal(Tag::Sequence)?)?,
        None => DEFAULT_DIGEST,
    };
    let mask = match fields.tagged(1) {
        Some(mask) => {
            let mask = Algorithm::from_element(&Fields::inside(&mask).universal(Tag::Sequence)?)?;
            digest(mask.parameters.as_ref()?)?
        }
        None => DEFAULT_DIGEST,
    };
    let salt = small_field(&mut fields, 2, DEFAULT_SALT)?;
    let trailer = small_field(&mut fields, 3, 1)?;
    let note = |default: bool| if default { " (default)" } else { "" };
    let mut lines = Lines::one("PSS parameter restrictions:");
    lines.push(format!("  Hash Algorithm: {hash}{}", note(hash == DEFAULT_DIGEST)));
    lines.push(format!("  Mask Algorithm: MGF1 with {mask}{}", note(mask == DEFAULT_DIGEST)));
    lines.push(format!("  Minimum Salt Length: {salt}{}", note(salt == DEFAULT_SALT)));
    lines.push(format!("  Trailer Field: 0x{trailer:x}{}", note(trailer == 1)));
    fields.end(lines)
}

fn small_field(fields: &mut Fields<'_>, number: u32, default: i64) -> Option<i64> {
    match fields.tagged(number) {
        Some(field) => next(&mut Fields::inside(&field))?.small(),
        None => Some(default),
    }
}

fn digest(algorithm: &Element<'_>) -> Option<&'static str> {
    if !algorithm.is(Tag::Sequence) {
        return None;
    }
    let algorithm = Algorithm::from_element(algorithm)?;
    DIGESTS.iter().find(|(oid, _)| Some(*oid) == algorithm.object.known()).map(|(_, name)| *name)
}
