//! What operations report, in words.

use super::error::{CommandError, shell_path};
use crate::host::stdio::Place;
use crate::ops::Event;
use crate::ops::event::{Adjustment, Exposure, RequestSubject};
use crate::report::sentence::listed;
use crate::report::shell::quoted;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::validity::day;

/// What is printed of an event.
pub(crate) enum Said {
    /// A line that tells what was done.
    Note(String),
    /// A line that tells what will cause trouble.
    Warning(String),
    /// So many keys of a total are generated.
    Count {
        /// How many.
        done: usize,
        /// Of how many.
        total: usize,
    },
}

/// The event in words.
pub(crate) fn render(event: Event) -> Said {
    Said::Note(match event {
        Event::Generated { done, total } => return Said::Count { done, total },
        Event::Empty(place) => format!("{place} is empty; making it again"),
        Event::Damaged { place, error } => {
            format!("{}; making it again", CommandError::contents(&place, &error).message)
        }
        Event::OtherAlgorithm { place, found } => format!("{place} is a key of {found}; making it again"),
        Event::Replacing { place, shortcoming } => format!("{place} {shortcoming}; making it again"),
        Event::FromRequest { place, subject, names } => from_request(&place, &subject, &names),
        Event::Admitted { place, subject, names } => admitted(&place, &subject, &names),
        Event::LeftOut(what) => format!("left out: {what}"),
        Event::Adjusted(adjustment) => adjusted(&adjustment),
        Event::ForeignToGnutls(text) => {
            return Said::Warning(format!(
                "GnuTLS refuses it: without a DNS name, it checks the common name {text} as one; a subject without CN is accepted"
            ));
        }
        Event::Respelled { found, name } => format!("wrote {found} as {name}"),
        Event::UnusedAttribute(attribute) => format!("left out: the attribute {attribute}"),
        Event::EndsWithCa { not_after, ca } => format!("it ends on {}, with the CA {ca}", day(not_after)),
        Event::Shortened { not_after, most } => format!(
            "expires {}: browsers accept a certificate by its hash for {most} at most",
            day(not_after)
        ),
        Event::Files(text) => return Said::Warning(text),
        Event::Unread(error) => return Said::Warning(error.to_string()),
        Event::HostInSubject(host) => {
            let host = quoted(&host);
            return Said::Warning(format!(
                "rustls, Go, Chromium and Firefox do not look for {host} in the subject; --san {host} makes it a name"
            ));
        }
        Event::CaExposed(exposure) => return Said::Warning(exposed(&exposure)),
        Event::RequestIgnored(error) => {
            return Said::Warning(format!("{}; it is left aside", CommandError::from(error).message));
        }
    })
}

/// What a certificate takes from a request.
fn from_request(place: &Place, subject: &RequestSubject, names: &[San]) -> String {
    let subject = match subject {
        RequestSubject::Replaced => String::new(),
        RequestSubject::Empty => "no subject, and ".to_owned(),
        RequestSubject::Used(subject) => format!("the subject {subject}, and "),
    };
    let names = match names.is_empty() {
        true => "no names, so the default ones are added".to_owned(),
        false => format!("the names {}", listed(names)),
    };
    format!("from {}: {subject}{names}", place.as_input())
}

/// What a certificate takes from a request as the CA admits it.
fn admitted(place: &Place, subject: &Name, names: &[San]) -> String {
    let names = match names {
        [] => "no names".to_owned(),
        names => format!("the names {}", listed(names)),
    };
    let subject = match subject.is_empty() {
        true => "no subject".to_owned(),
        false => format!("the subject {subject}"),
    };
    format!("from {}: {subject}, and {names}", place.as_input())
}

/// What was changed so that clients accept subject and names.
fn adjusted(adjustment: &Adjustment) -> String {
    match adjustment {
        Adjustment::WithoutCommonNames(names) => format!(
            "left out: the common name {}, which OpenSSL and GnuTLS would check as a host name",
            names.join(", ")
        ),
        Adjustment::AddedName(name) => {
            format!("added the name {name}: without one, OpenSSL checks the common name as a host name")
        }
    }
}

/// What others can read or change of a CA, and how to prevent it.
fn exposed(exposure: &Exposure) -> String {
    match exposure {
        Exposure::Key(place) => {
            format!("the CA's key {place} is open to others than its owner; chmod 600 {place} closes it")
        }
        Exposure::NewDirectory(path) => {
            let path = path.display();
            format!("{path} is open to others than its owner; chmod 700 {path} closes it")
        }
        Exposure::Directory { path, mode } => format!(
            "{}: other users can replace this CA (mode {mode:04o}); chmod go-w {} prevents it",
            path.display(),
            shell_path(path)
        ),
        Exposure::File { path, mode } => format!(
            "{}: other users can change this file of the CA (mode {mode:04o}); chmod go-w {} prevents it",
            path.display(),
            shell_path(path)
        ),
    }
}
