//! `devcert expires`

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::error::{CommandError, typed};
use crate::cli::hint::Hint;
use crate::cli::options::{LimitArgs, starttls_help};
use crate::cli::scan::{Search, nothing_in, scan};
use crate::cli::servers::{Asking, split};
use crate::host::files::{self, Access, Overwrite};
use crate::host::passphrase::Source;
use crate::host::stdio::{PathOrStdio, stdout_is_terminal};
use crate::ops::Batch;
use crate::report::color::plain;
use crate::report::expires::{ScanReport, github, json, junit, sarif, table};
use crate::report::outcome::{Outcome, Report, Verdict};
use devcert::model::control_chars::escaped_json;
use devcert::model::span::Span;
use devcert::pki::expiry::{self, Window};
use devcert::pki::probe::Protocol;

/// Find certificates that have expired or soon will
///
/// Reads PEM, DER, PKCS#12, PKCS#7, base64 and Kubernetes Secrets, whatever the files are called, and the
/// certificates that running servers send, and lists every certificate once, with all its locations. Skips
/// hidden directories, `node_modules`, `target` and paths that a `.devcertignore` matches (patterns as in
/// `.gitignore`). Exits with 1 if a certificate has expired, expires within --within, or cannot be read, or if one
/// of several servers cannot be reached, and with 2 if no certificate was found.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, directories, and running servers as HOST:PORT or URL; - is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Fail if a certificate expires within this time, such as 30d
    #[arg(
        long,
        alias = "expires-in",
        value_name = "DURATION",
        default_value = "30d",
        allow_hyphen_values = true
    )]
    within: Span,
    /// Skip paths matching this .gitignore pattern, such as tests/fixtures or *.old; repeatable
    #[arg(long, value_name = "GLOB", help_heading = "Files")]
    exclude: Vec<String>,
    /// Also search hidden directories, `node_modules`, `target` and what a `.devcertignore` excludes
    #[arg(long, alias = "all", help_heading = "Files")]
    no_ignore: bool,
    /// Passphrase to try on PKCS#12 files, in addition to the empty one: `env:NAME`, `file:PATH`, `stdin` or
    /// `prompt`; repeatable
    #[arg(long, value_name = "SOURCE", help_heading = "Files")]
    passphrase: Vec<Source>,
    /// Exit with 0 even if files that may contain certificates are damaged, encrypted or inaccessible, or servers
    /// cannot be reached
    #[arg(long, help_heading = "Files")]
    ignore_unreadable: bool,
    #[arg(
        long,
        value_name = "PROTOCOL",
        help = starttls_help("Start TLS with the servers through this protocol (STARTTLS)"),
        help_heading = "Servers"
    )]
    starttls: Option<Protocol>,
    /// Time limit of each server
    #[arg(long, value_name = "DURATION", default_value = "10s", help_heading = "Servers")]
    timeout: Span,
    /// Report format
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
    format: Format,
    /// Write the report to FILE and print the table
    #[arg(long, short, alias = "output", value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Replace the file of --out
    #[arg(long, short, requires = "out", help_heading = "Output")]
    force: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Who reads the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// People: a timeline for each certificate
    Table,
    /// Programs: docs/json.md describes it
    Json,
    /// CI systems that show tests
    Junit,
    /// Code scanning (SARIF 2.1.0)
    Sarif,
    /// GitHub Actions: annotations on the files
    Github,
}

const EXAMPLES: &str = "\
Examples:
  # Every certificate under the working directory
  devcert expires
  devcert expires deploy/ /etc/nginx --within 14d
  devcert expires --exclude tests/fixtures --format github
  devcert expires certs/ example.com:443 https://localhost:8443
  devcert expires mail.example.com:25 --starttls smtp
  devcert expires --format junit --out expires.xml
  devcert expires site.p12 --passphrase env:P12_PASSWORD";

/// Looks, and says what it found.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let out = args.out.as_deref().map(PathOrStdio::new).filter(|place| place.path().is_some());
    check_streams(args, out.as_ref(), cx)?;
    let overwrite = Overwrite::when(args.force);
    let mut outputs = Batch::open(out.as_slice(), cx)?;
    if let Some(place) = &out {
        outputs.check(place, overwrite)?;
    }
    let scan = scan_paths(args, cx)?;
    let verdict = if scan.fails() { Verdict::No } else { Verdict::Yes };
    let report = match &out {
        None => printed(args.format, &scan, cx)?,
        Some(place) => {
            keep_apart(place, &scan)?;
            outputs.add(place, &render(args.format, &scan)?, Access::Public, overwrite);
            outputs.commit(cx)?;
            cx.ui.note(format_args!("wrote {place}: {}", scan.summary()));
            match args.format {
                Format::Table => Report::checked(String::new(), json(&scan)),
                _ => Report::checked(table(&scan, stdout_is_terminal()), json(&scan)),
            }
        }
    };
    Ok(Outcome { verdict, report })
}

