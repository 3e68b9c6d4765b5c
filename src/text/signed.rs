//! What certificates, requests and revocation lists have in common: a part that is signed, and the signature.

use super::algorithm::Algorithm;
use super::element::{Element, Fields, Tag, bits};
use super::lines::Lines;

/// A part that is signed, with these lines before it and its signature below (RFC 5280, 4.1.1).
pub(super) fn signed(
    der: &[u8],
    title: &[&str],
    body: impl Fn(&Element<'_>, &Algorithm<'_>) -> Option<Lines>,
) -> Option<Lines> {
    let mut outer = Fields::of(der, Tag::Sequence)?;
    let part = outer.universal(Tag::Sequence)?;
    let algorithm = Algorithm::from_element(&outer.universal(Tag::Sequence)?)?;
    let signature = bits(outer.universal(Tag::BitString)?.data)?;
    let mut lines = Lines::new();
    for line in title {
        lines.push(*line);
    }
    lines.nest(0, &body(&part, &algorithm)?);
    lines.nest(0, &algorithm.with_signature(&signature));
    outer.end(lines)
}
