//! Outputs on standard output.

use super::error::CommandError;
use super::session::Session;
use crate::host::stdio::Place;

/// Refuses standard output for a file where something else is meant to be there.
pub(crate) fn check_stdout(place: &Place, if_needed: bool, session: &Session) -> Result<(), CommandError> {
    if place.path().is_some() {
        return Ok(());
    }
    let message = match (session.ui.json, if_needed) {
        (true, _) => "--json prints its result on standard output, so --out - cannot be used with it",
        (_, true) => "--if-needed needs a file, and standard output is not one",
        _ => return Ok(()),
    };
    Err(CommandError::new(message).hint("specify a file with --out"))
}
