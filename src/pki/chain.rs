//! Which certificate comes first, and which ones it needs behind it.

use super::signature::{SignatureFault, check_issued};
use crate::encoding::certificate::Certificate;
use crate::key::PublicKey;

/// The position of a server's own certificate when no key says which one it is: the first that is not
/// a CA's, or else the first.
pub(super) fn leaf(certificates: &[Certificate]) -> usize {
    certificates.iter().position(|one| !one.is_ca()).unwrap_or(0)
}

/// The positions of the certificate at `leaf`, its issuer, and so on, as far as they are there.
pub(super) fn path(certificates: &[Certificate], leaf: usize) -> Vec<usize> {
    let mut path = vec![leaf];
    let mut current = &certificates[leaf];
    while !current.is_self_issued() {
        let issuer = certificates
            .iter()
            .enumerate()
            .find(|(position, one)| !path.contains(position) && has_issued(one, current));
        let Some((position, issuer)) = issuer else { break };
        path.push(position);
        current = issuer;
    }
    path
}

/// The name fits, and the signature does not speak against it; one that cannot be checked here is
/// left to rustls.
pub(super) fn has_issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.subject == certificate.issuer
        && check_issued(certificate, &issuer.public_key) != Err(SignatureFault::Mismatch)
}

/// The same key, also where the algorithm's parameters are spelled differently.
pub(super) fn is_same_key(one: &PublicKey, other: &PublicKey) -> bool {
    one.algorithm() == other.algorithm() && one.bits() == other.bits()
}
