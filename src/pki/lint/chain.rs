//! Certificates and the ones that issued them.

use std::collections::{HashMap, HashSet};

use super::subject::Subject;
use crate::encoding::certificate::Certificate;
use crate::model::name::Name;
use crate::pki::signature::check_issued;

/// A certificate below its issuers.
#[derive(Debug)]
pub(super) struct Link<'a> {
    pub(super) subject: &'a Subject<'a>,
    /// Its issuer, the issuer's issuer, and so on, as far as they are there.
    pub(super) issuers: Vec<&'a Subject<'a>>,
    /// Whether another certificate of its issuer has its serial number.
    pub(super) has_twin: bool,
}

impl<'a> Link<'a> {
    /// `above` are the positions of the issuers in `subjects`; what was not read is left out.
    pub(super) fn new(
        subject: &'a Subject<'a>,
        subjects: &'a [der::Result<Subject<'a>>],
        above: &[usize],
        twins: &Twins<'_>,
    ) -> Self {
        let issuers = above.iter().map_while(|position| subjects[*position].as_ref().ok()).collect();
        Self { subject, issuers, has_twin: twins.has(subject) }
    }

    pub(super) fn issuer(&self) -> Option<&'a Subject<'a>> {
        self.issuers.first().copied()
    }
}

/// An issuer, and one of its serial numbers.
type Issued<'a> = (&'a [u8], &'a [u8]);

/// The certificates of each issuer by their serial numbers.
pub(super) struct Twins<'a>(HashMap<Issued<'a>, HashSet<&'a [u8]>>);

impl<'a> Twins<'a> {
    pub(super) fn of(subjects: &'a [der::Result<Subject<'a>>]) -> Self {
        let mut twins: HashMap<_, HashSet<_>> = HashMap::new();
        for one in subjects.iter().flatten() {
            twins.entry(Self::key(one)).or_default().insert(one.certificate.der());
        }
        Self(twins)
    }

    fn has(&self, subject: &Subject<'_>) -> bool {
        self.0.get(&Self::key(subject)).is_some_and(|all| all.len() > 1)
    }

    fn key<'b>(subject: &'b Subject<'_>) -> Issued<'b> {
        (subject.raw.issuer.value(), subject.raw.serial)
    }
}

/// Certificates of one name are tried as issuers up to this many, since a file may hold thousands.
const MOST_CANDIDATES: usize = 16;
/// Longer chains end here, and circles too.
const MOST_ISSUERS: usize = 16;

/// For each of `certificates` the positions of its issuer, the issuer's issuer, and so on.
pub(super) fn paths(certificates: &[&Certificate]) -> Vec<Vec<usize>> {
    let issuers = issuers(certificates);
    (0..certificates.len()).map(|position| path(&issuers, position)).collect()
}

fn path(issuers: &[Option<usize>], position: usize) -> Vec<usize> {
    let mut path = Vec::new();
    let mut current = position;
    while let Some(issuer) = issuers[current].filter(|_| path.len() < MOST_ISSUERS) {
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
/// issuer only when that one's key made the signature.
fn issuers(certificates: &[&Certificate]) -> Vec<Option<usize>> {
    let mut by_subject: HashMap<String, Vec<usize>> = HashMap::new();
    let mut known = HashSet::new();
    for (position, certificate) in certificates.iter().enumerate() {
        // Of thousands with one key the first is as good as the others.
        if known.insert((certificate.subject.to_string(), certificate.public_key.spki())) {
            by_subject.entry(alike(&certificate.subject)).or_default().push(position);
        }
    }
    let issuer_of = |certificate: &&Certificate| {
        let candidates = by_subject.get(&alike(&certificate.issuer))?.iter().copied();
        let is_other = |candidate: &usize| {
            let candidate = certificates[*candidate];
            candidate.subject != certificate.subject || candidate.public_key != certificate.public_key
        };
        let candidates: Vec<_> = candidates.filter(is_other).take(MOST_CANDIDATES).collect();
        let has_signed =
            |candidate: &&usize| check_issued(certificate, &certificates[**candidate].public_key).is_ok();
        let signer = candidates.iter().find(has_signed);
        signer.or(candidates.first().filter(|_| !certificate.is_self_issued())).copied()
    };
    certificates.iter().map(issuer_of).collect()
}

/// What names that RFC 5280, 7.1 calls equal have in common: their text, whatever its case, its spaces
/// and the type of string that holds it.
fn alike(name: &Name) -> String {
    name.to_string().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
