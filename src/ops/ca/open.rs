//! Opening a CA, and unlocking its key.

use std::path::{Path, PathBuf};

use super::ledger::{LEDGER_LIMIT, ledger_file};
use super::{Ca, CaFault, UnlockedCa, naming};
use crate::ca::layout::{CERTIFICATE, CROSS_CERTIFICATES, CaSettings, KEY, LEDGER, SETTINGS};
use crate::ca::ledger::Ledger;
use crate::host::files::{self, FileError, Note, Snapshot, Transaction};
use crate::host::passphrase::Source;
use crate::host::stdio::{self, PathOrStdio};
use crate::ops::event::Exposure;
use crate::ops::{Error, OutputRole, Warning, World};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::limits::Limits;
use devcert::encoding::open::OpenError;
use devcert::encoding::read::{self, ReadError};
use devcert::key::PrivateKey;
use devcert::pki::{Issuer, IssuerError, chain};

impl Ca {
    /// The CA in a directory.
    ///
    /// # Errors
    /// [`CaFault::Missing`], and as [`Self::find`].
    pub fn open(folder: &Path, world: &mut dyn World) -> Result<Self, Error> {
        Self::find(folder, world)?.ok_or_else(|| Error::ca(folder, CaFault::Missing(folder.to_owned())))
    }

    /// The CA in a directory; `None` when there is nothing of a CA in it.
    ///
    /// # Errors
    /// When a part of it is missing or cannot be read.
    pub fn find(folder: &Path, world: &mut dyn World) -> Result<Option<Self>, Error> {
        let naming = naming(folder);
        let parts = [CERTIFICATE, KEY, SETTINGS, LEDGER].map(|part| naming.file(part));
        // Another run may be creating it, or have been killed while it did.
        let together = settled(&parts.map(|name| folder.join(name)), world)?;
        let [certificate, key, settings, ledger] = parts.map(|name| files::exists(&folder.join(name)));
        let (certificate, key, settings, ledger) = (certificate?, key?, settings?, ledger?);
        for (name, exists) in [(CERTIFICATE, certificate), (KEY, key), (SETTINGS, settings)] {
            let path = folder.join(naming.file(name));
            if exists && files::real_path(&path).is_some() {
                files::check_regular(&path)?;
            }
        }
        if !(certificate || key || settings || ledger) {
            return Ok(None);
        }
        if settings {
            check_settings(folder)?;
        }
        if !certificate {
            return Err(incomplete(folder, naming.file(CERTIFICATE)));
        }
        if settings && !ledger {
            return Err(incomplete(folder, naming.file(LEDGER)));
        }
        if !settings && ledger && is_of_devcert(&folder.join(naming.file(LEDGER)), folder)? {
            return Err(incomplete(folder, SETTINGS));
        }
        let mut certificates = Vec::new();
        for name in [Some(naming.file(CERTIFICATE)), naming.root()].into_iter().flatten() {
            let place = PathOrStdio::File(folder.join(name));
            let bytes = world.read(&place, OutputRole::Ca)?;
            let found = read::certificates(&bytes);
            certificates
                .extend(found.map_err(|error| Error::ca(folder, CaFault::Certificate { place, error }))?);
        }
        let cross = cross_certificates(folder)?;
        drop(together);
        report_exposed(folder, world)?;
        let chain = chain::from_first(&certificates, world.now());
        let ca = Self { folder: folder.to_owned(), chain, cross: Vec::new(), naming };
        Ok(Some(ca.with_cross(&cross, world.now())))
    }

    /// What it has issued.
    ///
    /// # Errors
    /// [`CaFault::Ledger`] and [`CaFault::LedgerFile`].
    pub fn ledger(&self) -> Result<Ledger, Error> {
        let path = self.path(LEDGER);
        match files::read_in_place(&path, LEDGER_LIMIT) {
            Ok(bytes) => {
                Ledger::read(&bytes).map_err(|error| Error::ca(&self.folder, CaFault::Ledger { path, error }))
            }
            Err(FileError::Missing { .. } | FileError::Empty { .. }) => Ok(Ledger::default()),
            Err(error) => Err(ledger_file(error, &self.folder)),
        }
    }

    /// The file of its key.
    ///
    /// # Errors
    /// [`CaFault::Incomplete`] where it does not exist.
    pub fn key_path(&self) -> Result<PathBuf, Error> {
        let path = self.path(KEY);
        match files::exists(&path)? {
            true => Ok(path),
            false => Err(incomplete(&self.folder, self.naming.file(KEY))),
        }
    }

    /// Readies its key, with the passphrase from `source` where it is encrypted; without one, a person at a
    /// terminal is asked.
    ///
    /// # Errors
    /// When the key cannot be read, belongs to another certificate, or cannot sign.
    pub fn unlock(self, source: Option<&Source>, world: &mut dyn World) -> Result<UnlockedCa, Error> {
        self.key_path()?;
        self.check_ledger()?;
        let key = self.private_key(source, world)?;
        self.with_key(&key)
    }

