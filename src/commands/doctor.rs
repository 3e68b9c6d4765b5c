//! `devcert doctor`

use time::OffsetDateTime;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::ServerArgs;
use crate::cli::options::{AnchorArgs, Anchors, OwnCa, system};
use crate::cli::reach::{Question, Reached, Site};
use crate::report::doctor::{Diagnosis, Stores, json, render_text};
use crate::report::outcome::{Outcome, Report, Verdict};
use crate::report::trust::{Command, StoreReport, Trusted};
use crate::trust::{Anchor, Machine, StoreKind, find, verbs};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::pki::path::root_of;
use devcert::pki::verify::Status;

/// Find out why browsers reject a server, and how to fix it
///
/// Connects like `probe`, checks the host name, validity dates and chain against the CAs this machine trusts
/// (and your devcert CA), then checks every system, browser and Java trust store. Each problem comes with a
/// command to fix it. Exits with 1 if there is a problem, and with 2 if no TLS server answers.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    server: ServerArgs,
    #[command(flatten)]
    anchors: AnchorArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert doctor localhost:3001
  devcert doctor https://dev.example.test:8443/login
  devcert doctor localhost:3001 --json";

/// Asks the server, then store by store.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let ours = OwnCa::find();
    let mut anchors = args.anchors.read(cx)?;
    if args.anchors.is_empty() {
        anchors.system = system().ok();
        anchors.file = ours.as_ref().map(|ours| ours.file.clone());
    }
    let identity = args.server.client.read(cx)?;
    let question = Question { server: &args.server, within: None, identity };
    let reached = question.ask(anchors, cx)?;
    let site = reached.site("doctor", &args.anchors, cx);
    let root = root(&reached, &site, cx.now);
    let is_ours = root.as_ref().zip(ours.as_ref()).is_some_and(|(root, ours)| ours.has(root));
    let anchor = root.map(Anchor::new);
    let kinds = kinds(reached.starttls());
    let trusted = anchor.as_ref().map(|anchor| ask_stores(anchor, &kinds, cx));
    let is_trusted = trusted.as_ref().is_some_and(Trusted::is_as_wanted);
    let stores = Stores { trusted: trusted.as_ref(), is_ours };
    let diagnosis = Diagnosis { seen: reached.seen(&site, cx.now), stores };
    let report = Report::checked(render_text(&diagnosis), json(&diagnosis));
    let is_well = reached.verification.verdict() != Status::Fail && is_trusted;
    Ok(Outcome { verdict: if is_well { Verdict::Yes } else { Verdict::No }, report })
}

/// The root of what the server sends: sent along, or known here.
fn root(reached: &Reached, site: &Site, now: OffsetDateTime) -> Option<Certificate> {
    let sent = read::certificates(&reached.pem).ok()?;
    let anchors: &Anchors = reached.anchors();
    let mut known = anchors.bytes().and_then(|bytes| read::certificates(bytes).ok()).unwrap_or_default();
    let system = anchors.system.iter().flatten();
    known.extend(system.filter_map(|der| Certificate::from_der(der).ok()));
    known.extend(site.issuers());
    root_of(&sent, &known, now)
}

/// The stores that matter: no browser connects to a server that speaks another protocol before TLS.
fn kinds(starttls: Option<&str>) -> Vec<StoreKind> {
    StoreKind::ALL.into_iter().filter(|kind| starttls.is_none() || *kind != StoreKind::Nss).collect()
}

fn ask_stores<'a>(anchor: &'a Anchor, kinds: &[StoreKind], cx: &mut Context) -> Trusted<'a> {
    let machine = Machine::here();
    let found = find(&machine, kinds);
    found.warnings.iter().for_each(|warning| cx.warn(warning.clone()));
    let stores = found.stores.iter().map(AsRef::as_ref);
    let reports = stores.map(|store| StoreReport::new(store, &verbs::look(store, anchor))).collect();
    Trusted {
        command: Command::Status,
        anchor,
        stores: reports,
        without_store: Vec::new(),
        warnings: Vec::new(),
    }
}
