//! A certificate and its private key, which belong together.

use super::batch::keep_apart;
use super::{
    Action, Batch, Error, Event, Existing, Format, KeyRequest, Mismatch, OutputRole, SourceKey, Warning,
    World, key,
};
use crate::host::files;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::model::san::San;

/// The two files, and what may become of those that exist.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The key.
    pub key: KeyRequest,
    /// The certificate's file.
    pub certificate: PathOrStdio,
    /// The certificate's format.
    pub format: Format,
    /// What to do with existing files.
    pub existing: Existing,
}

impl Pair {
    /// The files' places.
    #[must_use]
    pub fn places(&self) -> Vec<PathOrStdio> {
        vec![self.key.place.clone(), self.certificate.clone()]
    }

    /// Refuses the key of a CA, and one file for both.
    ///
    /// # Errors
    /// [`Error::CaKey`] and [`Error::ReplacesInput`].
    pub fn check_inputs(&self) -> Result<(), Error> {
        self.key.check()?;
        keep_apart((&self.certificate, OutputRole::Certificate), &[(&self.key.place, OutputRole::Key.name())])
    }

    /// Fails where a file that must stay is in the way of the certificate.
    ///
    /// # Errors
    /// As [`Batch::check`].
    pub fn check(&self, batch: &Batch) -> Result<(), Error> {
        batch.check(&self.certificate, self.existing.overwrite())
    }

    /// The certificate that is about to be replaced, if there is one that can be read.
    #[must_use]
    pub fn replaced(&self) -> Option<Certificate> {
        let bytes = files::read_regular(self.certificate.path()?, files::DEFAULT_LIMIT).ok()?;
        read::certificates(&bytes).ok()?.into_iter().next()
    }

    /// Reports the names in `replaced` that a new certificate for `names` lacks, if `names` are the defaults, which the
    /// user did not specify.
    pub fn report_lost_names(&self, replaced: Option<&Certificate>, names: &[San], world: &mut dyn World) {
        let found = replaced.map(Certificate::names).unwrap_or_default();
        let lost: Vec<San> = found.iter().filter(|name| !names.contains(name)).cloned().collect();
        if !lost.is_empty() && *names == San::defaults() {
            world.report(Warning::NamesLost { place: self.certificate.clone(), names: lost }.into());
        }
    }

    /// The certificate that exists, where it is good enough to be kept with `key`; `None` when both are to be
    /// written, which is reported.
    ///
    /// # Errors
    /// [`Error::NotReplaced`], and those of `shortcoming`.
    pub fn kept<E: From<Error>>(
        &self,
        key: &SourceKey,
        mismatch: impl FnOnce(&Certificate) -> Result<Option<Mismatch>, E>,
        world: &mut dyn World,
    ) -> Result<Option<Certificate>, E> {
        let place = &self.certificate;
        let Some((certificate, format)) = certificate_at(place, world)? else { return Ok(None) };
        if key.is_new() {
            return Ok(None);
        }
        let other_format = || (format != self.format).then_some(Mismatch::Format(format));
        let Some(mismatch) = mismatch(&certificate)?.or_else(other_format) else {
            return Ok(Some(certificate));
        };
        world.report(Event::Replacing { place: place.clone(), mismatch });
        Ok(None)
    }
}

/// A pair that was written or kept.
#[derive(Debug)]
pub struct WrittenPair {
    /// The key.
    pub key: SourceKey,
    /// The certificate.
    pub certificate: Certificate,
    /// Whether the certificate is new.
    pub action: Action,
}

/// The certificate that exists, and its format; `None` when there is none, or only its remains.
fn certificate_at(
    place: &PathOrStdio,
    world: &mut dyn World,
) -> Result<Option<(Certificate, Format)>, Error> {
    let Some(bytes) = world.read_if_filled(place, OutputRole::Certificate)? else { return Ok(None) };
    match read::certificates(&bytes) {
        Ok(certificates) => Ok(certificates.into_iter().next().zip(Some(Format::of(&bytes)))),
        Err(error) => key::replaceable(place, error, world).map(|()| None),
    }
}
