//! What no operation may do to the files of a CA: replace its certificate or its key, or use its key for
//! something else.

use std::path::{Path, PathBuf};

use super::ca::{certificate_in, folder_of, naming, root_in};
use super::{Error, World};
use crate::ca::layout::{CERTIFICATE, CROSS_CERTIFICATES, FORMER_CERTIFICATES, KEY, LEDGER, SETTINGS};
use crate::host::files;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::read;
use devcert::key::PublicKey;

/// Refuses an output that is a file of a CA.
///
/// # Errors
/// [`Error::CaFile`].
pub fn refuse_to_replace(place: &PathOrStdio) -> Result<(), Error> {
    let parts = [CERTIFICATE, CROSS_CERTIFICATES, FORMER_CERTIFICATES, KEY, LEDGER, SETTINGS];
    match place.path().and_then(|path| ca_of(path, &parts)) {
        Some(folder) => Err(Error::CaFile { place: place.clone(), folder }),
        None => Ok(()),
    }
}

/// Refuses a key file that is the key of a CA.
///
/// # Errors
/// [`Error::CaKey`].
pub fn refuse_key_at(place: &PathOrStdio) -> Result<(), Error> {
    match place.path().and_then(|path| ca_of(path, &[KEY])) {
        Some(ca) => Err(Error::CaKey { place: place.clone(), ca }),
        None => Ok(()),
    }
}

/// Refuses a key that is the key of the user's own CA.
///
/// # Errors
/// [`Error::CaKey`].
pub fn refuse_key(place: &PathOrStdio, key: &PublicKey, world: &dyn World) -> Result<(), Error> {
    let Some(folder) = world.own_ca() else { return Ok(()) };
    let is_key = |ca: &PathBuf| {
        let bytes = files::read_regular(ca, files::DEFAULT_LIMIT).unwrap_or_default();
        let certificates = read::certificates(&bytes).unwrap_or_default();
        certificates.iter().any(|one| *one.public_key() == *key)
    };
    match [certificate_in(&folder), root_in(&folder)].into_iter().find(is_key) {
        Some(ca) => Err(Error::CaKey { place: place.clone(), ca }),
        None => Ok(()),
    }
}

/// The directory of the CA that has `path` as one of these parts.
fn ca_of(path: &Path, parts: &[&'static str]) -> Option<PathBuf> {
    folder_of(&files::real_path(path)?, parts).filter(|folder| is_ca(folder))
}

/// Whether a directory is a CA's: one of devcert's, or one with a CA's certificate and a key.
fn is_ca(folder: &Path) -> bool {
    let naming = naming(folder);
    let [certificate, key, ledger, settings] =
        [CERTIFICATE, KEY, LEDGER, SETTINGS].map(|part| folder.join(naming.file(part)));
    if files::is_file(&settings) || files::is_file(&ledger) {
        return true;
    }
    let bytes = files::read_regular(&certificate, files::DEFAULT_LIMIT).unwrap_or_default();
    let first = read::certificates(&bytes).ok().and_then(|all| all.into_iter().next());
    files::is_file(&key) && first.is_some_and(|one| one.is_ca())
}
