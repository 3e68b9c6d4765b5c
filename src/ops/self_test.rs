//! The test of a pair: a server starts from it, and a client connects.

use std::path::Path;

use time::OffsetDateTime;

use super::{Error, Format, Mismatch, SourceKey, key};
use crate::host::files::{self, DEFAULT_LIMIT, Snapshot};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::private_key::KeyForm;
use devcert::model::algorithm::{KeyTypeInfo, RSA_BITS_ACCEPTED};
use devcert::model::secret::Secret;
use devcert::pki::path::Purpose;
use devcert::pki::verify::{FileRole, Status, Verification, VerifyInput, verify};

/// rustls loads RSA keys of up to this many bits.
const RSA_BITS_LOADED: u32 = 8192;

/// A pair that was, or would be, written.
#[derive(Debug, Clone, Copy)]
pub struct SelfTest<'a> {
    /// The key.
    pub key: &'a SourceKey,
    /// The certificate's file.
    pub certificate: &'a PathOrStdio,
    /// Its format.
    pub format: Format,
    /// The certificate and its chain, as PEM.
    pub chain: &'a Secret,
    /// What the client trusts, as PEM, and its file; the certificate itself otherwise.
    pub anchors: Option<(&'a Secret, &'a PathOrStdio)>,
    /// Whether a server or a client presents the certificate.
    pub purpose: Purpose,
}

impl SelfTest<'_> {
    /// Verifies the files, reading them back from where they are. Another run may be replacing both, so they
    /// are read together.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn run(&self, now: OffsetDateTime) -> Result<Verification, Error> {
        let _together =
            Snapshot::open([&self.key.place, self.certificate].into_iter().filter_map(PathOrStdio::path));
        self.verification(now)
    }

    /// Why the files fail; `None` when they pass. Their directories are locked already. The form of the key
    /// file does not count: another certificate would not change it.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn mismatch(&self, now: OffsetDateTime) -> Result<Option<Mismatch>, Error> {
        // No certificate makes rustls accept such a key.
        let algorithm = self.key.key.algorithm();
        let is_of_other_size = |bits: u32| !(RSA_BITS_ACCEPTED..=RSA_BITS_LOADED).contains(&bits);
        let is_loaded = algorithm.row().is_some_and(KeyTypeInfo::is_for_rustls);
        if !is_loaded || algorithm.rsa_bits().is_some_and(is_of_other_size) {
            return Ok(None);
        }
        let verification = self.verification(now)?;
        let faults = verification.checks.into_iter().filter(|check| check.status == Status::Fail);
        let fault = faults.filter(|check| check.role != Some(FileRole::Key)).map(|check| check.text).next();
        Ok(fault.map(Mismatch::Unusable))
    }

    fn verification(&self, now: OffsetDateTime) -> Result<Verification, Error> {
        let packed_key = || key::pack(&self.key.key, KeyForm::default(), Format::Pem);
        let key = written(&self.key.place, packed_key)?;
        let certificates = match self.format {
            Format::Pem => written(self.certificate, || Ok(self.chain.clone()))?,
            // rustls reads certificates as PEM; a file in DER is for something else.
            Format::Der => self.chain.clone(),
        };
        Ok(verify(&VerifyInput {
            key: Some(key.expose()),
            known_key: Some(&self.key.key),
            anchors: self.anchors.map(|(anchors, _)| anchors.expose()),
            key_mode: file(&self.key.place).map(files::mode).transpose()?.flatten(),
            purpose: self.purpose,
            ..VerifyInput::new(certificates.expose(), now)
        }))
    }
}

/// The file at `place`: what was written to a device or a pipe cannot be read back.
fn file(place: &PathOrStdio) -> Option<&Path> {
    place.path().filter(|path| files::is_file(path))
}

/// The file at `place` as it is now, or what went elsewhere.
fn written(place: &PathOrStdio, packed: impl FnOnce() -> Result<Secret, Error>) -> Result<Secret, Error> {
    match file(place) {
        Some(path) => Ok(Secret::from(files::read_regular(path, DEFAULT_LIMIT)?.as_slice())),
        None => packed(),
    }
}
