//! `devcert lint`

mod fix;
mod rules;

use std::path::Path;

use clap::ValueEnum;

use self::fix::{Fixes, Found};
use self::rules::RuleId;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::options::{CaArgs, InputArgs, LimitArgs};
use crate::host::files::{self, FileError};
use crate::host::stdio::{InputError, PathOrStdio};
use crate::report::lint::{
    Linted, Report as LintReport, Skipped, explained, json, json_rules, list, render_text,
};
use crate::report::next_step::limit_raised;
use crate::report::outcome::{Outcome, Report, Verdict};
use crate::report::sentence::counted;
use devcert::encoding::limits::{LimitError, Limits};
use devcert::encoding::pem::Label;
use devcert::encoding::sniff::{ObjectKind, Packing};
use devcert::model::secret::Secret;
use devcert::model::validity::Moment;
use devcert::pki::inspection::{Facts, Item, inspect};
use devcert::pki::lint::{
    CertKind, Context as LintContext, Expected, Finding, LintResult, Severity, lint_all, lint_crl,
    rules as lint_rules,
};

/// Check certificates against RFC 5280, CA/B Forum and browser rules
///
/// Reports which rules a certificate or CRL violates, with a reference for each: RFC 5280, the CA/Browser
/// Forum rules that make sense for a local CA, and Apple's and Chrome's requirements. Certificates in one
/// file are also checked against their issuers. Without FILE, checks the files in DIR. Exits with 1 if there
/// is an error.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    limits: LimitArgs,
    /// Treat certificates as: `server`, `client`, `ca`, `root`, `intermediate` or `other` [default: detected]
    #[arg(long = "as", value_name = "KIND", hide_possible_values = true, help_heading = "Rules")]
    kind: Option<For>,
    /// Time of the check, such as 2026-12-31 or 2026-12-31T23:59:59Z [default: now]
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
    min_severity: Level,
    /// Exit with 1 if there are findings of this severity or worse: `notice`, `warning` or `error`
    #[arg(
        long,
        value_name = "SEVERITY",
        default_value = "error",
        hide_possible_values = true,
        help_heading = "Rules"
    )]
    fail_on: Level,
    /// Skip these rules; repeatable or comma-separated
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<RuleId>,
    /// Check only these rules; repeatable or comma-separated
    #[arg(
        long,
        alias = "only",
        value_name = "RULE",
        value_delimiter = ',',
        conflicts_with = "ignore",
        help_heading = "Rules"
    )]
    select: Vec<RuleId>,
    /// For each certificate with findings that is self-signed or from your CA, print the command that issues it again
    /// without them
    #[arg(long, help_heading = "Corrections")]
    fix_hints: bool,
    #[command(flatten)]
    ca: CaArgs,
    /// Explain these rules; repeatable or comma-separated
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        conflicts_with = "files",
        help_heading = "Rules"
    )]
    explain: Vec<RuleId>,
    /// List all rules
    #[arg(long, conflicts_with_all = ["files", "explain"], help_heading = "Rules")]
    list: bool,
}

const EXAMPLES: &str = "\
Examples:
  # The certificates in cert/
  devcert lint
  # A chain that starts with a server certificate
  devcert lint chain.pem --as server
  devcert lint --recursive certs --min-severity warning --fail-on warning
  openssl x509 -in server.crt | devcert lint - --ignore validity-over-398-days
  devcert lint cert --fix-hints
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
        Expected::CertKind(match self {
            Self::Ca => return Expected::Ca,
            Self::Server => CertKind::Server,
            Self::Client => CertKind::Client,
            Self::Root => CertKind::Root,
            Self::Intermediate => CertKind::Intermediate,
            Self::Other => CertKind::Other,
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

/// Reads whatever the files hold, and checks the certificates and revocation lists among it.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    if let Some(report) = about_rules(args) {
        return Ok(Outcome { verdict: Verdict::Yes, report });
    }
    let passphrase = args.inputs.passphrase(cx)?;
    let fixes = args.fix_hints.then(|| Fixes::new(&args.ca, cx)).transpose()?;
    let mut reading = Reading { passphrase, limits: args.limits.limits(), fixes };
    let mut report = LintReport::default();
    for path in args.inputs.paths() {
        report.add(lint_path(path, args, &mut reading, cx)?);
    }
    if report.linted.is_empty() {
        let message = format!("no certificate or CRL found in {}", args.inputs.listed());
        return Err(CommandError::new(message).hint(
            Hint::command(format!("devcert inspect{}", args.inputs.typed()))
                .note("identifies the objects in it"),
        ));
    }
    let worst = report.linted.iter().flat_map(|one| &one.findings).map(|finding| finding.rule.severity).max();
    let passed = worst.is_none_or(|worst| worst < args.fail_on.severity());
    let shown = |finding: &Finding| finding.rule.severity >= args.min_severity.severity();
    for one in &mut report.linted {
        one.findings.retain(shown);
    }
    let verdict = if passed { Verdict::Yes } else { Verdict::No };
    Ok(Outcome { verdict, report: Report::checked(render_text(&report), json(&report, passed)) })
}

