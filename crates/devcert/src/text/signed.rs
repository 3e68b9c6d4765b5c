//! What certificates, requests and revocation lists have in common: a part that is signed, and the signature.

use super::algorithm::Algorithm;
use super::element::bits;
use super::lines::Lines;
use crate::x509::{AlgorithmIdentifier, BitString};

/// `title` and the lines of what is signed, and the signature below (RFC 5280, 4.1.1).
pub(super) fn signed(
    title: &[&str],
    body: &Lines,
    algorithm: &AlgorithmIdentifier<'_>,
    signature: &BitString<'_>,
) -> Option<Lines> {
    let mut lines = Lines::new();
    for line in title {
        lines.push(*line);
    }
    lines.nest(0, body);
    lines.nest(0, &Algorithm::of(algorithm)?.with_signature(&bits(signature.content())?));
    Some(lines)
}
