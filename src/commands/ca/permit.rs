//! `devcert ca permit`

mod above;
mod stores;

use crate::cli::options::ca_option;
use crate::ops::ca::Ca;
use crate::ops::ca::UnlockedCa;
use crate::ops::ca::chain_file;
use std::path::PathBuf;

use serde::Serialize;

use crate::ca::layout::{CERTIFICATE, FORMER_CERTIFICATES};
use crate::ca::ledger::{Event, Issued, Permitted};
use crate::cli::authority;
use crate::cli::error::{CommandError, about};
use crate::cli::options::CaKeyArgs;
use crate::cli::session::Session;
use crate::host::files::{self, Output, Overwrite, Transaction};
use crate::host::passphrase::Source;
use crate::report::outcome::{Action, FileReport, JSON_VERSION, Outcome, Report, Verdict};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::model::constraint::{NameConstraints, Permission, Subtree};
use devcert::model::profile::Profile;
use devcert::pki::{self, chain, renewal};
use stores::TrustedBy;

/// Let the CA issue for more names, without a new key
///
/// Writes a new certificate for the same key, with the same subject and the same end, into the CA's folder.
/// What the CA has issued stays valid. Stores that trust the CA need the new certificate before they accept
/// the new names: devcert trust install puts it in place of the old one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Domain with everything below it, IP address, range of addresses, or mailbox
    #[arg(value_name = "NAME|RANGE", required = true)]
    names: Vec<Permission>,
    #[command(flatten)]
    ca: CaKeyArgs,
    /// Folder of the CA above, which signs the new certificate of an intermediate CA [default: the one that
    /// signed the current certificate]
    #[arg(long, value_name = "DIR", help_heading = "Intermediate CA")]
    parent: Option<PathBuf>,
    /// Where the passphrase of the parent's key comes from
    #[arg(long, value_name = "SOURCE", help_heading = "Intermediate CA")]
    parent_passphrase: Option<Source>,
}

const EXAMPLES: &str = "\
Examples:
  devcert ca permit db redis my_service             names of containers
  devcert ca permit dev.example.com 203.0.113.7
  devcert ca permit 100.64.0.0/10 --ca ./team-ca
  devcert ca permit db && devcert trust install";

/// The JSON of `ca permit`.
#[derive(Debug, Serialize)]
struct Json {
    version: u32,
    command: &'static str,
    files: Vec<FileReport>,
    /// What was added.
    added: Vec<String>,
    /// What it may issue for now; `None`: for every name.
    permitted: Option<Vec<String>>,
    /// The stores that trust the certificate that it had before.
    stores: Vec<TrustedBy>,
    warnings: Vec<String>,
}

/// What is to be written.
struct Change {
    /// The CA's own certificate, then those above it.
    chain: Vec<Certificate>,
    added: Vec<Subtree>,
}

/// Writes the CA's next certificate, or keeps the current one where it permits everything already.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca.ca, session)?;
    ca.check(session.now)?;
    let parent = args.parent(&ca, session)?;
    let missing = missing(&ca, &args.names)?;
    let above = parent.as_ref().map(|parent| parent.chain().to_vec());
    if missing.is_empty() && above.as_deref().is_none_or(|above| is_same(above, &ca.chain()[1..])) {
        session.ui.note("it may issue for that already");
        return Ok(outcome(&ca, Action::Kept, &[], Vec::new(), session));
    }
    authority::warn_of_public_suffixes(&args.names, session);
    let below = parent.is_some();
    let signer = match parent {
        Some(parent) => parent
            .unlock(args.parent_passphrase.as_ref(), session)
            .map_err(|error| CommandError::of_ca_key(error, "parent-passphrase"))?,
        None => ca.with_chain(ca.chain().to_vec()).unlock(args.ca.passphrase.as_ref(), session)?,
    };
    let change = write(args, &ca, &signer, above, session)?;
    let now = ca.with_chain(change.chain);
    tell(&now, &change.added, session);
    // Java's stores take a second each, and where nothing is said there is nobody to hear of them.
    let wanted = !below && (session.ui.json || !session.ui.quiet);
    let stores =
        if wanted { stores::trusting(ca.root(), &ca_option(&now.folder), session) } else { Vec::new() };
    Ok(outcome(&now, Action::Made, &change.added, stores, session))
}

fn is_same(one: &[Certificate], other: &[Certificate]) -> bool {
    one.iter().map(Certificate::der).eq(other.iter().map(Certificate::der))
}

