//! Outputs that are not files: pipes, terminals, /dev/stdout, /dev/fd/63.
//!
//! They are written directly, as there is nothing to replace.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use super::directory::Directory;
use super::error::{Action, FileError};
use super::sys::{self, FileKind, FileStat};
use super::{Access, Output, reserved};

/// How long to wait for the other end of a named pipe. Long enough for a
/// script that starts it just after us, short enough not to seem to hang.
pub(super) const PEER_WAIT: Duration = Duration::from_secs(3);

/// The pause between two looks at the other end.
pub(super) const PEER_PAUSE: Duration = Duration::from_millis(10);

/// More links than this in a row are a loop (Linux gives up at 40).
const MOST_LINKS: usize = 40;

/// Where an output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutputKind {
    /// To a file, by rename. `mode` is that of the file there now, if there is one.
    File { exists: bool, mode: Option<u32> },
    /// To something that is written directly.
    Stream,
}

/// Finds out where an output would go, and refuses what cannot be one.
///
/// A symbolic link is refused unless it leads to a device or a pipe, for public
/// files too: written through, it lets whoever may write to the folder choose
/// which file of the user is replaced; replaced, it silently parts from the
/// file that others read. The error has the link's target, to be named instead.
pub(super) fn place(path: &Path) -> Result<OutputKind, FileError> {
    if cfg!(windows) && path.file_name().is_some_and(reserved::is_reserved) {
        return Err(FileError::Reserved { path: path.into() });
    }
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && names_a_file(path) => Ok(NEW),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(FileError::Folder { path: path.into() }),
        Err(error) => Err(FileError::new(Action::Write, path, error)),
        Ok(found) => place_of(path, &FileStat::of(&found)),
    }
}

/// The same for the path of a file in an open directory.
pub(super) fn place_in(directory: &Directory, path: &Path) -> Result<OutputKind, FileError> {
    let found = directory.find(path.file_name().unwrap_or_default());
    match found.map_err(|error| FileError::new(Action::Write, path, error))? {
        None => Ok(NEW),
        Some(found) => place_of(path, &found),
    }
}

/// Where nothing is yet.
const NEW: OutputKind = OutputKind::File { exists: false, mode: None };

fn place_of(path: &Path, found: &FileStat) -> Result<OutputKind, FileError> {
    match found.kind {
        FileKind::File => Ok(OutputKind::File { exists: true, mode: found.permissions() }),
        FileKind::Pipe | FileKind::Device => Ok(OutputKind::Stream),
        FileKind::Link => through_link(path),
        kind => Err(not_a_file(path, kind)),
    }
}

fn through_link(path: &Path) -> Result<OutputKind, FileError> {
    let leads_to = fs::metadata(path).map(|found| FileKind::of(&found));
    if descriptor(path).is_some() || matches!(leads_to, Ok(FileKind::Pipe | FileKind::Device)) {
        return Ok(OutputKind::Stream);
    }
    let target = link_target(path).map_err(|error| FileError::new(Action::Write, path, error))?;
    Err(FileError::SymbolicLink { path: path.into(), target })
}

/// Where a symbolic link leads in the end, as a path from the working folder: what a link contains is
/// relative to its own folder.
pub(super) fn link_target(path: &Path) -> io::Result<PathBuf> {
    let mut target = parent(path).join(fs::read_link(path)?);
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&target) else { break };
        target = parent(&target).join(next);
    }
    Ok(shortened(&target))
}

/// `live/../archive/key.pem` as `archive/key.pem`, unless a link on the way makes that another file.
fn shortened(path: &Path) -> PathBuf {
    let mut short = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(short.components().next_back(), Some(Component::Normal(_))) => {
                short.pop();
            }
            part => short.push(part),
        }
    }
    let climbs = path.components().any(|part| part == Component::ParentDir);
    match (fs::canonicalize(path), fs::canonicalize(&short)) {
        (Ok(long), Ok(found)) if long == found => short,
        _ if climbs => path.to_path_buf(),
        _ => short,
    }
}

