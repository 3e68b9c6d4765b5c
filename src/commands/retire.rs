//! A self-signed certificate that makes way for one from a CA: it is kept under another name.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::error::CommandError;
use super::session::Session;
use crate::encoding::certificate::Certificate;
use crate::encoding::read;
use crate::host::files::{self, Access, Overwrite};
use crate::host::stdio::Place;
use crate::key::PublicKey;
use crate::ops::Batch;
use crate::pki::renewal::is_self_signed;
use crate::report::outcome::{Action, FileReport};

/// The old certificate, and where it goes.
pub(super) struct Retired {
    contents: Zeroizing<Vec<u8>>,
    certificate: Certificate,
    place: Place,
}

impl Retired {
    /// The self-signed certificate of `key` at `place`; `None` where something else is.
    pub(super) fn find(place: &Place, key: &PublicKey) -> Result<Option<Self>, CommandError> {
        let Some(path) = place.path().filter(|path| files::is_file(path)) else { return Ok(None) };
        // What cannot be read is not replaced; that is for the check of the outputs to say.
        let Ok(contents) = files::read_regular(path, files::DEFAULT_LIMIT) else { return Ok(None) };
        let first = read::certificates(&contents).ok().and_then(|all| all.into_iter().next());
        let Some(certificate) = first.filter(|one| one.public_key == *key && is_self_signed(one)) else {
            return Ok(None);
        };
        let place = Place::File(free_name(path)?);
        Ok(Some(Self { contents, certificate, place }))
    }

    /// Adds the old certificate to what is written, under its new name.
    pub(super) fn add_to(&self, outputs: &mut Batch) {
        outputs.add(&self.place, &self.contents, Access::Public, Overwrite::Refuse);
    }

    /// Says where it is now.
    pub(super) fn tell(&self, session: &Session) {
        session.ui.note(format_args!("kept the self-signed certificate as {}", self.place));
    }

    pub(super) fn report(&self) -> FileReport {
        FileReport::of_certificate(&self.place, Action::Kept, &self.certificate)
    }
}

/// `file.selfsigned.crt` for `file.crt`, with a number where that exists.
fn free_name(path: &Path) -> Result<PathBuf, CommandError> {
    let [stem, extension] = [path.file_stem(), path.extension()].map(Option::unwrap_or_default);
    let mut number = 1;
    loop {
        let mut name = stem.to_owned();
        name.push(".selfsigned");
        if number > 1 {
            name.push(format!("-{number}"));
        }
        let free = path.with_file_name(name).with_added_extension(extension);
        if !files::exists(&free)? {
            return Ok(free);
        }
        number += 1;
    }
}
