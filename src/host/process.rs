//! The one door to other programs: found on PATH or not, no shell in between, standard input given or
//! empty, output gathered up to a limit, and nothing waited for longer than was said.

mod error;
mod wait;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub use error::{ProcessError, words};

/// How long a program may take unless its caller knows better.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// More output than this is not what was asked for.
const OUTPUT_LIMIT: usize = 16 * 1024 * 1024;

/// A program that is about to be run, with all that it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    program: PathBuf,
    arguments: Vec<OsString>,
    input: Vec<u8>,
    patience: Duration,
    limit: usize,
    at_terminal: bool,
}

/// What a program that ended well has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
}

impl Captured {
    /// Standard output as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }
}

impl Call {
    /// A call of `program`, a path that [`find`] gave, with standard input empty.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            input: Vec::new(),
            patience: PATIENCE,
            limit: OUTPUT_LIMIT,
            at_terminal: false,
        }
    }

    /// With one more argument.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// With more arguments.
    #[must_use]
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// With this on its standard input.
    #[must_use]
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Stopped after this time, with all that it has started.
    #[must_use]
    pub const fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Stopped when it writes more than so many bytes to one of its streams.
    #[must_use]
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Allowed to ask at the terminal, which only programs of our own process group are.
    #[must_use]
    pub const fn at_terminal(mut self) -> Self {
        self.at_terminal = true;
        self
    }

    /// The same call, made by another program that takes it as its last arguments, as sudo does.
    #[must_use]
    pub fn through(self, outer: Self) -> Self {
        let mut arguments = outer.arguments;
        arguments.push(self.program.into_os_string());
        arguments.extend(self.arguments);
        Self { arguments, input: self.input, ..outer }
    }

    /// The same call of another program.
    #[must_use]
    pub fn of(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = program.into();
        self
    }

    /// The path of the program.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The program and its arguments, for people.
    pub fn words(&self) -> impl Iterator<Item = String> + '_ {
        let words =
            std::iter::once(self.program.as_os_str()).chain(self.arguments.iter().map(OsString::as_os_str));
        words.map(|word| word.to_string_lossy().into_owned())
    }

    /// What it gets on standard input.
    #[must_use]
    pub fn given(&self) -> &[u8] {
        &self.input
    }

    /// Runs it to its end.
    ///
    /// # Errors
    ///
    /// [`ProcessError`]: it cannot be started, it fails, it does not end, it does not stop writing. When it has
    /// ended, what it has started may go on.
    pub fn run(&self) -> Result<Captured, ProcessError> {
        let ended = wait::run(self)?;
        match ended.status.success() {
            true => Ok(ended.captured),
            false => Err(ProcessError::failed(self.name(), ended.status, &ended.captured)),
        }
    }

    /// The program's name as people know it.
    fn name(&self) -> String {
        name_of(&self.program)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        #[cfg(unix)]
        if !self.at_terminal {
            std::os::unix::process::CommandExt::process_group(&mut command, 0);
        }
        command
    }
}

impl fmt::Display for Call {
    /// The words with spaces between; not for a shell.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().collect::<Vec<_>>().join(" "))
    }
}

fn name_of(program: &Path) -> String {
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

/// The folders that programs are looked for in: those of PATH.
#[must_use]
pub fn search_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// The program of this name in the first of `folders` that has it.
#[must_use]
pub fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    folders.iter().find_map(|folder| program_at(&folder.join(name)))
}

/// The program at `path`, if there is one; on Windows, with `.exe` where that is left out.
#[must_use]
pub fn program_at(path: &Path) -> Option<PathBuf> {
    let with_suffix = path.with_added_extension(std::env::consts::EXE_EXTENSION);
    [path.to_owned(), with_suffix].into_iter().find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.extension().is_some() && std::fs::metadata(path).is_ok_and(|found| found.is_file())
}

/// Becomes `program`, with these variables set: its streams, its signals and its exit code are its
/// own. Comes back only with the reason why that was not possible.
///
/// Where the system cannot do that, the program runs to its end, and its exit code becomes ours.
#[must_use]
pub fn become_program(program: &OsStr, arguments: &[OsString], variables: &[(&str, OsString)]) -> io::Error {
    super::hardening::restore_core_limit();
    let mut command = Command::new(program);
    command.args(arguments).envs(variables.iter().map(|(name, value)| (name, value)));
    #[cfg(unix)]
    return std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(2)),
        Err(error) => error,
    }
}

#[cfg(all(test, unix))]
mod tests;