/// What the CA itself may not issue for yet.
fn missing(ca: &Ca, permissions: &[Permission]) -> Result<Vec<Subtree>, CommandError> {
    let certificate = ca.certificate();
    let Some(constraints) = certificate.name_constraints() else {
        return match certificate.has_unreadable_constraints() {
            true => {
                let path = ca.path(CERTIFICATE).display().to_string();
                Err(CommandError::new(about(
                    &path,
                    "its name constraints are of a kind that devcert does not read",
                )))
            }
            false => Ok(Vec::new()),
        };
    };
    if let Some((wanted, excluded)) = constraints.barred(permissions) {
        let message = format!("{wanted} lies in {excluded}, which the CA's certificate excludes");
        return Err(CommandError::new(message).hint("issue it from another CA, with --ca DIR"));
    }
    Ok(constraints.missing(permissions))
}

/// Signs and writes the certificate under the lock of the CA's folder, from what is in the folder by then.
fn write(
    args: &Args,
    ca: &Ca,
    signer: &UnlockedCa,
    above: Option<Vec<Certificate>>,
    session: &mut Session,
) -> Result<Change, CommandError> {
    let [path, former] = [CERTIFICATE, FORMER_CERTIFICATES].map(|name| ca.path(name));
    let transaction = Transaction::open([path.as_path(), former.as_path()])?;
    session.warn_of(transaction.notes());
    let found = read::certificates(&files::read_regular(&path, files::DEFAULT_LIMIT)?)
        .map_err(|error| CommandError::new(about(&path.display().to_string(), &error)))?;
    let current = ca.with_chain(chain::from_first(&found, session.now));
    let change = change(args, &current, signer, above, session)?;
    let mut outputs = vec![Output::public(path, chain_file(&change.chain), Overwrite::Replace)];
    let mut events = Vec::new();
    if change.chain[0].der() != current.certificate().der() {
        // Stores trust roots, and those that trust a former one are to be found.
        if change.chain[0].is_self_issued() {
            let before = files::read_if_exists(&former, files::DEFAULT_LIMIT)?.unwrap_or_default();
            let all = [chain_file(&current.chain()[..1]), before.to_vec()].concat();
            outputs.push(Output::public(former, all, Overwrite::Replace));
        }
        let added = change.added.iter().map(ToString::to_string).collect();
        events.push(Event::Permitted(Permitted::of(&change.chain[0], added, session.now)));
    }
    let entry = || match (events.is_empty(), change.chain[0].is_self_issued()) {
        (true, _) => Ok(()),
        (false, true) => ca.record(&events),
        (false, false) => {
            let issued = Issued::of(&change.chain[0], Profile::Intermediate, session.now, Vec::new());
            signer.ca.record(&[Event::Issued(issued)])?;
            ca.record(&events)
        }
    };
    session.begin_report()?;
    let notes = transaction.commit_with(outputs, entry)?;
    session.warn_of(&notes);
    Ok(change)
}

/// The certificates that take the current ones' places.
fn change(
    args: &Args,
    current: &Ca,
    signer: &UnlockedCa,
    above: Option<Vec<Certificate>>,
    session: &mut Session,
) -> Result<Change, CommandError> {
    let added = missing(current, &args.names)?;
    let certificate = current.certificate();
    let own = match certificate.name_constraints().filter(|_| !added.is_empty()) {
        None => certificate.clone(),
        Some(constraints) => {
            let NameConstraints { mut permitted, excluded } = constraints.clone();
            permitted.extend(added.iter().cloned());
            let constraints = NameConstraints { permitted, excluded };
            let spec = renewal::with_constraints(certificate, &constraints, &mut session.rng)?;
            let like = signer.issuer.signing_like(certificate);
            pki::issue(&spec, certificate.public_key(), like.as_ref().unwrap_or(&signer.issuer))?
        }
    };
    let above = above.unwrap_or_else(|| current.chain()[1..].to_vec());
    Ok(Change { chain: [vec![own], above].concat(), added })
}

fn tell(ca: &Ca, added: &[Subtree], session: &Session) {
    let path = ca.path(CERTIFICATE);
    let path = path.display();
    if added.is_empty() {
        let note = match ca.certificate().is_self_issued() {
            true => "it may issue for that already".to_owned(),
            false => format!("wrote {path} with the current certificates of the CAs above it"),
        };
        return session.ui.note(note);
    }
    session.ui.note(format_args!("made {path} again: same key, subject and end"));
    let constraints = NameConstraints { permitted: added.to_vec(), excluded: Vec::new() };
    session.ui.note(format_args!("it may now issue for {} too", constraints.shown()));
    session.ui.note("what it has issued stays valid");
}

fn outcome(
    ca: &Ca,
    action: Action,
    added: &[Subtree],
    stores: Vec<TrustedBy>,
    session: &mut Session,
) -> Outcome {
    let shown = |list: &[Subtree]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let json = Json {
        version: JSON_VERSION,
        command: "ca permit",
        files: vec![authority::report(ca, action)],
        added: shown(added),
        permitted: ca.certificate().name_constraints().map(|constraints| shown(&constraints.permitted)),
        stores,
        warnings: session.take_warnings(),
    };
    Outcome { verdict: Verdict::Yes, report: Report::found(String::new(), json) }
}
