//! Files and names as words of a command line.

use std::path::is_separator;

use crate::report::shell::{quoted, repeated};
use devcert::model::san::San;

/// The names that devcert gives its files, in a folder.
const KEY_NAME: &str = "private.pem";
const CERTIFICATE_NAME: &str = "file.crt";
/// The folder in which it puts them.
const FOLDER: &str = "cert";

/// The path of standard input and output.
pub const STDIO: &str = "-";

/// The flags that lead to both files; none for those that are meant anyway.
#[must_use]
pub fn place(key: &str, certificate: &str) -> String {
    match (folder(key, KEY_NAME), folder(certificate, CERTIFICATE_NAME)) {
        (Some(FOLDER), Some(FOLDER)) => String::new(),
        (Some(key), Some(certificate)) if key == certificate => format!(" --dir {}", quoted(key)),
        _ => format!("{}{}", flag("--key", key), flag("--cert", certificate)),
    }
}

fn folder<'a>(path: &'a str, name: &str) -> Option<&'a str> {
    path.strip_suffix(name)?.strip_suffix(is_separator).filter(|folder| !folder.is_empty())
}

fn flag(flag: &str, path: &str) -> String {
    match path {
        // Standard input has been read.
        "" | STDIO => String::new(),
        path => format!(" {flag} {}", quoted(path)),
    }
}

/// The path without its extension, and with another.
#[must_use]
pub fn with_extension(path: &str, extension: &str) -> String {
    let (folder, name) = path.split_at(path.rfind(is_separator).map_or(0, |separator| separator + 1));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = if stem.is_empty() { name } else { stem };
    format!("{folder}{stem}{extension}")
}

/// ` --san NAME` for each.
#[must_use]
pub fn sans<'a>(names: impl IntoIterator<Item = &'a San>) -> String {
    repeated("--san", names.into_iter().map(San::value))
}

/// ` NAME` for each.
#[must_use]
pub fn words<'a>(names: impl IntoIterator<Item = &'a San>) -> String {
    repeated("", names.into_iter().map(San::value))
}
