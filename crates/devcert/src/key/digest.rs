//! Digests of messages.

use md5::Md5;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use crate::model::algorithm::DigestAlgorithm;

/// The digest of the concatenated `parts`.
pub(super) fn digest(algorithm: DigestAlgorithm, parts: &[&[u8]]) -> Vec<u8> {
    fn with<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
        parts.iter().fold(D::new(), sha2::Digest::chain_update).finalize().to_vec()
    }
    let function = match algorithm {
        DigestAlgorithm::Md5 => with::<Md5>,
        DigestAlgorithm::Sha1 => with::<Sha1>,
        DigestAlgorithm::Sha224 => with::<Sha224>,
        DigestAlgorithm::Sha256 => with::<Sha256>,
        DigestAlgorithm::Sha384 => with::<Sha384>,
        DigestAlgorithm::Sha512 => with::<Sha512>,
    };
    function(parts)
}

/// The digest of `bytes`, as fingerprints and the names of files use it.
#[must_use]
pub fn digest_of(algorithm: DigestAlgorithm, bytes: &[u8]) -> Vec<u8> {
    digest(algorithm, &[bytes])
}
