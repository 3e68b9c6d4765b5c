//! The certificates below some paths, and the private keys beside them.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::cli::error::CommandError;
use crate::cli::options::Format;
use crate::cli::session::Session;
use crate::host::files::{self, DEFAULT_LIMIT, FileError, Walk, WalkError};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::encoding::sniff::{Contents, Kind, Object, Oddity, Packing, sniff};
use devcert::key::PrivateKey;
use devcert::pki::expiry::{harvest, is_worth_reading};

/// What is below the paths.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The first certificate of each file that has one, sorted by path.
    pub(super) certificates: Vec<Seen>,
    /// Sorted by path.
    pub(super) keys: Vec<Key>,
    /// Whether something could not be read, so that more may be there.
    pub(super) has_gaps: bool,
}

/// A file that holds a private key.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) path: PathBuf,
    pub(super) private: PrivateKey,
    pub(super) format: Format,
}

/// A file that begins with a certificate, or holds one inside of something.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) path: PathBuf,
    /// As it was when it was found.
    pub(super) contents: Zeroizing<Vec<u8>>,
    pub(super) certificate: Certificate,
    pub(super) format: Format,
    /// Whether a self-signed certificate stands at the end of its chain.
    pub(super) has_root: bool,
    /// What it is inside of, or what else is in the file.
    beside: Option<String>,
}

impl Seen {
    /// Why it cannot be made again where it is.
    pub(super) fn unfit(&self) -> Option<String> {
        match &self.beside {
            Some(beside) => Some(format!(
                "{beside}; renew the PEM files that it was made from, and devcert convert makes it again"
            )),
            None if self.certificate.is_ca() => {
                Some("it is a CA's, and whatever trusts it would have to trust the new one".to_owned())
            }
            None => None,
        }
    }
}

enum Item {
    Certificate(Box<Seen>),
    Key(Box<Key>),
    Nothing,
}

/// Everything below `roots`.
pub(super) fn find(roots: &[PathBuf], session: &mut Session) -> Result<Found, CommandError> {
    let threads = NonZeroUsize::MIN;
    let walk = Walk { roots, all: false, exclude: &[], limit: DEFAULT_LIMIT, threads };
    let walked = walk.each(is_worth_reading, look).map_err(|error| match error {
        WalkError::File(error) => CommandError::from(error),
        pattern @ WalkError::Pattern { .. } => CommandError::new(pattern),
    })?;
    session.warn_of(&walked.notes);
    // A file that is too large is none that devcert has made.
    let is_a_gap = |error: &FileError| !matches!(error, FileError::TooLarge { .. });
    let mut found = Found { has_gaps: walked.unread.iter().any(is_a_gap), ..Found::default() };
    for error in walked.unread {
        session.warn(error.to_string());
    }
    for item in walked.found.into_iter().flatten() {
        match item {
            Item::Certificate(seen) => found.certificates.push(*seen),
            Item::Key(key) => found.keys.push(*key),
            Item::Nothing => {}
        }
    }
    for path in roots.iter().filter(|root| files::is_file(root)) {
        found.keys.extend(keys_beside(path, &found.keys));
    }
    found.certificates.sort_by(|one, other| one.path.cmp(&other.path));
    found.keys.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// The private keys in the folder of this file, beyond those that are `known`.
fn keys_beside(path: &Path, known: &[Key]) -> Vec<Key> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let listed = files::list(folder, false).unwrap_or_default();
    let is_known = |other: &PathBuf| known.iter().any(|key| files::is_same_file(&key.path, other));
    let others = listed.files.into_iter().filter(|other| !is_known(other));
    let keys = others.filter_map(|other| {
        let bytes = files::read_regular(&other, DEFAULT_LIMIT).ok()?;
        key_in(other, &sniff(&bytes).ok()?)
    });
    keys.collect()
}

fn key_in(path: PathBuf, contents: &Contents) -> Option<Key> {
    let private = read::private_key_in(contents).ok()?;
    Some(Key { path, private, format: format_of(contents) })
}

/// The first certificate in a file, and the private key if it has one.
fn look(path: PathBuf, bytes: &[u8]) -> Vec<Item> {
    let contents = sniff(bytes).ok();
    let certificate = match contents.as_ref().map(read::certificates_in) {
        Some(Ok(certificates)) => plain(&path, bytes, contents.as_ref(), certificates),
        _ => inside(&path, bytes),
    };
    let certificate = certificate.map_or(Item::Nothing, |seen| Item::Certificate(Box::new(seen)));
    let key = contents.as_ref().and_then(|contents| key_in(path, contents));
    let key = key.map_or(Item::Nothing, |key| Item::Key(Box::new(key)));
    vec![certificate, key]
}

fn format_of(contents: &Contents) -> Format {
    match contents.objects.first().map(|object| &object.packing) {
        Some(Packing::Der | Packing::DerAt { .. }) => Format::Der,
        _ => Format::Pem,
    }
}

/// A certificate that stands in the file as it is, with its chain behind it.
fn plain(
    path: &Path,
    bytes: &[u8],
    contents: Option<&Contents>,
    certificates: Vec<Certificate>,
) -> Option<Seen> {
    let objects = contents.map(|contents| contents.objects.as_slice()).unwrap_or_default();
    let is_stranger = |object: &&Object| {
        object.kind != Kind::Certificate || matches!(object.packing, Packing::DerAt { .. })
    };
    let stranger = objects.iter().find(is_stranger);
    let oddities = contents.map(|contents| contents.oddities.as_slice()).unwrap_or_default();
    let has_root = certificates.len() > 1 && certificates.last().is_some_and(Certificate::is_self_issued);
    Some(Seen {
        path: path.to_owned(),
        contents: bytes.to_vec().into(),
        certificate: certificates.into_iter().next()?,
        format: contents.map_or(Format::Pem, format_of),
        has_root,
        beside: match stranger {
            Some(object) => Some(format!("{} is in the same file", object.kind)),
            None => oddities.iter().find(|oddity| oddity.is_about_other_text()).map(Oddity::to_string),
        },
    })
}

/// The first certificate inside of a container.
fn inside(path: &Path, bytes: &[u8]) -> Option<Seen> {
    let (certificate, spot) = harvest(bytes, &[]).certificates.into_iter().next()?;
    let container = spot.container.unwrap_or_else(|| "another form".to_owned());
    Some(Seen {
        path: path.to_owned(),
        contents: bytes.to_vec().into(),
        certificate,
        format: Format::Pem,
        has_root: false,
        beside: Some(format!("it is inside of a {container}")),
    })
}
