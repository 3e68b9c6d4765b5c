//! Parts of a CA's folder that other users can change.

use std::path::Path;

use crate::ca::layout::{CERTIFICATE, LEDGER, SETTINGS};
use crate::commands::error::CommandError;
use crate::commands::session::Session;
use crate::host::files;
use crate::report::shell::quoted;

/// Warns of the folder, and of what in it is read before anything is signed, where others than its owner may
/// write to it. (The key is checked where it is used.)
pub(in crate::commands) fn warn(folder: &Path, session: &mut Session) -> Result<(), CommandError> {
    if let Some(mode) = files::writable_by_others(folder)? {
        let typed = quoted(&folder.display().to_string());
        session.warn(format!(
            "{}: other users can replace this CA (mode {mode:04o}); chmod go-w {typed} prevents it",
            folder.display()
        ));
    }
    // Files in a folder that only its owner can enter are out of reach.
    if !files::is_open_to_others(folder)? {
        return Ok(());
    }
    for path in [CERTIFICATE, SETTINGS, LEDGER].map(|name| folder.join(name)) {
        let mode = if files::exists(&path)? { files::writable_by_others(&path)? } else { None };
        if let Some(mode) = mode {
            let typed = quoted(&path.display().to_string());
            session.warn(format!(
                "{}: other users can change this file of the CA (mode {mode:04o}); chmod go-w {typed} prevents it",
                path.display()
            ));
        }
    }
    Ok(())
}
