//! Sentences that are put together.

use std::fmt::Display;

use crate::host::stdio::Place;

/// What was found at `place`: "it is …" follows the place directly, any other sentence comes after a colon.
#[must_use]
pub(super) fn about(place: &Place, sentence: impl Display) -> String {
    let (place, sentence) = (place.as_input(), sentence.to_string());
    match sentence.strip_prefix("it ") {
        Some(rest) => format!("{place} {rest}"),
        None => format!("{place}: {sentence}"),
    }
}