/// The certificates in the files and on the servers that are given.
fn scan_paths(args: &Args, cx: &mut Context) -> Result<ScanReport, CommandError> {
    let tried = args.passphrase.iter().map(|source| cx.passphrase(source, "the files"));
    let passphrases = tried.collect::<Result<Vec<_>, _>>()?;
    let window = Window { now: cx.now, within: args.within };
    let Args { paths, no_ignore: all, exclude, .. } = args;
    let asking = Asking { starttls: args.starttls, timeout: args.timeout };
    let (paths, servers) = split(paths, &asking);
    let servers = asking.ask(&servers, cx);
    let limits = args.limits.changed(expiry::limits());
    let ignore_unreadable = args.ignore_unreadable;
    let passphrases = &passphrases;
    let search = Search {
        paths: &paths,
        servers,
        all: *all,
        exclude,
        passphrases,
        limits: &limits,
        window,
        ignore_unreadable,
    };
    let scan = scan(search, cx)?;
    check_anything(&scan, args)?;
    Ok(scan)
}

/// Refuses two different results on one stream.
fn check_streams(args: &Args, out: Option<&PathOrStdio>, cx: &Context) -> Result<(), CommandError> {
    let two = cx.ui.json && out.is_none() && !matches!(args.format, Format::Table | Format::Json);
    match two {
        true => Err(CommandError::new("--json and --format both print to standard output")
            .hint("write the --format report to a file with --out, or omit --json")),
        false => Ok(()),
    }
}

/// Distinguishes "no certificates found" from "all certificates are valid".
fn check_anything(scan: &ScanReport, args: &Args) -> Result<(), CommandError> {
    let problems = if args.ignore_unreadable { &[] } else { scan.inventory.problems.as_slice() };
    if !scan.inventory.entries.is_empty() || !problems.is_empty() {
        return Ok(());
    }
    let unread = scan.passed_over().into_iter().find(|_| scan.inventory.problems.is_empty());
    match unread {
        Some(first) => {
            let error = CommandError::new(first.reason);
            Err(first.hint.into_iter().fold(error, CommandError::hint))
        }
        None => nothing_in(&args.paths).and_then(|()| Err(nothing_below(args, &scan.summary()))),
    }
}

/// There is no certificate in any of the files below some folders.
fn nothing_below(args: &Args, summary: &str) -> CommandError {
    let typed = args.paths.iter().map(|path| typed(&PathOrStdio::new(path))).collect::<Vec<_>>().join(" ");
    CommandError::new(summary).hint(match args.no_ignore {
        true => {
            Hint::command(format!("devcert inspect --recursive {typed}")).note("identifies the files there")
        }
        false => Hint::command(format!("devcert expires --no-ignore {typed}"))
            .note("also searches hidden directories, node_modules and target"),
    })
}

/// Refuses to replace a file that holds what was found, `--force` or not.
fn keep_apart(out: &PathOrStdio, scan: &ScanReport) -> Result<(), CommandError> {
    let Some(path) = out.path().filter(|path| files::is_file(path)) else { return Ok(()) };
    let places = scan.inventory.entries.iter().flat_map(|entry| &entry.places);
    let mut found =
        places.map(|place| &place.path).chain(scan.inventory.problems.iter().map(|(path, _)| path));
    match found.any(|file| files::is_same_file(file, path)) {
        true => Err(CommandError::new(format_args!(
            "{out} is one of the scanned files, and the report would replace it"
        ))
        .hint("specify another file with --out")),
        false => Ok(()),
    }
}

/// What goes to standard output.
fn printed(format: Format, scan: &ScanReport, cx: &Context) -> Result<Report, CommandError> {
    if format == Format::Table || cx.ui.json {
        return Ok(Report::checked(table(scan, stdout_is_terminal()), json(scan)));
    }
    let text = String::from_utf8_lossy(&render(format, scan)?).into_owned();
    cx.ui.note(scan.summary());
    Ok(Report::Text(text))
}

fn render(format: Format, scan: &ScanReport) -> Result<Vec<u8>, CommandError> {
    let pretty = |value: serde_json::Result<String>| {
        value.map(|text| format!("{}\n", escaped_json(&text))).map_err(CommandError::new)
    };
    Ok(match format {
        Format::Table => plain(&table(scan, false)),
        Format::Json => pretty(serde_json::to_string_pretty(&json(scan)))?,
        Format::Junit => junit(scan).map_err(CommandError::new)?,
        Format::Sarif => pretty(serde_json::to_string_pretty(&sarif(scan)))?,
        Format::Github => github(scan),
    }
    .into_bytes())
}
