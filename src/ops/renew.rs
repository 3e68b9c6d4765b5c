//! Renewing a certificate where it is: the same subject, names and extensions for as long again.

mod find;

use std::path::Path;

use super::ca::{LazyCa, written};
use super::error::RenewFault;
use super::{Batch, Error, Operation, SourceKey, World, key};
use crate::ca::ledger::{Event, Issued};
use crate::host::files::{self, Access, Overwrite, Snapshot};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::private_key::KeyForm;
use devcert::encoding::read;
use devcert::key::PrivateKey;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::pki::renewal::{self, Changes, is_self_signed};
use devcert::pki::{self, CertificateSpec, Issuer};
pub use find::{Beside, FoundCertificate, FoundKey, RenewCandidates, find, keys_beside};

/// One certificate that is to be renewed.
pub struct Renew<'a> {
    certificate: &'a FoundCertificate,
    /// All that was found.
    found: &'a RenewCandidates,
    /// The certificate's own key.
    key: Option<&'a FoundKey>,
    new_key: bool,
    changes: &'a Changes,
    issued_by: IssuedBy<'a>,
}

/// What was done.
#[derive(Debug)]
pub struct Renewed {
    /// The new key.
    pub key: Option<SourceKey>,
    /// The certificate's file.
    pub place: PathOrStdio,
    /// The new certificate.
    pub certificate: Certificate,
    /// Whether it is self-signed, so that trust in the old one does not extend to it.
    pub is_self_signed: bool,
}

/// Why a certificate is not for us to renew. Nothing is wrong.
#[derive(Debug)]
pub enum LeftAlone<'a> {
    /// It is inside of something, or something else is in its file.
    Beside(&'a Beside),
    /// It is a CA's, and every client that trusts it would have to trust the new one.
    OfCa,
    /// It is from another CA: this one.
    OtherCa(&'a Name),
}

/// Who issued a certificate.
#[derive(Clone, Copy)]
enum IssuedBy<'a> {
    ItsOwnKey,
    OwnCa(&'a LazyCa<'a>),
    AnotherCa,
}

impl Operation for Renew<'_> {
    type Done = Renewed;

    /// Also what keeps it from being renewed in a run that changes nothing.
    fn check(&self) -> Result<(), Error> {
        let (issued_by, has_key) = (self.issued_by, self.key.is_some());
        let names = self.certificate.certificate.names();
        if let Some(absent) = self.changes.removed.iter().find(|name| !names.contains(name)) {
            return Err(self.fails(RenewFault::NotAmongNames(absent.clone())));
        }
        if self.changes.changes_names(&self.certificate.certificate) && self.names().is_empty() {
            return Err(self.fails(RenewFault::NoNameLeft));
        }
        let needs_key = self.new_key || matches!(issued_by, IssuedBy::ItsOwnKey);
        match issued_by {
            _ if needs_key && !has_key && self.has_changed() => Err(self.fails(RenewFault::Changed)),
            _ if self.new_key && !has_key => Err(self.fails(RenewFault::NothingToReplace)),
            _ if needs_key && !has_key => Err(self.fails(RenewFault::NoKey)),
            _ if self.new_key => self.check_sole_user(),
            IssuedBy::OwnCa(ca) if ca.has_revoked(&self.certificate.certificate)? => {
                Err(self.fails(RenewFault::Revoked))
            }
            _ => Ok(()),
        }
    }

    fn places(&self) -> Vec<PathOrStdio> {
        let key = self.key.map(|key| PathOrStdio::File(key.path.clone()));
        [self.place()].into_iter().chain(key).collect()
    }

    /// Unlocks the CA before the directories are locked: that can prompt for its passphrase.
    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        if let IssuedBy::OwnCa(ca) = self.issued_by {
            ca.unlock(world)?;
        }
        Batch::open(&self.places(), world)
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Renewed, Error> {
        let old = self.certificate;
        if *files::read_regular(&old.path, files::DEFAULT_LIMIT)? != *old.contents {
            return Err(self.fails(RenewFault::Changed));
        }
        let key = self.generate(world)?;
        let signing = key.as_ref().map(|key| &key.key).or(self.key.map(|key| &key.private));
        let spec = renewal::renewal(&old.certificate, self.changes, world.now(), &mut world.rng())?;
        let certificate = match self.issued_by {
            IssuedBy::OwnCa(ca) => self.issue(spec, signing, ca, world)?,
            _ => self.self_sign(&spec, signing)?,
        };
        let is_self_signed = matches!(self.issued_by, IssuedBy::ItsOwnKey);
        let renewed = Renewed { key, place: self.place(), certificate, is_self_signed };
        self.add(&renewed, batch, world)?;
        Ok(renewed)
    }
}

impl<'a> Renew<'a> {
    /// The renewal of one certificate among those that were `found`, by its own key or by `ca`, the user's own CA;
    /// with these `changes`; `new_key` says whether its key is replaced too.
    #[must_use]
    pub fn new(
        certificate: &'a FoundCertificate,
        found: &'a RenewCandidates,
        ca: Option<&'a LazyCa<'a>>,
        new_key: bool,
        changes: &'a Changes,
    ) -> Self {
        let issued_by = match ca {
            _ if is_self_signed(&certificate.certificate) => IssuedBy::ItsOwnKey,
            Some(ca) if ca.has_issued(&certificate.certificate) => IssuedBy::OwnCa(ca),
            _ => IssuedBy::AnotherCa,
        };
        Self { certificate, found, key: found.key_of(certificate), new_key, changes, issued_by }
    }

