//! What the events of a ledger add up to.

use std::collections::{HashMap, HashSet};

use serde::de::IgnoredAny;
use time::OffsetDateTime;

use super::error::LedgerError;
use super::event::{Created, Event, Issued, Listed, Revoked};
use devcert::model::serial::SerialNumber;

/// A ledger that was read.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The CA's own certificate, where the ledger has it.
    pub made: Option<Created>,
    /// What was issued, in order.
    pub issued: Vec<Issued>,
    /// What was revoked, in order; each serial number once, as it was revoked first.
    pub revoked: Vec<Revoked>,
    /// The last revocation list.
    pub list: Option<Listed>,
    /// The serial numbers in `revoked`, to find them fast.
    known: HashSet<SerialNumber>,
}

/// One certificate and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// As it was issued.
    pub issued: &'a Issued,
    /// When and why it was revoked, if it was.
    pub revoked: Option<&'a Revoked>,
}

impl Ledger {
    /// Reads a ledger. A last line that is unfinished does not count: it is that of a run that was
    /// killed, or that is writing just now.
    pub fn read(bytes: &[u8]) -> Result<Self, LedgerError> {
        let mut ledger = Self::default();
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let (finished, tail) = bytes.split_at(whole);
        let lines = finished.split_inclusive(|byte| *byte == b'\n');
        let lines = lines.chain(Some(tail).filter(|tail| is_whole(tail)));
        for (index, line) in lines.enumerate().filter(|(_, line)| !line.trim_ascii().is_empty()) {
            let event = Event::read(line).map_err(|error| LedgerError::Damaged {
                line: index + 1,
                // serde's own position is that in the line, which is always the first.
                problem: error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
            })?;
            ledger.add(event);
        }
        Ok(ledger)
    }

    /// Takes the next event in.
    pub fn add(&mut self, event: Event) {
        match event {
            Event::Created(made) => self.made = Some(made),
            Event::Issued(issued) => self.issued.push(issued),
            Event::Revoked(revoked) if self.known.insert(revoked.serial.clone()) => {
                self.revoked.push(revoked);
            }
            Event::Revoked(_) | Event::Permitted(_) | Event::Renewed(_) | Event::Rotated(_) => {}
            Event::Crl(list) => self.list = Some(list),
        }
    }

    /// Every certificate, in the order of issue.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let revoked: HashMap<_, _> = self.revoked.iter().map(|one| (&one.serial, one)).collect();
        self.issued.iter().map(move |issued| Entry { issued, revoked: revoked.get(&issued.serial).copied() })
    }

    /// When and why the certificate of this serial number was revoked, if it was.
    #[must_use]
    pub fn revocation(&self, serial: &SerialNumber) -> Option<&Revoked> {
        self.known.contains(serial).then(|| self.revoked.iter().find(|one| one.serial == *serial))?
    }

    /// The certificate of this serial number, if the CA issued it.
    #[must_use]
    pub fn issue(&self, serial: &SerialNumber) -> Option<&Issued> {
        self.issued.iter().find(|one| one.serial == *serial)
    }

    /// The number of the next revocation list.
    #[must_use]
    pub fn next_crl_number(&self) -> u64 {
        self.list.as_ref().map_or(1, |list| list.number.saturating_add(1))
    }
}

impl Entry<'_> {
    /// In one word.
    #[must_use]
    pub fn status(&self, now: OffsetDateTime) -> &'static str {
        match self.revoked {
            Some(_) => "revoked",
            None if self.issued.not_after < now => "expired",
            None => "valid",
        }
    }
}

/// Whether a line is complete: a line that was cut off is not JSON.
#[must_use]
pub fn is_whole(line: &[u8]) -> bool {
    line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok()
}
