//! `devcert probe`

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::{AnchorArgs, ServerArgs, system};
use crate::cli::reach::{Question, Reached};
use crate::host::files::{self, Output, Overwrite};
use crate::report::outcome::{Outcome, Report, Verdict};
use crate::report::probe::{json, render_text};
use devcert::model::span::Span;
use devcert::pki::verify::Status;

/// Connect to a TLS server and check the certificates it sends
///
/// Connects without requiring a valid certificate and shows the protocol, cipher, ALPN, OCSP staple and
/// every certificate. Then checks that the certificate is valid for the name, chains to a trusted CA and is
/// accepted by browsers. Trusts this machine's CAs unless --ca is given. Exits with 1 if a check fails, and
/// with 2 if no TLS server answers.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    server: ServerArgs,
    /// Fail if the certificate expires within this time, such as 30d
    #[arg(long, alias = "expires-in", value_name = "DURATION")]
    within: Option<Span>,
    /// Save the certificates that the server sends, as PEM
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    save: Option<PathBuf>,
    /// Replace the file of --save
    #[arg(long, short, requires = "save", help_heading = "Files")]
    force: bool,
    #[command(flatten)]
    anchors: AnchorArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert probe localhost:3001 --ca cert/file.crt
  devcert probe example.com
  devcert probe 127.0.0.1:8443 --sni dev.example.test --alpn h2
  devcert probe db.example.test --starttls postgres --save db.crt
  devcert probe api.example.test --cert alice/file.crt --tls 1.2";

/// Asks the server, and checks what it shows.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let identity = args.server.client.read(cx)?;
    let question = Question { server: &args.server, within: args.within, identity };
    let mut anchors = args.anchors.read(cx)?;
    if args.anchors.is_empty() {
        anchors.system = Some(system()?);
    }
    let reached = question.ask(anchors, cx)?;
    let site = reached.site("probe", &args.anchors, cx);
    if let Some(path) = &args.save {
        save(path, &reached, args.force, cx)?;
    }
    let seen = reached.seen(&site, cx.now);
    let report = Report::checked(render_text(&seen), json(&seen));
    let verdict = if reached.verification.verdict() == Status::Fail { Verdict::No } else { Verdict::Yes };
    Ok(Outcome { verdict, report })
}

fn save(path: &PathBuf, reached: &Reached, force: bool, cx: &mut Context) -> Result<(), CommandError> {
    cx.begin_report()?;
    let overwrite = Overwrite::when(force);
    let notes = files::write(vec![Output::public(path, reached.pem.clone(), overwrite)])?;
    cx.warn_of(&notes);
    cx.ui.note(format_args!("saved {}: the certificates of {}", path.display(), reached.target));
    Ok(())
}
