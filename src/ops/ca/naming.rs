//! Where the files of a CA are.

use std::path::{Path, PathBuf};

use crate::ca::layout::CERTIFICATE;
use crate::ca::naming::Naming;
use crate::host::files;

/// Where the files of a CA in this directory are.
#[must_use]
pub fn naming(folder: &Path) -> Naming {
    Naming::of(|name| files::is_file(&folder.join(name)))
}

/// The certificate of the CA in a directory.
#[must_use]
pub fn certificate_in(folder: &Path) -> PathBuf {
    folder.join(naming(folder).file(CERTIFICATE))
}

/// The file with the certificate that clients of the CA in a directory trust.
#[must_use]
pub fn root_in(folder: &Path) -> PathBuf {
    let naming = naming(folder);
    folder.join(naming.root().unwrap_or_else(|| naming.file(CERTIFICATE)))
}

/// The directory of the CA that has `path` as one of these parts, given as constants of
/// [`layout`](crate::ca::layout); `None` where it is no part of a CA.
#[must_use]
pub fn folder_of(path: &Path, parts: &[&'static str]) -> Option<PathBuf> {
    let here =
        |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    let mut folders = path.ancestors().skip(1).take(Naming::DEPTH + 1).map(here);
    folders.find(|folder| {
        let naming = naming(folder);
        let root = naming.root().filter(|_| parts.contains(&CERTIFICATE));
        let names = parts.iter().map(|part| naming.file(part)).chain(root);
        names.into_iter().any(|name| path.strip_prefix(folder).unwrap_or(path) == Path::new(name))
    })
}
