//! What operations report, in words.

use super::error::{CommandError, shell_path};
use super::session::Session;
use crate::model::validity::day;
use crate::ops::Event;
use crate::report::progress::Progress;
use crate::report::sentence::listed;
use crate::report::shell::quoted;

/// Says what happens, as a note or as a warning.
pub(super) fn render(event: Event, session: &mut Session) {
    let note = match event {
        Event::Files(text) => return session.warn(text),
        Event::Generated { done, total } => return count(done, total, session),
        Event::Empty(place) => format!("{place} is empty; making it again"),
        Event::Damaged { place, error } => {
            format!("{}; making it again", CommandError::contents(&place, &error).message)
        }
        Event::OtherAlgorithm { place, found } => format!("{place} is a key of {found}; making it again"),
        Event::Replacing { place, shortcoming } => format!("{place} {shortcoming}; making it again"),
        Event::HostInSubject(host) => {
            return session.warn(format!(
                "rustls, Go and browsers do not look for {host} in the subject; --san {} makes it a name",
                quoted(&host)
            ));
        }
        Event::FromRequest { place, subject, names } => {
            let subject = match subject {
                None => String::new(),
                Some(None) => "no subject, and ".to_owned(),
                Some(Some(subject)) => format!("the subject {subject}, and "),
            };
            let names = match names.is_empty() {
                true => "no names, so the default ones are added".to_owned(),
                false => format!("the names {}", listed(&names)),
            };
            format!("from {}: {subject}{names}", place.as_input())
        }
        Event::Respelled { found, name } => format!("wrote {found} as {name}"),
        Event::UnusedAttribute(attribute) => format!("left out: the attribute {attribute}"),
        Event::EndsWithCa { not_after, ca } => format!("it ends on {}, with the CA {ca}", day(not_after)),
        Event::Shortened { not_after, most } => format!(
            "expires {}: browsers accept a certificate by its hash for {most} at most",
            day(not_after)
        ),
        Event::CaKeyExposed(place) => {
            return session.warn(format!(
                "the CA's key {place} is open to others than its owner; chmod 600 {place} closes it"
            ));
        }
        Event::CaFolderOpen(folder) => {
            let folder = folder.display();
            return session
                .warn(format!("{folder} is open to others than its owner; chmod 700 {folder} closes it"));
        }
        Event::CaReplaceable { folder, mode } => {
            return session.warn(format!(
                "{}: other users can replace this CA (mode {mode:04o}); chmod go-w {} prevents it",
                folder.display(),
                shell_path(&folder)
            ));
        }
        Event::CaChangeable { path, mode } => {
            return session.warn(format!(
                "{}: other users can change this file of the CA (mode {mode:04o}); chmod go-w {} prevents it",
                path.display(),
                shell_path(&path)
            ));
        }
        Event::RequestIgnored(error) => {
            return session.warn(format!("{}; it is left aside", CommandError::from(error).message));
        }
    };
    session.ui.note(note);
}

/// Counts keys on a terminal.
fn count(done: usize, total: usize, session: &mut Session) {
    let ui = session.ui;
    session.progress.get_or_insert_with(|| Progress::new(total, "keys", ui)).step();
    if done == total {
        session.progress = None;
    }
}
