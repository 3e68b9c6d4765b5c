//! What one run has in its hands: streams, files, the clock and random numbers.
//!
//! Nothing is written before the subcommand has succeeded: [`Session::finish`] then writes all files together, and
//! standard output. A failure leaves what was there.

use std::path::{Path, PathBuf};

use rand::SeedableRng as _;
use rand::rngs::{StdRng, SysRng};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::failure::Failure;
use crate::host::clock;
use crate::host::files::{self, Access, DEFAULT_LIMIT, FileError, Output, Overwrite, Transaction};
use crate::host::passphrase;
use crate::host::stdio::{self, PathOrStdio, Stdin};
use crate::report::ui::Ui;
use devcert::model::secret::Secret;

/// Standard input or output where openssl opens a file with `bio_open_default`. Where it loads an object from a URI,
/// this is the name of a file.
pub const STANDARD_STREAM: &str = "-";

/// One run of a subcommand.
pub struct Session {
    /// Where it prints.
    pub ui: Ui,
    /// Where its random numbers come from.
    pub rng: StdRng,
    /// When it started.
    pub now: OffsetDateTime,
    stdin: Stdin,
    files: Vec<Output>,
    /// The lock on the directories of files that are read and then written.
    lock: Option<Transaction>,
    stdout: Zeroizing<Vec<u8>>,
    /// What is said once the files are written.
    last_words: Vec<&'static str>,
    /// The warnings that follow, each once.
    warnings: Vec<String>,
}

