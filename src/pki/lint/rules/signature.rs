//! How it is signed.

pub(super) mod root_weak_digest;
pub(super) mod signature_algorithms_differ;
pub(super) mod signature_not_whole_bytes;
pub(super) mod signature_parameters;
pub(super) mod unknown_signature_algorithm;
pub(super) mod weak_digest;
