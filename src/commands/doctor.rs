//! `devcert doctor`

use super::error::CommandError;
use super::options::{AnchorArgs, Anchors, CaArgs, system};
use super::probe::{CallArgs, Question, Reached, Target};
use super::session::Session;
use crate::ca::layout;
use crate::encoding::certificate::Certificate;
use crate::encoding::read;
use crate::host::files;
use crate::pki::path::root_of;
use crate::pki::verify::Status;
use crate::report::doctor::{Diagnosis, Stores, human, json};
use crate::report::outcome::{Outcome, Report, Verdict};
use crate::report::trust::{Command, StoreReport, Trusted};
use crate::trust::{Anchor, Kind, Machine, find, verbs};

/// Say why a browser complains about a server
///
/// Asks the server as probe does, and holds what it sends against its name, the dates, and the CAs
/// that this machine trusts, devcert's own among them; then asks every trust store that browsers and
/// programs look into. Each finding comes with what to type next. Exit code 1 when there is one, 2
/// when there is no TLS server.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The server: a host name or an address, with the port where it is not 443
    #[arg(value_name = "HOST:PORT")]
    target: Target,
    #[command(flatten)]
    call: CallArgs,
    #[command(flatten)]
    anchors: AnchorArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert doctor localhost:3001
  devcert doctor https://dev.example.test:8443/login
  devcert doctor localhost:3001 --json";

/// Asks the server, then store by store.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let ours = own_ca();
    let mut anchors = args.anchors.read(session)?;
    if args.anchors.is_empty() {
        anchors.system = system().ok();
        anchors.file = ours.clone().map(|(path, bytes)| (path, bytes.into()));
    }
    let question = Question { target: &args.target, call: &args.call, within: None };
    let reached = question.ask(anchors, session)?;
    let root = root(&reached);
    let is_ours =
        root.as_ref().is_some_and(|root| is_in(root, ours.as_ref().map(|(_, bytes)| bytes.as_slice())));
    let anchor = root.map(Anchor::new);
    let trusted = anchor.as_ref().map(|anchor| ask_stores(anchor, session));
    let is_trusted = trusted.as_ref().is_some_and(Trusted::is_as_wanted);
    let stores = Stores { trusted: trusted.as_ref(), is_ours };
    let diagnosis = Diagnosis { seen: reached.seen(session.now), stores };
    let report = Report::judged(human(&diagnosis), json(&diagnosis));
    let is_well = reached.verification.verdict() != Status::Fail && is_trusted;
    Ok(Outcome { verdict: if is_well { Verdict::Yes } else { Verdict::No }, report })
}

/// The certificate of devcert's own CA, where there is one: its path and the file.
fn own_ca() -> Option<(String, Vec<u8>)> {
    let path = CaArgs::or_default(None).folder().ok()?.join(layout::CERTIFICATE);
    let bytes = files::read(&path, files::DEFAULT_LIMIT).ok()?;
    Some((path.display().to_string(), bytes.to_vec()))
}

/// The root of what the server sends: sent along, or known here.
fn root(reached: &Reached) -> Option<Certificate> {
    let sent = read::certificates(&reached.pem).ok()?;
    let anchors: &Anchors = reached.anchors();
    let mut known = anchors.bytes().and_then(|bytes| read::certificates(bytes).ok()).unwrap_or_default();
    let system = anchors.system.iter().flatten();
    known.extend(system.filter_map(|der| Certificate::from_der(der).ok()));
    root_of(&sent, &known)
}

fn is_in(root: &Certificate, file: Option<&[u8]>) -> bool {
    let certificates = file.and_then(|bytes| read::certificates(bytes).ok()).unwrap_or_default();
    certificates.iter().any(|one| one.der() == root.der())
}

fn ask_stores<'a>(anchor: &'a Anchor, session: &mut Session) -> Trusted<'a> {
    let machine = Machine::here();
    let found = find(&machine, &Kind::ALL);
    found.warnings.iter().for_each(|warning| session.warn(warning.clone()));
    let stores = found.stores.iter().map(AsRef::as_ref);
    let reports = stores.map(|store| StoreReport::new(store, &verbs::look(store, anchor))).collect();
    Trusted { command: Command::Status, anchor, stores: reports, warnings: Vec::new() }
}
