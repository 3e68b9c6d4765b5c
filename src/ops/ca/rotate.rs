//! Replacing the key of a CA: a new CA in its directory, and everything that it has issued from the new one.

mod in_use;
mod subject;

use std::path::{Path, PathBuf};

use super::create::key_file;
use super::ledger::LEDGER_LIMIT;
use super::{Ca, CaFault, UnlockedCa, chain_file};
use crate::ca::layout::{
    CERTIFICATE, CRL, CROSS_CERTIFICATES, CaSettings, FORMER_CERTIFICATES, KEY, LEDGER, SETTINGS,
};
use crate::ca::ledger::{Created, Event as Entry, File, FileRole, Issued, Renewed, Rotated};
use crate::ca::naming::Naming;
use crate::host::files::{self, Access, FileError, Overwrite};
use crate::host::stdio::PathOrStdio;
use crate::ops::key::generate;
use crate::ops::seed::KeyUse;
use crate::ops::{Batch, Error, Operation, World};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read::{self, ReadError};
use devcert::key::PrivateKey;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::secret::Secret;
use devcert::model::validity::Validity;
use devcert::pki::renewal::{self, Changes};
use devcert::pki::{self, CertificateSpec, Issuer};

use in_use::InUseCertificate;
pub use in_use::{InUse, NotReissued, Reason};

/// What is requested: a CA with a new key in the directory of `ca`, which is kept in a directory below it.
///
/// A root and its successor certify each other's keys (RFC 4210, 4.4, with other names). So clients that trust only the
/// old root accept what the new one issues, and the other way round, if servers send the cross certificate.
pub struct RotateCa<'a> {
    /// The CA, which may sign.
    pub ca: &'a UnlockedCa,
    /// What the new CA reissues, as [`InUse::find`] found it.
    pub in_use: &'a InUse,
    /// The CA above, which signs the new certificate of an intermediate CA.
    pub parent: Option<&'a UnlockedCa>,
    /// The subject of the new CA; by default the old one with another number.
    pub subject: Option<Name>,
    /// The kind of the new key.
    pub algorithm: KeyAlgorithm,
    /// The dates of the new CA.
    pub validity: Validity,
    /// The passphrase that the new key is encrypted with.
    pub passphrase: Option<Secret>,
    /// Whether the roots certify each other's keys.
    pub cross_signs: bool,
}

/// What was done.
#[derive(Debug)]
pub struct RotatedCa {
    /// The new CA.
    pub ca: Ca,
    /// The old one, in its new directory.
    pub former: Ca,
    /// What was reissued.
    pub reissued: Vec<Reissued>,
}

/// A certificate that was reissued.
#[derive(Debug)]
pub struct Reissued {
    /// Its file.
    pub place: PathOrStdio,
    /// The new certificate.
    pub certificate: Certificate,
    /// The directory of the CA whose certificate it is.
    pub below: Option<PathBuf>,
}

/// The files of a CA, in the order in which they are written: whoever waits for the ledger finds the new CA.
const PARTS: [(&str, Access); 7] = [
    (KEY, Access::Secret),
    (CERTIFICATE, Access::Public),
    (CROSS_CERTIFICATES, Access::Public),
    (FORMER_CERTIFICATES, Access::Public),
    (CRL, Access::Public),
    (SETTINGS, Access::Public),
    (LEDGER, Access::Secret),
];

impl Operation for RotateCa<'_> {
    type Done = RotatedCa;

    fn check(&self) -> Result<(), Error> {
        let ca = &self.ca.ca;
        ca.check_changeable()?;
        check_passphrase(ca, self.passphrase.is_some())?;
        if self.subject.as_ref().is_some_and(|subject| subject == ca.certificate().subject()) {
            return Err(ca.fails(CaFault::SameSubject(ca.certificate().subject().clone())));
        }
        match self.signs_crosswise() && ca.policy().check_depth().is_err() {
            true => Err(ca.fails(CaFault::NoCrossCertificate(ca.path(CERTIFICATE)))),
            false => Ok(()),
        }
    }

    fn places(&self) -> Vec<PathOrStdio> {
        let certificates = self.in_use.certificates.iter().filter(|one| one.below.is_none());
        certificates.map(|one| PathOrStdio::File(one.found.path.clone())).collect()
    }

    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        let ca = &self.ca.ca;
        let below =
            self.in_use.certificates.iter().filter_map(|one| Some(one.below.as_ref()?.folder.clone()));
        let formers = self.in_use.former.iter().map(|former| former.folder.clone());
        let folders = [ca.folder.clone(), self.in_use.folder.clone()].into_iter().chain(formers).chain(below);
        let files: Vec<_> = folders.map(|folder| PathOrStdio::File(folder.join(CERTIFICATE))).collect();
        Batch::open_private(&files, &self.places(), world)
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<RotatedCa, Error> {
        let old = &self.ca.ca;
        old.check(world.now())?;
        if batch.ledger(old)?.issued.len() != self.in_use.issued {
            return Err(FileError::Outdated { path: old.path(LEDGER) }.into());
        }
        keep(old, &self.in_use.folder, batch)?;
        let key = generate(self.algorithm, KeyUse::Root, world)?;
        let next = self.create(&key, world)?;
        let back = self.cross_certificate(&next, old, old.certificate(), world)?;
        self.extend_former(back.as_ref(), batch);
        let former =
            Ca { folder: self.in_use.folder.clone(), cross: back.into_iter().collect(), ..old.clone() };
        if !former.cross.is_empty() {
            add(&former.folder, CROSS_CERTIFICATES, &chain_file(&former.cross), batch);
        }
        let mut ledger = vec![
            Entry::Created(Created::of(next.ca.certificate(), world.now())),
            Entry::Rotated(Rotated::of(next.ca.certificate(), old.certificate(), world.now())),
        ];
        let mut reissued = Vec::new();
        for one in &self.in_use.certificates {
            let (done, entry) = reissue(one, &next, batch, world)?;
            reissued.push(done);
            ledger.push(Entry::Issued(entry));
        }
        self.add(&next.ca, &key, &ledger, batch, world)?;
        Ok(RotatedCa { ca: next.ca, former, reissued })
    }
}

