//! What a key may be used for, and when.

use super::super::element::{Fields, Tag, bits, has_bit, sequence_of};
use super::super::integer::Integer;
use super::super::lines::Lines;
use super::super::object::Object;
use super::super::time;
use super::parts::{in_line, only};

/// The bits of keyUsage (RFC 5280, 4.2.1.3).
const KEY_USAGES: [&str; 9] = [
    "Digital Signature",
    "Non Repudiation",
    "Key Encipherment",
    "Data Encipherment",
    "Key Agreement",
    "Certificate Sign",
    "CRL Sign",
    "Encipher Only",
    "Decipher Only",
];

/// The bits of Netscape's certificate type.
const NETSCAPE_TYPES: [&str; 8] = [
    "SSL Client",
    "SSL Server",
    "S/MIME",
    "Object Signing",
    "Unused",
    "SSL CA",
    "S/MIME CA",
    "Object Signing CA",
];

/// The TLS extensions that a feature stands for (RFC 7633, 4.2).
const FEATURES: [(i64, &str); 2] = [(5, "status_request"), (17, "status_request_v2")];

/// Key usage.
pub(super) fn key(content: &[u8]) -> Option<Lines> {
    named_bits(content, &KEY_USAGES)
}

/// Netscape's certificate type.
pub(super) fn netscape(content: &[u8]) -> Option<Lines> {
    named_bits(content, &NETSCAPE_TYPES)
}

fn named_bits(content: &[u8], names: &[&str]) -> Option<Lines> {
    let octets = bits(only(content, Tag::BitString)?.data)?;
    let set = names.iter().enumerate().filter(|(number, _)| has_bit(&octets, *number));
    in_line(&set.map(|(_, name)| (*name).to_owned()).collect::<Vec<_>>())
}

/// Extended key usage (RFC 5280, 4.2.1.12), and other lists of objects.
pub(super) fn extended(content: &[u8]) -> Option<Lines> {
    let object = |element| Some(Object::from_element(element)?.long().to_owned());
    in_line(&sequence_of(content)?.iter().map(object).collect::<Option<Vec<_>>>()?)
}

/// TLS features (RFC 7633).
pub(super) fn tls_features(content: &[u8]) -> Option<Lines> {
    let feature = |element: &super::Element<'_>| {
        let number = Integer::from_content(element.data)?;
        let name = FEATURES.iter().find(|(known, _)| number.small() == Some(*known));
        Some(name.map_or_else(|| number.in_extension(), |(_, name)| (*name).to_owned()))
    };
    in_line(&sequence_of(content)?.iter().map(feature).collect::<Option<Vec<_>>>()?)
}

/// Private key usage period (RFC 3280, 4.2.1.4).
pub(super) fn period(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let mut parts = Vec::new();
    for (number, label) in [(0, "Not Before"), (1, "Not After")] {
        if let Some(date) = fields.tagged(number) {
            parts.push(format!("{label}: {}", time::generalized(date.data)?));
        }
    }
    fields.end(Lines::one(parts.join(", ")))
}
