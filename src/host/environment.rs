//! The environment: its variables, and the user's folders.

use std::ffi::OsString;
use std::path::PathBuf;

/// The value of the variable `name`; one that is empty counts as not set, as in the XDG base
/// directory specification.
#[must_use]
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The value of the variable `name` as text, also if it is empty; `None` where it is not set or not UTF-8.
#[must_use]
pub fn text(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The user's home, where there is one.
#[must_use]
pub fn home() -> Option<PathBuf> {
    #[cfg(windows)]
    if let Some(home) = variable("USERPROFILE") {
        return Some(home.into());
    }
    dirs::home_dir().filter(|home| !home.as_os_str().is_empty())
}

/// Where programs keep what belongs to this user and this machine: `$XDG_DATA_HOME`,
/// `~/.local/share`, `~/Library/Application Support`, `%LOCALAPPDATA%`.
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    local_app_data().or_else(dirs::data_local_dir)
}

/// `%APPDATA%`, where there is one.
#[must_use]
pub fn roaming_folder() -> Option<PathBuf> {
    let set = variable("APPDATA").filter(|_| cfg!(windows)).map(PathBuf::from);
    set.or_else(|| dirs::data_dir().filter(|_| cfg!(windows)))
}

/// Where files are kept that can be made again: `$XDG_CACHE_HOME`, `~/.cache`, `~/Library/Caches`,
/// `%LOCALAPPDATA%`.
#[must_use]
pub fn cache_folder() -> Option<PathBuf> {
    local_app_data().or_else(dirs::cache_dir)
}

/// `%LOCALAPPDATA%` on Windows, as it is set: the system's own call ignores the variable.
fn local_app_data() -> Option<PathBuf> {
    variable("LOCALAPPDATA").filter(|_| cfg!(windows)).map(PathBuf::from)
}

/// Whether this process may do everything.
#[must_use]
pub fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    false
}

/// Whether this process may do everything because sudo has started it for another user.
#[must_use]
pub fn is_started_by_sudo() -> bool {
    is_root() && variable("SUDO_UID").is_some_and(|user| user != "0")
}

/// The path of this program.
#[must_use]
pub fn own_program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}
