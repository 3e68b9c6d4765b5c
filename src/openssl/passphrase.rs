//! Passphrases as openssl takes them: `pass:`, `env:`, `file:`, `fd:` and `stdin`.

use std::path::Path;

use super::failure::Failure;
use super::session::Session;
use crate::host::environment;
use crate::host::files;
use devcert::model::secret::Secret;

/// The most bytes of a file with passphrases.
const FILE_MAX: u64 = 64 * 1024;

/// How many letters before the colon may be shown: more could be the passphrase itself.
const SOURCE_MAX: usize = 4;

/// The fewest bytes of the passphrase of a private key.
pub(super) const SHORTEST: usize = 4;

/// The passphrases of a command line.
#[derive(Debug, Default)]
pub(super) struct Passphrases {
    /// Of what is read.
    pub input: Option<Secret>,
    /// Of what is written.
    pub output: Option<Secret>,
}

/// The passphrases for reading and for writing. One source for both gives its first line for reading and its second for
/// writing.
///
/// # Errors
/// In openssl's words, why a source gives none.
pub(super) fn read_both(
    session: &mut Session,
    input: Option<&str>,
    output: Option<&str>,
) -> Result<Passphrases, Failure> {
    let both = |failure: Failure| failure.line("Error getting passwords");
    let first = input.map(|source| read(session, source, 0)).transpose().map_err(both)?;
    let line = usize::from(input == output);
    let second = output.map(|source| read(session, source, line)).transpose().map_err(both)?;
    Ok(Passphrases { input: first, output: second })
}

/// The passphrase from a source; `line` is the number of its line, from 0, where the source has lines.
fn read(session: &mut Session, source: &str, line: usize) -> Result<Secret, Failure> {
    let text = |text: &[u8]| Secret::new(text.to_vec());
    match source.split_once(':') {
        Some(("pass", passphrase)) => return Ok(text(passphrase.as_bytes())),
        Some(("env", name)) => {
            let value = environment::text(name);
            return value
                .map(|value| text(value.as_bytes()))
                .ok_or_else(|| Failure::new(format_args!("No environment variable {name}")));
        }
        Some(("file", path)) => {
            let bytes = files::read(Path::new(path), FILE_MAX)
                .map_err(|error| Failure::new(format_args!("Can't open file {path}")).line(error))?;
            return line_of(&bytes, line);
        }
        Some(("fd", number)) if number.parse::<u32>().is_ok() => {
            let bytes = files::read(Path::new(&format!("/dev/fd/{number}")), FILE_MAX).map_err(|error| {
                Failure::new(format_args!("Can't access file descriptor {number}")).line(error)
            })?;
            return line_of(&bytes, line);
        }
        None if source == "stdin" => {
            let line = session.read_line()?;
            return line.map(|line| text(line.as_bytes())).ok_or_else(no_line);
        }
        _ => {}
    }
    Err(match source.find(':').filter(|at| *at <= SOURCE_MAX) {
        Some(at) => {
            Failure::new(format_args!("Invalid password argument, starting with \"{}\"", &source[..=at]))
        }
        None => Failure::new("Invalid password argument, missing ':' within the first 5 chars"),
    }
    .hint("write the source of the passphrase as pass:TEXT, env:NAME, file:PATH, fd:NUMBER or stdin"))
}

fn no_line() -> Failure {
    Failure::new("Error reading password from BIO")
}

fn line_of(bytes: &[u8], number: usize) -> Result<Secret, Failure> {
    let line = bytes.split(|byte| *byte == b'\n').nth(number).filter(|line| !line.is_empty());
    line.map(|line| Secret::new(line.to_vec())).ok_or_else(no_line)
}

/// The passphrase that a person types, or that standard input has; without a terminal, openssl reads that.
///
/// # Errors
/// When there is none.
pub(super) fn ask(session: &mut Session, prompt: &str) -> Result<Secret, Failure> {
    let line = session.ask_secret(prompt)?;
    line.ok_or_else(|| Failure::new("Error getting passwords").hint("use -passin or -passout"))
}

/// A new passphrase, asked for twice.
///
/// # Errors
/// When there is none, or the two differ.
pub(super) fn ask_new(session: &mut Session) -> Result<Secret, Failure> {
    ask_twice(session, "Enter PEM pass phrase:", SHORTEST)
}

/// A new passphrase of at least `shortest` bytes, asked for twice with this question.
///
/// # Errors
/// When there is none, it is short, or the two differ.
pub(super) fn ask_twice(session: &mut Session, question: &str, shortest: usize) -> Result<Secret, Failure> {
    let first = ask(session, question)?;
    if first.expose().len() < shortest {
        let problem = format_args!("the passphrase is too short: it must have at least {shortest} bytes");
        return Err(Failure::new(problem)
            .hint("omit the cipher, or use -noenc or -nocrypt, for a key without a passphrase"));
    }
    match first == ask(session, &format!("Verifying - {question}"))? {
        true => Ok(first),
        false => Err(Failure::new("Verify failure").line("User interface error")),
    }
}
