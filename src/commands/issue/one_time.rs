//! `devcert issue --one-time-ca`: a certificate from a CA whose key is never written.

use super::args::Args;
use crate::ca::layout;
use crate::cli::authority::permission;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::keys;
use crate::cli::pair::CERTIFICATE;
use crate::cli::trial;
use crate::host::stdio::PathOrStdio;
use crate::ops::ca::{DEFAULT_ALGORITHM, IssueOnce};
use crate::ops::{self, Existing};
use crate::report::outcome::{Action, FileReport, Outcome, OutputRole};
use crate::report::sentence::{expiry, listed};
use devcert::model::constraint::{NameConstraints, Permission};
use devcert::model::san::San;

/// Creates the CA in memory, issues for the names, and writes everything but the CA's key.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    if args.ca.ca.is_named() {
        return Err(CommandError::new("--one-time-ca cannot be used with --ca")
            .hint("omit --ca to create a one-time CA, or omit --one-time-ca to issue from the CA in --ca"));
    }
    let request = request(args, cx)?;
    let done = ops::run(&request, cx)?;
    keys::tell(&done.key, cx);
    cx.ui.note(format_args!(
        "created {}: server certificate for {}, expires {}",
        request.certificate,
        listed(&request.names),
        expiry(done.certificate.not_before(), done.certificate.not_after())
    ));
    cx.ui.note(format_args!(
        "created {}: CA certificate for clients to trust (the CA key was discarded)",
        request.ca
    ));
    let verification = trial::run(&request.self_test(&done), None, cx);
    let ca = FileReport {
        subject: Some(done.ca.subject().to_string()),
        sha256: done.ca.fingerprint().to_string(),
        ..FileReport::of_key(OutputRole::Ca, request.ca.to_string(), Action::Created, done.ca.public_key())
    };
    let certificate = FileReport::of_certificate(&request.certificate, Action::Created, &done.certificate);
    let files = vec![FileReport::of_source(&done.key), certificate, ca];
    Ok(cx.files("issue", files).tried(verification))
}

fn request(args: &Args, cx: &Context) -> Result<IssueOnce, CommandError> {
    let place = |name| PathOrStdio::File(args.leaf.folder.folder().join(name));
    let read = |text: &String| text.parse().map_err(|error| CommandError::name(text, &error));
    let typed = args.identities.iter().map(read).collect::<Result<Vec<San>, _>>()?;
    let wanted = args.leaf.names.names();
    let mut names = wanted.listed(&typed);
    for name in wanted.lan()? {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(ops::Error::NoNames.into());
    }
    Ok(IssueOnce {
        key: place(keys::PRIVATE_KEY),
        certificate: place(CERTIFICATE),
        ca: place(layout::CERTIFICATE),
        subject: None,
        ca_algorithm: DEFAULT_ALGORITHM,
        algorithm: args.pair.algorithm(),
        constraints: constraints(&names),
        names,
        validity: args.leaf.validity.validity(cx.date())?,
        signature: args.pair.signature(&args.leaf),
        existing: if args.pair.overwrite.force { Existing::Replace } else { Existing::Refuse },
    })
}

/// Permitted are the names that it issues for, and no others of their types; other types are not constrained.
fn constraints(names: &[San]) -> NameConstraints {
    let mut constraints = NameConstraints::default();
    for permission in names.iter().filter_map(|name| permission(name).parse::<Permission>().ok()) {
        constraints.permit(permission);
    }
    constraints
}
