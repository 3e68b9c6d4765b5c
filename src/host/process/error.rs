//! What can go wrong with another program.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use thiserror::Error;

use super::call::Captured;

/// Why a program has not done what it was called for.
#[derive(Debug, Error)]
pub enum ProcessError {
    /// There is no such program.
    #[error("{program} not found")]
    Missing {
        /// Its name.
        program: String,
    },
    /// The system does not start it.
    #[error("cannot start {program}: {}", words(source))]
    NotStarted {
        /// Its name.
        program: String,
        /// The system's reason.
        source: io::Error,
    },
    /// Its output cannot be read.
    #[error("cannot read the output of {program}: {}", words(source))]
    Unheard {
        /// Its name.
        program: String,
        /// The system's reason.
        source: io::Error,
    },
    /// It ended with a failure.
    #[error("{program} failed with {status}{}", reason.as_ref().map(|line| format!(": {line}")).unwrap_or_default())]
    Failed {
        /// Its name.
        program: String,
        /// Its exit status or the signal that ended it, as words.
        status: String,
        /// The line of its output that says most; `None` where it printed nothing.
        reason: Option<String>,
    },
    /// It did not end.
    #[error("{program} timed out after {} and was stopped", span(*timeout))]
    Hung {
        /// Its name.
        program: String,
        /// For how long it was waited for.
        timeout: Duration,
    },
    /// It wrote and wrote.
    #[error("{program} wrote more than {} and was stopped", size(*limit))]
    TooMuch {
        /// Its name.
        program: String,
        /// The most that one of its streams may carry, in bytes.
        limit: usize,
    },
}

impl ProcessError {
    pub(super) fn failed(program: String, status: ExitStatus, captured: &Captured) -> Self {
        let reason = reason(&program, captured);
        Self::Failed { status: status_words(status), reason, program }
    }

    pub(super) fn not_started(program: String, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing { program },
            _ => Self::NotStarted { program, source },
        }
    }
}

/// What a status is called; of a signal, its number.
fn status_words(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("signal {signal}");
    }
    status.code().map_or_else(|| "an unknown status".to_owned(), |code| format!("status {code}"))
}

/// Lines that every run of a program may have and that say nothing of a failure.
const NOISE: [&str; 3] = ["Picked up ", "Warning: use -cacerts", "NOTE: "];

/// The line that says most: the first that calls itself an error or has the program's name before it,
/// else the first at all; of standard error, else of standard output, where keytool complains.
fn reason(program: &str, captured: &Captured) -> Option<String> {
    let [stderr, stdout] = [&captured.stderr, &captured.stdout].map(|bytes| String::from_utf8_lossy(bytes));
    let lines: Vec<&str> = stderr.lines().chain(stdout.lines()).map(str::trim).collect();
    let useful =
        || lines.iter().filter(|line| !line.is_empty() && !NOISE.iter().any(|noise| line.starts_with(noise)));
    let says_so = |line: &&&str| line.starts_with(program) || line.to_lowercase().contains("error");
    let line = useful().find(says_so).or_else(|| useful().next());
    line.map(|line| (*line).to_owned())
}

/// The system's words, without its "(os error 8)", or the full stop of Windows.
#[must_use]
pub fn words(error: &io::Error) -> String {
    error.to_string().split(" (os error").next().unwrap_or_default().trim_end_matches('.').to_lowercase()
}

fn size(bytes: usize) -> String {
    const MIB: usize = 1024 * 1024;
    match bytes {
        MIB.. => format!("{} MiB", bytes / MIB),
        _ => format!("{bytes} bytes"),
    }
}

fn span(timeout: Duration) -> String {
    match timeout.as_secs() {
        0 => format!("{} ms", timeout.as_millis()),
        seconds => format!("{seconds} s"),
    }
}
