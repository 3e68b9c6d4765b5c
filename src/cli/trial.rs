//! What the commands say about the self-test of what was written.

use super::context::Context;
use super::error::{CommandError, about};
use crate::cli::options::ca_option;
use crate::host::stdio::PathOrStdio;
use crate::ops::ca::Ca;
use crate::ops::self_test::SelfTest;
use crate::report::sentence::folded;
use crate::report::verify::{Around, Json, OwnCa, Paths, Scene, json};
use devcert::model::san::San;
use devcert::pki::verify::{CheckId, FileRole, Status, Verification};

/// Verifies what was written and says how that went. Where it cannot be read back, it is written all the same,
/// and that is a warning.
pub(crate) fn run(test: &SelfTest<'_>, issuer: Option<&Ca>, cx: &mut Context) -> Option<Json> {
    match test.run(cx.now) {
        Ok(verification) => {
            tell(test, &verification, cx);
            Some(to_json(test, &verification, issuer))
        }
        Err(error) => {
            cx.untried(&CommandError::from(error));
            None
        }
    }
}

fn to_json(test: &SelfTest<'_>, verification: &Verification, issuer: Option<&Ca>) -> Json {
    let [key, certificate] = [&test.key.place, test.certificate].map(PathOrStdio::to_string);
    let ca = test.anchors.map(|(_, place)| place.to_string());
    let paths = Paths { key: &key, certificate: &certificate, ca: ca.as_deref(), crls: &[] };
    let own = issuer.map(|ca| OwnCa { option: ca_option(&ca.folder), chain: ca.chain().to_vec() });
    let around = Around { own, key: Some(key.clone()), ..Around::default() };
    json(verification, &Scene { paths: &paths, around: &around })
}

/// One line when all is well, and the faults one by one otherwise.
fn tell(test: &SelfTest<'_>, verification: &Verification, cx: &mut Context) {
    for check in verification.checks.iter().filter(|check| check.status >= Status::Warn) {
        cx.warn(match check.role {
            Some(FileRole::Key) => about(&test.key.place.as_input(), &check.text),
            Some(FileRole::Certificate) => about(&test.certificate.as_output(), &check.text),
            Some(FileRole::Ca | FileRole::Crl(_)) | None => check.text.clone(),
        });
    }
    let loads =
        verification.checks.iter().any(|check| check.id == CheckId::Loads && check.status == Status::Pass);
    let accepted: Vec<San> = verification.accepted_names().cloned().collect();
    if loads && !accepted.is_empty() {
        let names = folded(&accepted, cx.ui);
        cx.ui.note(format_args!(
            "verified: a rustls server starts with this key and certificate, and a client accepts it for {names}"
        ));
    }
}
