//! The words of a command line.

use crate::cli::line::Line;
use crate::commands::definition;

/// A command line of these words.
pub(super) fn line_of(words: Vec<String>) -> Line {
    Line::of(words, definition())
}

/// Whether a word is an option.
pub(super) fn is_option(word: &str) -> bool {
    word.starts_with('-') && word.len() > 1
}

/// Whether a word of a line is one of those, with one hyphen or two, with a value behind `=` or not.
pub(super) fn is_one_of(those: &str, word: &str) -> bool {
    let word = if word.starts_with("--") { &word[1..] } else { word };
    let word = if is_option(word) { word.split('=').next().unwrap_or(word) } else { word };
    those.split('|').any(|one| one == word)
}

/// Whether a word names a file rather than a host.
pub(super) fn is_file(word: &str) -> bool {
    const EXTENSIONS: [&str; 11] =
        [".pem", ".crt", ".cer", ".key", ".der", ".csr", ".p12", ".pfx", ".p7b", ".crl", ".json"];
    !word.contains("://")
        && (word.contains('/') || EXTENSIONS.iter().any(|extension| word.ends_with(extension)))
}
