//! Reading a whole file, up to a limit.
//!
//! Whatever is read may turn out to be a key, so all of it is zeroized.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::Instant;

use zeroize::Zeroizing;

use super::error::{Action, FileError};
use super::stream::{self, PEER_PAUSE, PEER_WAIT};
use super::sys::{self, FileKind};

/// More than any key, certificate, or bundle of certificates needs.
pub const DEFAULT_LIMIT: u64 = 16 * 1024 * 1024;

/// What a buffer starts with when the size is not known.
const FIRST_BUFFER: usize = 8 * 1024;

/// Reads a file of at most `limit` bytes; a pipe or a device to its end.
///
/// # Errors
///
/// [`FileError::Missing`], [`FileError::Denied`], [`FileError::Folder`],
/// [`FileError::Empty`], [`FileError::TooLarge`] (a file over the limit is not
/// read at all), [`FileError::NoWriter`] for a named pipe that nothing writes to.
pub fn read(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let failed = |error| FileError::new(Action::Read, path, error);
    let found = fs::metadata(path).map_err(failed)?;
    let contents = match FileKind::of(&found) {
        FileKind::File => return read_file(path, found.len(), limit, open),
        FileKind::Pipe => read_pipe(path, limit)?,
        FileKind::Device => read_stream(path, limit).map_err(failed)?,
        FileKind::Socket if stream::descriptor(path).is_some() => read_stream(path, limit).map_err(failed)?,
        kind => return Err(stream::not_a_file(path, kind)),
    };
    within(contents, path, limit)
}

/// Reads a file of at most `limit` bytes where a user did not name it: no pipe and no device is opened, as
/// either may have no end.
///
/// # Errors
///
/// As [`read`], and [`FileError::Special`].
pub fn read_regular(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    check_regular(path)?;
    let found = fs::metadata(path).map_err(|error| FileError::new(Action::Read, path, error))?;
    read_file(path, found.len(), limit, open)
}

/// The same for a file at the path itself: no link is followed.
///
/// # Errors
///
/// As [`read_regular`], and [`FileError::SymbolicLink`].
pub fn read_in_place(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    read_file(path, check_in_place(path)?, limit, open_no_link)
}

fn read_file(
    path: &Path,
    size: u64,
    limit: u64,
    open: fn(&Path) -> io::Result<File>,
) -> Result<Zeroizing<Vec<u8>>, FileError> {
    if size > limit {
        return Err(FileError::TooLarge { path: path.into(), limit });
    }
    // One byte more, so that the end is found without a larger buffer.
    let capacity = usize::try_from(size).map_or(FIRST_BUFFER, |size| size + 1);
    let read = open(path).and_then(|mut file| drain(&mut file, buffer(capacity)?, limit));
    within(read.map_err(|error| FileError::new(Action::Read, path, error))?, path, limit)
}

/// Refuses an empty file and one that is too large.
fn within(contents: Zeroizing<Vec<u8>>, path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    match contents.len() as u64 {
        0 => Err(FileError::Empty { path: path.into() }),
        length if length > limit => Err(FileError::TooLarge { path: path.into(), limit }),
        _ => Ok(contents),
    }
}

/// Reads a file, or gives `None` if there is nothing at the path.
///
/// # Errors
///
/// As [`read`], save [`FileError::Missing`].
pub fn read_if_exists(path: &Path, limit: u64) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
    match read(path, limit) {
        Err(FileError::Missing { .. }) => Ok(None),
        contents => contents.map(Some),
    }
}

/// Refuses a pipe, a socket and a device, links followed, where a user did not name it.
///
/// # Errors
///
/// [`FileError::Special`], [`FileError::Folder`], and when the system will not say.
pub fn check_regular(path: &Path) -> Result<(), FileError> {
    let found = fs::metadata(path).map_err(|error| FileError::new(Action::Read, path, error))?;
    match FileKind::of(&found) {
        FileKind::File => Ok(()),
        kind => Err(stream::not_a_file(path, kind)),
    }
}

/// The size of the file at the path itself.
pub(super) fn check_in_place(path: &Path) -> Result<u64, FileError> {
    let failed = |error| FileError::new(Action::Read, path, error);
    let found = fs::symlink_metadata(path).map_err(failed)?;
    match FileKind::of(&found) {
        FileKind::File => Ok(found.len()),
        FileKind::Link => {
            Err(FileError::SymbolicLink { path: path.into(), target: fs::read_link(path).map_err(failed)? })
        }
        kind => Err(stream::not_a_file(path, kind)),
    }
}

/// The first line of the file at the path itself, with its end if it has one: at most `limit` bytes of it, and nothing
/// of an empty file.
///
/// # Errors
///
/// As [`read_in_place`].
pub fn first_line(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    check_in_place(path)?;
    let read = open_no_link(path).and_then(|mut file| drain(&mut file, Zeroizing::default(), limit));
    let mut contents = read.map_err(|error| FileError::new(Action::Read, path, error))?;
    let end = contents.iter().position(|byte| *byte == b'\n').map_or(contents.len(), |end| end + 1);
    contents.truncate(end.min(usize::try_from(limit).unwrap_or(usize::MAX)));
    Ok(contents)
}

/// Whether there is anything at a path, a dangling link included.
///
/// # Errors
///
/// When the system will not say.
pub fn exists(path: &Path) -> Result<bool, FileError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(FileError::new(Action::Read, path, error)),
    }
}

