//! Which certificate comes first, and which ones it needs behind it.

use std::fmt;

use time::OffsetDateTime;

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
/// a CA's, or else the first; of several with its name and key, the preferred one.
pub(super) fn leaf(certificates: &[Certificate], at: Option<OffsetDateTime>) -> usize {
    let first = certificates.iter().position(|one| !one.is_ca()).unwrap_or(0);
    let twins = positions(certificates, |one| certificates.get(first).is_some_and(|it| are_twins(one, it)));
    preferred(certificates, twins, at).unwrap_or(first)
}

/// The position of the certificate for `key`. Of several, one that is valid comes first, then one with
/// the name of the first.
pub(super) fn own(
    certificates: &[Certificate],
    key: &PublicKey,
    at: Option<OffsetDateTime>,
) -> Option<usize> {
    let fitting = || positions(certificates, |one| is_same_key(one.public_key(), key));
    let first = certificates.get(fitting().next()?)?;
    let twins = fitting().filter(|position| certificates[*position].subject() == first.subject());
    let best = preferred(certificates, twins, at)?;
    match is_valid(&certificates[best], at) {
        true => Some(best),
        false => preferred(certificates, std::iter::once(best).chain(fitting()), at),
    }
}

/// The positions of the certificate at `leaf`, its issuer, and so on, as far as they are there; of no
/// certificates none.
pub(super) fn path(certificates: &[Certificate], leaf: usize, at: Option<OffsetDateTime>) -> Vec<usize> {
    let Some(mut current) = certificates.get(leaf) else {
        return Vec::new();
    };
    let mut path = vec![leaf];
    while !has_issued(current, current) && path.len() < LENGTH_MAX {
        let namesakes = positions(certificates, |one| one.subject() == current.issuer());
        let candidates = namesakes.filter(|position| !path.contains(position)).take(MOST_CANDIDATES);
        let issuers = candidates.filter(|position| has_issued(&certificates[*position], current));
        let Some(position) = preferred(certificates, issuers, at) else { break };
        path.push(position);
        current = &certificates[position];
    }
    path
}

/// The first of `certificates`, which there must be, and its issuers as far as they are there.
#[must_use]
pub fn from_first(certificates: &[Certificate], at: OffsetDateTime) -> Vec<Certificate> {
    let path = path(certificates, 0, Some(at));
    path.into_iter().filter_map(|position| certificates.get(position).cloned()).collect()
}

fn positions(
    certificates: &[Certificate],
    test: impl Fn(&Certificate) -> bool,
) -> impl Iterator<Item = usize> {
    let all = certificates.iter().enumerate();
    all.filter(move |(_, one)| test(one)).map(|(position, _)| position)
}

/// Of the certificates at `positions`, one that is valid at the given time, and the one that expires
/// last among those; the earlier one of equals.
fn preferred(
    certificates: &[Certificate],
    positions: impl Iterator<Item = usize>,
    at: Option<OffsetDateTime>,
) -> Option<usize> {
    let rank = |position: usize| {
        let one = &certificates[position];
        (is_valid(one, at), one.not_after())
    };
    positions.reduce(|best, other| if rank(other) > rank(best) { other } else { best })
}

/// Whether the time is between the dates of the certificate; always when none is given.
pub(super) fn is_valid(certificate: &Certificate, at: Option<OffsetDateTime>) -> bool {
    at.is_none_or(|at| (certificate.not_before()..=certificate.not_after()).contains(&at))
}

/// Whether one can stand in for the other: the same name and the same key.
pub(super) fn are_twins(one: &Certificate, other: &Certificate) -> bool {
    one.subject() == other.subject() && is_same_key(one.public_key(), other.public_key())
}

/// Why a certificate is not part of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surplus {
    /// The chain has the very same certificate.
    Duplicate,
    /// The chain has another certificate of the same name and key; what the dates of this one say, as a
    /// predicate.
    Twin(String),
    /// It has issued none of the certificates of the chain.
    Unrelated,
}

impl Surplus {
    /// Why `certificate` is not needed beside those that are `used`.
    pub(super) fn of<'a>(
        certificate: &Certificate,
        used: impl IntoIterator<Item = &'a Certificate>,
        at: Option<OffsetDateTime>,
    ) -> Self {
        let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
        let dates = || match at {
            Some(at) if not_after < at => format!("expired on {}", not_after.date()),
            Some(at) if at < not_before => format!("is not valid before {}", not_before.date()),
            _ => format!("expires on {}", not_after.date()),
        };
        let (mut twins, mut duplicates) = (false, false);
        for one in used {
            duplicates |= one.der() == certificate.der();
            twins |= are_twins(one, certificate);
        }
        match (duplicates, twins) {
            (true, _) => Self::Duplicate,
            (false, true) => Self::Twin(dates()),
            (false, false) => Self::Unrelated,
        }
    }
}

impl fmt::Display for Surplus {
    /// A predicate of the certificate.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate => f.write_str("occurs twice"),
            Self::Twin(dates) => write!(f, "occurs twice: the one that {dates} is not used"),
            Self::Unrelated => f.write_str("is not in the chain"),
        }
    }
}

/// The name fits, and the signature does not speak against it; one that cannot be checked here is
/// left to rustls.
pub(super) fn has_issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.subject() == certificate.issuer()
        && check_issued(certificate, issuer.public_key()) != Err(SignatureFault::Mismatch)
}

/// Whether the keys are equal, also where the algorithm's parameters are encoded differently.
pub(super) fn is_same_key(one: &PublicKey, other: &PublicKey) -> bool {
    one.algorithm() == other.algorithm() && one.bits() == other.bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::testing::{Leaf, P256, for_duration, key, name};

    fn ca(subject: String, key: &crate::key::PrivateKey, issuer: &str) -> Certificate {
        Certificate::from_der(&Leaf::ca(subject.leak()).signed(key, &name(issuer), key)).unwrap()
    }

    #[test]
    fn a_chain_is_followed_as_far_as_any_client_follows_it() {
        let key = key(1, P256);
        let link = |number: usize| ca(format!("CA {number}"), &key, &format!("CA {}", number + 1));
        let certificates: Vec<_> = (0..150).rev().map(link).collect();
        let path = path(&certificates, 149, None);
        assert_eq!(path, (48..150).rev().collect::<Vec<_>>());
    }

    #[test]
    fn of_two_issuers_with_one_key_the_valid_one_follows_the_first() {
        let key = key(1, P256);
        let root = |days| {
            let root = Leaf { validity: for_duration(days), ..Leaf::ca("Root") };
            Certificate::from_der(&root.signed(&key, &name("Root"), &key)).unwrap()
        };
        let own = ca("CA".to_owned(), &key, "Root");
        let (expired, valid) = (root(1), root(90));
        let now = expired.not_after() + time::Duration::DAY;
        let chain = from_first(&[own.clone(), expired, valid.clone()], now);
        let found: Vec<_> = chain.iter().map(Certificate::der).collect();
        assert_eq!(found, [own.der(), valid.der()]);
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
            path(&all, 0, None)
        };
        assert_eq!(path(15), [0, 16]);
        assert_eq!(path(16), [0]);
    }
}
