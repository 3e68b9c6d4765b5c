//! What `devcert doctor` found, for people and for machines.

use std::fmt::Write as _;

use serde::Serialize;

use super::color::Mark;
use super::outcome::Envelope;
use super::probe::{self, Seen};
use super::sanitize::sanitize;
use super::trust::{self, Trusted};
use super::verify::{self, Fix};

/// A server, and the stores that are to trust its root.
#[derive(Debug)]
pub struct Diagnosis<'a> {
    /// What the server showed.
    pub seen: Seen<'a>,
    /// What the stores say.
    pub stores: Stores<'a>,
}

/// What the stores say.
#[derive(Debug, Clone, Copy)]
pub struct Stores<'a> {
    /// Of the root; `None` when it is not known here.
    pub trusted: Option<&'a Trusted<'a>>,
    /// Whether the root is devcert's own CA.
    pub is_ours: bool,
}

/// The server in one line, what is wrong with it, and the stores.
#[must_use]
pub fn render_text(diagnosis: &Diagnosis<'_>) -> String {
    let seen = &diagnosis.seen;
    let mut text = probe::summary(seen) + "\n" + &probe::findings(seen);
    // Writing to a `String` does not fail, here and below.
    let Some(trusted) = diagnosis.stores.trusted else {
        let _ = writeln!(
            text,
            "{}  stores  not checked: the server does not send the root certificate, and it is not on this machine",
            Mark::Skip.colorized()
        );
        return text;
    };
    let root = &trusted.anchor.certificate;
    let _ = writeln!(text, "\ntrust stores for {}:", sanitize(&root.subject().to_string()));
    text.push_str(&trusted.render_text());
    let fix = fix(diagnosis).map(|fix| format!("      fix: {}\n", verify::typed(&fix)));
    text.push_str(&fix.filter(|fix| !text.contains(fix.as_str())).unwrap_or_default());
    text
}

/// What makes the stores trust the root, where one does not; `None` where its certificate is not at hand.
fn fix(diagnosis: &Diagnosis<'_>) -> Option<Fix> {
    let trusted = diagnosis.stores.trusted.filter(|trusted| !trusted.is_as_wanted());
    trusted.and_then(|_| verify::trust(&probe::scene(&diagnosis.seen)))
}

/// The report for machines, described in `docs/json.md`.
#[derive(Debug, Serialize)]
pub struct Json {
    #[serde(flatten)]
    server: probe::Json,
    root: Option<Envelope<trust::Json>>,
    root_is_own_ca: bool,
    fix: Option<Fix>,
}

/// The report for machines.
#[must_use]
pub fn json(diagnosis: &Diagnosis<'_>) -> Envelope<Json> {
    let report = Json {
        server: probe::members(&diagnosis.seen),
        root: diagnosis.stores.trusted.map(Trusted::json),
        root_is_own_ca: diagnosis.stores.is_ours,
        fix: fix(diagnosis),
    };
    Envelope::new(diagnosis.seen.command, report)
}