/// The rules themselves, when they are asked for.
fn about_rules(args: &Args) -> Option<Report> {
    if args.list {
        return Some(Report::found(list(), json_rules(lint_rules())));
    }
    let rules: Vec<_> = args.explain.iter().map(|id| id.0).collect();
    (!rules.is_empty()).then(|| Report::found(explained(&rules), json_rules(rules)))
}

/// How files are read, and what is printed about their certificates beside the findings.
struct Reading {
    passphrase: Option<Secret>,
    limits: Limits,
    fixes: Option<Fixes>,
}

/// The certificates and lists of the file, or of the files in the folder.
fn lint_path(
    path: &Path,
    args: &Args,
    reading: &mut Reading,
    cx: &mut Context,
) -> Result<LintReport, CommandError> {
    let place = PathOrStdio::new(path);
    let bytes = match cx.bytes_within(&place, reading.limits.bytes) {
        Ok(bytes) => bytes,
        Err(InputError::File(FileError::Folder { .. })) => {
            return lint_folder(path, args, reading, cx);
        }
        Err(error) => {
            let error = CommandError::limited_input(error);
            return Err(match args.inputs.are_named() {
                true => error,
                false => error.hint(Hint::command("devcert selfsign").note("creates one; or specify a file")),
            });
        }
    };
    let found = inspect(&bytes, reading.passphrase.as_ref(), &reading.limits).map_err(|error| {
        CommandError::new(crate::cli::error::about(&place.as_input(), error)).or_neighbours(&place)
    })?;
    let report = lint_file(path, &found.items, args, reading, cx);
    if report.linted.is_empty() {
        return Err(nothing_to_lint(&place, &found.items));
    }
    Ok(report)
}

/// Why a file that was named is not checked.
fn nothing_to_lint(place: &PathOrStdio, items: &[Item]) -> CommandError {
    if let Some(sealed) = items.iter().find(|item| matches!(item.facts, Facts::Locked)) {
        let message = format_args!("{} is {}, but no passphrase was given", place.as_input(), sealed.kind);
        return CommandError::new(message).hint("add --passphrase prompt, or env:NAME, file:PATH, stdin");
    }
    if let Some(limit) = limit_of(items) {
        return CommandError::new(crate::cli::error::about(&place.as_input(), limit))
            .hint(limit_raised(&limit));
    }
    let reason = items.iter().find_map(|item| match (&item.kind, &item.facts) {
        (ObjectKind::Unreadable(_) | ObjectKind::Remainder, Facts::Unread(Some(reason))) => Some(reason),
        _ => None,
    });
    if let Some(reason) = reason {
        return CommandError::new(crate::cli::error::about(&place.as_input(), reason)).or_neighbours(place);
    }
    let message = format_args!("no certificate or CRL found in {}", place.as_input());
    let path = crate::cli::error::typed(place);
    CommandError::new(message)
        .hint(Hint::command(format!("devcert inspect {path}")).note("identifies what is in it"))
}

/// A folder holds other things too, so whatever is none of ours is passed over; what cannot be read, or only
/// beyond the limits, may be one of ours.
fn lint_folder(
    folder: &Path,
    args: &Args,
    reading: &mut Reading,
    cx: &mut Context,
) -> Result<LintReport, CommandError> {
    let mut report = LintReport::default();
    let in_folder = files::list(folder, args.inputs.recursive)?;
    cx.warn_of(&in_folder.notes);
    let mut limited = Vec::new();
    for path in in_folder.files {
        let bytes = match files::read_regular(&path, reading.limits.bytes) {
            Ok(bytes) => bytes,
            Err(FileError::Empty { .. } | FileError::Missing { .. }) => continue,
            Err(error) => {
                cx.warn(error.to_string());
                continue;
            }
        };
        let Ok(found) = inspect(&bytes, reading.passphrase.as_ref(), &reading.limits) else { continue };
        limited.extend(limit_of(&found.items).map(|limit| (path.display().to_string(), limit)));
        let file = lint_file(&path, &found.items, args, reading, cx);
        if !file.linted.is_empty() {
            report.add(file);
        }
    }
    if let [(first, limit), others @ ..] = limited.as_slice() {
        let more = if others.is_empty() {
            String::new()
        } else {
            format!(" ({} as well)", counted(others.len(), "more file"))
        };
        let limit = crate::cli::error::about(first, *limit);
        cx.warn(format!("{limit}; {}{more}", limit_raised(&limited[0].1)));
    }
    Ok(report)
}