impl RotateCa<'_> {
    fn signs_crosswise(&self) -> bool {
        self.cross_signs && self.parent.is_none()
    }

    /// The new CA.
    fn create(&self, key: &PrivateKey, world: &mut dyn World) -> Result<UnlockedCa, Error> {
        let old = &self.ca.ca;
        let profile = if self.parent.is_some() { Profile::Intermediate } else { Profile::Root };
        let subject = match &self.subject {
            Some(subject) => subject.clone(),
            None => subject::next(old.certificate(), profile, key, world)?,
        };
        let validity = match self.parent {
            Some(parent) => parent.ca.clamp(self.validity, world)?,
            None => self.validity,
        };
        let spec = renewal::with_new_key(old.certificate(), subject, validity, &mut world.rng());
        let (own, above) = if let Some(parent) = self.parent {
            (pki::issue(&spec, key.public(), &parent.issuer)?, parent.ca.chain())
        } else {
            let issuer = Issuer::new(spec.subject.clone(), key)?;
            (pki::issue(&spec, key.public(), &issuer)?, &[][..])
        };
        let (folder, naming) = (old.folder.clone(), Naming::DEVCERT);
        let chain = [&[own], above].concat();
        let next = Ca { folder, chain, cross: Vec::new(), naming }.with_key(key)?;
        let cross = match self.parent {
            Some(parent) => parent.ca.cross().to_vec(),
            None => match self.cross_certificate(self.ca, &next.ca, next.ca.certificate(), world)? {
                Some(own) => [&[own], old.cross()].concat(),
                None => Vec::new(),
            },
        };
        Ok(UnlockedCa { ca: Ca { cross, ..next.ca }, ..next })
    }

    /// A certificate for the key of `of` by `issuer`, like `certificate`, valid while both are.
    fn cross_certificate(
        &self,
        issuer: &UnlockedCa,
        of: &Ca,
        certificate: &Certificate,
        world: &mut dyn World,
    ) -> Result<Option<Certificate>, Error> {
        if !self.signs_crosswise() {
            return Ok(None);
        }
        let start = issuer.ca.certificate().not_before().max(certificate.not_before());
        let end = issuer.ca.certificate().not_after().min(certificate.not_after());
        let spec = renewal::with_validity(certificate, Validity::between(start, end)?, &mut world.rng());
        Ok(Some(pki::issue(&spec, of.certificate().public_key(), &issuer.issuer)?))
    }

    /// Servers with a certificate of a CA that was replaced earlier send the new cross certificate too.
    fn extend_former(&self, back: Option<&Certificate>, batch: &mut Batch) {
        let Some(back) = back else { return };
        for former in &self.in_use.former {
            if former.cross.last().is_some_and(|last| last.issuer() == back.subject()) {
                let cross = [former.cross.as_slice(), std::slice::from_ref(back)].concat();
                add(&former.folder, CROSS_CERTIFICATES, &chain_file(&cross), batch);
            }
        }
    }

    /// Adds the files of the new CA.
    fn add(
        &self,
        next: &Ca,
        key: &PrivateKey,
        ledger: &[Entry],
        batch: &mut Batch,
        world: &mut dyn World,
    ) -> Result<(), Error> {
        let place = |part| PathOrStdio::File(next.path(part));
        let key = key_file(key, self.passphrase.as_ref(), world)?;
        batch.add(&place(KEY), &key, Access::Secret, Overwrite::Replace);
        add(&next.folder, CERTIFICATE, &chain_file(next.chain()), batch);
        if !next.cross.is_empty() {
            add(&next.folder, CROSS_CERTIFICATES, &chain_file(&next.cross), batch);
        }
        let parent = self.parent.and_then(|parent| {
            let certificate = next.certificate();
            let files = vec![File::of_certificate(&next.path(CERTIFICATE), certificate)];
            let issued = Issued::of(certificate, Profile::Intermediate, world.now(), files);
            batch.record(&parent.ca, vec![Entry::Issued(issued)]);
            files::absolute(&parent.ca.folder).to_str().map(str::to_owned)
        });
        add(&next.folder, SETTINGS, &CaSettings { parent, ..CaSettings::default() }.write(), batch);
        let lines: Vec<u8> = ledger.iter().flat_map(Entry::line).collect();
        batch.add(&place(LEDGER), &lines, Access::Secret, Overwrite::Replace);
        Ok(())
    }
}

