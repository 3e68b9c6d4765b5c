//! The rules of the door to files, one sentence each.

mod log;
mod outputs;
mod pairs;
mod reading;
#[cfg(unix)]
mod recovery;
#[cfg(unix)]
mod swapped;
mod walking;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zeroize::Zeroizing;

use super::{Note, Output, Overwrite};

/// A folder of its own for one test.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn with(self, name: &str, contents: &str) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self
    }

    fn contents(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names in the folder, hidden ones too.
    fn names(&self) -> Vec<OsString> {
        names(self.folder.path())
    }
}

fn names(folder: &Path) -> Vec<OsString> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

fn secret(path: impl Into<PathBuf>, contents: &str, overwrite: Overwrite) -> Output {
    Output::secret(path, Zeroizing::new(contents.into()), overwrite)
}

fn public(path: impl Into<PathBuf>, contents: &str, overwrite: Overwrite) -> Output {
    Output::public(path, contents.into(), overwrite)
}

/// A key and a certificate that carry the same word.
fn pair(folder: &Path, word: &str, overwrite: Overwrite) -> Vec<Output> {
    vec![
        secret(folder.join("private.pem"), &format!("key {word}"), overwrite),
        public(folder.join("file.crt"), &format!("certificate {word}"), overwrite),
    ]
}

fn lines(notes: &[Note]) -> Vec<String> {
    notes.iter().map(ToString::to_string).collect()
}
