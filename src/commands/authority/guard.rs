//! What no command may do to the files of a CA: replace its certificate or its key, or use its key for
//! something else.

use std::path::{Path, PathBuf};

use super::{Ca, naming};
use crate::ca::layout::{CERTIFICATE, FORMER_CERTIFICATES, KEY, LEDGER, SETTINGS};
use crate::commands::error::CommandError;
use crate::commands::options::OwnCa;
use crate::encoding::read;
use crate::host::files;
use crate::host::stdio::Place;
use crate::key::PublicKey;

/// Refuses an output that is a file of a CA.
pub(in crate::commands) fn refuse_to_replace(place: &Place) -> Result<(), CommandError> {
    let Some(folder) =
        place.path().and_then(|path| ca_of(path, &[CERTIFICATE, FORMER_CERTIFICATES, KEY, LEDGER, SETTINGS]))
    else {
        return Ok(());
    };
    let message = format!("{place}: belongs to the CA in {}, which would be lost", folder.display());
    Err(CommandError::new(message).hint("specify another file with --out"))
}

/// Refuses a key file that is the key of a CA.
pub(in crate::commands) fn refuse_key_at(place: &Place) -> Result<(), CommandError> {
    match place.path().and_then(|path| ca_of(path, &[KEY])) {
        Some(folder) => Err(is_of_a_ca(place, &folder.display().to_string())),
        None => Ok(()),
    }
}

impl Ca {
    /// Refuses to certify its own key, or the key of a CA above it, for anything but a CA.
    pub(in crate::commands) fn refuse_key(&self, place: &Place, key: &PublicKey) -> Result<(), CommandError> {
        match self.chain().iter().any(|one| one.public_key == *key) {
            true => Err(is_of_a_ca(place, &self.folder.display().to_string())),
            false => Ok(()),
        }
    }
}

/// Refuses a key that is the key of the user's own CA.
pub(in crate::commands) fn refuse_key(place: &Place, key: &PublicKey) -> Result<(), CommandError> {
    match OwnCa::find().filter(|ca| ca.has_key(key)) {
        Some(ca) => Err(is_of_a_ca(place, &ca.file.0)),
        None => Ok(()),
    }
}

fn is_of_a_ca(place: &Place, ca: &str) -> CommandError {
    let message = format!("{}: contains the key of the CA in {ca}", place.as_input());
    CommandError::new(message)
        .hint("devcert genkey --out new.pem   (creates a key; anyone with a CA's key can issue certificates)")
}

/// The folder of the CA that has `path` as one of these parts.
fn ca_of(path: &Path, parts: &[&'static str]) -> Option<PathBuf> {
    let real = files::real_path(path)?;
    let folder = real.parent()?;
    let naming = naming(folder);
    let is_part = |part: &&'static str| real.file_name().is_some_and(|name| name == naming.file(part));
    (parts.iter().any(is_part) && is_ca(folder)).then(|| folder.to_owned())
}

/// Whether a folder is a CA's: one of devcert's, or one with a CA's certificate and a key.
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
