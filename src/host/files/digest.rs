//! SHA-256 of files, by which a journal knows them again.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::sys;
use crate::model::fingerprint::Hex;

/// The SHA-256 of some bytes, in hexadecimal.
pub(super) fn of(contents: &[u8]) -> String {
    Hex(&Sha256::digest(contents)).to_string()
}

/// The SHA-256 of a file, or `None` if there is no file at the path: nothing,
/// or a link, a folder, a pipe.
pub(super) fn of_file(path: &Path) -> io::Result<Option<String>> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut options = OpenOptions::new();
    options.read(true);
    let mut file = sys::open_at_once(path, options)?;
    let mut hash = Sha256::new();
    let mut buffer = Zeroizing::new(vec![0; 64 * 1024]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Some(Hex(&hash.finalize()).to_string())),
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
