//! Which certificates have ended, and which will soon.

mod scan;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::PathBuf;

use time::OffsetDateTime;

pub use scan::{Position, Problem, ScannedFile, is_worth_reading, limits, scan, scan_within};

use crate::encoding::certificate::Certificate;
use crate::model::fingerprint::Fingerprint;
use crate::model::span::Span;

/// The time that a certificate is held against.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// When it is checked.
    pub now: OffsetDateTime,
    /// How near its end may be.
    pub within: Span,
}

/// Where a certificate's dates lie; the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExpiryStatus {
    /// Its last moment has passed.
    Expired,
    /// It ends within the window.
    Due,
    /// Its first moment has not come.
    NotYetValid,
    /// None of these.
    Good,
}

impl ExpiryStatus {
    /// Every one, the worst first.
    pub const ALL: [Self; 4] = [Self::Expired, Self::Due, Self::NotYetValid, Self::Good];

    /// Whether it is time for another certificate.
    #[must_use]
    pub const fn is_due(self) -> bool {
        matches!(self, Self::Expired | Self::Due)
    }
}

impl Window {
    /// Where the dates of `certificate` lie.
    #[must_use]
    pub fn evaluate(&self, certificate: &Certificate) -> ExpiryStatus {
        let left = certificate.not_after() - self.now;
        if left.is_negative() {
            ExpiryStatus::Expired
        } else if left < self.within.duration() {
            ExpiryStatus::Due
        } else if self.now < certificate.not_before() {
            ExpiryStatus::NotYetValid
        } else {
            ExpiryStatus::Good
        }
    }
}

/// What a certificate is for, as far as a chain is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainRole {
    /// A server, a client, a signer: it issues nothing.
    Leaf,
    /// A CA that another CA has issued.
    Intermediate,
    /// A CA of its own.
    Root,
}

impl ChainRole {
    /// The role of `certificate`.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        match (certificate.is_ca(), certificate.is_self_issued()) {
            (false, _) => Self::Leaf,
            (true, false) => Self::Intermediate,
            (true, true) => Self::Root,
        }
    }
}

/// One certificate, wherever it was found.
#[derive(Debug)]
pub struct Entry {
    /// The certificate.
    pub certificate: Certificate,
    /// SHA-256 of it.
    pub fingerprint: Fingerprint,
    /// What it is for.
    pub role: ChainRole,
    /// Where its dates lie.
    pub standing: ExpiryStatus,
    /// Where it is, at least once, sorted.
    pub places: Vec<Location>,
}

/// Where a certificate was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub path: PathBuf,
    /// Where in it.
    pub spot: Position,
}

/// All that was found in some files.
#[derive(Debug)]
pub struct ExpiryInventory {
    /// What the certificates were held against.
    pub window: Window,
    /// Each certificate once, sorted by its last moment.
    pub entries: Vec<Entry>,
    /// What was found and could not be looked into, sorted by file.
    pub problems: Vec<(PathBuf, Problem)>,
    /// How many other objects there are: keys, requests, revocation lists.
    pub others: usize,
}

impl ExpiryInventory {
    /// Puts together what was found in each file, in any order and as often as it was read.
    #[must_use]
    pub fn new(files: Vec<(PathBuf, ScannedFile)>, window: Window) -> Self {
        let (mut entries, mut problems, mut others) = (Vec::<Entry>::new(), Vec::new(), 0);
        let mut known = HashMap::<Fingerprint, usize>::new();
        for (path, scan) in files {
            for (certificate, spot) in scan.certificates {
                let place = Location { path: path.clone(), spot };
                let fingerprint = certificate.fingerprint();
                let position = *known.entry(fingerprint).or_insert(entries.len());
                match entries.get_mut(position) {
                    Some(entry) => entry.places.push(place),
                    None => entries.push(Entry::new(certificate, fingerprint, place, &window)),
                }
            }
            others += scan.others;
            problems.extend(scan.problems.into_iter().map(|problem| (path.clone(), problem)));
        }
        for entry in &mut entries {
            entry.places.sort();
            entry.places.dedup();
        }
        entries.sort_by_key(|entry| (entry.certificate.not_after(), entry.fingerprint));
        problems.sort();
        problems.dedup();
        Self { window, entries, problems, others }
    }

    /// How many certificates have this standing.
    #[must_use]
    pub fn count(&self, standing: ExpiryStatus) -> usize {
        self.entries.iter().filter(|entry| entry.standing == standing).count()
    }

    /// Whether it is time for another certificate somewhere.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.entries.iter().any(|entry| entry.standing.is_due())
    }
}

impl Entry {
    fn new(certificate: Certificate, fingerprint: Fingerprint, place: Location, window: &Window) -> Self {
        let (role, standing) = (ChainRole::of(&certificate), window.evaluate(&certificate));
        Self { certificate, fingerprint, role, standing, places: vec![place] }
    }
}
