//! What one run of a command has in its hands.

use std::io;
use std::path::PathBuf;

use rand::rngs::{StdRng, SysRng};
use rand::{CryptoRng, SeedableRng as _};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::error::CommandError;
use super::events::{self, Said};
use super::hint::CreationHint;
use super::options::CaArgs;
use crate::host::clock;
use crate::host::files::{self, Note};
use crate::host::passphrase::Source;
use crate::host::stdio::{InputError, PathOrStdio, Stdin};
use crate::ops::seed::Seed;
use crate::ops::{Event, World};
use crate::report::outcome::{Envelope, FileReport, Files, Outcome, OutputRole, Report, Verdict};
use crate::report::progress::Progress;
use crate::report::ui::Ui;
use devcert::model::secret::Secret;

/// The outside world as a command sees it.
#[derive(Debug)]
pub struct Context {
    /// Where it prints.
    pub ui: Ui,
    /// Where its randomness comes from: the operating system's, stretched by a stream cipher.
    pub rng: StdRng,
    /// When it started.
    pub now: OffsetDateTime,
    stdin: Stdin,
    /// The count of a long operation, while it runs.
    progress: Option<Progress>,
    warnings: Vec<String>,
    /// The CA of another program that was used, and that program.
    pub(crate) foreign_ca: Option<(PathBuf, &'static str)>,
    /// Whether what was written could not be tried.
    untried: bool,
    /// What determines keys and serial numbers, if anything does.
    seed: Option<Seed>,
    /// The date of what is created, if it differs from the clock.
    date: Option<OffsetDateTime>,
}

impl Context {
    /// The world as it is now.
    ///
    /// # Errors
    ///
    /// When the system gives no random numbers. (`rand::rng` would panic, now or when it reseeds itself.)
    pub fn new(ui: Ui) -> Result<Self, CommandError> {
        let seeded = StdRng::try_from_rng(&mut SysRng);
        let rng =
            seeded.map_err(|error| CommandError::new(format_args!("cannot get random numbers: {error}")))?;
        files::announce_waits(move |path| {
            ui.note(format_args!("waiting for another process that has locked {}", path.display()));
        });
        let (now, stdin) = (clock::now(), Stdin::default());
        Ok(Self {
            ui,
            rng,
            now,
            stdin,
            progress: None,
            warnings: Vec::new(),
            foreign_ca: None,
            untried: false,
            seed: None,
            date: None,
        })
    }

    /// Takes all randomness from this seed from now on.
    pub(crate) fn set_seed(&mut self, seed: Seed) {
        self.rng = StdRng::from_rng(&mut seed.other_rng());
        self.seed = Some(seed);
    }

    /// Takes this date for what is created. What is checked is checked against the clock.
    pub(crate) fn set_date(&mut self, date: OffsetDateTime) {
        self.date = Some(date);
    }

    /// The date of what is created.
    pub(crate) fn date(&self) -> OffsetDateTime {
        self.date.unwrap_or(self.now)
    }

    /// Warns, and keeps the warning for the JSON.
    pub(crate) fn warn(&mut self, text: String) {
        self.ui.warning(&text);
        self.warnings.push(text);
    }

    /// Reports what failed in a run that goes on, also with `--quiet`, and keeps it for the JSON.
    pub(crate) fn fault(&mut self, text: String) {
        self.ui.error(&text);
        self.warnings.push(text);
    }

    /// What was said as a warning so far, for the JSON.
    pub(crate) fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// Counts keys on a terminal.
    fn count(&mut self, done: usize, total: usize) {
        let ui = self.ui;
        self.progress.get_or_insert_with(|| Progress::new(total, "keys", ui)).step();
        if done == total {
            self.progress = None;
        }
    }

    /// Fails where the JSON of the result could not be printed, before anything is changed.
    pub(crate) fn begin_report(&self) -> Result<(), CommandError> {
        Ok(self.ui.begin_json()?)
    }

    /// Reports whose CA was recognised and used, where devcert did not make it.
    pub(crate) fn report_foreign_ca(&self) {
        if let Some((certificate, program)) = &self.foreign_ca {
            self.ui.note(format_args!("using the {program} CA {}", certificate.display()));
        }
    }

