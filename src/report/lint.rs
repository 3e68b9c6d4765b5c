//! What `devcert lint` found, and its rules: for people and for machines.

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;

use super::color::{ERROR, Mark, NOTICE, WARNING};
use super::outcome::Envelope;
use super::sanitize::sanitize;
use devcert::model::fingerprint::Fingerprint;
use devcert::pki::lint::{Finding, Rule, Severity, rules};

/// Every file's objects.
#[derive(Debug, Default)]
pub struct Report {
    /// The certificates and revocation lists.
    pub linted: Vec<Linted>,
    /// What else is in their files.
    pub skipped: Vec<Skipped>,
}

impl Report {
    /// Adds another file's.
    pub fn add(&mut self, other: Self) {
        self.linted.extend(other.linted);
        self.skipped.extend(other.skipped);
    }
}

/// An object that no rule is about, or that was not read.
#[derive(Debug)]
pub struct Skipped {
    /// The file's path as it was given, or `-`.
    pub path: String,
    /// The line of its PEM, counted from 1.
    pub line: Option<usize>,
    /// What it is.
    pub kind: String,
    /// Why it was not read, if it was not.
    pub reason: Option<String>,
}

/// One certificate or revocation list of a file, and what it breaks.
#[derive(Debug)]
pub struct Linted {
    /// The file's path as it was given, or `-`.
    pub path: String,
    /// The line of its PEM, counted from 1.
    pub line: Option<usize>,
    /// As what it was checked: `server`, `root`, …, `crl`, or `unreadable`.
    pub kind: &'static str,
    /// The subject of a certificate or the issuer of a list, in the spelling of RFC 4514.
    pub name: String,
    /// SHA-256 of its DER.
    pub sha256: Option<Fingerprint>,
    /// What it breaks, those that shall not be shown left out.
    pub findings: Vec<Finding>,
    /// What corrects it, where that was asked for and there is a finding.
    pub fix: Option<Fix>,
}

/// What corrects a certificate.
#[derive(Debug)]
pub enum Fix {
    /// A command.
    Command(FixCommand),
    /// Nothing that devcert does, for this reason.
    Impossible(String),
}

/// The command that issues a certificate again.
#[derive(Debug)]
pub struct FixCommand {
    /// Ready to be pasted.
    pub command: String,
    /// The names and attributes that the new certificate does not have.
    pub dropped: Vec<String>,
    /// The ids of the rules that the new certificate breaks too.
    pub remaining: Vec<&'static str>,
}

impl Fix {
    /// The lines under the findings.
    fn render(&self) -> String {
        match self {
            Self::Impossible(reason) => format!("  no fix   {}\n", sanitize(reason)),
            Self::Command(FixCommand { command, dropped, remaining }) => {
                let mut text = format!("  fix      {}\n", sanitize(command));
                for (what, list) in [("without", dropped.join(", ")), ("still", remaining.join(", "))] {
                    if !list.is_empty() {
                        // Writing to a `String` does not fail.
                        let _ = writeln!(text, "  {what:<7}  {}", sanitize(&list));
                    }
                }
                text
            }
        }
    }
}

impl Linted {
    fn title(&self) -> String {
        let line = self.line.map_or_else(String::new, |line| format!(":{line}"));
        let name = if self.name.is_empty() { "without a name" } else { &self.name };
        let path = if self.path == "-" { "stdin" } else { &self.path };
        sanitize(&format!("{path}{line}: {name} ({})", self.kind)).into_owned()
    }
}

const fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Notice => NOTICE,
    }
}

/// Each object with what it breaks below it, and the sum of it all.
#[must_use]
pub fn render_text(report: &Report) -> String {
    let mut text = String::new();
    for one in report.linted.iter().filter(|one| !one.findings.is_empty()) {
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "{}", one.title());
        for Finding { rule, text: found } in &one.findings {
            let style = style(rule.severity);
            let severity = rule.severity.name();
            let _ = writeln!(
                text,
                "  {style}{severity:<7}{style:#}  {}: {} [{}]",
                rule.id,
                sanitize(found),
                rule.clause
            );
        }
        text += &one.fix.as_ref().map_or_else(String::new, Fix::render);
    }
    for (one, reason) in report.skipped.iter().filter_map(|one| Some((one, one.reason.as_ref()?))) {
        let line = one.line.map_or_else(String::new, |line| format!(":{line}"));
        let skipped = format!("{}{line}: {}: {reason}", one.path, one.kind);
        let _ = writeln!(text, "{}  {}", Mark::Skip.colorized(), sanitize(&skipped));
    }
    text + &sum(report) + "\n"
}

fn count(linted: &[Linted], severity: Severity) -> usize {
    linted.iter().flat_map(|one| &one.findings).filter(|finding| finding.rule.severity == severity).count()
}

