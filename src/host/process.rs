//! The one door to other programs: found on PATH or not, no shell in between, standard input given or
//! empty, output gathered up to a limit, and nothing waited for longer than was said.

mod call;
mod error;
mod wait;

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

pub use call::{Call, Captured, TIMEOUT};
pub use error::{ProcessError, words};

/// The folders that programs are looked for in: those of PATH.
#[must_use]
pub fn search_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// The program of this name in the first of `folders` that has it.
#[must_use]
pub fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    folders.iter().find_map(|folder| program_at(&folder.join(name)))
}

/// The program at `path`, if there is one; on Windows, with `.exe` where that is left out.
#[must_use]
pub fn program_at(path: &Path) -> Option<PathBuf> {
    let with_suffix = path.with_added_extension(std::env::consts::EXE_EXTENSION);
    [path.to_owned(), with_suffix].into_iter().find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.extension().is_some() && std::fs::metadata(path).is_ok_and(|found| found.is_file())
}

/// Becomes `program`, with these variables set: its streams, its signals and its exit code are its
/// own. Comes back only with the reason why that was not possible.
///
/// Where the system cannot do that, the program runs to its end, also after Ctrl-C, and its exit code becomes ours.
#[must_use]
pub fn exec(program: &OsStr, arguments: &[OsString], variables: &[(&str, OsString)]) -> io::Error {
    super::hardening::restore_core_limit();
    #[cfg(not(unix))]
    let script = script(Path::new(program));
    #[cfg(not(unix))]
    let program = script.as_ref().map_or(program, |path| path.as_os_str());
    let mut command = Command::new(program);
    command.args(arguments).envs(variables.iter().map(|(name, value)| (name, value)));
    #[cfg(unix)]
    return std::os::unix::process::CommandExt::exec(&mut command);
    // Ctrl-C is for the program, which may take its time to end. Without a handler, this process would end first.
    #[cfg(windows)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, std::sync::Arc::default());
    #[cfg(not(unix))]
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(2)),
        Err(error) => error,
    }
}

/// The file that a shell of Windows starts as `program`, where it is none that the system finds itself, which adds
/// `.exe` alone: `npm` is `npm.cmd`.
#[cfg(not(unix))]
fn script(program: &Path) -> Option<PathBuf> {
    let folders = match program.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => vec![folder.to_owned()],
        None => search_path(),
    };
    let name = program.file_name()?;
    let extensions = ["exe", "bat", "cmd"];
    let named =
        |folder: &PathBuf| extensions.map(|extension| folder.join(name).with_added_extension(extension));
    let found = folders.iter().flat_map(named).find(|path| is_program(path))?;
    (found.extension() != Some(OsStr::new("exe"))).then_some(found)
}

#[cfg(all(test, unix))]
mod tests;
