//! Outputs on standard output.

use super::context::Context;
use super::error::CommandError;
use crate::host::stdio::PathOrStdio;

/// Refuses standard output for a file where something else is meant to be there.
pub(crate) fn check_stdout(place: &PathOrStdio, if_needed: bool, cx: &Context) -> Result<(), CommandError> {
    if place.path().is_some() {
        return Ok(());
    }
    let message = match (cx.ui.json, if_needed) {
        (true, _) => "--json prints its result on standard output, so --out - cannot be used with it",
        (_, true) => "--if-needed needs a file, and standard output is not one",
        _ => return Ok(()),
    };
    Err(CommandError::new(message).hint("specify a file with --out"))
}
