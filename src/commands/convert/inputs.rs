//! What there is to convert.

use std::path::PathBuf;

use super::args::Args;
use crate::cli::context::Context;
use crate::cli::error::{self, CommandError};
use crate::cli::hint::Hint;
use crate::cli::keys;
use crate::cli::line::Edit;
use crate::cli::pair;
use crate::host::files::{self, FileError};
use crate::host::passphrase::Source;
use crate::host::stdio::{self, InputError, PathOrStdio};
use crate::report::next_step::limit_raised;
use crate::report::outcome::OutputRole;
use devcert::encoding::limits::Limits;
use devcert::encoding::open::OpenError;
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::sniff::{Contents, SniffError};
use devcert::model::secret::Secret;
use devcert::pki::bundle::Bundle;

/// The files that were named, or else the directory's key and certificate.
pub(super) fn places(args: &Args) -> Vec<(PathOrStdio, OutputRole)> {
    match args.inputs.as_slice() {
        [] => vec![
            (args.folder.place(None, keys::PRIVATE_KEY), OutputRole::Key),
            (args.folder.place(None, pair::CERTIFICATE), OutputRole::Certificate),
        ],
        named => named.iter().map(|path| (PathOrStdio::new(path), OutputRole::Bundle)).collect(),
    }
}

/// Everything in `inputs`. `check` says whether it can be written, before a passphrase is asked for.
pub(super) fn read(
    args: &Args,
    inputs: &[(PathOrStdio, OutputRole)],
    check: &dyn Fn() -> Result<(), CommandError>,
    cx: &mut Context,
) -> Result<Bundle, CommandError> {
    let limits = args.limits.limits();
    let (source, may_be_output) = (args.passphrase.clone(), false);
    let mut reading = Reading { source, known: None, limits, may_be_output, check, cx };
    let mut bundle = Bundle { at: Some(reading.cx.now), ..Bundle::default() };
    let last = inputs.len() - 1;
    let named: Vec<_> = inputs.iter().map(|(place, _)| place.as_input()).collect();
    for (index, (place, role)) in inputs.iter().enumerate() {
        reading.may_be_output = index > 0 && index == last && args.out.is_none();
        let contents = reading.contents(place, *role)?;
        bundle.add(&contents).map_err(|error| CommandError::contents(place, &error))?;
    }
    if bundle.is_empty() {
        return Err(nothing(&named, &bundle));
    }
    Ok(bundle)
}

/// Nothing that could be written, and what there is instead.
fn nothing(named: &[String], bundle: &Bundle) -> CommandError {
    let what = match bundle.left_out.as_slice() {
        [] => "is empty: no keys, certificates, CSRs or CRLs".to_owned(),
        kinds => {
            let kinds: Vec<_> = kinds.iter().map(ToString::to_string).collect();
            format!("contains only {}, which no output format supports", kinds.join(" and "))
        }
    };
    CommandError::new(format_args!("{} {what}", named.join(" and ")))
}

struct Reading<'a> {
    source: Option<Source>,
    /// What the source has given: standard input gives it once.
    known: Option<Secret>,
    limits: Limits,
    /// Whether who named the file may have meant one to write.
    may_be_output: bool,
    check: &'a dyn Fn() -> Result<(), CommandError>,
    cx: &'a mut Context,
}

/// The most files of a directory that are suggested instead of it.
const SUGGESTED: usize = 8;

/// The error for a directory, with the command line for the files in it.
fn directory(path: PathBuf) -> CommandError {
    let mut inside: Vec<_> = files::list(&path, false).map(|listed| listed.files).unwrap_or_default();
    inside.sort();
    let words: Vec<_> = inside.iter().map(|file| file.display().to_string()).collect();
    let typed = path.display().to_string();
    let error = FileError::Folder { path };
    match words.len() {
        1..=SUGGESTED => CommandError::new(error).hint(Hint::again(vec![Edit::Replace(typed, words)])),
        _ => error.into(),
    }
}

impl Reading<'_> {
    fn contents(&mut self, place: &PathOrStdio, role: OutputRole) -> Result<Contents, CommandError> {
        let read = self.cx.read_within(place, role, self.limits.bytes);
        let bytes = read.map_err(|error| match error {
            error if error.is_too_large() => CommandError::limited_input(error),
            missing @ InputError::File(FileError::Missing { .. })
                if self.may_be_output && role == OutputRole::Bundle =>
            {
                let name = place.to_string();
                let out = vec!["--out".to_owned(), name.clone()];
                CommandError::new(missing).hint(Hint::again(vec![Edit::Replace(name, out)]).note("writes it"))
            }
            InputError::File(FileError::Folder { path }) if role == OutputRole::Bundle => directory(path),
            other if role == OutputRole::Bundle => CommandError::foreign_input(other),
            other => CommandError::input(other, &error::creation_hint(role, place)),
        })?;
        // A file that needs no passphrase does not ask for one.
        match read::contents(&bytes, None, &self.limits) {
            Err(ReadError::Open(error @ OpenError::PassphraseNeeded(_))) => {
                let passphrase = self.passphrase(place, &error)?;
                read::contents(&bytes, Some(&passphrase), &self.limits)
            }
            done => done,
        }
        .map_err(|error| failure(place, &error))
    }

    fn passphrase(&mut self, place: &PathOrStdio, needed: &OpenError) -> Result<Secret, CommandError> {
        if let Some(known) = &self.known {
            return Ok(known.clone());
        }
        // Nobody types a passphrase for a file that will not be written.
        (self.check)()?;
        match &self.source {
            Some(source) => {
                let given = self.cx.passphrase(source, &place.as_input())?;
                self.known = (*source != Source::Prompt).then(|| given.clone());
                Ok(given)
            }
            None if stdio::stdin_is_terminal() => self.cx.passphrase(&Source::Prompt, &place.as_input()),
            None => Err(CommandError::new(error::about(&place.as_input(), needed))
                .hint("add --passphrase env:NAME, file:PATH or stdin")),
        }
    }
}

fn failure(place: &PathOrStdio, error: &ReadError) -> CommandError {
    let failure = CommandError::contents(place, error);
    match error {
        ReadError::Open(OpenError::Limit(limit)) | ReadError::Sniff(SniffError::Limit(limit)) => {
            failure.hint(limit_raised(limit))
        }
        _ => failure,
    }
}
