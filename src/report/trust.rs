//! What has become of the trust stores, and the variables that do without them.

mod variables;

use std::fmt::Write as _;

use serde::Serialize;

use super::color::Mark;
use super::next_step::NextStep;
use super::outcome::Envelope;
use super::sanitize::sanitize;
use super::shell::quoted;
use crate::trust::verbs::Done;
use crate::trust::{Anchor, InstallHint, RequiredPrivilege, State, Step, Store, StoreError, StoreKind};
use devcert::model::validity::rfc3339;

pub use variables::{Shell, Variables};

/// Which command it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// `devcert trust install`
    Install,
    /// `devcert trust status`
    Status,
    /// `devcert trust uninstall`
    Uninstall,
}

impl Command {
    /// As it is typed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Install => "trust install",
            Self::Status => "trust status",
            Self::Uninstall => "trust uninstall",
        }
    }
}

/// What has become of one store.
#[derive(Debug)]
pub struct StoreReport {
    /// Its family.
    pub kind: StoreKind,
    /// Whether root could do what we could not.
    pub needs_root: bool,
    /// What to type next.
    pub fix: Option<NextStep>,
    owner: String,
    place: String,
    status: Status,
    changed: bool,
    text: String,
    steps: Vec<String>,
}

/// How a store stands to the certificate, for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    Trusted,
    Untrusted,
    /// Of a dry run.
    Planned,
    Failed,
}

