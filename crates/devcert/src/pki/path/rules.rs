//! What webpki asks of each certificate of a path, rule by rule; it stops at the first that is broken.

use super::candidate::Candidate;
use super::error::{Fault, Member, PathError, RSA_BITS_MAX};
use super::link::{Link, own, path_length, purpose};
use super::query::{Purpose, Query, holds_for};
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::{Crl, Revoked};
use crate::model::algorithm::RSA_BITS_ACCEPTED;
use crate::model::constraint::{NameConstraints, Subtree, SubtreeKind};
use crate::model::usage::KeyUsage;
use crate::pki::refusal::RejectReason;
use crate::pki::signature::{SignatureFault, check_issued};

/// Every fault of the path, from the certificate in question up.
pub(super) fn faults(candidate: &Candidate<'_>, query: &Query<'_>) -> Vec<PathError> {
    let lists = lists(query);
    let mut found = Vec::new();
    for (height, link) in candidate.judged() {
        let mut add = |fault| found.push(PathError { member: Some(link.member), fault });
        own(link, height, query).into_iter().for_each(&mut add);
        candidate.links.get(height + 1).and_then(|issuer| signature(link, issuer)).map(&mut add);
        constraint(candidate, height).map(&mut add);
        revocation(&link.certificate, query, &lists).map(&mut add);
        if height == 0 {
            name(&link.certificate, query).map(&mut add);
        }
    }
    found.extend(lists.iter().filter_map(|(position, list)| stale(*position, list, query)));
    found.extend(end(candidate));
    found.extend(length(candidate, query).map(|fault| PathError { member: None, fault }));
    found
}

fn signature(link: &Link<'_>, issuer: &Link<'_>) -> Option<Fault> {
    let (one, key) = (&link.certificate, issuer.certificate.public_key());
    if one.signed().algorithm.is_broken() {
        return Some(Fault::Other(RejectReason::SignatureAlgorithm));
    }
    if check_issued(one, key) == Err(SignatureFault::Mismatch) {
        return Some(Fault::Other(RejectReason::BadSignature));
    }
    let bits = key.algorithm().rsa_bits()?;
    (!(RSA_BITS_ACCEPTED..=RSA_BITS_MAX).contains(&bits)).then_some(Fault::RsaSize { bits })
}

/// The first CA above whose name constraints it breaks.
fn constraint(candidate: &Candidate<'_>, height: usize) -> Option<Fault> {
    let one = &candidate.links.get(height)?.certificate;
    let above = candidate.links.iter().skip(height + 1);
    above.map(|link| &link.certificate).find_map(|ca| beyond(one, ca, ca.name_constraints()?))
}

fn beyond(certificate: &Certificate, ca: &Certificate, constraints: &NameConstraints) -> Option<Fault> {
    let subtrees = || constraints.permitted.iter().chain(&constraints.excluded).map(Subtree::kind);
    // webpki knows no constraints on names of other kinds than these two, and refuses every name that
    // they could be about; a subject is always a directory name.
    let unknown = |kind: SubtreeKind| {
        !matches!(kind, SubtreeKind::Dns | SubtreeKind::Ip) && subtrees().any(|one| one == kind)
    };
    if unknown(SubtreeKind::Directory) || certificate.names().iter().filter_map(SubtreeKind::of).any(unknown)
    {
        return Some(Fault::Other(RejectReason::NameConstraint));
    }
    let violation = constraints.check_names(certificate.names()).err()?;
    Some(Fault::NameConstraint { ca: ca.subject().clone(), violation: Box::new(violation) })
}

fn lists(query: &Query<'_>) -> Vec<(usize, Crl)> {
    let lists = query.revocation.crls.iter().enumerate();
    lists.filter_map(|(position, der)| Some((position, Crl::from_der(der).ok()?))).collect()
}

fn revocation(certificate: &Certificate, query: &Query<'_>, lists: &[(usize, Crl)]) -> Option<Fault> {
    let mut of_issuer = lists.iter().filter(|(_, crl)| crl.issuer() == certificate.issuer()).peekable();
    if of_issuer.peek().is_none() {
        let must_be_known = query.revocation.must_be_known && !query.revocation.crls.is_empty();
        return must_be_known.then_some(Fault::UnknownRevocation);
    }
    of_issuer.find_map(|(position, crl)| {
        let entry = crl.revoked().iter().find(|entry| entry.serial == certificate.serial())?;
        let Revoked { at, reason, .. } = entry.clone();
        Some(Fault::Revoked { crl: Some(*position), at: Some(at), reason })
    })
}