fn add(folder: &Path, part: &'static str, contents: &[u8], batch: &mut Batch) {
    batch.add(&PathOrStdio::File(folder.join(part)), contents, Access::Public, Overwrite::Replace);
}

/// Refuses to replace an encrypted key by one that is not.
fn check_passphrase(ca: &Ca, has_new: bool) -> Result<(), Error> {
    let path = ca.key_path()?;
    let key = read::private_key(&files::read_regular(&path, files::DEFAULT_LIMIT)?);
    match matches!(key, Err(ReadError::Encrypted(_))) && !has_new {
        true => Err(ca.fails(CaFault::NewKeyUnencrypted(PathOrStdio::File(path)))),
        false => Ok(()),
    }
}

/// Adds a copy of the files of a CA in its new directory.
fn keep(old: &Ca, folder: &Path, batch: &mut Batch) -> Result<(), Error> {
    for (part, access) in PARTS {
        let path = old.path(part);
        let is_ledger = part == LEDGER;
        if part == CROSS_CERTIFICATES || !files::exists(&path)? {
            continue;
        }
        let contents = match is_ledger {
            true => files::read_in_place(&path, LEDGER_LIMIT),
            false => files::read_regular(&path, files::DEFAULT_LIMIT),
        };
        match contents {
            // The ledger of a CA that was put together by hand and has issued nothing.
            Err(FileError::Empty { .. }) if is_ledger => {}
            contents => {
                let place = PathOrStdio::File(folder.join(part));
                batch.add(&place, &contents?, access, Overwrite::Refuse);
            }
        }
    }
    Ok(())
}

/// Adds the new certificate to the batch, and gives its entry in the ledger of its CA.
fn reissue(
    one: &InUseCertificate,
    next: &UnlockedCa,
    batch: &mut Batch,
    world: &mut dyn World,
) -> Result<(Reissued, Issued), Error> {
    let (old, path) = (&one.found.certificate, &one.found.path);
    if *files::read_regular(path, files::DEFAULT_LIMIT)? != *one.found.contents {
        return Err(FileError::Outdated { path: path.clone() }.into());
    }
    let certificate = pki::issue(&spec_like(old, &next.ca, world)?, old.public_key(), &next.issuer)?;
    let place = PathOrStdio::File(path.clone());
    let file = File::of_certificate(path, &certificate);
    let keys = one.issued.files.iter().filter(|file| file.role == FileRole::Key).cloned();
    let files = keys.chain([file]).collect();
    if let Some(below) = &one.below {
        let chain = [std::slice::from_ref(&certificate), next.ca.chain()].concat();
        add(&below.folder, CERTIFICATE, &chain_file(&chain), batch);
        if !next.ca.cross.is_empty() {
            add(&below.folder, CROSS_CERTIFICATES, &chain_file(&next.ca.cross), batch);
        }
        batch.record(below, vec![Entry::Renewed(Renewed::of(&certificate, world.now()))]);
    } else {
        let file = one.found.format.pack_chain(&certificate, &next.ca.above(one.found.has_root));
        batch.add(&place, file.expose(), Access::Public, Overwrite::Replace);
    }
    let entry = Issued::of(&certificate, one.issued.profile, world.now(), files);
    Ok((Reissued { place, certificate, below: one.below.as_ref().map(|ca| ca.folder.clone()) }, entry))
}

/// What the certificate that takes the place of `old` contains: the same for as long again, within the dates of its CA.
fn spec_like(old: &Certificate, ca: &Ca, world: &mut dyn World) -> Result<CertificateSpec, Error> {
    let mut spec = renewal::renewal(old, &Changes::default(), world.now(), &mut world.rng())?;
    spec.validity = ca.clamp(spec.validity, world)?;
    // Certificates of a CA below have the identifier of its key as it is.
    let spec = match old.is_ca() {
        true => renewal::with_validity(old, spec.validity, &mut world.rng()),
        false => spec,
    };
    Ok(spec)
}
