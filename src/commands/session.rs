//! What one run of a command has in its hands.

use rand::rngs::ThreadRng;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::error::{CommandError, maker};
use crate::host::clock;
use crate::host::files::{self, FileError, Note};
use crate::host::passphrase::Source;
use crate::host::stdio::{InputError, Place, Stdin};
use crate::model::secret::Secret;
use crate::report::outcome::{FileReport, Files, JSON_VERSION, Outcome, Report, Role, Verdict};
use crate::report::ui::Ui;

/// The outside world as a command sees it.
#[derive(Debug)]
pub struct Session {
    /// Where it prints.
    pub ui: Ui,
    /// Where its randomness comes from: the operating system's, stretched by a stream cipher.
    pub rng: ThreadRng,
    /// When it started.
    pub now: OffsetDateTime,
    stdin: Stdin,
    warnings: Vec<String>,
    /// Whether what was written could not be tried.
    untried: bool,
}

impl Session {
    /// The world as it is now.
    #[must_use]
    pub fn new(ui: Ui) -> Self {
        files::announce_waits(move |path| {
            ui.note(format_args!("waiting for another process that has locked {}", path.display()));
        });
        let (now, stdin) = (clock::now(), Stdin::default());
        Self { ui, rng: rand::rng(), now, stdin, warnings: Vec::new(), untried: false }
    }

    /// Warns, and keeps the warning for the JSON.
    pub(super) fn warn(&mut self, text: String) {
        self.ui.warning(&text);
        self.warnings.push(text);
    }

    /// What was said as a warning so far, for the JSON.
    pub(super) fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// Fails where the JSON of the result could not be printed, before anything is changed.
    pub(super) fn begin_report(&self) -> Result<(), CommandError> {
        Ok(self.ui.begin_json()?)
    }

    /// Warns that what was written could not be tried: the command is done, and its answer is no.
    pub(super) fn untried(&mut self, error: &CommandError) {
        self.warn(format!("the files are written, but could not be tried: {}", error.message));
        self.untried = true;
    }

    /// Warns of what the file door has noticed.
    pub(super) fn warn_of(&mut self, notes: &[Note]) {
        for note in notes {
            self.warn(note.to_string());
        }
    }

    /// The outcome of a command that has made, used or kept these files.
    pub(super) fn files(&mut self, command: &'static str, files: Vec<FileReport>) -> Outcome {
        let warnings = self.take_warnings();
        let report = Files { version: JSON_VERSION, command, files, warnings, verification: None };
        let verdict = if self.untried { Verdict::No } else { Verdict::Yes };
        Outcome { verdict, report: Report::Files(report) }
    }

    /// The passphrase of `what`.
    pub(super) fn passphrase(&mut self, source: &Source, what: &str) -> Result<Secret, CommandError> {
        Ok(source.read(what, &mut self.stdin)?)
    }

    /// Finishes what an earlier run was killed in the middle of where `place` is, so that what is read
    /// there belongs together.
    fn settle(&mut self, place: &Place) {
        let notes = files::settle(place.path());
        self.warn_of(&notes);
    }

    /// All of `place`, whatever it is.
    pub(super) fn bytes(&mut self, place: &Place) -> Result<Zeroizing<Vec<u8>>, InputError> {
        self.settle(place);
        self.stdin.read(place, "file")
    }

    /// The same up to so many bytes.
    pub(super) fn bytes_within(
        &mut self,
        place: &Place,
        limit: u64,
    ) -> Result<Zeroizing<Vec<u8>>, InputError> {
        self.settle(place);
        self.stdin.read_within(place, "file", limit)
    }

    /// All of `place`, which is to serve in this role.
    pub(super) fn read(&mut self, place: &Place, role: Role) -> Result<Zeroizing<Vec<u8>>, CommandError> {
        self.read_made_by(place, role, &maker(role, place))
    }

    /// The same, with the command that makes it where it is missing.
    pub(super) fn read_made_by(
        &mut self,
        place: &Place,
        role: Role,
        maker: &str,
    ) -> Result<Zeroizing<Vec<u8>>, CommandError> {
        self.settle(place);
        self.stdin.read(place, role.name()).map_err(|error| CommandError::input(error, maker))
    }

    /// The same with a limit of its own, in bytes.
    pub(super) fn read_within(
        &mut self,
        place: &Place,
        role: Role,
        limit: u64,
    ) -> Result<Zeroizing<Vec<u8>>, InputError> {
        self.settle(place);
        self.stdin.read_within(place, role.name(), limit)
    }

    /// A passphrase for `what`, which is being made.
    pub(super) fn new_passphrase(&mut self, source: &Source, what: &str) -> Result<Secret, CommandError> {
        source.read_new(what, &mut self.stdin).map_err(|error| {
            CommandError::from(error).instead("give it with --new-passphrase env:NAME, file:PATH or stdin")
        })
    }

    /// What there is at `place`.
    fn existing(&mut self, place: &Place, role: Role) -> Result<Existing, CommandError> {
        self.settle(place);
        if place.path().map(files::exists).transpose()? == Some(false) {
            return Ok(Existing::Nothing);
        }
        match self.stdin.read(place, role.name()) {
            Ok(bytes) => Ok(Existing::Bytes(bytes)),
            Err(error) => {
                let empty = matches!(error, InputError::File(FileError::Empty { .. }));
                let told = CommandError::input(error, &maker(role, place));
                if empty { Ok(Existing::Empty(told)) } else { Err(told) }
            }
        }
    }

    /// All of `place`, where an empty file is a finding and not an error.
    pub(super) fn read_even_empty(
        &mut self,
        place: &Place,
        role: Role,
    ) -> Result<Zeroizing<Vec<u8>>, CommandError> {
        match self.existing(place, role)? {
            Existing::Empty(_) => Ok(Zeroizing::default()),
            Existing::Bytes(bytes) => Ok(bytes),
            Existing::Nothing => self.read(place, role),
        }
    }

    /// All of `place` when there is something, `None` when there is no such file.
    pub(super) fn read_if_exists(
        &mut self,
        place: &Place,
        role: Role,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, CommandError> {
        match self.existing(place, role)? {
            Existing::Nothing => Ok(None),
            Existing::Empty(error) => Err(error),
            Existing::Bytes(bytes) => Ok(Some(bytes)),
        }
    }

    /// The same for what may be made again: an empty file is said, and is as good as none.
    pub(super) fn read_if_filled(
        &mut self,
        place: &Place,
        role: Role,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, CommandError> {
        match self.existing(place, role)? {
            Existing::Nothing => Ok(None),
            Existing::Empty(_) => {
                self.ui.note(format_args!("{place} is empty; making it again"));
                Ok(None)
            }
            Existing::Bytes(bytes) => Ok(Some(bytes)),
        }
    }
}

/// What there is to read at a place.
enum Existing {
    /// No such file.
    Nothing,
    /// A file without contents, with which nothing is lost.
    Empty(CommandError),
    /// A file, or standard input.
    Bytes(Zeroizing<Vec<u8>>),
}
