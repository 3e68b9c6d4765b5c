//! Which certificate webpki means: it says what is wrong, and not where.

use rustls::pki_types::UnixTime;
use time::OffsetDateTime;

use super::{Fault, Member, PathError, Purpose, Query};
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::{Crl, Revoked};
use crate::model::extension::Body;
use crate::model::usage::ExtendedKeyUsage;
use crate::pki::chain;
use crate::pki::refusal::Refusal;

/// The error of webpki, with the certificate that it is about and that one's facts.
pub(super) fn locate(query: &Query<'_>, error: &webpki::Error) -> PathError {
    let chain = Candidate::new(query);
    let (member, fault) = match error {
        webpki::Error::CertExpired { not_after, .. } => {
            let not_after = moment(*not_after);
            (chain.first(|_, one| one.not_after == not_after), Fault::Expired { not_after })
        }
        webpki::Error::CertNotValidYet { not_before, .. } => {
            let not_before = moment(*not_before);
            (chain.first(|_, one| one.not_before == not_before), Fault::NotYetValid { not_before })
        }
        webpki::Error::CrlExpired { next_update, .. } => stale(query, moment(*next_update)),
        webpki::Error::CertRevoked => chain.revoked(query),
        webpki::Error::UnknownRevocationStatus => {
            let lists = lists(query);
            let unknown = chain.first(|_, one| !lists.iter().any(|(_, crl)| crl.issuer == one.issuer));
            (unknown, Fault::UnknownRevocation)
        }
        webpki::Error::UnknownIssuer => chain.end(),
        webpki::Error::CertNotValidForName(_) => (Some(Member::Leaf), other_name(query, &chain)),
        other => {
            let refusal = Refusal::from(other);
            (chain.culprit(refusal, query.purpose), Fault::Other(refusal))
        }
    };
    PathError { member, fault }
}

fn moment(time: UnixTime) -> OffsetDateTime {
    let seconds = i64::try_from(time.as_secs()).ok();
    let moment = seconds.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    moment.unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn other_name(query: &Query<'_>, chain: &Candidate) -> Fault {
    let presented = chain.members.first().map_or_else(Vec::new, |(_, leaf)| leaf.names().to_vec());
    match query.name {
        Some(name) => Fault::OtherName { name: name.to_owned(), presented },
        None => Fault::Other(Refusal::OtherName),
    }
}

fn stale(query: &Query<'_>, next_update: OffsetDateTime) -> (Option<Member>, Fault) {
    let stale = lists(query).into_iter().find(|(_, crl)| crl.next_update == Some(next_update));
    (stale.map(|(position, _)| Member::Crl(position)), Fault::StaleCrl { next_update })
}

fn lists(query: &Query<'_>) -> Vec<(usize, Crl)> {
    let lists = query.revocation.crls.iter().enumerate();
    lists.filter_map(|(position, der)| Some((position, Crl::from_der(der).ok()?))).collect()
}

/// The path that names and signatures suggest.
struct Candidate {
    members: Vec<(Member, Certificate)>,
}

impl Candidate {
    fn new(query: &Query<'_>) -> Self {
        let leaf = std::iter::once((Member::Leaf, query.leaf));
        let above = query.intermediates.iter().enumerate();
        let above = above.map(|(position, der)| (Member::Intermediate(position), der));
        let roots = query.roots.iter().enumerate().map(|(position, der)| (Member::Root(position), der));
        let read = |(member, der): (Member, &rustls::pki_types::CertificateDer<'_>)| {
            Some((member, Certificate::from_der(der).ok()?))
        };
        let (members, certificates): (Vec<_>, Vec<_>) =
            leaf.chain(above).chain(roots).filter_map(read).unzip();
        if members.first() != Some(&Member::Leaf) {
            return Self { members: Vec::new() };
        }
        let path = chain::path(&certificates, 0);
        let member = |position: usize| (members[position], certificates[position].clone());
        Self { members: path.into_iter().map(member).collect() }
    }

    /// The first one from below that fits; its height is counted from 0.
    fn first(&self, fits: impl Fn(usize, &Certificate) -> bool) -> Option<Member> {
        let mut members = self.members.iter().enumerate();
        members.find(|(height, (_, one))| fits(*height, one)).map(|(_, (member, _))| *member)
    }

    /// The last one, whose issuer is not there.
    fn end(&self) -> (Option<Member>, Fault) {
        match self.members.last() {
            None => (None, Fault::Other(Refusal::UnknownIssuer)),
            Some((member, last)) if last.is_self_issued() => (Some(*member), Fault::UntrustedRoot),
            Some((member, last)) => (Some(*member), Fault::MissingIssuer { issuer: last.issuer.clone() }),
        }
    }

    fn revoked(&self, query: &Query<'_>) -> (Option<Member>, Fault) {
        let lists = lists(query);
        let entry = |one: &Certificate| {
            let of_issuer = lists.iter().filter(|(_, crl)| crl.issuer == one.issuer);
            of_issuer
                .flat_map(|(at, crl)| crl.revoked.iter().map(move |entry| (*at, entry)))
                .find(|(_, entry)| entry.serial == one.serial)
                .map(|(position, entry): (usize, &Revoked)| (position, entry.clone()))
        };
        let found = self.members.iter().find_map(|(member, one)| Some((*member, entry(one)?)));
        match found {
            Some((member, (crl, Revoked { at, reason, .. }))) => {
                (Some(member), Fault::Revoked { crl: Some(crl), at: Some(at), reason })
            }
            None => (None, Fault::Revoked { crl: None, at: None, reason: None }),
        }
    }

    /// The one that breaks the rule.
    fn culprit(&self, refusal: Refusal, purpose: Purpose) -> Option<Member> {
        match refusal {
            Refusal::CaAsServer | Refusal::NameConstraint => Some(Member::Leaf),
            Refusal::IssuerIsNoCa => self.first(|height, one| height > 0 && !one.is_ca()),
            Refusal::PathLength => {
                self.first(|height, one| path_length(one).is_some_and(|most| most + 1 < height))
            }
            Refusal::Purpose => self.first(|_, one| !allows(one, purpose)),
            Refusal::Version => self.first(|_, one| one.version != 3),
            // The signature that does not match is where names lead on and signatures do not.
            Refusal::BadSignature => self.members.last().map(|(member, _)| *member),
            Refusal::SignatureAlgorithm => self.first(|_, one| one.signed.algorithm.is_broken()),
            _ => None,
        }
    }
}

fn path_length(certificate: &Certificate) -> Option<usize> {
    certificate.extensions.iter().find_map(|one| match one.body {
        Body::BasicConstraints { path_len, .. } => path_len.map(usize::from),
        _ => None,
    })
}

/// Whether webpki takes its extended key usages for this purpose: none, or this one by name.
fn allows(certificate: &Certificate, purpose: Purpose) -> bool {
    let wanted = match purpose {
        Purpose::Server => ExtendedKeyUsage::SERVER_AUTH,
        Purpose::Client => ExtendedKeyUsage::CLIENT_AUTH,
    };
    certificate.extended_key_usage().is_none_or(|usages| usages.contains(&wanted))
}
