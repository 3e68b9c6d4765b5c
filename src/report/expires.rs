//! Which certificates end soon: one rendering a file, all of the same [`ScanReport`].

mod github;
mod json;
mod junit;
mod sarif;
mod table;
#[cfg(test)]
mod tests;

use std::path::Path;

use time::OffsetDateTime;

use super::next_step::{self, NextStep, limit_raised, raised};
use super::sentence::{about, counted, from_now};
use super::shell::quoted;
use crate::host::files::FileError;
use crate::host::stdio::PathOrStdio as Source;
use devcert::encoding::limits::Measure;
use devcert::model::san::San;
use devcert::model::validity::second;
use devcert::pki::expiry::{ChainRole, Entry, ExpiryInventory, ExpiryStatus, Location, Problem};

pub use github::github;
pub use json::{Json, json};
pub use junit::junit;
pub use sarif::sarif;
pub use table::table;

/// What was found below some folders.
#[derive(Debug)]
pub struct ScanReport {
    /// The certificates, and what might hold more.
    pub inventory: ExpiryInventory,
    /// How many files there were.
    pub files: u64,
    /// The servers that were asked, as they can be typed.
    pub servers: Vec<String>,
    /// What could not be read.
    pub unread: Vec<FileError>,
    /// The servers that sent nothing.
    pub unreached: Vec<Unreached>,
    /// Whether the user accepts that certificates may be in what could not be read.
    pub ignore_unreadable: bool,
}

/// A server that could not be reached, or sent no certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// The server.
    pub target: String,
    /// Why, as a whole sentence.
    pub reason: String,
    /// What to type next.
    pub hint: Option<NextStep>,
}

/// Something that was passed over, though it might hold certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The file or folder.
    pub path: String,
    /// Why, as a whole sentence.
    pub reason: String,
    /// What to type next.
    pub hint: Option<NextStep>,
    /// Whether it counts as a failure.
    pub fails: bool,
}

impl ScanReport {
    /// Whether a certificate ends too soon, or may be in something that could not be read.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.inventory.is_due() || self.unreadable() > 0
    }

    /// How many files and objects, which may be certificates, count as failures since they could not be
    /// read; pipes and devices never do.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        self.passed_over().iter().filter(|one| one.fails).count()
    }

    /// What was passed over, in an order of its own.
    #[must_use]
    pub fn passed_over(&self) -> Vec<PassedOver> {
        let fails = !self.ignore_unreadable;
        let problems =
            self.inventory.problems.iter().map(|(path, problem)| PassedOver::new(path, problem, fails));
        let unread = self.unread.iter().map(|error| PassedOver {
            fails: fails && is_file(error),
            path: error.path().display().to_string(),
            reason: error.to_string(),
            hint: match error {
                FileError::TooLarge { .. } => Some(NextStep::advice(raised(Measure::Bytes, "64M"))),
                _ => None,
            },
        });
        let unreached = self.unreached.iter().map(|Unreached { target, reason, hint }| PassedOver {
            path: target.clone(),
            reason: reason.clone(),
            hint: hint.clone(),
            fails,
        });
        problems.chain(unread).chain(unreached).collect()
    }

    /// Whether a path is that of a server.
    fn is_server(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.servers.iter().any(|server| server == path))
    }

    /// Where was searched: `3 files and 1 server`.
    fn searched(&self) -> String {
        let files = format!("{} {}", self.files, if self.files == 1 { "file" } else { "files" });
        match (self.files, self.servers.len()) {
            (_, 0) => files,
            (0, servers) => counted(servers, "server"),
            (_, servers) => format!("{files} and {}", counted(servers, "server")),
        }
    }

    /// All of it in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let files = self.searched();
        let passed_over = match self.passed_over().len() {
            0 => String::new(),
            count => format!(", {count} skipped"),
        };
        if self.inventory.entries.is_empty() {
            return format!("no certificates found in {files}{passed_over}");
        }
        let counts =
            ExpiryStatus::ALL.into_iter().filter_map(|standing| match self.inventory.count(standing) {
                0 => None,
                count => Some(self.count(standing, count)),
            });
        let counts: Vec<_> = counts.collect();
        let certificates = counted(self.inventory.entries.len(), "certificate");
        format!("{certificates} in {files}: {}{passed_over}", counts.join(", "))
    }

    fn count(&self, standing: ExpiryStatus, count: usize) -> String {
        let within = self.inventory.window.within;
        match (standing, count) {
            (ExpiryStatus::Expired, _) => format!("{count} expired"),
            (ExpiryStatus::Due, 1) => format!("1 expires within {within}"),
            (ExpiryStatus::Due, _) => format!("{count} expire within {within}"),
            (ExpiryStatus::NotYetValid, _) => format!("{count} not valid yet"),
            (ExpiryStatus::Good, _) => format!("{count} valid"),
        }
    }
}

