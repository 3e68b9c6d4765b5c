//! Values that an option does not take, and those that were meant.

use std::error::Error;

use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::cli::options::DaysError;
use crate::cli::similar::nearest;
use crate::cli::target::TargetError;
use crate::host::clock;
use crate::trust::{Choice, UnknownStore};
use devcert::model::constraint::PermissionError;
use devcert::model::san::SanError;
use devcert::model::span::{Span, SpanError};
use devcert::pki::probe::{Protocol, UnknownProtocol};

/// What other programs call the values of some options, and devcert's words for them.
const SYNONYMS: [(&str, &str); 8] = [
    ("postgresql", "postgres"),
    ("psql", "postgres"),
    ("kube", "k8s"),
    ("express", "node"),
    ("osx", "macos"),
    ("webpack", "node"),
    ("next", "node"),
    ("mariadb", "mysql"),
];

/// Protocols that speak TLS from the first byte, and what people call that.
const IMPLICIT_TLS: [&str; 9] = ["smtps", "imaps", "pop3s", "ftps", "ldaps", "https", "ssl", "tls", "none"];

/// The command line with another option, where the value belongs to that.
fn other_option(argument: &str, text: &str) -> Option<Hint> {
    match (argument, text) {
        ("--starttls", text) if IMPLICIT_TLS.contains(&text) => {
            Some(Hint::again(vec![Edit::Remove("starttls")]).note("for TLS from the first byte"))
        }
        ("--key-format", "pem" | "der") => {
            Some(Hint::again(vec![Edit::Remove("key-format"), Edit::Set("outform", text.to_owned())]))
        }
        ("--outform", "pkcs1" | "pkcs8" | "sec1") => {
            Some(Hint::again(vec![Edit::Remove("outform"), Edit::Set("key-format", text.to_owned())]))
        }
        _ => None,
    }
}

/// The same error with the value out of `known` that was meant, if one is near.
pub(super) fn near(failure: CommandError, argument: &str, text: &str, known: &[String]) -> CommandError {
    let lower = text.to_ascii_lowercase();
    if let Some(hint) = other_option(argument, &lower) {
        return failure.hint(hint);
    }
    if ["jks", "keystore"].contains(&lower.as_str()) {
        let java = vec![Edit::Remove("to"), Edit::Set("preset", "java".to_owned())];
        return failure.hint(Hint::again(java).note("Java reads PKCS#12"));
    }
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == lower).map(|(_, meant)| *meant);
    let meant = known.iter().map(String::as_str).find(|one| Some(*one) == synonym || *one == lower);
    match meant.or_else(|| nearest(&lower, known.iter().map(String::as_str))) {
        Some(meant) => {
            failure.hint(Hint::again(vec![Edit::Replace(text.to_owned(), vec![meant.to_owned()])]))
        }
        None => failure,
    }
}

/// The same error with the command line that was meant, where the cause tells it.
pub(super) fn meant(
    failure: CommandError,
    argument: &str,
    text: &str,
    cause: &(dyn Error + 'static),
) -> CommandError {
    if let Some(error) = name_error(cause) {
        return failure.and_name(text, error);
    }
    if let Some(narrower) = cause.downcast_ref().and_then(PermissionError::instead) {
        let edits = vec![Edit::Replace(text.to_owned(), vec![narrower])];
        return failure.hint(Hint::again(edits).note("an example of a narrower permission"));
    }
    if let Some(SpanError::Malformed(span)) = cause.downcast_ref() {
        let unit = if argument == "--timeout" { "s" } else { "d" };
        let meant = format!("{span}{unit}");
        let is_number = !span.is_empty() && span.bytes().all(|byte| byte.is_ascii_digit());
        return match is_number && meant.parse::<Span>().is_ok() {
            true => failure.hint(Hint::again(vec![Edit::Replace(text.to_owned(), vec![meant])])),
            false => failure,
        };
    }
    if let Some(UnknownProtocol(word)) = cause.downcast_ref() {
        return near(failure, argument, word, &Protocol::ALL.map(|one| one.name().to_owned()));
    }
    if let Some(UnknownStore(word)) = cause.downcast_ref() {
        return near(failure, argument, word, &Choice::names().map(str::to_owned));
    }
    match cause.downcast_ref() {
        Some(DaysError::Span(span)) => {
            failure.hint(Hint::again(vec![Edit::Remove("days"), Edit::Set("valid-for", span.clone())]))
        }
        // --force belongs to a command line that was wrong, and nothing is replaced on a guess.
        Some(DaysError::Nothing(_)) => {
            failure.hint(Hint::again(vec![Edit::Remove("days"), Edit::Without("force")]))
        }
        Some(DaysError::Negative(days)) => match clock::now().date().checked_sub(time::Duration::days(*days))
        {
            Some(end) => failure.hint(Hint::expired(end)),
            None => failure,
        },
        _ => failure,
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
