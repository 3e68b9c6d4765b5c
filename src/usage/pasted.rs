//! The text of a key where its file's path belongs, as in `--key "$TLS_KEY"`: no message may repeat it.

use std::ffi::OsString;

use crate::cli::error::CommandError;
use crate::cli::hint::Hint;

/// How PEM begins, and how base64 of it does.
const BEGINNINGS: [&str; 2] = ["-----BEGIN ", "LS0tLS1CRUdJTi"];

/// The error for a line in which there is such text. What follows `run` is another program's.
pub(super) fn refused(line: &[OsString]) -> Option<CommandError> {
    let ours = line.iter().skip(1).take_while(|word| *word != "--");
    let is_text = |word: &OsString| {
        let word = word.to_string_lossy();
        BEGINNINGS.iter().any(|beginning| word.contains(beginning))
    };
    let (position, _) = ours.enumerate().find(|(_, word)| is_text(word))?;
    Some(
        CommandError::new(format_args!(
            "argument {} is the text of a PEM file, but a path is expected",
            position + 1
        ))
        .hint(
            Hint::command("printf '%s\\n' \"$PEM\" | devcert inspect -")
                .note("reads the text from a variable"),
        ),
    )
}
