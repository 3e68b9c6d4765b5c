//! What the events of a ledger add up to.

use std::collections::{HashMap, HashSet};

use time::OffsetDateTime;

use super::LedgerError;
use super::event::{Event, Issued, Listed, Made, Revoked};

/// A ledger that was read.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The CA's own certificate, where the ledger has it.
    pub made: Option<Made>,
    /// What was issued, in order.
    pub issued: Vec<Issued>,
    /// What was revoked, in order; each serial number once, as it was revoked first.
    pub revoked: Vec<Revoked>,
    /// The last revocation list.
    pub list: Option<Listed>,
    /// The serial numbers in `revoked`, to find them fast.
    known: HashSet<String>,
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
        let lines = finished.split(|byte| *byte == b'\n').enumerate();
        for (index, line) in lines.filter(|(_, line)| !line.trim_ascii().is_empty()) {
            let event = serde_json::from_slice(line).map_err(|error| LedgerError::Damaged {
                line: index + 1,
                // serde's own position is that in the line, which is always the first.
                problem: error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
            })?;
            ledger.add(event);
        }
        if let Ok(event) = serde_json::from_slice(tail) {
            ledger.add(event);
        }
        Ok(ledger)
    }

    fn add(&mut self, event: Event) {
        match event {
            Event::Made(made) => self.made = Some(made),
            Event::Issued(issued) => self.issued.push(issued),
            Event::Revoked(revoked) if self.known.insert(revoked.serial.clone()) => {
                self.revoked.push(revoked);
            }
            Event::Revoked(_) | Event::Permitted(_) => {}
            Event::Crl(list) => self.list = Some(list),
        }
    }

    /// Every certificate, in the order of issue.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let revoked: HashMap<_, _> = self.revoked.iter().map(|one| (one.serial.as_str(), one)).collect();
        self.issued
            .iter()
            .map(move |issued| Entry { issued, revoked: revoked.get(issued.serial.as_str()).copied() })
    }

    /// When and why the certificate of this serial number was revoked, if it was.
    #[must_use]
    pub fn revocation(&self, serial: &str) -> Option<&Revoked> {
        self.known.contains(serial).then(|| self.revoked.iter().find(|one| one.serial == serial))?
    }

    /// The certificate of this serial number, if the CA issued it.
    #[must_use]
    pub fn issue(&self, serial: &str) -> Option<&Issued> {
        self.issued.iter().find(|one| one.serial == serial)
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

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::super::event::{Event, Issued, Listed, Revoked};
    use super::*;

    const NOW: OffsetDateTime = datetime!(2030-06-01 00:00 UTC);

    fn issued(serial: &str) -> Event {
        Event::Issued(Issued {
            at: NOW,
            serial: serial.to_owned(),
            subject: "CN=x".to_owned(),
            names: vec!["DNS:x.test".to_owned()],
            not_before: NOW,
            not_after: datetime!(2031-06-01 00:00 UTC),
            profile: "server".to_owned(),
            key: "EC P-256".to_owned(),
            sha256: String::new(),
            files: Vec::new(),
        })
    }

    fn revoked(serial: &str, reason: &str) -> Event {
        Event::Revoked(Revoked {
            at: NOW,
            serial: serial.to_owned(),
            reason: reason.to_owned(),
            invalid_since: None,
        })
    }

    fn lines(events: &[Event]) -> Vec<u8> {
        events.iter().flat_map(Event::line).collect()
    }

    #[test]
    fn events_add_up() {
        let list = Listed { at: NOW, number: 4, next_update: NOW, entries: 1 };
        let events = [
            issued("01"),
            issued("02"),
            revoked("02", "superseded"),
            revoked("02", "keyCompromise"),
            Event::Crl(list),
        ];
        let ledger = Ledger::read(&lines(&events)).unwrap();
        let status: Vec<_> = ledger.entries().map(|entry| entry.status(NOW)).collect();
        assert_eq!(status, ["valid", "revoked"]);
        assert_eq!(ledger.revocation("02").unwrap().reason, "superseded", "the first revocation counts");
        assert_eq!((ledger.revoked.len(), ledger.next_crl_number()), (1, 5));
    }

    #[test]
    fn a_torn_last_line_does_not_count_and_a_whole_one_without_its_newline_does() {
        let bytes = lines(&[issued("01"), issued("02")]);
        let torn = Ledger::read(&bytes[..bytes.len() - 9]).unwrap();
        assert_eq!(torn.issued.len(), 1);
        let unended = Ledger::read(&bytes[..bytes.len() - 1]).unwrap();
        assert_eq!(unended.issued.len(), 2);
        assert_eq!(Ledger::read(b"").unwrap().next_crl_number(), 1);
    }

    #[test]
    fn a_damaged_line_in_between_is_named() {
        let bytes = [lines(&[issued("01")]), b"garbage\n".to_vec(), lines(&[issued("02")])].concat();
        let error = Ledger::read(&bytes).unwrap_err();
        assert!(error.to_string().starts_with("it is damaged on line 2: "), "{error}");
    }
}
