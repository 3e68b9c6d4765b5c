//! Standard input and output as files: `-` on the command line.

use std::fmt;
use std::io::{self, BufRead as _, IsTerminal, Read as _, Write};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;
use zeroize::Zeroizing;

use super::files::{self, DEFAULT_LIMIT, FileError};

/// Where something is read from or written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathOrStdio {
    /// Standard input, or standard output.
    Stdio,
    /// A file.
    File(PathBuf),
}

impl PathOrStdio {
    /// `-` is standard input or output, everything else a path.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        match path.as_os_str() == "-" {
            true => Self::Stdio,
            false => Self::File(path.to_owned()),
        }
    }

    /// As a sentence names it when it is read from.
    #[must_use]
    pub fn as_input(&self) -> String {
        self.named("standard input")
    }

    /// As a sentence names it when it is written to.
    #[must_use]
    pub fn as_output(&self) -> String {
        self.named("standard output")
    }

    /// What happened to it when it was written, to begin a sentence.
    #[must_use]
    pub fn made(&self) -> String {
        match self {
            Self::Stdio => "written to standard output".to_owned(),
            Self::File(path) => format!("created {}", path.display()),
        }
    }

    fn named(&self, stream: &str) -> String {
        match self {
            Self::Stdio => stream.to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The path, when it is a file's.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdio => None,
            Self::File(path) => Some(path),
        }
    }
}

/// Standard input, which serves one purpose a run.
#[derive(Debug, Default)]
pub struct Stdin {
    taken_as: Option<&'static str>,
}

/// Why reading failed.
#[derive(Debug, Error)]
pub enum InputError {
    /// A file's own trouble.
    #[error(transparent)]
    File(#[from] FileError),
    /// Two inputs from one stream.
    #[error("standard input cannot be used twice: for the {first} and the {second}")]
    StdinTwice {
        /// What it was used for.
        first: &'static str,
        /// What it was asked for again.
        second: &'static str,
    },
    /// Nothing came.
    #[error("standard input is empty, but the {0} is read from it")]
    StdinEmpty(&'static str),
    /// More than any key or certificate needs.
    #[error("standard input is larger than {} MiB", .0 >> 20)]
    StdinTooLarge(u64),
    /// The stream broke.
    #[error("cannot read standard input: {0}")]
    Stdin(io::Error),
}

impl InputError {
    /// Whether a higher limit would do.
    #[must_use]
    pub const fn is_too_large(&self) -> bool {
        matches!(self, Self::File(FileError::TooLarge { .. }) | Self::StdinTooLarge(_))
    }
}

impl Stdin {
    /// All of `place`, which is to serve as the `purpose`.
    pub fn read(
        &mut self,
        place: &PathOrStdio,
        purpose: &'static str,
    ) -> Result<Zeroizing<Vec<u8>>, InputError> {
        self.read_within(place, purpose, DEFAULT_LIMIT)
    }

    /// The same with a limit of its own, in bytes.
    pub fn read_within(
        &mut self,
        place: &PathOrStdio,
        purpose: &'static str,
        limit: u64,
    ) -> Result<Zeroizing<Vec<u8>>, InputError> {
        let PathOrStdio::File(path) = place else { return self.read_stream(purpose, limit) };
        Ok(files::read(path, limit)?)
    }

    fn read_stream(&mut self, purpose: &'static str, limit: u64) -> Result<Zeroizing<Vec<u8>>, InputError> {
        if let Some(first) = self.taken_as.replace(purpose) {
            return Err(InputError::StdinTwice { first, second: purpose });
        }
        let bytes = files::read_stdin(limit).map_err(InputError::Stdin)?;
        match bytes.len() as u64 {
            0 => Err(InputError::StdinEmpty(purpose)),
            length if length > limit => Err(InputError::StdinTooLarge(limit)),
            _ => Ok(bytes),
        }
    }
}

/// The next line of standard input without its end; `None` where it has ended.
///
/// # Errors
///
/// When it cannot be read, is not UTF-8, or the line is longer than 64 KiB.
pub fn read_line() -> io::Result<Option<Zeroizing<String>>> {
    const LONGEST: u64 = 64 * 1024;
    let mut line = Zeroizing::new(String::new());
    let count = io::stdin().lock().take(LONGEST).read_line(&mut line)?;
    if count as u64 == LONGEST {
        return Err(io::Error::other("the line is too long"));
    }
    let length = line.trim_end_matches(['\n', '\r']).len();
    line.truncate(length);
    Ok((count > 0).then_some(line))
}

/// The next bytes of standard input as they come; 0 at its end.
///
/// # Errors
///
/// When it cannot be read.
pub fn read_some(buffer: &mut [u8]) -> io::Result<usize> {
    io::stdin().lock().read(buffer)
}

/// Whether a person can be asked at standard input.
#[must_use]
pub fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Ends the line of the terminal on which a question was asked.
pub fn end_line() {
    // Nobody is left to hear that this failed.
    let _ = io::stderr().write_all(b"\n");
}

/// Whether a person looks at standard output.
#[must_use]
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether somebody looks on at what is said.
#[must_use]
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// The columns of the terminal that standard output is, if it is one.
#[must_use]
pub fn stdout_width() -> Option<usize> {
    width(terminal_size::terminal_size_of(io::stdout()))
}

/// The columns of the terminal that standard error is, if it is one.
#[must_use]
pub fn stderr_width() -> Option<usize> {
    width(terminal_size::terminal_size_of(io::stderr()))
}

/// A terminal without a size has a width of 0.
fn width(size: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<usize> {
    size.map(|(width, _)| width.0.into()).filter(|width| *width > 0)
}

/// Writes all of `bytes` to standard output.
///
/// # Errors
///
/// When it is closed, or does not accept all of them.
pub fn write_stdout(bytes: &[u8]) -> io::Result<()> {
    check_stdout()?;
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Whether standard output was closed when the process started.
#[cfg(unix)]
static STDOUT_WAS_CLOSED: AtomicBool = AtomicBool::new(false);

// Before `main`, Rust's runtime opens /dev/null in the place of a closed standard stream. What is
// written there would be lost without an error, so this looks before the runtime does. It makes one
// system call and uses nothing that the runtime would have to set up.
#[cfg(unix)]
ctor::declarative::ctor! {
    #[ctor(unsafe)]
    fn look_at_stdout() {
        let closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
        STDOUT_WAS_CLOSED.store(closed, Ordering::Relaxed);
    }
}

/// Fails when standard output is closed.
///
/// # Errors
///
/// That it is closed.
pub fn check_stdout() -> io::Result<()> {
    #[cfg(unix)]
    if STDOUT_WAS_CLOSED.load(Ordering::Relaxed) {
        return Err(io::Error::other("closed"));
    }
    Ok(())
}

impl fmt::Display for PathOrStdio {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdio => f.write_str("-"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}