/// Whether a path that does not exist could be a file: `cert/` and `..` could not.
fn names_a_file(path: &Path) -> bool {
    let ends_open = path.as_os_str().as_encoded_bytes().last().copied();
    path.file_name().is_some() && !ends_open.is_some_and(|byte| std::path::is_separator(byte.into()))
}

/// The error for something that can neither be read nor written as a file.
pub(super) fn not_a_file(path: &Path, kind: FileKind) -> FileError {
    let path = path.to_path_buf();
    match kind.name() {
        Some(kind) => FileError::Special { path, kind },
        None => FileError::Folder { path },
    }
}

/// The number N if a path is one of this process's open descriptors:
/// /dev/fd/N, /proc/self/fd/N, /dev/stdout, or a link to one.
pub(super) fn descriptor(path: &Path) -> Option<u32> {
    let descriptors = fs::canonicalize("/dev/fd").ok()?;
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let folder = parent(&path);
        if fs::canonicalize(&folder).ok()? == descriptors {
            return path.file_name()?.to_str()?.parse().ok();
        }
        path = folder.join(fs::read_link(&path).ok()?);
    }
    None
}

/// The folder that a path lies in; `.` for a bare name.
pub(super) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.into(),
        _ => ".".into(),
    }
}

/// Writes to a device or a pipe, and waits until it has taken everything.
pub(super) fn write(output: &Output) -> Result<(), FileError> {
    let path = &output.path;
    let mut stream = open(path, output.access)?;
    let written = stream.write_all(&output.contents).and_then(|()| sys::sync_if_possible(&stream));
    written.map_err(|error| FileError::new(Action::Write, path, error))
}

/// Opens what is written to directly: whatever is at the path, but no file, since that would be overwritten
/// in place, and with a secret no pipe of another user, who may have put it there to read the secret.
fn open(path: &Path, access: Access) -> Result<File, FileError> {
    let number = descriptor(path);
    let stream = open_stream(path, number)?;
    if number.is_some() {
        return Ok(stream);
    }
    let found = stream.metadata().map_err(|error| FileError::new(Action::Write, path, error))?;
    let found = FileStat::of(&found);
    match found.kind {
        FileKind::File => Err(FileError::Replaced { path: path.into() }),
        FileKind::Pipe if access == Access::Secret && !found.is_ours() => {
            Err(FileError::Special { path: path.into(), kind: "FIFO of another user" })
        }
        _ => Ok(stream),
    }
}

fn open_stream(path: &Path, number: Option<u32>) -> Result<File, FileError> {
    let opened = match number {
        #[cfg(unix)]
        Some(1) => standard(&io::stdout()),
        #[cfg(unix)]
        Some(2) => standard(&io::stderr()),
        // Another descriptor can only be opened anew; if it is a file, go on at its end.
        _ => open_when_read(path, number.is_some()),
    };
    opened.map_err(|error| {
        if is_no_peer(&error) {
            FileError::NoReader { path: path.into() }
        } else {
            FileError::new(Action::Write, path, error)
        }
    })
}

/// A standard stream as it is, so that a file behind it goes on where the
/// shell's redirection stands and a socket works too.
#[cfg(unix)]
pub(super) fn standard(stream: &impl std::os::fd::AsFd) -> io::Result<File> {
    stream.as_fd().try_clone_to_owned().map(File::from)
}

fn open_when_read(path: &Path, append: bool) -> io::Result<File> {
    let deadline = Instant::now() + PEER_WAIT;
    loop {
        let mut options = OpenOptions::new();
        options.write(true).append(append);
        match sys::open_at_once(path, options) {
            Err(error) if is_no_peer(&error) && Instant::now() < deadline => {
                std::thread::sleep(PEER_PAUSE);
            }
            Err(error) => return Err(error),
            Ok(file) => {
                sys::make_blocking(&file)?;
                return Ok(file);
            }
        }
    }
}

/// ENXIO: a pipe that nobody reads.
fn is_no_peer(error: &io::Error) -> bool {
    #[cfg(unix)]
    return rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::NXIO);
    #[cfg(not(unix))]
    {
        let _ = error;
        false
    }
}