const fn is_file(error: &FileError) -> bool {
    !matches!(error, FileError::Special { .. } | FileError::NoWriter { .. })
}

impl PassedOver {
    fn new(path: &Path, problem: &Problem, fails: bool) -> Self {
        let path = path.display().to_string();
        let (reason, hint) = match problem {
            Problem::Locked(kind) => (
                about(&path, format_args!("{kind} is encrypted, and no given passphrase opens it")),
                Some(NextStep::advice("add --passphrase env:NAME, file:PATH, stdin or prompt")),
            ),
            Problem::Foreign(kind) => (
                about(&path, format_args!("{kind}, which only Java reads")),
                next_step::conversion(kind, &quoted(&path)),
            ),
            Problem::Damaged(how) | Problem::Trailing(how) => (about(&path, how), None),
            Problem::Limited(limit) => (about(&path, format!("{limit}; {}", limit_raised(limit))), None),
            Problem::More(count) => {
                let what = counted(*count, "more damaged object");
                (about(&path, format_args!("{what} not listed")), None)
            }
        };
        Self { path, reason, hint, fails: fails && !matches!(problem, Problem::Trailing(_)) }
    }
}

/// What machines call a standing.
const fn id(standing: ExpiryStatus) -> &'static str {
    match standing {
        ExpiryStatus::Expired => "expired",
        ExpiryStatus::Due => "expires-soon",
        ExpiryStatus::NotYetValid => "not-yet-valid",
        ExpiryStatus::Good => "valid",
    }
}

/// What a headline says of a standing.
const fn title(standing: ExpiryStatus) -> &'static str {
    match standing {
        ExpiryStatus::Expired => "Certificate expired",
        ExpiryStatus::Due => "Certificate expires soon",
        ExpiryStatus::NotYetValid => "Certificate is not valid yet",
        ExpiryStatus::Good => "Certificate is valid",
    }
}

const fn role(role: ChainRole) -> &'static str {
    match role {
        ChainRole::Leaf => "leaf",
        ChainRole::Intermediate => "intermediate",
        ChainRole::Root => "root",
    }
}

/// For whom a certificate is: the names that clients look at, or else its subject; CAs by their name.
fn name(entry: &Entry) -> String {
    let certificate = &entry.certificate;
    let called = || match (certificate.subject().common_name(), certificate.subject().is_empty()) {
        (Some(name), _) => name.to_owned(),
        (None, false) => certificate.subject().to_string(),
        (None, true) => "certificate without a name".to_owned(),
    };
    match (entry.role, certificate.names()) {
        (ChainRole::Intermediate, _) => format!("intermediate CA {}", called()),
        (ChainRole::Root, _) => format!("root CA {}", called()),
        (ChainRole::Leaf, []) => called(),
        (ChainRole::Leaf, names) => several(names),
    }
}

/// Names in a few words, first those that tell one certificate from another.
fn several(names: &[San]) -> String {
    let everywhere = San::defaults();
    let mut names: Vec<_> = names.iter().collect();
    names.sort_by_key(|name| everywhere.contains(name));
    let bare: Vec<_> = names.into_iter().map(San::value).collect();
    match bare.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, rest @ ..] => format!("{one} and {} more", rest.len()),
    }
}

/// What is to be said of a certificate's dates, in one line.
fn message(entry: &Entry, now: OffsetDateTime) -> String {
    let (start, end) = (entry.certificate.not_before(), entry.certificate.not_after());
    let failure = match entry.standing {
        ExpiryStatus::Expired => format!("expired {}, on {}", from_now(end - now), second(end)),
        ExpiryStatus::Due => format!("expires {}, on {}", from_now(end - now), second(end)),
        ExpiryStatus::NotYetValid => format!("becomes valid {}, on {}", from_now(start - now), second(start)),
        ExpiryStatus::Good => format!("is valid until {}, {}", second(end), from_now(end - now)),
    };
    format!("{}: {failure}", name(entry))
}

/// A place as people look for it: `chain.pem:25`, `site.p12 (PKCS#12 file, "www")`.
fn shown(place: &Location) -> String {
    let path = Source::new(&place.path).as_input();
    let line = match place.spot.line {
        Some(line) if line > 1 => format!(":{line}"),
        _ => String::new(),
    };
    match (&place.spot.container, &place.spot.name) {
        (Some(container), Some(name)) => format!("{path}{line} ({container}, \"{name}\")"),
        (Some(container), None) => format!("{path}{line} ({container})"),
        (None, _) => format!("{path}{line}"),
    }
}

/// All places in one line.
fn all_shown(places: &[Location]) -> String {
    places.iter().map(shown).collect::<Vec<_>>().join(", ")
}
