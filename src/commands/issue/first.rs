//! The CA that `devcert issue` makes when there is none.

use super::args::Args;
use super::identity::Identity;
use crate::cli::authority::{self, init_commands};
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::ca_option;
use crate::host::network;
use crate::ops::ca::{Ca, CaFault, CreateCa, DEFAULT_ALGORITHM, DEFAULT_SPAN};
use crate::ops::{Error, SignatureRequest};
use devcert::model::constraint::{NameConstraints, Permission};
use devcert::model::san::{DnsName, San};
use devcert::model::suffix::is_public_suffix;
use devcert::model::validity::{BACKDATE, Validity};
use devcert::pki::Faults;

/// What it may issue for: local names, the names of this machine, and the bare names that are asked for,
/// such as those of containers. None of them exists in the public DNS: of those that do, as `app` and
/// `dev`, it would be a CA for everybody's sites.
pub(super) fn constraints(args: &Args) -> NameConstraints {
    let words = args.identities.iter().filter(|_| args.profile.profile().is_server());
    let typed = words.filter_map(|text| text.parse().ok()).chain(args.leaf.names.san.iter().cloned());
    let bare = typed.filter_map(|name| match name {
        San::Dns(host) if !host.as_str().contains('.') => Some(host),
        _ => None,
    });
    let own = network::host_names();
    let own = own.iter().filter_map(|name| DnsName::new(name).ok());
    let mut constraints = NameConstraints::local();
    for host in own.chain(bare).filter(|host| !is_public_suffix(host.as_str())) {
        permit(&mut constraints, &host);
    }
    constraints
}

/// Permits a host, where it is not permitted already.
fn permit(constraints: &mut NameConstraints, host: &DnsName) {
    let name = [San::Dns(host.clone())];
    if constraints.check_names(&name).is_err()
        && let Ok(permission) = format!("DNS:{host}").parse::<Permission>()
    {
        constraints.permit(permission);
    }
}

/// The CA that is created for the certificate of `identity`, with these `constraints`, when it may issue what is
/// `requested`.
pub(super) fn new_ca(
    args: &Args,
    identity: &Identity,
    constraints: NameConstraints,
    requested: Validity,
    cx: &Context,
) -> Result<CreateCa<'static>, CommandError> {
    let folder = args.ca.ca.folder()?;
    // A CA that is new signs nothing for the past.
    if requested.not_after() < cx.date() - BACKDATE {
        return Err(CommandError::too_early(&folder, "ca", requested));
    }
    let violations = constraints.violations(&identity.subject, &identity.names);
    if !violations.is_empty() {
        // What the CA is made with that way is this, and what the command says.
        let usual = NameConstraints::local().violations(&identity.subject, &identity.names);
        return Err(init_commands(&violations, &usual, &ca_option(&folder)));
    }
    Ok(CreateCa {
        folder,
        subject: None,
        algorithm: DEFAULT_ALGORITHM,
        validity: Validity::for_duration(cx.date(), DEFAULT_SPAN)?,
        constraints: Some(constraints),
        parent: None,
        passphrase: None,
        signature: args.pair.reproducible.applied_to(SignatureRequest::default()),
        faults: Faults::default(),
    })
}

/// Says that the CA was created.
pub(super) fn tell(ca: &Ca, cx: &Context) {
    authority::tell_made(ca, cx);
    cx.ui.note("next: run `devcert trust install` so that browsers and programs trust it");
}

/// Whether nothing was done because another run has created the CA in the meantime.
pub(super) fn exists(error: &Error) -> bool {
    matches!(error, Error::Ca { fault, .. } if matches!(**fault, CaFault::Exists { .. }))
}