    /// Its key, with the passphrase from `source` as in [`Self::unlock`].
    ///
    /// # Errors
    /// When the key cannot be read.
    pub(super) fn private_key(
        &self,
        source: Option<&Source>,
        world: &mut dyn World,
    ) -> Result<PrivateKey, Error> {
        let path = self.key_path()?;
        let place = PathOrStdio::File(path);
        let bytes = world.read(&place, OutputRole::CaKey)?;
        if files::looser_than_owner(&self.path(KEY))?.is_some() {
            world.report(Warning::CaExposed(Exposure::Key(place.clone())).into());
        }
        self.open_key(&place, &bytes, source, world)
    }

    /// The CA with its key, ready to sign.
    ///
    /// # Errors
    /// [`CaFault::OtherKey`] and [`CaFault::CannotSign`].
    pub(super) fn with_key(self, key: &PrivateKey) -> Result<UnlockedCa, Error> {
        let issuer = Issuer::of(self.certificate(), key).map_err(|error| {
            let key = PathOrStdio::File(self.path(KEY));
            self.fails(match error {
                IssuerError::Sign(error) => CaFault::CannotSign { key, error },
                _ => CaFault::OtherKey { key, certificate: self.path(CERTIFICATE) },
            })
        })?;
        Ok(UnlockedCa { ca: self, issuer })
    }

    fn open_key(
        &self,
        place: &PathOrStdio,
        bytes: &[u8],
        source: Option<&Source>,
        world: &mut dyn World,
    ) -> Result<PrivateKey, Error> {
        let key = match read::private_key(bytes) {
            Err(ReadError::Encrypted(_)) => {
                let source = source.or_else(|| stdio::stdin_is_terminal().then_some(&Source::Prompt));
                let source = source.ok_or_else(|| self.fails(CaFault::Locked(place.clone())))?;
                let passphrase = source.read(&place.as_input(), world.stdin())?;
                read::contents(bytes, Some(&passphrase), &Limits::default())
                    .and_then(|contents| read::private_key_in(&contents))
            }
            key => key,
        };
        let key_place = place.clone();
        key.map_err(|error| {
            self.fails(match error {
                ReadError::Open(OpenError::WrongPassphrase) => {
                    CaFault::WrongPassphrase { key: key_place, error }
                }
                error => CaFault::Key { key: key_place, error },
            })
        })
    }
}

fn incomplete(folder: &Path, part: &'static str) -> Error {
    Error::ca(folder, CaFault::Incomplete { folder: folder.to_owned(), part })
}

/// What is in the file of the cross certificates, which most CAs do not have.
fn cross_certificates(folder: &Path) -> Result<Vec<Certificate>, Error> {
    let path = folder.join(CROSS_CERTIFICATES);
    if !files::exists(&path)? {
        return Ok(Vec::new());
    }
    let bytes = files::read_regular(&path, files::DEFAULT_LIMIT)?;
    read::certificates(&bytes).map_err(|error| {
        let place = PathOrStdio::File(path);
        Error::ca(folder, CaFault::Certificate { place, error })
    })
}

/// Keeps writers out of the directory; what a killed one left undone is done first.
fn settled(paths: &[PathBuf], world: &mut dyn World) -> Result<Option<Snapshot>, Error> {
    let all = || paths.iter().map(PathBuf::as_path);
    let snapshot = Snapshot::open(all());
    let is_open = |note: &Note| matches!(note, Note::Interrupted { .. });
    if !snapshot.notes().iter().any(is_open) {
        world.report_notes(snapshot.notes());
        return Ok(Some(snapshot));
    }
    drop(snapshot);
    let transaction = Transaction::open(all())?;
    world.report_notes(transaction.notes());
    Ok(None)
}

fn check_settings(folder: &Path) -> Result<(), Error> {
    let path = folder.join(SETTINGS);
    let bytes = files::read_regular(&path, files::DEFAULT_LIMIT)?;
    CaSettings::read(&bytes).map(drop).map_err(|error| Error::ca(folder, CaFault::Settings { path, error }))
}

/// Whether a ledger begins with how devcert made the CA. That of another program's CA, which has no settings,
/// begins with what devcert issued.
fn is_of_devcert(ledger: &Path, folder: &Path) -> Result<bool, Error> {
    let line =
        files::first_line(ledger, super::ledger::FIRST_LINE).map_err(|error| ledger_file(error, folder))?;
    Ok(Ledger::read(&line).is_ok_and(|ledger| ledger.made.is_some()))
}

/// Reports the directory, and what in it is read before anything is signed, where others than its owner may
/// write to it. (The key is checked where it is used.)
///
/// # Errors
/// When the modes cannot be read.
pub fn report_exposed(folder: &Path, world: &mut dyn World) -> Result<(), Error> {
    if let Some(mode) = files::writable_by_others(folder)? {
        world.report(Warning::CaExposed(Exposure::Directory { path: folder.to_owned(), mode }).into());
    }
    // Files in a directory that only its owner can enter are out of reach.
    if !files::is_open_to_others(folder)? {
        return Ok(());
    }
    let naming = naming(folder);
    for path in [CERTIFICATE, SETTINGS, LEDGER].map(|name| folder.join(naming.file(name))) {
        let mode = if files::exists(&path)? { files::writable_by_others(&path)? } else { None };
        if let Some(mode) = mode {
            world.report(Warning::CaExposed(Exposure::File { path, mode }).into());
        }
    }
    Ok(())
}
