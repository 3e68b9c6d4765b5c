//! What the ignore files say, in a folder and in those above it.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::host::files::error::{Action, FileError};
use crate::host::files::read::read_regular;

/// A file of patterns, in the language of `.gitignore`, for what is passed over in its folder and below.
pub const IGNORE_FILE: &str = ".devcertignore";

/// More patterns than anybody writes.
const LIMIT: u64 = 1 << 20;

/// The patterns of one folder's ignore file, and of those above.
#[derive(Debug)]
pub(super) struct Rules {
    own: Gitignore,
    above: Option<Arc<Self>>,
}

impl Rules {
    /// Those of all folders above `folder`, a path without links.
    pub(super) fn above(folder: &Path, complain: &dyn Fn(FileError)) -> Option<Arc<Self>> {
        let mut above: Vec<_> = folder.ancestors().skip(1).collect();
        above.reverse();
        above.into_iter().fold(None, |rules, folder| Self::with(folder, rules, complain))
    }

    /// `above`, and those of the ignore file in `folder`, a path without links, if there is one.
    pub(super) fn with(
        folder: &Path,
        above: Option<Arc<Self>>,
        complain: &dyn Fn(FileError),
    ) -> Option<Arc<Self>> {
        let path = folder.join(IGNORE_FILE);
        match read_regular(&path, LIMIT) {
            Ok(text) => Some(Arc::new(Self { own: patterns(folder, &path, &text, complain), above })),
            Err(FileError::Missing { .. } | FileError::Empty { .. } | FileError::NotAFolder { .. }) => above,
            Err(error) => {
                complain(error);
                above
            }
        }
    }

    /// Whether the nearest pattern that fits `path`, a path without links, says that it is passed over.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        match self.own.matched(path, is_folder) {
            found if found.is_none() => {
                self.above.as_ref().is_some_and(|above| above.ignores(path, is_folder))
            }
            found => found.is_ignore(),
        }
    }
}

fn patterns(folder: &Path, path: &Path, text: &[u8], complain: &dyn Fn(FileError)) -> Gitignore {
    let wrong = |number: usize, reason: String| {
        let reason = format!("line {number}: {reason}");
        complain(FileError::new(Action::Read, path, io::Error::new(ErrorKind::InvalidData, reason)));
    };
    let text = String::from_utf8_lossy(text);
    let mut builder = GitignoreBuilder::new(folder);
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if let Err(error) = builder.add_line(Some(path.to_owned()), line) {
            wrong(number + 1, bare(&error).to_string());
        }
    }
    builder.build().unwrap_or_else(|error| {
        wrong(0, bare(&error).to_string());
        Gitignore::empty()
    })
}

/// The error inside of what says where it happened.
pub(super) fn bare(error: &ignore::Error) -> &ignore::Error {
    match error {
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => bare(err),
        ignore::Error::Partial(errors) => errors.first().map_or(error, bare),
        other => other,
    }
}
