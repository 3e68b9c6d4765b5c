//! The trial of what was written: a server starts from it, and a client connects.

use std::path::Path;

use super::Plan;
use crate::commands::csr;
use crate::commands::error::{CommandError, about};
use crate::commands::keys::{self, KeyAtHand};
use crate::commands::options::Format;
use crate::commands::session::Session;
use crate::encoding::certificate::Certificate;
use crate::encoding::private_key::KeyForm;
use crate::encoding::sniff::Kind;
use crate::host::files::{self, DEFAULT_LIMIT, Snapshot};
use crate::host::stdio::Place;
use crate::model::san::San;
use crate::model::secret::Secret;
use crate::pki::verify::{CheckId, Role, Status, Subject, Verification, verify};
use crate::report::verify::{Json, Paths, json};

/// Verifies what was written, reading it back from where it lies, and says what came of it.
pub(super) fn run(
    plan: &Plan<'_>,
    at_hand: &KeyAtHand,
    certificate: &Certificate,
    session: &mut Session,
) -> Result<Json, CommandError> {
    let packed_key = || keys::pack(&at_hand.key, KeyForm::default(), Format::Pem);
    let packed_certificate =
        || Ok(Format::Pem.pack(Kind::Certificate.label().unwrap_or_default(), certificate.der()));
    // Another run may be replacing both.
    let together = Snapshot::open([&plan.key, &plan.certificate].into_iter().filter_map(Place::path));
    let key = written(&plan.key, packed_key)?;
    let certificates = match plan.args.format {
        Format::Pem => written(&plan.certificate, packed_certificate)?,
        // rustls reads certificates as PEM; whoever asked for DER has another use for it.
        Format::Der => packed_certificate()?,
    };
    drop(together);
    let verification = verify(&Subject {
        key: key.expose(),
        certificates: certificates.expose(),
        anchors: None,
        key_mode: file(&plan.key).map(files::mode).transpose()?.flatten(),
        hosts: &[],
        now: session.now,
        within: None,
    });
    tell(plan, &verification, session);
    let [key, certificate] = [&plan.key, &plan.certificate].map(Place::to_string);
    Ok(json(&verification, &Paths { key: &key, certificate: &certificate, ca: None }))
}

/// The file at `place`: what was written to a device or a pipe cannot be read back.
fn file(place: &Place) -> Option<&Path> {
    place.path().filter(|path| files::is_file(path))
}

/// The file at `place` as it is now, or what went elsewhere.
fn written(
    place: &Place,
    packed: impl FnOnce() -> Result<Secret, CommandError>,
) -> Result<Secret, CommandError> {
    match file(place) {
        Some(path) => Ok(Secret::from(files::read(path, DEFAULT_LIMIT)?.as_slice())),
        None => packed(),
    }
}

/// One line when all is well, and the faults one by one otherwise.
fn tell(plan: &Plan<'_>, verification: &Verification, session: &mut Session) {
    for check in verification.checks.iter().filter(|check| check.status >= Status::Warn) {
        session.warn(match check.role {
            Some(Role::Key) => about(&plan.key.as_input(), &check.text),
            Some(Role::Certificate) => about(&plan.certificate.as_output(), &check.text),
            Some(Role::Ca) | None => check.text.clone(),
        });
    }
    let loads =
        verification.checks.iter().any(|check| check.id == CheckId::Loads && check.status == Status::Pass);
    let accepted: Vec<San> = verification.accepted_names().cloned().collect();
    if loads && !accepted.is_empty() {
        let names = csr::list(&accepted);
        session.ui.note(format_args!(
            "tried: a rustls server starts from them, and a client accepts it for {names}"
        ));
    }
}
