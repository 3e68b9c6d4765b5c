//! What is around files that are checked: the right file in the same folder, the CA that issued the
//! certificate, the files of a server on this machine.

use crate::cli::options::ca_option;
use crate::ops::ca::{Ca, certificate_in, folder_of};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use super::context::Context;
use super::options::{Anchors, CaArgs};
use crate::ca::layout;
use crate::host::files;
use crate::report::shell::quoted;
use crate::report::verify::{Around, IssuerFile, OwnCa};
use crate::trust::Anchor;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::key::PublicKey;
use devcert::pki::path::path_of;
use devcert::pki::signature::{SignatureFault, check_issued};

/// A file with keys or certificates.
#[derive(Debug)]
struct Near {
    /// As it is typed.
    path: String,
    key: Option<PublicKey>,
    certificates: Vec<Certificate>,
    /// Whether the trust stores take it: it has one certificate, or a chain up to a root.
    is_anchor: bool,
}

/// The files in some folders.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    files: Vec<Near>,
    taken: BTreeSet<String>,
}

/// Files that are larger hold neither keys nor the chain of a server.
const LARGEST: u64 = 256 << 10;
/// As many files are read, so that a crowded folder costs no time.
const MOST_FILES: usize = 512;
/// As many folders are looked into.
const MOST_FOLDERS: usize = 64;
/// Folders of other people's files.
const PASSED_OVER: [&str; 3] = ["node_modules", "target", "vendor"];

impl Surroundings {
    /// What is in the folders of these files, in the working folder, and in the folders there.
    pub(crate) fn of(places: &[&Path]) -> Self {
        let mut folders: Vec<PathBuf> = Vec::new();
        let parents = places.iter().filter_map(|place| place.parent()).map(Path::to_owned);
        // Below the root directory are those of the system, and files that are no files, as in /proc.
        let is_root = files::real_path(Path::new(".")).is_some_and(|path| path.parent().is_none());
        let levels = if is_root { 0 } else { 2 };
        for folder in parents.chain([PathBuf::new()]).chain(below(Path::new(""), levels)) {
            if !folders.contains(&folder) && folders.len() < MOST_FOLDERS {
                folders.push(folder);
            }
        }
        let mut found = Self::default();
        for folder in &folders {
            found.add(folder);
        }
        found
    }

    /// What is in the folder of this file alone.
    pub(crate) fn beside(place: &Path) -> Self {
        let mut found = Self::default();
        found.add(place.parent().unwrap_or(Path::new("")));
        found
    }

    fn add(&mut self, folder: &Path) {
        let listed = files::list(here(folder), false).unwrap_or_default();
        for file in listed.files {
            let path = file.file_name().map(|name| folder.join(name)).unwrap_or(file);
            self.taken.insert(path.display().to_string());
            if self.files.len() < MOST_FILES && files::is_file(&path) {
                self.files.extend(Near::read(&path));
            }
        }
    }

    /// One more file.
    pub(crate) fn add_file(&mut self, path: &Path) {
        if !self.files.iter().any(|near| Path::new(&near.path) == path) {
            self.files.extend(Near::read(path));
        }
    }

    /// A file with this key; one of `first` where that has it, or else one beside `certificate`.
    pub(crate) fn key_of(&self, key: &PublicKey, first: &[&str], certificate: &str) -> Option<String> {
        let fits = |near: &&Near| near.key.as_ref() == Some(key);
        let named = first.iter().find_map(|path| {
            self.files.iter().filter(fits).find(|near| Path::new(&near.path) == Path::new(path))
        });
        named.or_else(|| self.best(fits, certificate)).map(|near| near.path.clone())
    }

    /// Whether a file in the directory of `near` has this private key.
    fn has_key_beside(&self, near: &Near, key: &PublicKey) -> bool {
        let folder = Path::new(&near.path).parent();
        let fits = |other: &Near| other.key.as_ref() == Some(key);
        self.files.iter().any(|other| fits(other) && Path::new(&other.path).parent() == folder)
    }

    /// A file with a certificate that is not a CA's and whose key is in the same directory.
    pub(crate) fn pair(&self, now: OffsetDateTime) -> Option<String> {
        let has_key = |near: &&Near| {
            let leaf = near.leaf(now).filter(|leaf| !leaf.is_ca());
            leaf.is_some_and(|leaf| self.has_key_beside(near, leaf.public_key()))
        };
        self.files.iter().find(has_key).map(|near| near.path.clone())
    }