impl Session {
    /// The world as it is now.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(ui: Ui) -> Result<Self, Failure> {
        let rng = StdRng::try_from_rng(&mut SysRng)
            .map_err(|error| Failure::new(format_args!("cannot get random numbers: {error}")))?;
        let (stdin, files, stdout) = (Stdin::default(), Vec::new(), Zeroizing::default());
        let (last_words, warnings) = (Vec::new(), Vec::new());
        Ok(Self { ui, rng, now: clock::now(), stdin, files, lock: None, stdout, last_words, warnings })
    }

    /// Prints a line on standard error, as openssl words it.
    pub fn say(&self, line: impl std::fmt::Display) {
        self.ui.line(line);
    }

    /// Prints a line on standard error once all files are written.
    pub fn say_when_written(&mut self, line: &'static str) {
        self.last_words.push(line);
    }

    /// Prints a question on standard error; the answer follows on the same line.
    pub fn prompt(&self, question: impl std::fmt::Display) {
        self.ui.prompt(question);
    }

    /// The text of a file, or of standard input, which is `-`; an empty one is text too.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8; the failure begins as openssl's does.
    pub fn read_text(&mut self, path: &str) -> Result<String, Failure> {
        let bytes = match path {
            STANDARD_STREAM => self.read_data(None)?,
            path => self.read_file(path)?,
        };
        let text = String::from_utf8(bytes.to_vec());
        text.map_err(|_| Failure::unsupported(format_args!("{path}: text that is not UTF-8")))
    }

    /// All of a file, which may be empty.
    ///
    /// # Errors
    /// When it cannot be read; the failure begins as openssl's does.
    pub fn read_file(&self, path: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        match files::read(Path::new(path), DEFAULT_LIMIT) {
            Err(FileError::Empty { .. }) => Ok(Zeroizing::default()),
            read => read.map_err(|error| unreadable(path, &error)),
        }
    }

    /// All of a file with an object, or of standard input; `what` is openssl's name for the object.
    ///
    /// # Errors
    /// When it cannot be read; the failure begins as openssl's does.
    pub fn read_input(
        &mut self,
        path: Option<&str>,
        what: &'static str,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let Some(path) = path else {
            return self.stdin.read(&PathOrStdio::Stdio, what).map_err(|error| {
                Failure::new(format_args!("Could not read {what} from <stdin>"))
                    .line(format_args!("Unable to load {what}"))
                    .line(error)
            });
        };
        files::read(Path::new(path), DEFAULT_LIMIT).map_err(|error| {
            let verb = if matches!(error, FileError::Missing { .. }) {
                "open file or uri for loading"
            } else {
                "read"
            };
            Failure::new(format_args!("Could not {verb} {what} from {path}"))
                .line(error)
                .line(format_args!("Unable to load {what}"))
                .hint(match path {
                    STANDARD_STREAM => "use /dev/stdin, or omit -in, to read standard input: \
                                        as in openssl, - is the name of a file here"
                        .to_owned(),
                    path => format!("check the path {path}"),
                })
        })
    }

    /// Hands a file, or standard input, to `take` in parts, whatever its size.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_parts(&self, path: Option<&str>, take: &mut dyn FnMut(&[u8])) -> Result<(), FileError> {
        files::read_parts(path.map(Path::new), take)
    }

    /// All of a file, or of standard input, which may be empty.
    ///
    /// # Errors
    /// When it cannot be read; the failure begins as openssl's does for data.
    pub fn read_data(&self, path: Option<&str>) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let mut data = Zeroizing::new(Vec::new());
        let read = self.read_parts(path, &mut |part| data.extend_from_slice(part));
        read.map_err(|error| unreadable(path.unwrap_or("standard input"), &error))?;
        Ok(data)
    }

    /// Checks that a file exists, for commands that say so in other words than those that load an object.
    ///
    /// # Errors
    /// When it is missing.
    pub fn check_exists(&self, path: &str) -> Result<(), Failure> {
        match files::exists(Path::new(path)) {
            Ok(false) => Err(Failure::new(format_args!(
                "Can't open \"{path}\" for reading, No such file or directory"
            ))
            .hint(format!("check the path {path}"))),
            _ => Ok(()),
        }
    }

    /// A file that may be missing or empty.
    ///
    /// # Errors
    /// When there is one and it cannot be read.
    pub fn read_if_exists(&self, path: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        match files::read_if_exists(Path::new(path), DEFAULT_LIMIT) {
            Err(FileError::Empty { .. }) => Ok(Some(Zeroizing::default())),
            read => read.map_err(|error| unreadable(path, &error)),
        }
    }

    /// The next line of standard input; `None` where it has ended.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_line(&mut self) -> Result<Option<Zeroizing<String>>, Failure> {
        stdio::read_line().map_err(|error| Failure::new(format_args!("cannot read standard input: {error}")))
    }

    /// The answer to a question, not shown on a terminal; without one, the next line of standard input.
    ///
    /// # Errors
    /// When neither can be read.
    pub fn ask_secret(&mut self, question: &str) -> Result<Option<Secret>, Failure> {
        if stdio::stdin_is_terminal() {
            return passphrase::ask(question).map(Some).map_err(Failure::new);
        }
        self.prompt(question);
        Ok(self.read_line()?.map(|line| Secret::from(line.as_bytes())))
    }

    /// Locks the directories of files until they are written or the run ends, so that what is read from them does not change
    /// before. Every file that the run writes must be in one of them. Waits for other runs with such a lock.
    ///
    /// # Errors
    /// When another run keeps the lock.
    pub fn lock<'a>(&mut self, paths: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
        let targets: Vec<_> = paths.into_iter().map(target).collect();
        let is_in_directory = |path: &&Path| parent(path).is_none_or(files::is_folder);
        let present = targets.iter().map(PathBuf::as_path).filter(is_in_directory);
        let mut lock = Transaction::open(present).map_err(Failure::new)?;
        for note in lock.take_notes() {
            self.ui.warning(note);
        }
        self.lock = Some(lock);
        Ok(())
    }

    /// Adds to the file of an option, or to standard output, which is `-` too: openssl opens the files of all such options
    /// with `bio_open_default`. What is added to the same file twice is there one after the other.
    ///
    /// # Errors
    /// When the file is in no directory.
    pub fn write(&mut self, path: Option<&str>, contents: &[u8], access: Access) -> Result<(), Failure> {
        match path {
            None | Some(STANDARD_STREAM) => {
                self.stdout.extend_from_slice(contents);
                Ok(())
            }
            Some(path) => self.write_file(path, contents, access),
        }
    }

    /// Adds to a file, whatever its name is. What is added to the same file twice is there one after the other.
    ///
    /// # Errors
    /// When the file is in no directory.
    pub fn write_file(&mut self, path: &str, contents: &[u8], access: Access) -> Result<(), Failure> {
        let target = target(path);
        if files::is_folder(&target) {
            return Err(Failure::new(format_args!("Can't open \"{path}\" for writing, Is a directory"))
                .hint(format!("add the name of a file to {path}")));
        }
        if parent(&target).is_some_and(|parent| !files::is_folder(parent)) {
            return Err(Failure::new(format_args!(
                "Can't open \"{path}\" for writing, No such file or directory"
            ))
            .hint(format!("create the directory of {path}")));
        }
        if let Some(file) = self.files.iter_mut().find(|file| file.path == target) {
            file.contents.extend_from_slice(contents);
            if access == Access::Secret {
                file.access = access;
            }
            return Ok(());
        }
        let contents = Zeroizing::new(contents.to_vec());
        self.files.push(Output { path: target, contents, access, overwrite: Overwrite::Replace });
        Ok(())
    }

    /// Adds text to standard output.
    pub fn print(&mut self, text: &str) {
        self.stdout.extend_from_slice(text.as_bytes());
    }

    /// Prints on standard output at once, for subcommands that talk with another program; a reader that has gone does
    /// not matter.
    ///
    /// # Errors
    /// When standard output is closed or full.
    pub fn print_now(&self, bytes: &[u8]) -> Result<(), Failure> {
        match self.ui.data(bytes) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::new(FileError::on_stdout(error)))
            }
            _ => Ok(()),
        }
    }

    /// Prints help, which openssl prints on standard error.
    pub fn print_help(&self, page: &str) {
        page.lines().for_each(|line| self.say(line));
    }

    /// Warns on standard error once all files are written, after openssl's own words.
    pub fn warn(&mut self, warning: String) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Writes everything, all files or none.
    ///
    /// # Errors
    /// When a file or standard output cannot be written; no file has changed then.
    pub fn finish(self) -> Result<(), Failure> {
        let Self { ui, files, lock, stdout, last_words, warnings, .. } = self;
        let print = || match stdout.is_empty() {
            true => Ok(()),
            false => ui.data(&stdout).map_err(FileError::on_stdout),
        };
        let paths: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
        let written = match files.is_empty() {
            true => print().map(|()| Vec::new()),
            false => lock
                .map_or_else(|| Transaction::open(paths.iter().map(PathBuf::as_path)), Ok)
                .and_then(|transaction| transaction.commit_with(files, print)),
        };
        for note in written.map_err(|error| Failure::new(&error))? {
            ui.warning(note);
        }
        for line in last_words {
            ui.line(line);
        }
        for warning in warnings {
            ui.warning(warning);
        }
        Ok(())
    }
}

/// What is written for a path: openssl follows a link and writes what it points to.
fn target(path: &str) -> PathBuf {
    files::real_path(Path::new(path)).unwrap_or_else(|| PathBuf::from(path))
}

/// The directory of a file, if its path has one.
fn parent(path: &Path) -> Option<&Path> {
    path.parent().filter(|parent| !parent.as_os_str().is_empty())
}

/// openssl's words for a file that it cannot open, which scripts search for, and the reason.
fn unreadable(path: &str, error: &FileError) -> Failure {
    match error {
        FileError::Missing { .. } => {
            Failure::new(format_args!("Can't open \"{path}\" for reading, No such file or directory"))
                .hint(format!("check the path {path}"))
        }
        FileError::Denied { .. } => {
            Failure::new(format_args!("Can't open \"{path}\" for reading, Permission denied"))
        }
        error => Failure::new(format_args!("Could not read {path}")).line(error),
    }
}
