//! How the files of a CA are named.

use std::path::{Path, PathBuf};

use crate::ca::layout::{CERTIFICATE, Naming};
use crate::host::files;

/// How the files of a CA in this directory are named.
#[must_use]
pub fn naming(folder: &Path) -> Naming {
    Naming::of(|name| files::is_file(&folder.join(name)))
}

/// The certificate of the CA in a directory.
#[must_use]
pub fn certificate_in(folder: &Path) -> PathBuf {
    folder.join(naming(folder).file(CERTIFICATE))
}
