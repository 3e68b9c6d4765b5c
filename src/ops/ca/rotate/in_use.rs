//! The certificates of a CA that are valid and where the ledger says they are.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::ca::layout::CERTIFICATE;
use crate::ca::ledger::{File, FileRole, Issued, Ledger};
use crate::host::files::{self, FileError};
use crate::ops::ca::{Ca, folder_of};
use crate::ops::renew::{Beside, FoundCertificate};
use crate::ops::{Error, World};
use devcert::encoding::certificate::Certificate;

/// What a CA has issued that is neither expired nor revoked, and the CAs that it has replaced: looked at before
/// their directories are locked.
#[derive(Debug)]
pub struct InUse {
    /// Certificates in the files that the ledger has for them.
    pub(super) certificates: Vec<InUseCertificate>,
    /// The others.
    pub left: Vec<NotReissued>,
    /// How many certificates the CA had issued.
    pub(super) issued: usize,
    /// The CAs that it has replaced.
    pub(super) former: Vec<Ca>,
    /// The directory for the CA itself when it is replaced.
    pub(super) folder: PathBuf,
}

/// One certificate in its file.
#[derive(Debug)]
pub(super) struct InUseCertificate {
    /// The file.
    pub(super) found: FoundCertificate,
    /// The CA whose certificate it is, if the file is that of a CA.
    pub(super) below: Option<Ca>,
    pub(super) issued: Issued,
}

/// A certificate that another CA cannot reissue.
#[derive(Debug)]
pub struct NotReissued {
    /// Its file, if the ledger has one.
    pub path: Option<PathBuf>,
    /// As it was issued.
    pub issued: Issued,
    /// Why not.
    pub reason: Reason,
}

/// Why a certificate is not reissued.
#[derive(Debug)]
pub enum Reason {
    /// The ledger has no file for it.
    NoFile,
    /// Its file does not exist.
    Missing,
    /// Its file cannot be read.
    Unreadable(FileError),
    /// Its file contains another certificate, or none.
    Other,
    /// Something else is in its file.
    Beside(Beside),
    /// It is the certificate of a CA of another program.
    OtherProgram(&'static str),
}

impl InUse {
    /// What `ca` has issued that is neither expired nor revoked.
    ///
    /// # Errors
    /// When the ledger, or the directory of a CA below, cannot be read.
    pub fn find(ca: &Ca, world: &mut dyn World) -> Result<Self, Error> {
        let mut in_use = Self::nothing(ca, world)?;
        let ledger = ca.ledger()?;
        in_use.issued = ledger.issued.len();
        for (path, issued) in by_file(&ledger, world.now()) {
            let newest = issued.last().copied().cloned();
            let (Some(newest), Some(path)) = (newest, &path) else {
                let left = issued.into_iter().map(|one| NotReissued::new(None, one, Reason::NoFile));
                in_use.left.extend(left);
                continue;
            };
            match look(path, &issued, world)? {
                Ok(found) => in_use.certificates.push(found),
                Err(reason) => in_use.left.push(NotReissued::new(Some(path), &newest, reason)),
            }
        }
        Ok(in_use)
    }

    /// Nothing, for a CA whose certificates are not to be reissued.
    ///
    /// # Errors
    /// When the ledger, or the directory of a CA that `ca` has replaced, cannot be read.
    pub fn nothing(ca: &Ca, world: &mut dyn World) -> Result<Self, Error> {
        Ok(Self {
            certificates: Vec::new(),
            left: Vec::new(),
            issued: ca.ledger()?.issued.len(),
            former: ca.former(world)?,
            folder: ca.next_former()?,
        })
    }

    /// The files, and the certificates in them.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &Certificate)> {
        self.certificates.iter().map(|one| (one.found.path.as_path(), &one.found.certificate))
    }
}

impl NotReissued {
    fn new(path: Option<&PathBuf>, issued: &Issued, reason: Reason) -> Self {
        Self { path: path.cloned(), issued: issued.clone(), reason }
    }
}

/// The valid certificates by the file that they were written to, in the order of issue: a file that was renewed
/// has several.
fn by_file(ledger: &Ledger, now: OffsetDateTime) -> Vec<(Option<PathBuf>, Vec<&Issued>)> {
    let mut files: Vec<(Option<PathBuf>, Vec<&Issued>)> = Vec::new();
    let mut known = HashMap::new();
    let is_valid = |one: &&Issued| one.not_after >= now && ledger.revocation(&one.serial).is_none();
    for issued in ledger.issued.iter().filter(is_valid) {
        let path = certificate_file(issued).map(|file| PathBuf::from(&file.path));
        // Two paths of one file are one.
        let path = path.map(|path| files::real_path(&path).unwrap_or(path));
        let index = *known.entry(path.clone()).or_insert_with(|| {
            files.push((path, Vec::new()));
            files.len() - 1
        });
        files[index].1.push(issued);
    }
    files
}

fn certificate_file(issued: &Issued) -> Option<&File> {
    issued.files.iter().find(|file| file.role == FileRole::Certificate)
}

/// The file, if it contains one of the certificates that were `issued` to it.
fn look(
    path: &Path,
    issued: &[&Issued],
    world: &mut dyn World,
) -> Result<Result<InUseCertificate, Reason>, Error> {
    let found = match FoundCertificate::read(path) {
        Ok(Some(found)) => found,
        Ok(None) | Err(FileError::Empty { .. }) => return Ok(Err(Reason::Other)),
        Err(FileError::Missing { .. }) => return Ok(Err(Reason::Missing)),
        Err(error) => return Ok(Err(Reason::Unreadable(error))),
    };
    let digest = found.certificate.fingerprint().to_string();
    let Some(issued) = issued.iter().rfind(|one| one.sha256 == digest) else {
        return Ok(Err(Reason::Other));
    };
    if let Some(beside) = found.beside {
        return Ok(Err(Reason::Beside(beside)));
    }
    let below = match folder_of(path, &[CERTIFICATE]).filter(|_| found.certificate.is_ca()) {
        Some(folder) => Ca::find(&folder, world)?,
        None => None,
    };
    let below = below.filter(|ca| ca.certificate().der() == found.certificate.der());
    match below.as_ref().and_then(Ca::program) {
        Some(program) => Ok(Err(Reason::OtherProgram(program))),
        None => Ok(Ok(InUseCertificate { found, below, issued: (*issued).clone() })),
    }
}
