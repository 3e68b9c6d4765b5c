//! From a certificate to one that is trusted: chain building and path validation (RFC 5280, 6), as
//! rustls does it.
//!
//! The verdict is rustls-webpki's, and never another; what is added is which certificate is at
//! fault, with its facts ([`PathError`]), and what else is wrong ([`survey`]).

mod candidate;
mod error;
mod link;
mod locate;
mod query;
mod rules;
#[cfg(test)]
mod tests;

use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor};
use time::OffsetDateTime;
use webpki::{
    BorrowedCertRevocationList, CertRevocationList, EndEntityCert, VerifiedPath, anchor_from_trusted_cert,
};

use super::chain;
use super::handshake::FixedClock;
use super::load::Provider;
use super::refusal::RejectReason;
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::Crl;
use crate::key::PublicKey;
use crate::model::san::San;

use candidate::Candidate;
pub use error::{Fault, Member, PathError};
pub(crate) use query::holds_for;
pub use query::{PathLimits, Purpose, Query, Revocation, Validated};

/// Looks for a path from the certificate to a root, and checks the certificate's name.
pub fn validate(query: &Query<'_>) -> Result<Validated, PathError> {
    let leaf = EndEntityCert::try_from(query.leaf)
        .map_err(|error| PathError::unreadable(Member::Leaf, query.leaf, &error))?;
    let lists = query.revocation.crls.iter().enumerate().map(|(position, der)| {
        let list = BorrowedCertRevocationList::from_der(der)
            .map_err(|error| PathError::unreadable(Member::Crl(position), der, &error))?;
        Ok(CertRevocationList::from(list))
    });
    let lists = lists.collect::<Result<Vec<_>, PathError>>()?;
    let (positions, anchors) = anchors(query.roots)?;
    find(query, &leaf, &anchors, &lists.iter().collect::<Vec<_>>())
        .map(|found| Validated { root: positions[found.root], ..found })
        .map_err(|error| locate::locate(query, &error))
}

/// All that there is to say of a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathDiagnostics {
    /// Every fault that a rule of webpki finds, from the certificate in question up. Each is to be
    /// mended before there is a path; webpki itself names the one that it comes upon first.
    pub faults: Vec<PathError>,
    /// What other programs refuse of the issuers, and webpki takes.
    pub openssl_warnings: Vec<PathError>,
}

/// Holds every certificate of a path against every rule: of the path that was found, or else of the
/// one that names and signatures suggest. This is no verdict, which is [`validate`]'s alone.
#[must_use]
pub fn survey(query: &Query<'_>, outcome: &Result<Validated, PathError>) -> PathDiagnostics {
    let candidate = match outcome {
        Ok(found) => Candidate::found(query, found),
        Err(_) => Candidate::guess(query),
    };
    let mut faults = rules::faults(&candidate, query);
    let unplaced = outcome.as_ref().err().filter(|error| !faults.contains(error));
    faults.extend(unplaced.cloned());
    PathDiagnostics { faults, openssl_warnings: rules::openssl_warnings(&candidate, query.purpose) }
}

/// The roots that can be read, with their positions.
fn anchors<'a>(roots: &'a [CertificateDer<'a>]) -> Result<(Vec<usize>, Vec<TrustAnchor<'a>>), PathError> {
    let mut first_error = None;
    let readable = |(position, root)| match anchor_from_trusted_cert(root) {
        Ok(anchor) => Some((position, anchor)),
        Err(error) => {
            first_error.get_or_insert_with(|| PathError::unreadable(Member::Root(position), root, &error));
            None
        }
    };
    let found: (Vec<_>, Vec<_>) = roots.iter().enumerate().filter_map(readable).unzip();
    match (found.0.is_empty(), first_error) {
        (false, _) => Ok(found),
        (true, Some(error)) => Err(error),
        (true, None) => Err(PathError::no_roots()),
    }
}

