//! What `-info` says about the algorithms in a PKCS#12 file.

use ::der::Decode as _;

use crate::openssl::failure::Failure;
use devcert::encoding::open::OpenError;
use devcert::encoding::pkcs12::MacSummary;
use devcert::model::oid::{Oid, known};
use devcert::text;
use devcert::x509::Element;

/// Objects whose algorithms OpenSSL 3.0 has in its legacy provider only.
const LEGACY: [&str; 6] = [
    "PBE-MD5-DES",
    "PBE-SHA1-RC2-128",
    "PBE-SHA1-RC2-40",
    "PBE-SHA1-RC4-128",
    "PBE-SHA1-RC4-40",
    "PBE-SHA1-DES",
];

/// The lines about the check value.
pub(super) fn mac(mac: &MacSummary) -> [String; 2] {
    [
        format!("MAC: {}, Iteration {}", long_name(mac.algorithm), mac.rounds),
        format!("MAC length: {}, salt length: {}", mac.bytes, mac.salt_bytes),
    ]
}

/// The long name of an object, or its numbers.
pub(super) fn long_name(oid: Oid) -> String {
    text::object_names(oid).map_or_else(|| oid.to_string(), |(_, long)| long.to_owned())
}

fn short_name(oid: Oid) -> String {
    text::object_names(oid).map_or_else(|| oid.to_string(), |(short, _)| short.to_owned())
}

/// The short name of the algorithm in the DER of an `AlgorithmIdentifier`, if it is one of the legacy provider.
pub(super) fn legacy_algorithm(der: &[u8]) -> Option<String> {
    let name = short_name(identifier(&Element::from_der(der).ok()?)?);
    LEGACY.contains(&name.as_str()).then_some(name)
}

/// The failure with the next step, if an algorithm is the reason.
pub(super) fn with_legacy_hint(failure: Failure, error: &OpenError) -> Failure {
    match error {
        OpenError::Encryption(name) if LEGACY.contains(&name.as_str()) => {
            failure.hint("add -legacy: OpenSSL 3.0 has this algorithm in its legacy provider only")
        }
        _ => failure,
    }
}

/// An encryption with its parameters, from the DER of its `AlgorithmIdentifier`.
pub(super) fn encryption(der: &[u8]) -> String {
    let element = Element::from_der(der).ok();
    let Some(oid) = element.as_ref().and_then(identifier) else {
        return "<unsupported parameters>".to_owned();
    };
    let parameters = element.as_ref().and_then(parts).and_then(|parts| parts.into_iter().nth(1));
    let described = parameters.as_ref().and_then(|parameters| match oid == known::ID_PBES_2 {
        true => pbes2(parameters),
        false => Some(format!(", Iteration {}", number(&parts(parameters)?, 1)?)),
    });
    format!("{}{}", long_name(oid), described.as_deref().unwrap_or(", <unsupported parameters>"))
}

/// PBES2 (RFC 8018, A.4): derivation and cipher, and the parameters of the derivation.
fn pbes2(parameters: &Element<'_>) -> Option<String> {
    let [derivation, cipher]: [Element<'_>; 2] = parts(parameters)?.try_into().ok()?;
    let (kdf, cipher) = (identifier(&derivation)?, identifier(&cipher)?);
    let derivation = parts(&derivation)?;
    let fields = derivation.get(1).and_then(parts);
    let described = match (&fields, long_name(kdf).as_str()) {
        (Some(fields), "PBKDF2") => {
            let function = fields.iter().skip(2).find(|field| field.identifier() == 0x30);
            let function = function.map_or(Some(known::ID_HMAC_WITH_SHA_1.into()), identifier)?;
            format!(", Iteration {}, PRF {}", number(fields, 1)?, short_name(function))
        }
        (Some(fields), "id-scrypt" | "scrypt") => format!(
            ", Salt length: {}, Cost(N): {}, Block size(r): {}, Parallelism(p): {}",
            fields.first()?.content().len(),
            number(fields, 1)?,
            number(fields, 2)?,
            number(fields, 3)?
        ),
        (None, _) => ", <unsupported parameters>".to_owned(),
        _ => String::new(),
    };
    Some(format!(", {}, {}{described}", long_name(kdf), short_name(cipher)))
}

/// The elements in a SEQUENCE.
fn parts<'a>(element: &'a Element<'_>) -> Option<Vec<Element<'a>>> {
    Vec::<Element<'a>>::from_der(element.der()).ok()
}

/// The object identifier that an `AlgorithmIdentifier` begins with.
fn identifier(element: &Element<'_>) -> Option<Oid> {
    Oid::from_der(parts(element)?.first()?.der()).ok()
}

/// The number at this position.
fn number(fields: &[Element<'_>], position: usize) -> Option<i64> {
    i64::from_der(fields.get(position)?.der()).ok()
}