    /// Fails if another certificate that was found has its key in the same file, which a new key is to replace.
    fn check_sole_user(&self) -> Result<(), Error> {
        let Some(key) = self.key else { return Ok(()) };
        let uses_key = |other: &&FoundCertificate| {
            other.path != self.certificate.path
                && other.beside.is_none()
                && self.found.key_of(other).is_some_and(|found| found.path == key.path)
        };
        let other = self.found.certificates.iter().find(uses_key);
        other.map_or(Ok(()), |other| {
            let (key, other) = (key.path.clone(), other.path.clone());
            Err(self.fails(RenewFault::SharedKey { key, other }))
        })
    }

    /// Why it is not for us to renew, if so.
    #[must_use]
    pub fn left_alone(&self) -> Option<LeftAlone<'a>> {
        let found = self.certificate;
        match (&found.beside, self.issued_by) {
            (Some(beside), _) => Some(LeftAlone::Beside(beside)),
            (None, _) if found.certificate.is_ca() => Some(LeftAlone::OfCa),
            (None, IssuedBy::AnotherCa) => Some(LeftAlone::OtherCa(found.certificate.issuer())),
            (None, IssuedBy::ItsOwnKey | IssuedBy::OwnCa(_)) => None,
        }
    }

    /// The subject alternative names of the new certificate.
    fn names(&self) -> Vec<San> {
        self.changes.names(&self.certificate.certificate)
    }

    fn place(&self) -> PathOrStdio {
        PathOrStdio::File(self.certificate.path.clone())
    }

    /// Whether the certificate or its key is another one than was found: both were looked for while another
    /// run replaced them.
    fn has_changed(&self) -> bool {
        let FoundCertificate { path, contents, certificate, .. } = self.certificate;
        let _together = Snapshot::open([path.as_path()]);
        let now = |path: &Path| files::read_regular(path, files::DEFAULT_LIMIT).ok();
        let is_its_key = |path: &Path| {
            let private = now(path).and_then(|bytes| read::private_key(&bytes).ok());
            private.is_some_and(|private| private.public() == certificate.public_key())
        };
        now(path).is_none_or(|found| *found != **contents)
            || self.found.keys.iter().any(|key| key.path.parent() == path.parent() && is_its_key(&key.path))
    }

    /// The new key, where one is requested.
    fn generate(&self, world: &mut dyn World) -> Result<Option<SourceKey>, Error> {
        let Some(old) = self.key.filter(|_| self.new_key) else { return Ok(None) };
        let found = self.certificate.certificate.public_key().algorithm();
        let algorithm = found.generated().ok_or_else(|| self.fails(RenewFault::Algorithm(found)))?;
        SourceKey::generate(&PathOrStdio::File(old.path.clone()), Some(algorithm), world).map(Some)
    }

    fn issue(
        &self,
        mut spec: CertificateSpec,
        key: Option<&PrivateKey>,
        ca: &LazyCa<'_>,
        world: &mut dyn World,
    ) -> Result<Certificate, Error> {
        let old = &self.certificate.certificate;
        let unlocked = ca.unlock(world)?;
        unlocked.ca.check_names(&spec.subject, &self.names())?;
        spec.validity = unlocked.ca.clamp(spec.validity, world)?;
        let public = key.map_or(old.public_key(), PrivateKey::public);
        let like = unlocked.issuer.signing_like(old);
        Ok(pki::issue(&spec, public, like.as_ref().unwrap_or(&unlocked.issuer))?)
    }

    fn self_sign(&self, spec: &CertificateSpec, key: Option<&PrivateKey>) -> Result<Certificate, Error> {
        let key = key.ok_or_else(|| self.fails(RenewFault::NoKey))?;
        let issuer = Issuer::new(spec.subject.clone(), key)?;
        let like = issuer.signing_like(&self.certificate.certificate);
        Ok(pki::issue(spec, key.public(), like.as_ref().unwrap_or(&issuer))?)
    }

    /// Adds both files, each in the format of the old one, and the entry in the CA's ledger.
    fn add(&self, renewed: &Renewed, batch: &mut Batch, world: &mut dyn World) -> Result<(), Error> {
        let Renewed { key, place, certificate, .. } = renewed;
        if let (Some(key), Some(old)) = (key, self.key) {
            let file = key::pack(&key.key, KeyForm::default(), old.format)?;
            batch.add(&key.place, file.expose(), Access::Secret, Overwrite::Replace);
        }
        let own = match self.issued_by {
            IssuedBy::OwnCa(ca) => Some(ca.ca()),
            _ => None,
        };
        let above = own.map_or_else(Vec::new, |ca| ca.above(self.certificate.has_root));
        let file = self.certificate.format.pack_chain(certificate, &above);
        batch.add(place, file.expose(), Access::Public, Overwrite::Replace);
        if let Some(ca) = own {
            let files = written(key.as_ref(), place, certificate);
            let entry = Issued::of(certificate, renewal::profile(certificate), world.now(), files);
            batch.record(ca, vec![Event::Issued(entry)]);
        }
        Ok(())
    }

    fn fails(&self, fault: RenewFault) -> Error {
        Error::Renew { path: self.certificate.path.clone(), fault: Box::new(fault) }
    }
}