    /// Warns that what was written could not be tried: the command is done, and its answer is no.
    pub(crate) fn untried(&mut self, error: &CommandError) {
        self.warn(format!("the files were written but could not be verified: {}", error.message));
        self.untried = true;
    }

    /// Warns of what the file door has noticed.
    pub(crate) fn warn_of(&mut self, notes: &[Note]) {
        for note in notes {
            self.warn(note.to_string());
        }
    }

    /// The outcome of a command that has made, used or kept these files.
    pub(crate) fn files(&mut self, command: &'static str, files: Vec<FileReport>) -> Outcome {
        let warnings = self.take_warnings();
        let report = Envelope::new(
            command,
            Files { files, warnings, faults: Vec::new(), verification: None, hook: None },
        );
        let verdict = if self.untried { Verdict::No } else { Verdict::Yes };
        Outcome { verdict, report: Report::Files(report) }
    }

    /// The passphrase of `what`.
    pub(crate) fn passphrase(&mut self, source: &Source, what: &str) -> Result<Secret, CommandError> {
        Ok(source.read(what, &mut self.stdin)?)
    }

    /// All of `place`, whatever it is, up to `limit` bytes.
    pub(crate) fn bytes_within(
        &mut self,
        place: &PathOrStdio,
        limit: u64,
    ) -> Result<Zeroizing<Vec<u8>>, InputError> {
        self.world().settle(place);
        self.stdin.read_within(place, "file", limit)
    }

    /// All of `place`, which is to serve in this role; `maker` is how it comes to exist where it is missing.
    pub(crate) fn read_made_by(
        &mut self,
        place: &PathOrStdio,
        role: OutputRole,
        creation_hint: &CreationHint,
    ) -> Result<Zeroizing<Vec<u8>>, CommandError> {
        self.world().read(place, role).map_err(|error| CommandError::of_operation(error, creation_hint))
    }

    /// The same with a limit of its own, in bytes.
    pub(crate) fn read_within(
        &mut self,
        place: &PathOrStdio,
        role: OutputRole,
        limit: u64,
    ) -> Result<Zeroizing<Vec<u8>>, InputError> {
        self.world().settle(place);
        self.stdin.read_within(place, role.name(), limit)
    }

    /// A passphrase for `what`, which is being created; `option` gives it.
    pub(crate) fn new_passphrase(
        &mut self,
        option: &str,
        source: &Source,
        what: &str,
    ) -> Result<Secret, CommandError> {
        let passphrase = source.read_new(what, &mut self.stdin);
        passphrase.map_err(|error| CommandError::passphrase(&error, option))
    }

    /// All of `place`, where an empty file is a finding and not an error.
    pub(crate) fn read_even_empty(
        &mut self,
        place: &PathOrStdio,
        role: OutputRole,
    ) -> Result<Zeroizing<Vec<u8>>, CommandError> {
        Ok(self.world().read_even_empty(place, role)?)
    }

    /// The same, with how it comes to exist where it is missing.
    pub(crate) fn read_even_empty_made_by(
        &mut self,
        place: &PathOrStdio,
        role: OutputRole,
        creation_hint: &CreationHint,
    ) -> Result<Zeroizing<Vec<u8>>, CommandError> {
        let bytes = self.world().read_even_empty(place, role);
        bytes.map_err(|error| CommandError::of_operation(error, creation_hint))
    }

    /// The session as operations see it.
    pub(crate) fn world(&mut self) -> &mut dyn World {
        self
    }
}

impl World for Context {
    fn now(&self) -> OffsetDateTime {
        self.date()
    }

    fn seed(&self) -> Option<&Seed> {
        self.seed.as_ref()
    }

    fn rng(&mut self) -> &mut dyn CryptoRng {
        &mut self.rng
    }

    fn own_ca(&self) -> Option<PathBuf> {
        CaArgs::from_environment().folder().ok()
    }

    fn stdin(&mut self) -> &mut Stdin {
        &mut self.stdin
    }

    fn report(&mut self, event: Event) {
        match events::render(event) {
            Said::Note(note) => self.ui.note(note),
            Said::Warning(warning) => self.warn(warning),
            Said::Count { done, total } => self.count(done, total),
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        self.ui.begin_json()
    }

    fn print(&mut self, data: &[u8]) -> io::Result<()> {
        self.ui.data(data)
    }
}
