//! A self-signed certificate that makes way for one from a CA: it is kept under another name.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{Batch, Error};
use crate::host::files::{self, Access, Overwrite};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::key::PublicKey;
use devcert::pki::renewal::is_self_signed;

/// The old certificate, and its new place.
#[derive(Debug)]
pub struct Retired {
    /// The certificate.
    pub certificate: Certificate,
    /// Where it is kept.
    pub place: PathOrStdio,
    contents: Zeroizing<Vec<u8>>,
}

impl Retired {
    /// The self-signed certificate of `key` at `place`; `None` where something else is.
    ///
    /// # Errors
    /// When it is not known whether a name is free.
    pub fn find(place: &PathOrStdio, key: &PublicKey) -> Result<Option<Self>, Error> {
        let Some(path) = place.path().filter(|path| files::is_file(path)) else { return Ok(None) };
        // What cannot be read is not replaced; that is for the check of the outputs to say.
        let Ok(contents) = files::read_regular(path, files::DEFAULT_LIMIT) else { return Ok(None) };
        let first = read::certificates(&contents).ok().and_then(|all| all.into_iter().next());
        let Some(certificate) = first.filter(|one| *one.public_key() == *key && is_self_signed(one)) else {
            return Ok(None);
        };
        let place = PathOrStdio::File(free_name(path)?);
        Ok(Some(Self { certificate, place, contents }))
    }

    /// Adds the old certificate to what is written, under its new name.
    pub fn add_to(&self, batch: &mut Batch) {
        batch.add(&self.place, &self.contents, Access::Public, Overwrite::Refuse);
    }
}

/// `file.selfsigned.crt` for `file.crt`, with a number where that exists.
fn free_name(path: &Path) -> Result<PathBuf, Error> {
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
