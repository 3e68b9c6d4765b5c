//! Paths as words of a command line.

use std::path::Path;

use super::hint;
use crate::host::stdio::PathOrStdio;
use crate::report::shell::{moved, quoted};

/// A path as a word of a command line.
pub(crate) fn shell_path(path: &Path) -> String {
    quoted(&path.display().to_string())
}

/// The place as a word of a command line.
pub(crate) fn typed(place: &PathOrStdio) -> String {
    match place {
        PathOrStdio::Stdio => "-".to_owned(),
        PathOrStdio::File(path) => quoted(&path.display().to_string()),
    }
}

/// The command that moves a file out of the way.
pub(crate) fn move_aside(path: &Path) -> String {
    let mut new = path.as_os_str().to_owned();
    new.push(".orig");
    moved(&path.display().to_string(), &hint::free(Path::new(&new)).display().to_string())
}