impl StoreReport {
    /// The report on `store`, of which a verb has said this.
    #[must_use]
    pub fn new(store: &dyn Store, result: &Result<Done, StoreError>) -> Self {
        let (status, text) = match result {
            Ok(Done::Seen { state: State::Trusted(seen), .. }) => (Status::Trusted, seen.clone()),
            Ok(Done::Seen { state: State::Untrusted(why), .. }) => (Status::Untrusted, why.clone()),
            Ok(Done::Planned(_)) => (Status::Planned, "planned changes:".to_owned()),
            Err(error) => (Status::Failed, error.to_string()),
        };
        let error = result.as_ref().err();
        Self {
            kind: store.kind(),
            needs_root: error.is_some_and(StoreError::needs_root),
            fix: error.and_then(fix),
            owner: store.owner(),
            place: store.place(),
            status,
            changed: matches!(result, Ok(Done::Seen { changed: true, .. })),
            text,
            steps: match result {
                Ok(Done::Planned(plan)) => plan.steps.iter().map(|step| words(step, plan.rights)).collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Whether it can be read, and does not trust the certificate.
    #[must_use]
    pub fn is_untrusted(&self) -> bool {
        self.status == Status::Untrusted
    }

    /// Whether it is as the command wants it.
    fn is_as_wanted(&self, command: Command) -> bool {
        match self.status {
            Status::Planned => true,
            Status::Failed => false,
            Status::Trusted => command != Command::Uninstall,
            Status::Untrusted => command == Command::Uninstall,
        }
    }
}

/// What to do about an error, where that is the same for every store.
fn fix(error: &StoreError) -> Option<NextStep> {
    match error {
        StoreError::NoTool { remedy: InstallHint::Command(command), .. } => {
            Some(NextStep::command(command.clone()))
        }
        StoreError::NoTool { remedy: InstallHint::Advice(advice), .. } => {
            Some(NextStep::advice(advice.clone()))
        }
        StoreError::OtherPassword(_) => Some(NextStep::advice(
            "specify its password with --java-password env:NAME, file:PATH, stdin or prompt",
        )),
        _ => None,
    }
}

/// How a certificate begins.
const ARMOUR: &[u8] = b"-----BEGIN ";

/// A step of a dry run: a line for a shell where it is a program's.
fn words(step: &Step, rights: RequiredPrivilege) -> String {
    let by = if rights == RequiredPrivilege::Root { " as root" } else { "" };
    match step {
        Step::Folder(path) => format!("create directory {}{by}", path.display()),
        Step::Write(path, _) => format!("write {}{by}", path.display()),
        Step::Remove(path) => format!("remove {}{by}", path.display()),
        Step::AddRoot(_) => "add the certificate to the user's trusted roots".to_owned(),
        Step::RemoveRoot(_) => "remove the certificate from the user's trusted roots".to_owned(),
        Step::Run(call) => {
            let words: Vec<_> = call.words().map(|word| word_of_shell(&word)).collect();
            let pem = call.given().windows(ARMOUR.len()).position(|part| part == ARMOUR);
            let input = match (call.given(), pem) {
                ([], _) => "",
                (_, Some(0)) => ", with the certificate on standard input",
                (_, Some(_)) => ", with the password and the certificate on standard input",
                (_, None) => ", with the password on standard input",
            };
            format!("run{by} {}{input}", words.join(" "))
        }
    }
}

/// An option stays one; a file's name would not.
fn word_of_shell(word: &str) -> String {
    if word.starts_with('-') { word.to_owned() } else { quoted(word) }
}

/// What has become of all stores.
#[derive(Debug)]
pub struct Trusted<'a> {
    /// Which command it was.
    pub command: Command,
    /// The certificate.
    pub anchor: &'a Anchor,
    /// The stores.
    pub stores: Vec<StoreReport>,
    /// Programs on this machine that read none of these stores.
    pub without_store: Vec<&'static str>,
    /// What was said as a warning.
    pub warnings: Vec<String>,
}

impl Trusted<'_> {
    /// Whether all stores are as the command wants them.
    #[must_use]
    pub fn is_as_wanted(&self) -> bool {
        self.stores.iter().all(|store| store.is_as_wanted(self.command))
    }

    /// One line a store, below it what mends it, and the answer last.
    #[must_use]
    pub fn render_text(&self) -> String {
        let labels: Vec<_> =
            self.stores.iter().map(|store| format!("{} ({})", store.place, store.owner)).collect();
        let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for (index, (store, label)) in self.stores.iter().zip(labels).enumerate() {
            // Writing to a `String` does not fail, here and below.
            let line = format!("{:<7}  {label:<width$}  {}", store.kind.name(), self.failure(store));
            let _ = writeln!(text, "{}  {}", self.mark(store).colorized(), sanitize(&line));
            // One fix may be for several stores.
            let is_repeated = self.stores[index + 1..].iter().any(|other| other.fix == store.fix);
            let fix = store.fix.iter().filter(|_| !is_repeated).map(|fix| format!("fix: {fix}"));
            for below in store.steps.iter().cloned().chain(fix) {
                let _ = writeln!(text, "      {}", sanitize(&below));
            }
        }
        text = text + &sanitize(&self.answer()) + "\n";
        if !self.without_store.is_empty() {
            let _ = writeln!(
                text,
                "not for {}, which do not read these stores: start them with devcert run -- COMMAND",
                self.without_store.join(", ")
            );
        }
        text
    }

    fn failure(&self, store: &StoreReport) -> String {
        let before = match (self.command, store.changed) {
            (Command::Install, true) => "installed: ",
            (Command::Uninstall, true) => "removed: ",
            (Command::Install, false) if store.status == Status::Trusted => "already trusted: ",
            _ => "",
        };
        format!("{before}{}", store.text)
    }

    fn mark(&self, store: &StoreReport) -> Mark {
        match store.status {
            Status::Planned => Mark::Plan,
            _ if store.is_as_wanted(self.command) => Mark::Ok,
            _ => Mark::Fail,
        }
    }

    fn answer(&self) -> String {
        let count = |status| self.stores.iter().filter(|store| store.status == status).count();
        let all = self.stores.len();
        let of_all = |some: usize| match (some == all, all) {
            (_, 1) => format!("{some} of 1 store"),
            (true, _) => format!("all {all} stores"),
            (false, _) => format!("{some} of {all} stores"),
        };
        let certificate = &self.anchor.certificate;
        let name = format!("{}, SHA-256 {}", certificate.subject(), certificate.fingerprint());
        match (self.command, count(Status::Planned)) {
            (_, planned @ 1..) => format!("dry run: {} would be changed: {name}", of_all(planned)),
            (Command::Uninstall, 0) if all > 1 && count(Status::Untrusted) == all => {
                format!("trusted in none of the {all} stores: {name}")
            }
            (Command::Uninstall, 0) => format!("not trusted in {}: {name}", of_all(count(Status::Untrusted))),
            (_, 0) => format!("trusted in {}: {name}", of_all(count(Status::Trusted))),
        }
    }

    /// The same for machines, described in `docs/json.md`.
    #[must_use]
    pub fn json(&self) -> Envelope<Json> {
        let certificate = &self.anchor.certificate;
        let report = Json {
            certificate: JsonCertificate {
                subject: certificate.subject().to_string(),
                not_after: rfc3339(certificate.not_after()).unwrap_or_default(),
                sha256: certificate.fingerprint().to_string(),
            },
            ok: self.is_as_wanted(),
            stores: self.stores.iter().map(StoreReport::json).collect(),
            without_store: self.without_store.clone(),
            warnings: self.warnings.clone(),
        };
        Envelope::new(self.command.name(), report)
    }
}

/// The JSON of `trust install`, `status` and `uninstall`.
#[derive(Debug, Serialize)]
pub struct Json {
    certificate: JsonCertificate,
    ok: bool,
    stores: Vec<JsonStore>,
    without_store: Vec<&'static str>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct JsonCertificate {
    subject: String,
    not_after: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct JsonStore {
    store: &'static str,
    owner: String,
    path: String,
    status: Status,
    changed: bool,
    message: String,
    fix: Option<NextStep>,
    steps: Vec<String>,
}

impl StoreReport {
    fn json(&self) -> JsonStore {
        JsonStore {
            store: self.kind.name(),
            owner: self.owner.clone(),
            path: self.place.clone(),
            status: self.status,
            changed: self.changed,
            message: sanitize(&self.text).into_owned(),
            fix: self.fix.clone(),
            steps: self.steps.clone(),
        }
    }
}
