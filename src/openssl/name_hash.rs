//! The hashes of names by which OpenSSL finds CA certificates in directories.

use ::der::Encode as _;

use devcert::key::digest_of;
use devcert::model::algorithm::DigestAlgorithm;
use devcert::x509::Name;

/// The hash since OpenSSL 1.0: of the SHA-1 of the canonical name, the first four bytes, the last one first.
#[must_use]
pub(super) fn hash(name: &Name<'_>) -> Option<String> {
    name.canonical().ok().map(|canonical| of_canonical(&canonical))
}

/// The same of a name in its canonical form.
#[must_use]
pub(super) fn of_canonical(canonical: &[u8]) -> String {
    shown(&digest_of(DigestAlgorithm::Sha1, canonical))
}

/// The hash before OpenSSL 1.0: the same of the MD5 of the name as it is.
#[must_use]
pub(super) fn hash_old(name: &Name<'_>) -> Option<String> {
    Some(shown(&digest_of(DigestAlgorithm::Md5, &name.to_der().ok()?)))
}

fn shown(digest: &[u8]) -> String {
    let number = digest.iter().take(4).rev().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{number:08x}")
}
