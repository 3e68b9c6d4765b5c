//! Extensions of one value.

use super::super::element::{Fields, Tag, boolean};
use super::super::integer::Integer;
use super::super::lines::{HexCase, Lines, pairs};
use super::super::object::Object;
use super::super::string::shown_to_zero;
use super::super::time;
use super::parts::only;

/// Why a certificate was revoked (RFC 5280, 5.3.1).
const REASONS: [(i64, &str); 10] = [
    (0, "Unspecified"),
    (1, "Key Compromise"),
    (2, "CA Compromise"),
    (3, "Affiliation Changed"),
    (4, "Superseded"),
    (5, "Cessation Of Operation"),
    (6, "Certificate Hold"),
    (8, "Remove From CRL"),
    (9, "Privilege Withdrawn"),
    (10, "AA Compromise"),
];

/// Basic constraints (RFC 5280, 4.2.1.9).
pub(super) fn constraints(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let ca = match fields.optional(Tag::Boolean) {
        Some(ca) => boolean(ca.data)?,
        None => false,
    };
    let mut text = format!("CA:{}", if ca { "TRUE" } else { "FALSE" });
    if let Some(length) = fields.optional(Tag::Integer) {
        text.push_str(", pathlen:");
        text.push_str(&Integer::from_content(length.data)?.in_extension());
    }
    fields.end(Lines::one(text))
}

/// An integer: the CRL number and the delta CRL indicator (RFC 5280, 5.2.3 and 5.2.4), inhibit any
/// policy (4.2.1.14).
pub(super) fn integer(content: &[u8]) -> Option<Lines> {
    Some(Lines::one(Integer::from_content(only(content, Tag::Integer)?.data)?.in_extension()))
}

/// The reason code (RFC 5280, 5.3.1).
pub(super) fn reason(content: &[u8]) -> Option<Lines> {
    let reason = Integer::from_content(only(content, Tag::Enumerated)?.data)?;
    let name = REASONS.iter().find(|(code, _)| reason.small() == Some(*code));
    Some(Lines::one(name.map_or_else(|| reason.in_extension(), |(_, name)| (*name).to_owned())))
}

/// A date: the invalidity date (RFC 5280, 5.3.2) and OCSP's archive cutoff (RFC 6960, 4.4.4).
pub(super) fn date(content: &[u8]) -> Option<Lines> {
    Some(Lines::one(time::generalized(only(content, Tag::GeneralizedTime)?.data)?))
}

/// An object: the hold instruction code (RFC 3280, 5.3.2).
pub(super) fn object(content: &[u8]) -> Option<Lines> {
    Some(Lines::one(Object::from_element(&only(content, Tag::Oid)?)?.long()))
}

/// OCSP's "no check" (RFC 6960, 4.2.2.2.1), which says all by being there.
pub(super) fn nothing(content: &[u8]) -> Option<Lines> {
    only(content, Tag::Null).map(|_| Lines::one(""))
}

/// The poison of a precertificate (RFC 6962, 3.1).
pub(super) fn null(content: &[u8]) -> Option<Lines> {
    only(content, Tag::Null).map(|_| Lines::one("NULL"))
}

/// OCSP's nonce (RFC 6960, 4.4.1), which old software writes without its own tag.
pub(super) fn nonce(content: &[u8]) -> Option<Lines> {
    (!content.is_empty()).then(|| Lines::one(pairs(content, HexCase::Upper).replace(':', "")))
}

/// One of Netscape's strings.
pub(super) fn ia5(content: &[u8]) -> Option<Lines> {
    string(content, Tag::Ia5String)
}

/// The name of the signing tool of the subject, in Russian certificates.
pub(super) fn utf8(content: &[u8]) -> Option<Lines> {
    string(content, Tag::Utf8String)
}

fn string(content: &[u8], tag: Tag) -> Option<Lines> {
    let string = only(content, tag)?.data;
    (!string.is_empty()).then(|| Lines::one(shown_to_zero(string)))
}

/// The names and certificates of the signing tools of the issuer, in Russian certificates.
pub(super) fn sign_tool(content: &[u8]) -> Option<Lines> {
    const LABELS: [&str; 4] = ["signTool    : ", "cATool      : ", "signToolCert: ", "cAToolCert  : "];
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let mut lines = Lines::new();
    for label in LABELS {
        lines.push(format!("{label}{}", shown_to_zero(fields.universal(Tag::Utf8String)?.data)));
    }
    fields.end(lines)
}
