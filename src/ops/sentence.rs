//! Sentences that are put together.

use std::fmt::Display;

use crate::host::stdio::PathOrStdio;

/// What was found at `place`: `PATH: predicate`.
#[must_use]
pub(super) fn about(place: &PathOrStdio, predicate: impl Display) -> String {
    format!("{}: {predicate}", place.as_input())
}