fn find(
    query: &Query<'_>,
    leaf: &EndEntityCert<'_>,
    anchors: &[TrustAnchor<'_>],
    lists: &[&CertRevocationList<'_>],
) -> Result<Validated, webpki::Error> {
    let within_limits = |path: &VerifiedPath<'_>| match query.limits.intermediates {
        Some(most) if path.intermediate_certificates().filter(|one| !is_self_issued(one)).count() > most => {
            Err(webpki::Error::MaximumPathDepthExceeded)
        }
        _ => Ok(()),
    };
    let path = leaf.verify_for_usage(
        Provider::AwsLcRs.crypto().signature_verification_algorithms.all,
        anchors,
        query.intermediates,
        FixedClock::at(query.at).time(),
        query.purpose.usage(),
        query.revocation.options(lists),
        Some(&within_limits),
    )?;
    if let Some(name) = query.name {
        leaf.verify_is_valid_for_subject_name(name)?;
    }
    Ok(positions(query, anchors, &path))
}

/// A CA that certifies a new key of its own adds nothing to the length (RFC 5280, 4.2.1.9).
fn is_self_issued(certificate: &webpki::Cert<'_>) -> bool {
    certificate.subject() == certificate.issuer()
}

/// Where the certificates of `path` stand in the query.
fn positions(query: &Query<'_>, anchors: &[TrustAnchor<'_>], path: &VerifiedPath<'_>) -> Validated {
    let position = |der: CertificateDer<'_>| query.intermediates.iter().position(|one| *one == der);
    let root = anchors.iter().position(|anchor| std::ptr::eq(anchor, path.anchor()));
    Validated {
        intermediates: path.intermediate_certificates().filter_map(|one| position(one.der())).collect(),
        // webpki hands back one of the anchors that it was given.
        root: root.unwrap_or(0),
    }
}

/// The root that `sent`, a server's certificates, lead to at this time: one of them, or one of those
/// that are `known`; where the root itself is not known, the last of its subordinates that is.
#[must_use]
pub fn root_of(sent: &[Certificate], known: &[Certificate], at: OffsetDateTime) -> Option<Certificate> {
    let path = chain::path(sent, chain::leaf(sent, Some(at)), Some(at));
    let top = path.last().and_then(|position| sent.get(*position))?;
    if chain::has_issued(top, top) {
        return Some(top.clone());
    }
    // A cross-signed certificate may lead to a root that nobody here knows.
    path.iter().rev().filter_map(|position| sent.get(*position)).find_map(|one| {
        let all: Vec<_> = std::iter::once(one).chain(known).cloned().collect();
        let last = chain::path(&all, 0, Some(at)).pop().filter(|last| *last > 0)?;
        all.get(last).cloned()
    })
}

/// The certificate that a server with `certificates` shows, which is the one on `key` where one is,
/// and its issuers as far as they are there.
#[must_use]
pub fn path_of(
    certificates: &[Certificate],
    key: Option<&PublicKey>,
    at: OffsetDateTime,
) -> Vec<Certificate> {
    let own = key.and_then(|key| chain::own(certificates, key, Some(at)));
    let leaf = own.unwrap_or_else(|| chain::leaf(certificates, Some(at)));
    let path = chain::path(certificates, leaf, Some(at));
    path.into_iter().filter_map(|position| certificates.get(position).cloned()).collect()
}

/// Why rustls does not take the revocation list `der`, whoever signed it.
#[must_use]
pub fn crl_refusal(list: &Crl) -> Option<RejectReason> {
    let error = BorrowedCertRevocationList::from_der(list.der()).err()?;
    Some(RejectReason::of_webpki(&error).on_list(list))
}

/// The name as a client asks for it; a wildcard stands for any label, so one is put in its place.
/// `None` for names that no client connects to.
#[must_use]
pub fn server_name(name: &San) -> Option<ServerName<'static>> {
    match name {
        San::Dns(host) => match host.as_str().strip_prefix("*.") {
            Some(parent) => ServerName::try_from(format!("www.{parent}")).ok(),
            None => ServerName::try_from(host.as_str().to_owned()).ok(),
        },
        San::Ip(address) => Some(ServerName::IpAddress((*address).into())),
        _ => None,
    }
}