/// Whether there is a file at a path, links followed: no folder, no device, no pipe.
#[must_use]
pub fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file())
}

/// Whether there is a folder at a path, links followed.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_dir())
}

/// Whether two paths lead to one file that is there.
#[must_use]
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    is_file(one)
        && sys::identity(one).is_ok_and(|found| sys::identity(other).is_ok_and(|other| found == other))
}

/// The permission bits of a file, links followed; on Windows, what its access control list lets others do, in
/// these bits; `None` where the system has neither.
///
/// # Errors
///
/// [`FileError::Missing`] or [`FileError::Denied`].
pub fn mode(path: &Path) -> Result<Option<u32>, FileError> {
    let failed = |error| FileError::new(Action::Read, path, error);
    let found = fs::metadata(path).map_err(failed)?;
    sys::mode_at(path, &found).map_err(failed)
}

/// The permission bits of a file or a folder, links followed, that others than its owner may write to;
/// `None` if they may not, or the system has no such bits.
///
/// # Errors
///
/// [`FileError::Missing`] or [`FileError::Denied`].
pub fn writable_by_others(path: &Path) -> Result<Option<u32>, FileError> {
    Ok(mode(path)?.filter(|mode| mode & 0o022 != 0))
}

/// Whether others than its owner may enter a folder.
///
/// # Errors
///
/// [`FileError::Missing`] or [`FileError::Denied`].
pub fn is_open_to_others(folder: &Path) -> Result<bool, FileError> {
    Ok(mode(folder)?.is_some_and(|mode| mode & 0o011 != 0))
}

/// The permission bits of a file that others than its owner may read, write or
/// run; `None` if they may not (or the system has no such bits, or it is no file).
///
/// # Errors
///
/// [`FileError::Missing`] or [`FileError::Denied`].
pub fn looser_than_owner(path: &Path) -> Result<Option<u32>, FileError> {
    Ok(mode(path)?.filter(|mode| is_file(path) && mode & 0o077 != 0))
}

/// Reads standard input up to one byte more than `limit`, past the buffer of `std::io::stdin`, which is
/// never wiped.
pub(in crate::host) fn read_stdin(limit: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    #[cfg(unix)]
    return drain(&mut stream::standard(&io::stdin())?, Zeroizing::default(), limit);
    #[cfg(not(unix))]
    {
        let mut bytes = Zeroizing::default();
        io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn read_stream(path: &Path, limit: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    #[cfg(unix)]
    if stream::descriptor(path) == Some(0) {
        return read_stdin(limit);
    }
    let mut file = open(path)?;
    sys::make_blocking(&file)?;
    drain(&mut file, Zeroizing::default(), limit)
}

/// Reads a pipe. One that is inherited, as from `<(command)`, has its writer
/// already, or had it; for a named one the writer may come a little later.
fn read_pipe(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let failed = |error| FileError::new(Action::Read, path, error);
    if stream::descriptor(path).is_some() {
        return read_stream(path, limit).map_err(failed);
    }
    let mut file = open(path).map_err(failed)?;
    let Some(first) = await_writer(&mut file).map_err(failed)? else {
        return Err(FileError::NoWriter { path: path.into() });
    };
    sys::make_blocking(&file).map_err(failed)?;
    drain(&mut file, first, limit).map_err(failed)
}

/// Waits until somebody writes to the pipe, and gives the first bytes if there
/// are any yet. A read gives 0 without a writer, and `WouldBlock` with a silent one.
fn await_writer(pipe: &mut File) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let deadline = Instant::now() + PEER_WAIT;
    let mut buffer = Zeroizing::new(vec![0; FIRST_BUFFER]);
    loop {
        match pipe.read(&mut buffer) {
            Ok(0) if Instant::now() >= deadline => return Ok(None),
            Ok(0) => std::thread::sleep(PEER_PAUSE),
            Ok(count) => {
                buffer.truncate(count);
                return Ok(Some(buffer));
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                return Ok(Some(Zeroizing::default()));
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    sys::open_at_once(path, options)
}

fn open_no_link(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    sys::open_no_link(path, options)
}

/// An empty buffer; an error where there is no memory for it.
fn buffer(capacity: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(capacity).map_err(|_| ErrorKind::OutOfMemory)?;
    Ok(Zeroizing::new(buffer))
}

/// Reads to the end, or until there is more than `limit`. A buffer that grows
/// moves by hand, as `Vec` would leave the old one behind with its secrets.
pub(super) fn drain(
    source: &mut File,
    mut contents: Zeroizing<Vec<u8>>,
    limit: u64,
) -> io::Result<Zeroizing<Vec<u8>>> {
    let deadline = Instant::now() + PEER_WAIT;
    while contents.len() as u64 <= limit {
        let filled = contents.len();
        if filled == contents.capacity() {
            let mut larger = buffer((2 * filled).max(FIRST_BUFFER))?;
            larger.extend_from_slice(&contents);
            contents = larger;
        }
        let capacity = contents.capacity();
        contents.resize(capacity, 0);
        let count = source.read(&mut contents[filled..]);
        contents.truncate(filled + *count.as_ref().unwrap_or(&0));
        match count {
            Ok(0) => break,
            Err(error) if sys::is_kept_out(&error) && Instant::now() < deadline => {
                std::thread::sleep(PEER_PAUSE);
            }
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
    }
    Ok(contents)
}
