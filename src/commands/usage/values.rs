//! Values that an option does not take, and those that were meant.

use std::error::Error;

use crate::commands::error::CommandError;
use crate::commands::habits::nearest;
use crate::commands::hint::Hint;
use crate::commands::line::Edit;
use crate::commands::options::DaysError;
use crate::commands::probe::TargetError;
use crate::host::clock;
use crate::model::constraint::PermissionError;
use crate::model::san::SanError;
use crate::model::span::{Span, SpanError};

/// What other programs call the values of some options, and devcert's words for them.
const SYNONYMS: [(&str, &str); 7] = [
    ("postgresql", "postgres"),
    ("psql", "postgres"),
    ("kubernetes", "k8s"),
    ("kube", "k8s"),
    ("nodejs", "node"),
    ("express", "node"),
    ("osx", "macos"),
];

/// The same error with the value out of `known` that was meant, if one is near.
pub(super) fn near(told: CommandError, text: &str, known: &[String]) -> CommandError {
    let lower = text.to_ascii_lowercase();
    if ["jks", "keystore"].contains(&lower.as_str()) {
        let java = vec![Edit::Remove("to"), Edit::Set("for", "java".to_owned())];
        return told.hint(Hint::again(java).note("Java reads PKCS#12"));
    }
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == lower).map(|(_, meant)| *meant);
    let meant = known.iter().map(String::as_str).find(|one| Some(*one) == synonym || *one == lower);
    match meant.or_else(|| nearest(&lower, known.iter().map(String::as_str))) {
        Some(meant) => told.hint(Hint::again(vec![Edit::Replace(text.to_owned(), vec![meant.to_owned()])])),
        None => told,
    }
}

/// The same error with the command line that was meant, where the cause tells it.
pub(super) fn meant(
    told: CommandError,
    argument: &str,
    text: &str,
    cause: &(dyn Error + 'static),
) -> CommandError {
    if let Some(error) = name_error(cause) {
        return told.and_name(text, error);
    }
    if let Some(SpanError::Malformed(span)) = cause.downcast_ref() {
        let unit = if argument == "--timeout" { "s" } else { "d" };
        let meant = format!("{span}{unit}");
        let is_number = !span.is_empty() && span.bytes().all(|byte| byte.is_ascii_digit());
        return match is_number && meant.parse::<Span>().is_ok() {
            true => told.hint(Hint::again(vec![Edit::Replace(text.to_owned(), vec![meant])])),
            false => told,
        };
    }
    match cause.downcast_ref() {
        Some(DaysError::Span(span)) => {
            told.hint(Hint::again(vec![Edit::Remove("days"), Edit::Set("for", span.clone())]))
        }
        Some(DaysError::Negative(days)) => match clock::now().date().checked_sub(time::Duration::days(*days))
        {
            Some(end) => told.hint(Hint::expired(end)),
            None => told,
        },
        _ => told,
    }
}

/// What is wrong with a name, whatever it was read for.
fn name_error<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a SanError> {
    let permission = || match cause.downcast_ref() {
        Some(PermissionError::Name(error)) => Some(error),
        _ => None,
    };
    let target = || match cause.downcast_ref() {
        Some(TargetError::Name(error)) => Some(error),
        _ => None,
    };
    cause.downcast_ref().or_else(permission).or_else(target)
}
