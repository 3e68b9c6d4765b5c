//! Certificates and the ones that issued them.

use std::collections::{HashMap, HashSet};

use super::above::Above;
use super::subject::LintTarget;
use crate::encoding::authority_info::issuer_key_identifier;
use crate::encoding::certificate::Certificate;
use crate::model::name::Name;
use crate::pki::chain::MOST_CANDIDATES;
use crate::pki::signature::{SignatureFault, check_issued};
use crate::x509;

/// A certificate below its issuers.
#[derive(Debug)]
pub(super) struct Link<'a> {
    pub(super) subject: &'a LintTarget<'a>,
    /// Its issuer, the issuer's issuer, and so on, as far as they are there.
    pub(super) issuers: Vec<&'a LintTarget<'a>>,
    /// Whether the issuer's key did not make its signature.
    pub(super) is_forged: bool,
    /// Whether another certificate of its issuer has its serial number.
    pub(super) has_twin: bool,
}

impl<'a> Link<'a> {
    /// What was not read is left out.
    pub(super) fn new(
        subject: &'a LintTarget<'a>,
        subjects: &'a [der::Result<LintTarget<'a>>],
        above: &Above,
        twins: &DuplicateSerials<'_>,
    ) -> Self {
        let issuers = above.issuers.iter().map_while(|position| subjects[*position].as_ref().ok()).collect();
        Self { subject, issuers, is_forged: above.is_forged, has_twin: twins.has(subject) }
    }

    pub(super) fn issuer(&self) -> Option<&'a LintTarget<'a>> {
        self.issuers.first().copied()
    }
}

/// An issuer, and one of its serial numbers.
type Issued<'a> = (&'a x509::Name<'a>, &'a [u8]);

/// The certificates of each issuer by their serial numbers.
pub(super) struct DuplicateSerials<'a>(HashMap<Issued<'a>, HashSet<&'a [u8]>>);

impl<'a> DuplicateSerials<'a> {
    pub(super) fn of(subjects: &'a [der::Result<LintTarget<'a>>]) -> Self {
        let mut twins: HashMap<_, HashSet<_>> = HashMap::new();
        for one in subjects.iter().flatten() {
            twins.entry(Self::key(one)).or_default().insert(one.certificate.der());
        }
        Self(twins)
    }

    fn has(&self, subject: &LintTarget<'_>) -> bool {
        self.0.get(&Self::key(subject)).is_some_and(|all| all.len() > 1)
    }

    fn key<'b>(subject: &'b LintTarget<'_>) -> Issued<'b> {
        (&subject.body().issuer, subject.body().serial.content())
    }
}

/// In vain signatures are tried up to this often, which takes half a second with keys on P-256. From then on
/// a certificate's first candidate alone is tried, and who is not issued by that one has no issuer.
const MOST_FAILURES: usize = 5_000;
/// Longer chains end here, and circles too.
const MOST_ISSUERS: usize = 16;

/// The issuer of one certificate.
#[derive(Debug, Clone, Copy)]
struct Issuer {
    position: usize,
    /// Whether its key did not make the signature.
    is_forged: bool,
}

/// What is above each of `certificates`.
pub(super) fn paths(certificates: &[&Certificate]) -> Vec<Above> {
    let issuers = issuers(certificates);
    let above = |position: usize| Above {
        issuers: path(&issuers, position),
        is_forged: issuers[position].is_some_and(|issuer| issuer.is_forged),
    };
    (0..certificates.len()).map(above).collect()
}

fn path(issuers: &[Option<Issuer>], position: usize) -> Vec<usize> {
    let mut path = Vec::new();
    let mut current = position;
    while let Some(Issuer { position: issuer, .. }) = issuers[current].filter(|_| path.len() < MOST_ISSUERS) {
        if issuer == position || path.contains(&issuer) {
            break;
        }
        path.push(issuer);
        current = issuer;
    }
    path
}

/// The issuer of each: of those with the right name the one whose key made the signature, or else the
/// first one, so that the rules can say what is wrong with it. A self-issued certificate has another
/// issuer only when that one's key made the signature. Those whose key identifier is named come first.
fn issuers(certificates: &[&Certificate]) -> Vec<Option<Issuer>> {
    let mut by_subject: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_key_id = HashMap::new();
    let mut known = HashSet::new();
    for (position, certificate) in certificates.iter().enumerate() {
        // Of thousands with one key the first is as good as the others.
        if known.insert((certificate.subject().to_string(), certificate.public_key().spki())) {
            let name = alike(certificate.subject());
            if let Some(id) = certificate.key_identifier() {
                by_key_id.entry((name.clone(), id)).or_insert(position);
            }
            by_subject.entry(name).or_default().push(position);
        }
    }
    let mut failures = 0;
    let mut issuer_of = |certificate: &&Certificate| {
        let name = alike(certificate.issuer());
        let namesakes = by_subject.get(&name)?.iter().copied();
        let named = issuer_key_identifier(certificate).and_then(|id| by_key_id.get(&(name, id))).copied();
        let is_other = |candidate: &usize| {
            let candidate = certificates[*candidate];
            candidate.subject() != certificate.subject() || candidate.public_key() != certificate.public_key()
        };
        let candidates = named.into_iter().chain(namesakes.filter(|one| Some(*one) != named));
        let mut first = None;
        for candidate in candidates.filter(is_other).take(MOST_CANDIDATES) {
            if first.is_some() && failures >= MOST_FAILURES {
                return None;
            }
            let checked = check_issued(certificate, certificates[candidate].public_key());
            let is_forged = checked == Err(SignatureFault::Mismatch);
            let issuer = Issuer { position: candidate, is_forged };
            if checked.is_ok() {
                return Some(issuer);
            }
            failures += 1;
            first.get_or_insert(issuer);
        }
        first.filter(|_| !certificate.is_self_issued())
    };
    certificates.iter().map(&mut issuer_of).collect()
}

/// What names that RFC 5280, 7.1 calls equal have in common: their text, whatever its case, its spaces
/// and the type of string that holds it.
fn alike(name: &Name) -> String {
    name.to_string().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
