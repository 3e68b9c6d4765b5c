//! A program that is about to be run, and what it wrote.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long a program may take unless its caller knows better.
pub const TIMEOUT: Duration = Duration::from_mins(1);

/// More output than this is not what was asked for.
const OUTPUT_LIMIT: usize = 16 * 1024 * 1024;

/// A program that is about to be run, with all that it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    program: PathBuf,
    arguments: Vec<OsString>,
    /// What follows them as it is, where a program on Windows reads its command line by itself.
    line: Option<OsString>,
    variables: Vec<(OsString, OsString)>,
    pub(super) input: Vec<u8>,
    pub(super) timeout: Duration,
    pub(super) limit: usize,
    pub(super) at_terminal: bool,
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
    /// A call of `program`, a path that [`find`](super::find) gave, with standard input empty.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            line: None,
            variables: Vec::new(),
            input: Vec::new(),
            timeout: TIMEOUT,
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

    /// With `line` behind the arguments as it is, for cmd, which reads quotes in its own way. On Windows only.
    #[must_use]
    pub fn line(mut self, line: impl Into<OsString>) -> Self {
        self.line = Some(line.into());
        self
    }

    /// With this variable in its environment, besides ours.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
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
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
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
        Self { arguments, variables: self.variables, input: self.input, ..outer }
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

    /// The program's name as people know it.
    pub(super) fn name(&self) -> String {
        name_of(&self.program)
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(self.variables.iter().map(|(name, value)| (name, value)));
        #[cfg(windows)]
        if let Some(line) = &self.line {
            std::os::windows::process::CommandExt::raw_arg(&mut command, line);
        }
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
