//! The trial of what was written: a server starts from it, and a client connects.

use std::path::Path;

use time::OffsetDateTime;

use super::authority::Ca;
use super::csr;
use super::error::{CommandError, about};
use super::keys::{self, KeyAtHand};
use super::options::Format;
use super::session::Session;
use crate::encoding::private_key::KeyForm;
use crate::host::files::{self, DEFAULT_LIMIT, Snapshot};
use crate::host::stdio::Place;
use crate::model::algorithm::RSA_BITS_ACCEPTED;
use crate::model::san::San;
use crate::model::secret::Secret;
use crate::pki::path::Purpose;
use crate::pki::verify::{CheckId, Role, Status, Subject, Verification, verify};
use crate::report::verify::{Around, Json, OwnCa, Paths, Scene, json};

/// rustls loads RSA keys of up to this many bits.
const RSA_BITS_LOADED: u32 = 8192;

/// A pair that was written.
#[derive(Clone, Copy)]
pub(super) struct Trial<'a> {
    pub(super) key: &'a KeyAtHand,
    pub(super) certificate: &'a Place,
    pub(super) format: Format,
    /// The certificate and its chain, as PEM.
    pub(super) chain: &'a Secret,
    /// What the client trusts, as PEM, and where it lies; the certificate itself otherwise.
    pub(super) anchors: Option<(&'a Secret, &'a Place)>,
    pub(super) purpose: Purpose,
}

impl Trial<'_> {
    /// Verifies what was written, reading it back from where it is, and prints the result. Where it
    /// cannot be read, it is written all the same, and that is a warning.
    pub(super) fn run(&self, issuer: Option<&Ca>, session: &mut Session) -> Option<Json> {
        self.verified(issuer, session).map_err(|error| session.untried(&error)).ok()
    }

    fn verified(&self, issuer: Option<&Ca>, session: &mut Session) -> Result<Json, CommandError> {
        // Another run may be replacing both.
        let together =
            Snapshot::open([&self.key.place, self.certificate].into_iter().filter_map(Place::path));
        let verification = self.verification(session.now)?;
        drop(together);
        self.tell(&verification, session);
        let [key, certificate] = [&self.key.place, self.certificate].map(Place::to_string);
        let ca = self.anchors.map(|(_, place)| place.to_string());
        let paths = Paths { key: &key, certificate: &certificate, ca: ca.as_deref(), crls: &[] };
        let own = issuer.map(|ca| OwnCa { option: ca.typed().to_owned(), chain: ca.chain().to_vec() });
        let around = Around { own, key: Some(key.clone()), ..Around::default() };
        Ok(json(&verification, &Scene { paths: &paths, around: &around }))
    }

    /// Why the files fail the trial, in words that follow the certificate's name; `None` when they pass.
    /// Their folders are locked already.
    /// The form of the key file does not count: another certificate would not change it.
    pub(super) fn shortcoming(&self, now: OffsetDateTime) -> Result<Option<String>, CommandError> {
        // No certificate makes rustls accept such a key.
        let bits = self.key.key.algorithm().rsa_bits();
        if bits.is_some_and(|bits| !(RSA_BITS_ACCEPTED..=RSA_BITS_LOADED).contains(&bits)) {
            return Ok(None);
        }
        let verification = self.verification(now)?;
        let faults = verification.checks.iter().filter(|check| check.status == Status::Fail);
        let fault = faults.filter(|check| check.role != Some(Role::Key)).map(|check| &check.text).next();
        Ok(fault.map(|text| format!("is not usable: {text}")))
    }

    fn verification(&self, now: OffsetDateTime) -> Result<Verification, CommandError> {
        let packed_key = || keys::pack(&self.key.key, KeyForm::default(), Format::Pem);
        let key = written(&self.key.place, packed_key)?;
        let certificates = match self.format {
            Format::Pem => written(self.certificate, || Ok(self.chain.clone()))?,
            // rustls reads certificates as PEM; whoever asked for DER has another use for it.
            Format::Der => self.chain.clone(),
        };
        Ok(verify(&Subject {
            key: Some(key.expose()),
            anchors: self.anchors.map(|(anchors, _)| anchors.expose()),
            key_mode: file(&self.key.place).map(files::mode).transpose()?.flatten(),
            purpose: self.purpose,
            ..Subject::new(certificates.expose(), now)
        }))
    }

    /// One line when all is well, and the faults one by one otherwise.
    fn tell(&self, verification: &Verification, session: &mut Session) {
        for check in verification.checks.iter().filter(|check| check.status >= Status::Warn) {
            session.warn(match check.role {
                Some(Role::Key) => about(&self.key.place.as_input(), &check.text),
                Some(Role::Certificate) => about(&self.certificate.as_output(), &check.text),
                Some(Role::Ca | Role::Crl(_)) | None => check.text.clone(),
            });
        }
        let loads = verification
            .checks
            .iter()
            .any(|check| check.id == CheckId::Loads && check.status == Status::Pass);
        let accepted: Vec<San> = verification.accepted_names().cloned().collect();
        if loads && !accepted.is_empty() {
            let names = csr::list(&accepted);
            session.ui.note(format_args!(
                "tried: a rustls server starts from them, and a client accepts it for {names}"
            ));
        }
    }
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
        Some(path) => Ok(Secret::from(files::read_regular(path, DEFAULT_LIMIT)?.as_slice())),
        None => packed(),
    }
}
