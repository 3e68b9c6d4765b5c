//! `devcert lint`

mod rules;

use std::path::Path;

use clap::ValueEnum;

use self::rules::RuleId;
use super::error::CommandError;
use super::options::InputArgs;
use super::session::Session;
use crate::encoding::limits::Limits;
use crate::encoding::pem::PemError;
use crate::encoding::sniff::{Kind as ObjectKind, Packing, SniffError};
use crate::host::files::{self, FileError};
use crate::host::stdio::{InputError, Place};
use crate::model::secret::Secret;
use crate::model::validity::Moment;
use crate::pki::inspection::{Facts, Item, inspect, salvage};
use crate::pki::lint::{Context, Expected, Finding, Kind, RULES, Severity, lint_all, lint_crl};
use crate::report::lint::{Linted, explained, human, json, json_rules, list};
use crate::report::outcome::{Outcome, Report, Verdict};

/// Hold certificates against the standards, whoever made them
///
/// Says which rules of RFC 5280, of the CA/Browser Forum where they fit a local CA, and of Apple and
/// Chrome a certificate or a revocation list breaks, each with its clause. Several certificates in a
/// file are held against their issuers too. Without FILE, the files in the folder. Exit code 1 when
/// there is an error.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    /// What it shall be: `server`, `client`, `ca`, `root`, `intermediate` or `other`; found out from each
    /// certificate by default, and from its place in a chain
    #[arg(long = "for", value_name = "KIND", hide_possible_values = true, help_heading = "Rules")]
    kind: Option<For>,
    /// Another moment than now, as 2026-12-31 or 2026-12-31T23:59:59Z
    #[arg(long, value_name = "DATE", help_heading = "Rules")]
    at: Option<Moment>,
    /// Show findings of this severity and worse: `notice`, `warning` or `error`
    #[arg(
        long,
        value_name = "SEVERITY",
        default_value = "notice",
        hide_possible_values = true,
        help_heading = "Rules"
    )]
    severity: Level,
    /// Exit code 1 from this severity on: `notice`, `warning` or `error`
    #[arg(
        long,
        value_name = "SEVERITY",
        default_value = "error",
        hide_possible_values = true,
        help_heading = "Rules"
    )]
    fail_on: Level,
    /// Leave this rule out; repeatable, and several with commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<RuleId>,
    /// This rule and no other; repeatable, and several with commas
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        conflicts_with = "ignore",
        help_heading = "Rules"
    )]
    only: Vec<RuleId>,
    /// Say what a rule is for; repeatable
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        conflicts_with = "files",
        help_heading = "Rules"
    )]
    explain: Vec<RuleId>,
    /// Name every rule
    #[arg(long, conflicts_with_all = ["files", "explain"], help_heading = "Rules")]
    list: bool,
}

const EXAMPLES: &str = "\
Examples:
  devcert lint                                   the certificates in cert/
  devcert lint chain.pem --for server            a chain, its first certificate a server's
  devcert lint --recursive certs --severity warning --fail-on warning
  openssl x509 -in server.crt | devcert lint - --ignore validity-over-398-days
  devcert lint --explain san-missing";

/// What a certificate shall be.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum For {
    Server,
    Client,
    Ca,
    Root,
    Intermediate,
    Other,
}

impl For {
    const fn expected(self) -> Expected {
        Expected::Kind(match self {
            Self::Ca => return Expected::Ca,
            Self::Server => Kind::Server,
            Self::Client => Kind::Client,
            Self::Root => Kind::Root,
            Self::Intermediate => Kind::Intermediate,
            Self::Other => Kind::Other,
        })
    }
}

/// A severity on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Notice,
    Warning,
    Error,
}

impl Level {
    const fn severity(self) -> Severity {
        match self {
            Self::Notice => Severity::Notice,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}

/// Reads whatever the files hold, and judges the certificates and revocation lists among it.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    if let Some(report) = about_rules(args) {
        return Ok(Outcome { verdict: Verdict::Yes, report });
    }
    let passphrase = args.inputs.passphrase(session)?;
    let mut linted = Vec::new();
    for path in args.inputs.paths() {
        linted.extend(lint_path(path, args, passphrase.as_ref(), session)?);
    }
    if linted.is_empty() {
        let message = format!("nothing in {} is a certificate or a revocation list", args.inputs.listed());
        return Err(CommandError::new(message).hint("devcert inspect says what is there"));
    }
    let worst = linted.iter().flat_map(|one| &one.findings).map(|finding| finding.rule.severity).max();
    let passed = worst.is_none_or(|worst| worst < args.fail_on.severity());
    let shown = |finding: &Finding| finding.rule.severity >= args.severity.severity();
    for one in &mut linted {
        one.findings.retain(shown);
    }
    let verdict = if passed { Verdict::Yes } else { Verdict::No };
    Ok(Outcome { verdict, report: Report::judged(human(&linted), json(&linted, passed)) })
}

/// The rules themselves, when they are asked for.
fn about_rules(args: &Args) -> Option<Report> {
    if args.list {
        return Some(Report::found(list(), json_rules(&RULES)));
    }
    let rules: Vec<_> = args.explain.iter().map(|id| id.0).collect();
    (!rules.is_empty()).then(|| Report::found(explained(&rules), json_rules(&rules)))
}