fn sum(Report { linted, skipped }: &Report) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let found = Severity::ALL.into_iter().rev().map(|severity| (count(linted, severity), severity.name()));
    let found: Vec<_> =
        found.filter(|(count, _)| *count > 0).map(|(count, name)| counted(count, name)).collect();
    let found = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
    let lists = linted.iter().filter(|one| one.kind == "crl").count();
    let certificates = linted.len() - lists;
    let objects = [(certificates, "certificate"), (lists, "CRL")].into_iter();
    let objects: Vec<_> =
        objects.filter(|(count, _)| *count > 0).map(|(count, what)| counted(count, what)).collect();
    let skipped = match skipped.len() {
        0 => String::new(),
        count => format!(", {} skipped", counted(count, "other object")),
    };
    format!("{found} in {}{skipped}", objects.join(" and "))
}

/// The report for machines, described in `docs/json.md`.
#[derive(Debug, Serialize)]
pub struct Json {
    verdict: &'static str,
    errors: usize,
    warnings: usize,
    notices: usize,
    objects: Vec<JsonObject>,
    skipped: Vec<JsonSkipped>,
}

#[derive(Debug, Serialize)]
struct JsonSkipped {
    path: String,
    line: Option<usize>,
    kind: String,
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
struct JsonObject {
    path: String,
    line: Option<usize>,
    kind: &'static str,
    name: String,
    sha256: Option<String>,
    findings: Vec<JsonFinding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<JsonFix>,
}

#[derive(Debug, Serialize)]
struct JsonFix {
    command: Option<String>,
    dropped: Vec<String>,
    remaining: Vec<&'static str>,
    reason: Option<String>,
}

impl From<&Fix> for JsonFix {
    fn from(fix: &Fix) -> Self {
        match fix {
            Fix::Command(FixCommand { command, dropped, remaining }) => Self {
                command: Some(command.clone()),
                dropped: dropped.iter().map(|one| sanitize(one).into_owned()).collect(),
                remaining: remaining.clone(),
                reason: None,
            },
            Fix::Impossible(reason) => Self {
                command: None,
                dropped: Vec::new(),
                remaining: Vec::new(),
                reason: Some(sanitize(reason).into_owned()),
            },
        }
    }
}

#[derive(Debug, Serialize)]
struct JsonFinding {
    rule: &'static str,
    severity: &'static str,
    reference: &'static str,
    message: String,
}

/// Like [`render_text`], with the objects that have no findings.
#[must_use]
pub fn json(Report { linted, skipped }: &Report, passed: bool) -> Envelope<Json> {
    let skip = |one: &Skipped| JsonSkipped {
        path: one.path.clone(),
        line: one.line,
        kind: one.kind.clone(),
        reason: one.reason.clone(),
    };
    let report = Json {
        verdict: if passed { "pass" } else { "fail" },
        errors: count(linted, Severity::Error),
        warnings: count(linted, Severity::Warning),
        notices: count(linted, Severity::Notice),
        objects: linted.iter().map(json_object).collect(),
        skipped: skipped.iter().map(skip).collect(),
    };
    Envelope::new("lint", report)
}

fn json_object(one: &Linted) -> JsonObject {
    let finding = |finding: &Finding| JsonFinding {
        rule: finding.rule.id,
        severity: finding.rule.severity.name(),
        reference: finding.rule.clause,
        message: sanitize(&finding.text).into_owned(),
    };
    JsonObject {
        path: one.path.clone(),
        line: one.line,
        kind: one.kind,
        name: one.name.clone(),
        sha256: one.sha256.map(|fingerprint| fingerprint.to_string()),
        findings: one.findings.iter().map(finding).collect(),
        fix: one.fix.as_ref().map(JsonFix::from),
    }
}

/// A rule, for people.
#[must_use]
pub fn explained(rules: &[&Rule]) -> String {
    let explain = |rule: &&Rule| {
        let applies = rule.scope.names().join(", ");
        format!(
            "{}\n  severity    {}\n  reference   {}\n  applies to  {applies}\n  rationale   {}\n",
            rule.id, rule.severity, rule.clause, rule.why
        )
    };
    rules.iter().map(explain).collect::<Vec<_>>().join("\n")
}

/// Every rule on a line: severity, name, clause.
#[must_use]
pub fn list() -> String {
    let width = rules().map(|rule| rule.id.len()).max().unwrap_or(0);
    let line = |rule: &Rule| format!("{:<7}  {:<width$}  {}\n", rule.severity.name(), rule.id, rule.clause);
    rules().map(line).collect()
}

/// The rules for machines, described in `docs/json.md`.
#[derive(Debug, Serialize)]
pub struct JsonRules {
    rules: Vec<JsonRule>,
}

#[derive(Debug, Serialize)]
struct JsonRule {
    id: &'static str,
    severity: &'static str,
    reference: &'static str,
    applies_to: Vec<&'static str>,
    rationale: &'static str,
}

/// These rules, as JSON.
#[must_use]
pub fn json_rules(rules: impl IntoIterator<Item = &'static Rule>) -> Envelope<JsonRules> {
    let rule = |rule: &Rule| JsonRule {
        id: rule.id,
        severity: rule.severity.name(),
        reference: rule.clause,
        applies_to: rule.scope.names(),
        rationale: rule.why,
    };
    Envelope::new("lint", JsonRules { rules: rules.into_iter().map(rule).collect() })
}