fn stale(position: usize, list: &Crl, query: &Query<'_>) -> Option<PathError> {
    let due = list.next_update().filter(|next| query.revocation.must_be_current && *next < query.at);
    due.map(|next_update| PathError {
        member: Some(Member::Crl(position)),
        fault: Fault::StaleCrl { next_update },
    })
}

fn name(leaf: &Certificate, query: &Query<'_>) -> Option<Fault> {
    let name = query.name.filter(|name| holds_for(leaf.der(), name) == Some(false))?;
    Some(Fault::OtherName { name: name.to_owned(), presented: leaf.names().to_vec() })
}

/// The last one, where it is none that is trusted.
fn end(candidate: &Candidate<'_>) -> Option<PathError> {
    let last = candidate.links.last().filter(|last| !last.is_root())?;
    let fault = match last.certificate.is_self_issued() {
        true => Fault::UntrustedRoot,
        false => Fault::MissingIssuer { issuer: last.certificate.issuer().clone() },
    };
    Some(PathError { member: Some(last.member), fault })
}

fn length(candidate: &Candidate<'_>, query: &Query<'_>) -> Option<Fault> {
    let counted = candidate.judged().skip(1).filter(|(_, link)| !link.certificate.is_self_issued());
    let most = query.limits.intermediates?;
    (counted.count() > most).then_some(Fault::Other(RejectReason::Tangled))
}

/// What OpenSSL rejects in a path, and webpki does not look at: of issuers keyCertSign (RFC 5280, 4.2.1.3),
/// of a root everything but its name and key, and names in the subject that the constraints forbid.
pub(super) fn openssl_warnings(candidate: &Candidate<'_>, purpose: Purpose) -> Vec<PathError> {
    let leaf = candidate.links.first().map(|link| link.der);
    // A namesake has issued nothing here.
    let issuers = candidate.links.windows(2).take_while(|pair| pair[1].has_issued(&pair[0])).count();
    let above = candidate.links.iter().enumerate().skip(1).take(issuers);
    let above = above.filter(|(_, link)| Some(link.der) != leaf);
    let openssl_warnings = |(height, link): (usize, &Link<'_>)| {
        let below = &candidate.links[1..height];
        let below = below.iter().filter(|link| !link.certificate.is_self_issued()).count();
        let of_root = link.is_root().then(|| of_root(&link.certificate, below, purpose));
        let found = of_root.into_iter().flatten().chain(cert_sign(&link.certificate));
        let member = Some(link.member);
        found.map(|fault| PathError { member, fault }).collect::<Vec<_>>()
    };
    subject(candidate, issuers).into_iter().chain(above.flat_map(openssl_warnings)).collect()
}

/// A name in the subject of the certificate in question that one of its issuers may not issue for.
fn subject(candidate: &Candidate<'_>, issuers: usize) -> Option<PathError> {
    let (leaf, above) = candidate.links.split_first()?;
    let subject = leaf.certificate.subject();
    above.iter().take(issuers).map(|link| &link.certificate).find_map(|ca| {
        let violation = ca.name_constraints()?.check_subject(subject, leaf.certificate.names()).err()?;
        let fault = Fault::NameConstraint { ca: ca.subject().clone(), violation: Box::new(violation) };
        Some(PathError { member: Some(leaf.member), fault })
    })
}

fn cert_sign(certificate: &Certificate) -> Option<Fault> {
    let leaves_out = certificate.key_usage().is_some_and(|usages| !usages.contains(&KeyUsage::KeyCertSign));
    leaves_out.then_some(Fault::NoCertSign)
}

fn of_root(root: &Certificate, below: usize, purpose: Purpose) -> impl Iterator<Item = Fault> {
    // Before version 3 there was no way to say it, and OpenSSL asks it of no such root.
    let no_ca = (!root.is_ca() && root.version() == 3).then_some(Fault::NoCa);
    let purpose = self::purpose(root, purpose);
    no_ca.into_iter().chain(path_length(root, below)).chain(purpose)
}
