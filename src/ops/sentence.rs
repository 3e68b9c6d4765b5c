//! Sentences that are put together.

use std::fmt::Display;

use crate::host::stdio::Place;

/// What was found at `place`: `PATH: predicate`.
#[must_use]
pub(super) fn about(place: &Place, predicate: impl Display) -> String {
    let (place, predicate) = (place.as_input(), predicate.to_string());
    // The library still has sentences about "it".
    match predicate.strip_prefix("it ") {
        Some(rest) => format!("{place} {rest}"),
        None => format!("{place}: {predicate}"),
    }
}