    /// A file with a certificate that a server can use instead of `old`, whose key is there.
    fn newer(&self, old: &Certificate, now: OffsetDateTime) -> Option<String> {
        let is_newer = |near: &&Near| {
            let found = near.leaf(now).filter(|found| {
                found.names() == old.names()
                    && found.issuer() == old.issuer()
                    && found.not_after() > old.not_after()
                    && (found.not_before()..=found.not_after()).contains(&now)
            });
            found.is_some_and(|found| self.key_of(found.public_key(), &[], &near.path).is_some())
        };
        self.files.iter().filter(|near| !near.is_copy()).find(is_newer).map(|near| near.path.clone())
    }

    /// Whether the file at `path` has the certificate of the CA that signed `top`.
    fn has_issuer(&self, top: &Certificate, path: &str) -> bool {
        let file = self.files.iter().find(|near| Path::new(&near.path) == Path::new(path));
        file.is_some_and(|file| file.certificates.iter().any(|one| has_issued(one, top)))
    }

    /// The file that `fits`, one beside `other` before any other.
    fn best(&self, fits: impl Fn(&&Near) -> bool, other: &str) -> Option<&Near> {
        let folder = Path::new(other).parent();
        let beside = |near: &&Near| Path::new(&near.path).parent() == folder;
        let mut found = self.files.iter().filter(&fits);
        self.files.iter().filter(&fits).find(beside).or_else(|| found.next())
    }
}

impl Near {
    fn read(path: &Path) -> Option<Self> {
        let bytes = files::read_regular(path, LARGEST).ok()?;
        let key = read::private_key(&bytes).ok().map(|key| key.public().clone());
        let certificates = read::certificates(&bytes).unwrap_or_default();
        let is_anchor = Anchor::from_bytes(&bytes).is_ok();
        let is_something = key.is_some() || !certificates.is_empty();
        is_something.then(|| Self { path: path.display().to_string(), key, certificates, is_anchor })
    }

    /// Whether it is a file that a fix moved out of the way.
    fn is_copy(&self) -> bool {
        self.path.split('.').skip(1).any(|part| part == "orig")
    }

    /// Whether a server starts from this file and `key`: its certificates are in order, the one on the key first.
    fn is_served_with(&self, key: &PublicKey, now: OffsetDateTime) -> bool {
        let path = path_of(&self.certificates, Some(key), now);
        let is_in_order = self.certificates.iter().zip(&path).all(|(one, other)| one.der() == other.der());
        is_in_order && path.first().is_some_and(|leaf| leaf.public_key() == key)
    }

    /// The certificate that a server with this file shows.
    fn leaf(&self, now: OffsetDateTime) -> Option<Certificate> {
        path_of(&self.certificates, self.key.as_ref(), now).into_iter().next()
    }
}

/// The folders in `folder`, so many levels down; hidden ones left out.
fn below(folder: &Path, levels: usize) -> Vec<PathBuf> {
    if levels == 0 {
        return Vec::new();
    }
    let is_own = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        !name.starts_with('.') && !PASSED_OVER.contains(&name.as_str())
    };
    let found = files::folders(here(folder)).into_iter().filter(is_own).take(MOST_FOLDERS);
    let found = found.filter_map(|path| Some(folder.join(path.file_name()?)));
    found.flat_map(|path| [vec![path.clone()], below(&path, levels - 1)].concat()).collect()
}

/// The working folder has no name.
fn here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// What was checked.
pub(crate) struct CheckedFiles<'a> {
    /// The certificates, the server's own first in their order.
    pub(crate) path: Vec<Certificate>,
    /// The private key, where it was read.
    pub(crate) key: Option<&'a PublicKey>,
    /// The paths of the two files; empty where they are not files.
    pub(crate) files: [&'a str; 2],
    /// By whom it was checked.
    pub(crate) anchors: &'a Anchors,
    pub(crate) now: OffsetDateTime,
}

