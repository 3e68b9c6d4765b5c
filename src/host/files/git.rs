//! Private keys stay out of Git repositories.

use std::fs;
use std::path::{Path, PathBuf};

use super::read::{exists, read_if_exists};
use super::{Output, Overwrite};

/// The file that tells Git what to ignore (gitignore(5)).
const NAME: &str = ".gitignore";

/// Everything in the directory, this file included.
const CONTENTS: &str = "# Created by devcert: private keys do not belong in a repository.\n*\n";

/// The `.gitignore` for a new directory with a private key; `None` where it is not in a work tree of Git, or Git
/// ignores it already for such a file above it.
pub(super) fn ignore_file(folder: &Path) -> Option<Output> {
    let real = fs::canonicalize(folder).ok()?;
    let depth = real.ancestors().position(|above| exists(&above.join(".git")).unwrap_or_default())?;
    let is_ours = |above: &Path| {
        let found = read_if_exists(&above.join(NAME), CONTENTS.len() as u64 + 1).ok().flatten();
        found.is_some_and(|found| found.as_slice() == CONTENTS.as_bytes())
    };
    let is_covered = real.ancestors().skip(1).take(depth).any(is_ours);
    let path: PathBuf = folder.join(NAME);
    (!is_covered).then(|| Output::public(path, CONTENTS.as_bytes().to_vec(), Overwrite::Refuse))
}
