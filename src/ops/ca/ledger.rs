//! The ledger, written to.

use std::path::Path;

use super::{Ca, CaFault};
use crate::ca::layout::{CERTIFICATE, LEDGER, SETTINGS};
use crate::ca::ledger::{Event as Entry, File, FileRole, Ledger, is_whole};
use crate::host::files::{self, FileError, Log};
use crate::host::stdio::PathOrStdio;
use crate::ops::{Error, SourceKey, Warning, World};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::pki::Faults;

/// A ledger is larger than any key: a million certificates take 800 MB.
pub(super) const LEDGER_LIMIT: u64 = 1 << 30;

/// More than the first line of any ledger has, in bytes.
pub(super) const FIRST_LINE: u64 = 64 << 10;

impl Ca {
    /// Opens the ledger for adding, and keeps others who add out. A CA that was put together by hand gets one
    /// with its first event.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn log(&self) -> Result<Log, FileError> {
        let path = self.path(LEDGER);
        let log = match Log::open(&path) {
            Err(FileError::Missing { .. }) if !files::exists(&self.path(SETTINGS))? => Log::create(&path),
            log => log,
        }?;
        self.check_current()?;
        Ok(log)
    }

    /// Fails where another process has put another CA into the directory since this one was opened: its ledger
    /// is not this one's.
    fn check_current(&self) -> Result<(), FileError> {
        let path = self.path(CERTIFICATE);
        let bytes = files::read_regular(&path, files::DEFAULT_LIMIT)?;
        let found = read::certificates(&bytes).unwrap_or_default();
        match found.first().is_none_or(|found| found.public_key() == self.certificate().public_key()) {
            true => Ok(()),
            false => Err(FileError::Outdated { path }),
        }
    }

    /// Adds events to the ledger; they are safe on the disk afterwards.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&self, events: &[Entry]) -> Result<(), FileError> {
        Self::append(&mut self.log()?, events)
    }

    /// Adds events to a ledger that is open already.
    pub(in crate::ops) fn append(log: &mut Log, events: &[Entry]) -> Result<(), FileError> {
        log.append(&lines(events), is_whole)
    }

    /// Reports that another certificate has the serial number that is requested.
    ///
    /// # Errors
    /// As [`Ca::ledger`].
    pub(in crate::ops) fn report_serial(&self, faults: &Faults, world: &mut dyn World) -> Result<(), Error> {
        let Some(serial) = &faults.serial else { return Ok(()) };
        let ledger = self.ledger()?;
        if let Some(other) = ledger.issue(serial) {
            let revoked = ledger.revocation(serial).is_some();
            let (serial, subject) = (serial.clone(), other.subject.clone());
            world.report(Warning::SerialInUse { serial, subject, revoked }.into());
        }
        Ok(())
    }

    /// The ledger, locked, and what is in it.
    pub(in crate::ops) fn locked_ledger(&self) -> Result<(Log, Ledger), Error> {
        let mut log = self.log()?;
        let ledger = Ledger::read(&log.read(LEDGER_LIMIT)?)
            .map_err(|error| self.fails(CaFault::Ledger { path: self.path(LEDGER), error }))?;
        Ok((log, ledger))
    }

    /// Fails when the ledger, which is appended to unread, is a link, or a file of another kind.
    pub(super) fn check_ledger(&self) -> Result<(), Error> {
        let path = self.path(LEDGER);
        match files::first_line(&path, FIRST_LINE) {
            Ok(line) => {
                Ledger::read(&line).map(drop).map_err(|error| self.fails(CaFault::Ledger { path, error }))
            }
            Err(FileError::Missing { .. }) => Ok(()),
            Err(error) => Err(ledger_file(error, &self.folder)),
        }
    }
}

/// What opening the ledger ran into: it is appended to, so it has to be a file of the CA's own.
pub(super) fn ledger_file(error: FileError, folder: &Path) -> Error {
    match error {
        FileError::SymbolicLink { .. } | FileError::Special { .. } => {
            Error::ca(folder, CaFault::LedgerFile(error))
        }
        error => error.into(),
    }
}

fn lines(events: &[Entry]) -> Vec<u8> {
    events.iter().flat_map(Entry::line).collect()
}

/// The files of a certificate and its key, as the ledger has them; standard output is no file.
#[must_use]
pub fn written(key: Option<&SourceKey>, place: &PathOrStdio, certificate: &Certificate) -> Vec<File> {
    let file = |role, place: &PathOrStdio, sha256: String| {
        let path = files::absolute(place.path()?).display().to_string();
        Some(File { role, path, sha256 })
    };
    let key = key.and_then(|key| file(FileRole::Key, &key.place, key.key.public().fingerprint().to_string()));
    let certificate = file(FileRole::Certificate, place, certificate.fingerprint().to_string());
    key.into_iter().chain(certificate).collect()
}