/// The first limit that an object exceeds.
fn limit_of(items: &[Item]) -> Option<LimitError> {
    items.iter().find_map(|item| match item.facts {
        Facts::Limited(limit) => Some(limit),
        _ => None,
    })
}

/// Whether a PEM label says that a certificate or a revocation list is inside.
fn announces(label: &Label) -> bool {
    label.ends_with("CERTIFICATE") || label.ends_with("CRL")
}

/// The certificates and lists of one file, and what else is in it.
fn lint_file(
    path: &Path,
    items: &[Item],
    args: &Args,
    reading: &mut Reading,
    cx: &mut Context,
) -> LintReport {
    let shown = path.display().to_string();
    let skipped = items.iter().filter(|item| !is_linted(item)).map(|item| Skipped {
        path: shown.clone(),
        line: line(item),
        kind: item.kind.to_string(),
        reason: match &item.facts {
            Facts::Locked => Some("a passphrase is needed".to_owned()),
            Facts::Limited(limit) => Some(format!("{limit}; {}", limit_raised(limit))),
            Facts::Unread(reason) => reason.clone(),
            _ => None,
        },
    });
    LintReport { skipped: skipped.collect(), linted: lint_items(path, items, args, reading, cx) }
}

fn is_linted(item: &Item) -> bool {
    match &item.facts {
        Facts::Certificate(_) | Facts::Crl(_) => true,
        Facts::Unread(Some(_)) => is_announced(&item.kind),
        _ => false,
    }
}

fn lint_items(
    path: &Path,
    items: &[Item],
    args: &Args,
    reading: &mut Reading,
    cx: &mut Context,
) -> Vec<Linted> {
    let at = args.at.map_or(cx.now, |moment| moment.0);
    let context = LintContext { expected: args.kind.map(For::expected), at: Some(at) };
    let certificates: Vec<_> = items.iter().filter_map(Item::certificate).collect();
    let mut results = lint_all(&certificates, context).into_iter();
    let mut linted = Vec::new();
    for item in items {
        let Some((mut one, kind)) = lint_item(item, &mut results) else { continue };
        one.path = path.display().to_string();
        one.findings.retain(|finding| args.asks_for(finding));
        let certificate = item.certificate().zip(kind).filter(|_| !one.findings.is_empty());
        if let (Some(fixes), Some((certificate, kind))) = (&mut reading.fixes, certificate) {
            one.fix = Some(fixes.fix(&Found { certificate, kind, path, items }, cx));
        }
        linted.push(one);
    }
    linted
}

/// What is found about one object, the next of the `results` if it is a certificate.
fn lint_item(
    item: &Item,
    results: &mut impl Iterator<Item = LintResult>,
) -> Option<(Linted, Option<CertKind>)> {
    let linted = |kind, name, sha256, findings| Linted {
        path: String::new(),
        line: line(item),
        kind,
        name,
        sha256,
        findings,
        fix: None,
    };
    Some(match &item.facts {
        Facts::Certificate(one) => {
            let LintResult { kind, findings } = results.next()?;
            let (subject, sha256) = (one.subject().to_string(), Some(one.fingerprint()));
            (linted(kind.name(), subject, sha256, findings), Some(kind))
        }
        Facts::Crl(crl) => (linted("crl", crl.issuer().to_string(), None, lint_crl(crl)), None),
        Facts::Unread(Some(reason)) if is_announced(&item.kind) => {
            let name = match &item.kind {
                ObjectKind::Unreadable(label) => label.to_string(),
                kind => kind.to_string(),
            };
            (linted("unreadable", name, None, vec![Finding::malformed(reason)]), None)
        }
        _ => return None,
    })
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
        !is_in(&self.ignore) && (self.select.is_empty() || is_in(&self.select))
    }
}

const fn line(item: &Item) -> Option<usize> {
    match item.packing {
        Packing::Pem { line, .. } => Some(line),
        _ => None,
    }
}
