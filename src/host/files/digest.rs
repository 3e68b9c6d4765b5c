//! SHA-256 of files, by which a journal knows them again.

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Read};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::directory::Directory;
use super::sys::FileKind;
use devcert::model::fingerprint::Hex;

/// The SHA-256 of some bytes, in hexadecimal.
pub(super) fn of(contents: &[u8]) -> String {
    Hex(&Sha256::digest(contents)).to_string()
}

/// The SHA-256 of a file in a directory, or `None` if there is no file of this name: nothing, or a link,
/// a directory, a pipe.
pub(super) fn of_file(directory: &Directory, name: &OsStr) -> io::Result<Option<String>> {
    match directory.find(name)? {
        Some(found) if found.kind == FileKind::File => {}
        _ => return Ok(None),
    }
    let mut file = directory.open_file(name)?;
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
