//! Which certificate comes first, and which ones it needs behind it.

use super::signature::{SignatureFault, check_issued};
use crate::encoding::certificate::Certificate;
use crate::key::PublicKey;

/// Certificates of one name are tried as issuers up to this many, since a file may hold thousands.
pub(super) const MOST_CANDIDATES: usize = 16;

/// The most certificates of a path: as many as OpenSSL follows, a hundred between the first and the root
/// (`SSL_CTX_set_verify_depth(3)`), more than any other client, so that none ends early that somebody takes. What is behind stays out, and whoever
/// looks for a root does not find it.
const LENGTH_MAX: usize = 102;

/// The position of a server's own certificate when no key says which one it is: the first that is not
/// a CA's, or else the first.
pub(super) fn leaf(certificates: &[Certificate]) -> usize {
    certificates.iter().position(|one| !one.is_ca()).unwrap_or(0)
}

/// The positions of the certificate at `leaf`, its issuer, and so on, as far as they are there; of no
/// certificates none.
pub(super) fn path(certificates: &[Certificate], leaf: usize) -> Vec<usize> {
    let Some(mut current) = certificates.get(leaf) else {
        return Vec::new();
    };
    let mut path = vec![leaf];
    while !current.is_self_issued() && path.len() < LENGTH_MAX {
        let namesakes = certificates.iter().enumerate().filter(|(_, one)| one.subject == current.issuer);
        let mut candidates = namesakes.filter(|(position, _)| !path.contains(position)).take(MOST_CANDIDATES);
        let Some((position, issuer)) = candidates.find(|(_, one)| has_issued(one, current)) else { break };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::testing::{Leaf, P256, key, name};

    fn ca(subject: String, key: &crate::key::PrivateKey, issuer: &str) -> Certificate {
        Certificate::from_der(&Leaf::ca(subject.leak()).signed(key, &name(issuer), key)).unwrap()
    }

    #[test]
    fn a_chain_is_followed_as_far_as_any_client_follows_it() {
        let key = key(1, P256);
        let link = |number: usize| ca(format!("CA {number}"), &key, &format!("CA {}", number + 1));
        let certificates: Vec<_> = (0..150).rev().map(link).collect();
        let path = path(&certificates, 149);
        assert_eq!(path, (48..150).rev().collect::<Vec<_>>());
    }

    #[test]
    fn of_sixteen_issuers_of_one_name_the_one_that_signed_is_found_and_behind_them_nobody_looks() {
        let [own, other] = [1, 2].map(|seed| key(seed, P256));
        let leaf = ca("leaf".to_owned(), &own, "CA");
        let namesake = ca("CA".to_owned(), &other, "CA");
        let issuer = ca("CA".to_owned(), &own, "CA");
        let path = |before: usize| {
            let others = std::iter::repeat_n(namesake.clone(), before);
            let all: Vec<_> = std::iter::once(leaf.clone()).chain(others).chain([issuer.clone()]).collect();
            path(&all, 0)
        };
        assert_eq!(path(15), [0, 16]);
        assert_eq!(path(16), [0]);
    }
}
