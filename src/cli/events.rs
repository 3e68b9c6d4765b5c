//! What operations report, in words.

use std::path::Path;

use super::error::{CommandError, shell_path};
use crate::host::stdio::PathOrStdio;
use crate::ops::Event;
use crate::ops::event::{Adjustment, Exposure, RequestSubject, Warning};
use crate::report::sentence::listed;
use crate::report::shell::{owned, quoted};
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::serial::SerialNumber;
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
        Event::Empty(place) => format!("{place} is empty; recreating it"),
        Event::Damaged { place, error } => {
            format!("{}; recreating it", CommandError::contents(&place, &error).message)
        }
        Event::OtherAlgorithm { place, found } => format!("{place}: {found} key; recreating it"),
        Event::Replacing { place, mismatch } => format!("{place}: {mismatch}; recreating it"),
        Event::FromRequest { place, subject, names } => from_request(&place, &subject, &names),
        Event::ApprovedRequest { place, subject, names } => admitted(&place, &subject, &names),
        Event::LeftOut(what) => format!("skipped {what}"),
        Event::Adjusted(adjustment) => adjusted(&adjustment),
        Event::Respelled { found, name } => format!("wrote {found} as {name}"),
        Event::UnusedAttribute(attribute) => format!("skipped the attribute {attribute}"),
        Event::EndsWithCa { not_after, ca } => format!("expires {}, with its CA {ca}", day(not_after)),
        Event::Shortened { not_after, most } => format!(
            "expires {}: browsers accept a certificate by hash for at most {most} (WebTransport)",
            day(not_after)
        ),
        Event::Warning(warning) => return Said::Warning(warned(warning)),
    })
}

/// What will cause trouble, in words.
fn warned(warning: Warning) -> String {
    match warning {
        Warning::ForeignToGnutls(text) => format!(
            "GnuTLS rejects it: without a DNS name, it checks the common name {text} as one; a subject without CN is accepted"
        ),
        Warning::Files(text) => text,
        Warning::Unread(error) => error.to_string(),
        Warning::NamesLost { place, names } => {
            format!("{place} was for {}; specify the names to keep them", listed(&names))
        }
        Warning::HostInSubject(host) => host_in_subject(&quoted(&host)),
        Warning::SerialInUse { serial, subject, revoked } => serial_in_use(&serial, &subject, revoked),
        Warning::CaExposed(exposure) => exposed(&exposure),
        Warning::RequestIgnored(error) => format!("{}; ignoring it", CommandError::from(error).message),
    }
}

fn host_in_subject(host: &str) -> String {
    format!("rustls, Go, Chromium and Firefox ignore the host name {host} in the subject; add --san {host}")
}

/// What it means that two certificates of a CA have one serial number.
fn serial_in_use(serial: &SerialNumber, subject: &str, revoked: bool) -> String {
    match revoked {
        true => format!("{subject} also has serial number {serial} and is revoked; CRLs list both"),
        false => format!("{subject} also has serial number {serial}; revoking one revokes both"),
    }
}

/// What a certificate takes from a request.
fn from_request(place: &PathOrStdio, subject: &RequestSubject, names: &[San]) -> String {
    let subject = match subject {
        RequestSubject::Replaced => String::new(),
        RequestSubject::Empty => "no subject, ".to_owned(),
        RequestSubject::Used(subject) => format!("subject {subject}, "),
    };
    let names = match names.is_empty() {
        true => "no names: adding the default names".to_owned(),
        false => format!("names {}", listed(names)),
    };
    format!("from {}: {subject}{names}", place.as_input())
}

/// What a certificate takes from a request as the CA admits it.
fn admitted(place: &PathOrStdio, subject: &Name, names: &[San]) -> String {
    let names = match names {
        [] => "no names".to_owned(),
        names => format!("names {}", listed(names)),
    };
    let subject = match subject.is_empty() {
        true => "no subject".to_owned(),
        false => format!("subject {subject}"),
    };
    format!("from {}: {subject}, {names}", place.as_input())
}

/// What was changed so that clients accept subject and names.
fn adjusted(adjustment: &Adjustment) -> String {
    match adjustment {
        Adjustment::WithoutCommonNames(names) => format!(
            "omitted the common name {}, which OpenSSL and GnuTLS would check as a host name",
            names.join(", ")
        ),
        Adjustment::AddedName(name) => {
            format!("added the name {name}: without one, OpenSSL checks the common name as a host name")
        }
    }
}

/// The same on Windows.
fn exposed_on_windows(exposure: &Exposure) -> String {
    let (path, what, rights) = match exposure {
        Exposure::Key(PathOrStdio::File(path)) => {
            (path.as_path(), "CA key is accessible to other users", "F")
        }
        Exposure::Key(PathOrStdio::Stdio) => (Path::new("-"), "CA key is accessible to other users", "F"),
        Exposure::NewDirectory(path) => (path.as_path(), "accessible to other users", "(OI)(CI)F"),
        Exposure::Directory { path, .. } => (path.as_path(), "other users can replace this CA", "(OI)(CI)F"),
        Exposure::File { path, .. } => (path.as_path(), "other users can change this file of the CA", "F"),
    };
    let path = path.display().to_string();
    format!("{path}: {what}; run `{}`", owned(&path, rights))
}

/// What others can read or change of a CA, and how to prevent it.
fn exposed(exposure: &Exposure) -> String {
    match exposure {
        exposure if cfg!(windows) => exposed_on_windows(exposure),
        Exposure::Key(place) => {
            format!("{place}: CA key is accessible to other users; run `chmod 600 {place}`")
        }
        Exposure::NewDirectory(path) => {
            let path = path.display();
            format!("{path}: accessible to other users; run `chmod 700 {path}`")
        }
        Exposure::Directory { path, mode } => format!(
            "{}: other users can replace this CA (mode {mode:04o}); run `chmod go-w {}`",
            path.display(),
            shell_path(path)
        ),
        Exposure::File { path, mode } => format!(
            "{}: other users can change this file of the CA (mode {mode:04o}); run `chmod go-w {}`",
            path.display(),
            shell_path(path)
        ),
    }
}
