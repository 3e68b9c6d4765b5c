//! Every certificate below some folders, held against a window: for all commands that look for those
//! that end.

use std::path::PathBuf;

use super::context::Context;
use super::error::{CommandError, typed};
use super::hint::Hint;
use super::servers::Answer;
use crate::host::files::{self, Walk, WalkError};
use crate::host::processor;
use crate::host::stdio::PathOrStdio;
use crate::report::expires::ScanReport;
use devcert::encoding::limits::Limits;
use devcert::model::secret::Secret;
use devcert::pki::expiry::{ExpiryInventory, ScannedFile, Window, is_worth_reading, scan_within};

/// Where to look, and for what.
#[derive(Debug)]
pub(crate) struct Search<'a> {
    /// Files, folders, and `-` for standard input.
    pub(crate) paths: &'a [PathBuf],
    /// What running servers sent.
    pub(crate) servers: Vec<Answer>,
    /// Whether to look into what is passed over otherwise.
    pub(crate) all: bool,
    /// What to pass over.
    pub(crate) exclude: &'a [String],
    /// What to try on containers.
    pub(crate) passphrases: &'a [Secret],
    /// What a file may ask for.
    pub(crate) limits: &'a Limits,
    /// What to hold the dates against.
    pub(crate) window: Window,
    /// Whether what cannot be read is no failure.
    pub(crate) ignore_unreadable: bool,
}

/// Finds and checks.
pub(crate) fn scan(search: Search<'_>, cx: &mut Context) -> Result<ScanReport, CommandError> {
    let limits = search.limits;
    let (streams, roots): (Vec<_>, Vec<_>) =
        search.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    let mut found = scan_streams(&streams, search.passphrases, limits, cx)?;
    let servers = search.servers.iter().map(|(target, _)| target.clone()).collect();
    let mut unreached = Vec::new();
    for (target, answer) in search.servers {
        match answer {
            Ok(chain) => {
                found.extend(chain.iter().map(|der| (target.clone().into(), scan_within(der, &[], limits))));
            }
            Err(reason) => unreached.push(reason),
        }
    }
    let walk = Walk {
        roots: &roots,
        all: search.all,
        exclude: search.exclude,
        limit: limits.bytes,
        threads: processor::cores(),
    };
    let walked =
        walk.each(is_worth_reading, |path, bytes| (path, scan_within(bytes, search.passphrases, limits)))?;
    cx.warn_of(&walked.notes);
    found.extend(walked.found);
    let files = walked.files + streams.len() as u64;
    let mut unread = walked.unread;
    unread.sort_by(|one, other| one.path().cmp(other.path()));
    let ignore_unreadable = search.ignore_unreadable;
    Ok(ScanReport {
        inventory: ExpiryInventory::new(found, search.window),
        files,
        servers,
        unread,
        unreached,
        ignore_unreadable,
    })
}

/// What is in standard input, which is all that `streams` are.
fn scan_streams(
    streams: &[PathBuf],
    passphrases: &[Secret],
    limits: &Limits,
    cx: &mut Context,
) -> Result<Vec<(PathBuf, ScannedFile)>, CommandError> {
    let mut scan = |path: &PathBuf| {
        let bytes = cx.bytes_within(&PathOrStdio::new(path), limits.bytes);
        let bytes = bytes.map_err(CommandError::limited_input)?;
        Ok((path.clone(), scan_within(&bytes, passphrases, limits)))
    };
    streams.iter().map(&mut scan).collect()
}

/// Refuses files that were named and hold no certificate; a folder may have none.
pub(crate) fn nothing_in(paths: &[PathBuf]) -> Result<(), CommandError> {
    if paths.iter().any(|path| files::is_folder(path)) {
        return Ok(());
    }
    let places: Vec<_> = paths.iter().map(|path| PathOrStdio::new(path)).collect();
    let named = places.iter().map(PathOrStdio::as_input).collect::<Vec<_>>().join(", ");
    let typed = places.iter().map(typed).collect::<Vec<_>>().join(" ");
    Err(CommandError::new(format_args!("no certificate found in {named}"))
        .hint(Hint::command(format!("devcert inspect {typed}")).note("identifies the files there")))
}

impl From<WalkError> for CommandError {
    fn from(error: WalkError) -> Self {
        match error {
            WalkError::File(error) => Self::limited_input(error.into()),
            pattern @ WalkError::Pattern { .. } => {
                Self::new(pattern).hint("write it as in .gitignore: fixtures/, *.old, tests/**/*.pem")
            }
        }
    }
}
