//! Reading a file in parts, for those who do not need all of it at once.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::error::{Action, FileError};
use super::read::{self, open};
use super::stream;
use super::sys::{self, FileKind};

/// The bytes of a part.
const PART: usize = 256 * 1024;

/// Hands a file to `take`, part by part to its end; standard input without a path. Any size is read, an empty file too.
///
/// # Errors
///
/// As [`read`](super::read()), save [`FileError::Empty`] and [`FileError::TooLarge`].
pub fn read_parts(path: Option<&Path>, take: &mut dyn FnMut(&[u8])) -> Result<(), FileError> {
    let Some(path) = path else { return read_stdin(take) };
    let failed = |error| FileError::new(Action::Read, path, error);
    let found = fs::metadata(path).map_err(failed)?;
    let is_inherited = stream::descriptor(path).is_some();
    match FileKind::of(&found) {
        FileKind::Pipe if !is_inherited => {
            take(&read::read(path, u64::MAX)?);
            return Ok(());
        }
        FileKind::File | FileKind::Device | FileKind::Pipe => {}
        FileKind::Socket if is_inherited => {}
        kind => return Err(stream::not_a_file(path, kind)),
    }
    if stream::descriptor(path) == Some(0) {
        return read_stdin(take);
    }
    let mut file = open(path).map_err(failed)?;
    sys::make_blocking(&file).and_then(|()| each_part(&mut file, take)).map_err(failed)
}

fn read_stdin(take: &mut dyn FnMut(&[u8])) -> Result<(), FileError> {
    let failed = |error| FileError::new(Action::Read, Path::new("standard input"), error);
    #[cfg(unix)]
    return stream::standard(&io::stdin()).and_then(|mut file| each_part(&mut file, take)).map_err(failed);
    #[cfg(not(unix))]
    {
        let mut bytes = Zeroizing::default();
        io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes).map_err(failed)?;
        take(&bytes);
        Ok(())
    }
}

fn each_part(file: &mut File, take: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = Zeroizing::new(vec![0; PART]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => take(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
