//! The ledger, written to.

use super::{Authority, Ca, FIRST_LINE, LEDGER_LIMIT, damaged, ledger_file};
use crate::ca::layout::{LEDGER, SETTINGS};
use crate::ca::ledger::{Event, File, Ledger, is_whole};
use crate::commands::error::CommandError;
use crate::host::files::{self, FileError, Log};
use crate::host::stdio::Place;
use crate::report::outcome::{FileReport, Role};

impl Ca {
    /// Opens the ledger for adding, and keeps others who add out. A CA that was put together by hand
    /// gets one with its first event.
    pub(in crate::commands) fn log(&self) -> Result<Log, FileError> {
        let path = self.path(LEDGER);
        match Log::open(&path) {
            Err(FileError::Missing { .. }) if !files::exists(&self.path(SETTINGS))? => Log::create(&path),
            log => log,
        }
    }

    /// Adds events to the ledger; they are safe on the disk afterwards.
    pub(in crate::commands) fn record(&self, events: &[Event]) -> Result<(), FileError> {
        self.log()?.append(&lines(events), is_whole)
    }

    /// Fails when the ledger, which is appended to unread, is none: a link, or a file of another kind.
    pub(super) fn check_ledger(&self) -> Result<(), CommandError> {
        let path = self.path(LEDGER);
        match files::first_line(&path, FIRST_LINE) {
            Ok(line) => Ledger::read(&line).map(drop).map_err(|error| damaged(&path, &error)),
            Err(FileError::Missing { .. }) => Ok(()),
            Err(error) => Err(ledger_file(error)),
        }
    }

    /// Adds to the ledger what follows from what is in it, with nobody else adding in between.
    pub(in crate::commands) fn record_with<T>(
        &self,
        decide: impl FnOnce(&Ledger) -> Result<(Vec<Event>, T), CommandError>,
    ) -> Result<T, CommandError> {
        let mut log = self.log()?;
        let ledger =
            Ledger::read(&log.read(LEDGER_LIMIT)?).map_err(|error| damaged(&self.path(LEDGER), &error))?;
        let (events, answer) = decide(&ledger)?;
        if !events.is_empty() {
            log.append(&lines(&events), is_whole)?;
        }
        Ok(answer)
    }
}

/// Adds events to the ledger; they are safe on the disk afterwards.
pub(in crate::commands) fn record(authority: &Authority, events: &[Event]) -> Result<(), FileError> {
    authority.ca.record(events)
}

fn lines(events: &[Event]) -> Vec<u8> {
    events.iter().flat_map(Event::line).collect()
}

/// The files of a certificate and its key, as the ledger has them; standard output is no file.
pub(in crate::commands) fn written(reports: &[FileReport]) -> Vec<File> {
    let kept = reports.iter().filter(|report| matches!(report.role, Role::Key | Role::Certificate));
    let kept = kept.filter_map(|report| Some((report, Place::new(report.path.as_ref()).path()?.to_owned())));
    kept.map(|(report, path)| File {
        role: if report.role == Role::Key { "key" } else { "certificate" }.to_owned(),
        path: files::absolute(&path).display().to_string(),
        sha256: report.sha256.clone(),
    })
    .collect()
}
