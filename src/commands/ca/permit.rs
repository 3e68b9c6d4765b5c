//! `devcert ca permit`

use serde::Serialize;

use crate::ca::layout::CERTIFICATE;
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::former::{self, TrustedBy};
use crate::cli::options::{CaKeyArgs, ca_option};
use crate::cli::parent::{self, ParentArgs};
use crate::ops;
use crate::ops::ca::{self, Ca, Permit, PermittedCa};
use crate::report::outcome::{Action, Envelope, FileReport, Outcome, Report, Verdict};
use devcert::model::constraint::{NameConstraints, Permission, Subtree};

/// Permit the CA to issue for more names, without a new key
///
/// Writes a new certificate to the CA directory, with the same key, subject and expiry. Certificates that
/// the CA has issued stay valid. Trust stores need the new certificate before clients accept the new names:
/// devcert trust install replaces the old one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Domain with its subdomains, IP address, IP range, or email address
    #[arg(value_name = "NAME|RANGE", required = true)]
    names: Vec<Permission>,
    #[command(flatten)]
    ca: CaKeyArgs,
    #[command(flatten)]
    parent: ParentArgs,
}

const EXAMPLES: &str = "\
Examples:
  # Names of containers
  devcert ca permit db redis my_service
  devcert ca permit dev.example.com 203.0.113.7
  devcert ca permit 100.64.0.0/10 --ca ./team-ca
  devcert ca permit db && devcert trust install";

/// The JSON of `ca permit`.
#[derive(Debug, Serialize)]
struct Json {
    files: Vec<FileReport>,
    /// What was added.
    added: Vec<String>,
    /// What it may issue for now; `None`: for every name.
    permitted: Option<Vec<String>>,
    /// The stores that trust the certificate that it had before.
    stores: Vec<TrustedBy>,
    warnings: Vec<String>,
}

/// Writes the CA's next certificate, or keeps the current one where it permits everything already.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca.ca, cx)?;
    ca.check(cx.now)?;
    let parent = parent::find(&ca, args.parent.parent.as_ref(), cx)?;
    if ca::permission_needed(&ca, &args.names, parent.as_ref(), cx.now)?.is_none() {
        cx.ui.note("the CA is already permitted to issue for that");
        return Ok(outcome(&ca, Action::Unchanged, &[], Vec::new(), cx));
    }
    authority::warn_of_public_suffixes(&args.names, cx);
    let signer = args.parent.signer(&ca, parent, args.ca.passphrase.as_ref(), cx)?;
    let request = Permit { ca: &ca, names: args.names.clone(), signer: &signer };
    let PermittedCa { ca: now, added, action } = ops::run(&request, cx)?;
    tell(&now, &added, action, cx);
    // Java's stores take a second each, and where nothing is said there is nobody to hear of them.
    let wanted = now.certificate().is_self_issued() && (cx.ui.json || !cx.ui.quiet);
    let stores = if wanted { former::trusting(ca.root(), &ca_option(&now.folder), cx) } else { Vec::new() };
    Ok(outcome(&now, action, &added, stores, cx))
}

fn tell(ca: &Ca, added: &[Subtree], action: Action, cx: &Context) {
    let path = ca.path(CERTIFICATE);
    let path = path.display();
    if action == Action::Unchanged {
        return cx.ui.note("the CA is already permitted to issue for that");
    }
    if added.is_empty() {
        return cx.ui.note(format_args!("updated {path} with the current certificates of its parent CAs"));
    }
    cx.ui.note(format_args!("recreated {path}: same key, subject and expiry date"));
    let constraints = NameConstraints { permitted: added.to_vec(), excluded: Vec::new() };
    cx.ui.note(format_args!("now also permitted: {}", constraints.shown()));
    cx.ui.note("issued certificates stay valid");
}

fn outcome(ca: &Ca, action: Action, added: &[Subtree], stores: Vec<TrustedBy>, cx: &mut Context) -> Outcome {
    let shown = |list: &[Subtree]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let json = Json {
        files: vec![authority::report(ca, action)],
        added: shown(added),
        permitted: ca.certificate().name_constraints().map(|constraints| shown(&constraints.permitted)),
        stores,
        warnings: cx.take_warnings(),
    };
    Outcome { verdict: Verdict::Yes, report: Report::found(String::new(), Envelope::new("ca permit", json)) }
}
