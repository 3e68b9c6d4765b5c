//! `devcert ca init --throw-away-key`: a CA that issues once.

use super::init::{Args, DEFAULT_ALGORITHM};
use crate::ca::layout;
use crate::cli::authority::permission;
use crate::cli::error::CommandError;
use crate::cli::keys;
use crate::cli::pair::CERTIFICATE;
use crate::cli::session::Session;
use crate::cli::trial;
use crate::host::stdio::Place;
use crate::ops::ca::IssueOnce;
use crate::ops::{self, Existing};
use crate::report::outcome::{Action, FileReport, Outcome, Role};
use crate::report::sentence::listed;
use devcert::model::constraint::{NameConstraints, Permission};
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::model::validity::day;

/// Creates the CA in memory, issues for `names`, and writes everything but the CA's key.
pub(super) fn run(args: &Args, names: &[San], session: &mut Session) -> Result<Outcome, CommandError> {
    let request = request(args, names, session)?;
    let done = ops::run(&request, session)?;
    keys::tell(&done.key, session);
    session.ui.note(format_args!(
        "made {}: certificate of a server for {}, until {}",
        request.certificate,
        listed(names),
        day(done.certificate.not_after())
    ));
    session.ui.note(format_args!("made {}: its CA, for clients to trust; the CA's key is gone", request.ca));
    let verification = trial::run(&request.self_test(&done), None, session);
    let ca = FileReport {
        subject: Some(done.ca.subject().to_string()),
        sha256: done.ca.fingerprint().to_string(),
        ..FileReport::of_key(Role::Ca, request.ca.to_string(), Action::Made, done.ca.public_key())
    };
    let certificate = FileReport::of_certificate(&request.certificate, Action::Made, &done.certificate);
    let files = vec![FileReport::of_source(&done.key), certificate, ca];
    Ok(session.files("ca init", files).tried(verification))
}

fn request(args: &Args, names: &[San], session: &Session) -> Result<IssueOnce, CommandError> {
    let place = |name| Place::File(args.throw_away.dir.join(name));
    // Permitted the names that it issues for, and nothing else of their kinds; other kinds are not constrained.
    let mut constraints = NameConstraints::default();
    for permission in names.iter().filter_map(|name| permission(name).parse::<Permission>().ok()) {
        constraints.permit(permission);
    }
    Ok(IssueOnce {
        key: place(keys::PRIVATE_KEY),
        certificate: place(CERTIFICATE),
        ca: place(layout::CERTIFICATE),
        subject: args.subject.clone(),
        ca_algorithm: DEFAULT_ALGORITHM,
        algorithm: args.algorithm.algorithm.asked(),
        constraints,
        names: names.to_vec(),
        validity: args.validity.validity(Span::days(365), session.now)?,
        signature: args.signature.request(),
        existing: if args.throw_away.force { Existing::Replace } else { Existing::Refuse },
    })
}