/// The certificates and lists of the file, or of the files in the folder.
fn lint_path(
    path: &Path,
    args: &Args,
    passphrase: Option<&Secret>,
    session: &mut Session,
) -> Result<Vec<Linted>, CommandError> {
    let place = Place::new(path);
    let bytes = match session.bytes(&place) {
        Ok(bytes) => bytes,
        Err(InputError::File(FileError::Folder { .. })) => {
            return lint_folder(path, args, passphrase, session);
        }
        Err(error) => {
            let error = CommandError::foreign_input(error);
            return Err(match args.inputs.are_named() {
                true => error,
                false => error.hint("name a file, or make one: devcert selfsign"),
            });
        }
    };
    let found = found_in(&bytes, passphrase);
    let unread =
        |error| CommandError::new(super::error::about(&place.as_input(), error)).or_neighbours(&place);
    let found = found.map_err(unread)?;
    if let Some(sealed) = found.items.iter().find(|item| matches!(item.facts, Facts::Locked)) {
        let message = format_args!("{} is {}, and no passphrase was given", place.as_input(), sealed.kind);
        return Err(CommandError::new(message).hint("add --passphrase prompt, or env:NAME, file:PATH, stdin"));
    }
    let linted = found.lint(&path.display().to_string(), args, session);
    if linted.is_empty() {
        let message = format_args!("{} holds no certificate and no revocation list", place.as_input());
        return Err(CommandError::new(message).hint("devcert inspect says what is in it"));
    }
    Ok(linted)
}

/// A folder holds other things too, so whatever is none of ours is passed over.
fn lint_folder(
    folder: &Path,
    args: &Args,
    passphrase: Option<&Secret>,
    session: &Session,
) -> Result<Vec<Linted>, CommandError> {
    let mut linted = Vec::new();
    for path in files::list(folder, args.inputs.recursive)? {
        let Ok(bytes) = files::read(&path, files::DEFAULT_LIMIT) else { continue };
        let Ok(found) = found_in(&bytes, passphrase) else { continue };
        linted.extend(found.lint(&path.display().to_string(), args, session));
    }
    Ok(linted)
}

/// What is in a file: the whole objects, and the certificates and lists whose armour is damaged.
struct Found {
    items: Vec<Item>,
    damaged: Vec<PemError>,
}

fn found_in(bytes: &[u8], passphrase: Option<&Secret>) -> Result<Found, SniffError> {
    match inspect(bytes, passphrase, &Limits::default()) {
        Ok(found) => Ok(Found { items: found.items, damaged: Vec::new() }),
        Err(SniffError::Pem(error)) => {
            let (items, errors) = salvage(bytes, passphrase, &Limits::default());
            let damaged: Vec<_> = errors.into_iter().filter(|one| announces(one.label())).collect();
            match damaged.is_empty() {
                true => Err(SniffError::Pem(error)),
                false => Ok(Found { items, damaged }),
            }
        }
        Err(error) => Err(error),
    }
}

/// Whether a PEM label says that a certificate or a revocation list is inside.
fn announces(label: &str) -> bool {
    label.ends_with("CERTIFICATE") || label.ends_with("CRL")
}

impl Found {
    fn lint(&self, path: &str, args: &Args, session: &Session) -> Vec<Linted> {
        let mut linted = lint_items(path, &self.items, args, session);
        linted.extend(self.damaged.iter().map(|error| {
            let findings = [Finding::malformed(error)].into_iter().filter(|one| args.asks_for(one));
            Linted {
                path: path.to_owned(),
                line: Some(error.line()),
                kind: "unreadable",
                name: error.label().to_owned(),
                sha256: None,
                findings: findings.collect(),
            }
        }));
        linted.sort_by_key(|one| one.line);
        linted
    }
}

fn lint_items(path: &str, items: &[Item], args: &Args, session: &Session) -> Vec<Linted> {
    let at = args.at.map_or(session.now, |moment| moment.0);
    let context = Context { expected: args.kind.map(For::expected), at: Some(at) };
    let certificates: Vec<_> = items.iter().filter_map(Item::certificate).collect();
    let mut judged = lint_all(&certificates, context).into_iter();
    let linted = |item: &Item| {
        let (kind, name, sha256, findings) = match &item.facts {
            Facts::Certificate(one) => {
                let judged = judged.next()?;
                (judged.kind.name(), one.subject.to_string(), Some(one.fingerprint()), judged.findings)
            }
            Facts::Crl(crl) => ("crl", crl.issuer.to_string(), None, lint_crl(crl)),
            Facts::Unread(Some(reason)) if is_announced(&item.kind) => {
                ("unreadable", item.kind.to_string(), None, vec![Finding::malformed(reason)])
            }
            _ => return None,
        };
        let findings = findings.into_iter().filter(|finding| args.asks_for(finding)).collect();
        Some(Linted { path: path.to_owned(), line: line(item), kind, name, sha256, findings })
    };
    items.iter().filter_map(linted).collect()
}

/// Whether it is a certificate or a list, or says that it is one.
fn is_announced(kind: &ObjectKind) -> bool {
    match kind {
        ObjectKind::Certificate | ObjectKind::Crl => true,
        ObjectKind::Unreadable(label) => announces(label),
        _ => false,
    }
}

impl Args {
    fn asks_for(&self, finding: &Finding) -> bool {
        let is_in = |list: &[RuleId]| list.iter().any(|id| id.0.id == finding.rule.id);
        !is_in(&self.ignore) && (self.only.is_empty() || is_in(&self.only))
    }
}

const fn line(item: &Item) -> Option<usize> {
    match item.packing {
        Packing::Pem { line, .. } => Some(line),
        _ => None,
    }
}