impl CheckedFiles<'_> {
    /// What is around it.
    pub(crate) fn around(&self, near: &Surroundings, cx: &mut Context) -> Around {
        let leaf = self.path.first();
        let top = self.path.last();
        let ends_in_root = top.is_some_and(Certificate::is_self_issued);
        let [key, certificate] = self.files;
        let is_other = |other: &&Near| {
            Path::new(&other.path) != Path::new(certificate)
                && self.key.is_some_and(|key| other.is_served_with(key, self.now))
        };
        Around {
            own: leaf.and_then(|leaf| self.own_ca(leaf, near, cx)),
            key: leaf.and_then(|leaf| near.key_of(leaf.public_key(), &[key], certificate)),
            certificate: near.best(is_other, key).map(|near| near.path.clone()),
            newer: leaf.and_then(|leaf| near.newer(leaf, self.now)),
            issuer: top.filter(|_| !ends_in_root).and_then(|top| self.issuer(top, near)),
            ends_in_root,
            is_unserved: top.is_some_and(|top| near.has_issuer(top, certificate)),
            taken: near.taken.clone(),
            ..Around::default()
        }
    }

    /// The CA of devcert's that issued `leaf`: the one that is given, the user's own, or one nearby.
    fn own_ca(&self, leaf: &Certificate, near: &Surroundings, cx: &mut Context) -> Option<OwnCa> {
        let default = CaArgs::from_environment();
        let default = default.folder().ok().map(|folder| (folder.clone(), ca_option(&folder)));
        let files = self.anchors.path().into_iter().chain(near.files.iter().map(|near| near.path.as_str()));
        let folders = files.filter_map(|file| {
            let file = Path::new(file);
            let folder = folder_of(file, &[layout::CERTIFICATE])?;
            let option = format!(" --ca {}", quoted(&folder.display().to_string()));
            Some((folder, option))
        });
        default.into_iter().chain(folders).find_map(|(folder, option)| {
            let ca = Ca::find(here(&folder), cx).ok()??;
            let signs = files::exists(&ca.path(layout::KEY)).unwrap_or_default();
            let chain = ca.chain().to_vec();
            (signs && has_issued(ca.certificate(), leaf)).then_some(OwnCa { option, chain })
        })
    }

    /// A file with the certificate of the CA that signed `top`.
    fn issuer(&self, top: &Certificate, near: &Surroundings) -> Option<IssuerFile> {
        let default = CaArgs::from_environment().folder().ok().map(|folder| certificate_in(&folder));
        let given = self.anchors.path().map(PathBuf::from);
        let known: Vec<_> = given.into_iter().chain(default).filter_map(|path| Near::read(&path)).collect();
        known.iter().chain(&near.files).find_map(|file| {
            let issuer = file.certificates.iter().find(|one| {
                has_issued(one, top) && (one.not_before()..=one.not_after()).contains(&self.now)
            })?;
            let is_root = issuer.is_self_issued();
            (file.is_anchor || !is_root).then(|| IssuerFile { path: file.path.clone(), is_root })
        })
    }
}

fn has_issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    // A signature of an algorithm that is no longer accepted cannot be checked, and is one all the same.
    issuer.subject() == certificate.issuer()
        && check_issued(certificate, issuer.public_key()) != Err(SignatureFault::Mismatch)
}

/// The files of a server that sends these certificates: the certificate's, and the key's where it is
/// here.
pub(crate) fn files_of(
    sent: &[Certificate],
    near: &Surroundings,
    now: OffsetDateTime,
) -> Option<(String, Option<String>)> {
    let leaf = path_of(sent, None, now).into_iter().next()?;
    let is_exact = |one: &&Near| {
        one.certificates.len() == sent.len()
            && one.certificates.iter().zip(sent).all(|(one, other)| one.der() == other.der())
    };
    // A server's certificate is usually in the directory of its key; a copy may be anywhere.
    let has_key = |one: &&Near| near.has_key_beside(one, leaf.public_key());
    let is_alike = |one: &&Near| one.leaf(now).is_some_and(|own| own.der() == leaf.der());
    // The copies that fixes leave come last: the server reads the file beside them.
    let among = |copies: bool| {
        let of_sort = || near.files.iter().filter(|one| one.is_copy() == copies);
        let exact = of_sort().filter(has_key).find(is_exact).or_else(|| of_sort().find(is_exact));
        exact.or_else(|| of_sort().find(is_alike))
    };
    let file = among(false).or_else(|| among(true))?;
    let key = near.key_of(leaf.public_key(), &[], &file.path);
    Some((file.path.clone(), key))
}
