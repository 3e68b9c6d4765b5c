//! The certificates below some paths, and the private keys beside them.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::host::files::{self, DEFAULT_LIMIT, FileError, Walk, WalkError};
use crate::ops::{Error, Format, Warning, World};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::encoding::sniff::{Contents, EncodingQuirk, Object, ObjectKind, Packing, sniff};
use devcert::key::PrivateKey;
use devcert::pki::expiry::{is_worth_reading, scan};

/// What is below the paths.
#[derive(Debug, Default)]
pub struct RenewCandidates {
    /// The first certificate of each file that has one, sorted by path.
    pub certificates: Vec<FoundCertificate>,
    /// Sorted by path.
    pub keys: Vec<FoundKey>,
    /// Whether a path could not be read, so that the list can be incomplete.
    pub has_gaps: bool,
}

impl RenewCandidates {
    /// The private key of a certificate: in its own file, or else in its directory, or else anywhere.
    #[must_use]
    pub fn key_of(&self, certificate: &FoundCertificate) -> Option<&FoundKey> {
        let public = certificate.certificate.public_key();
        let distance = |key: &&FoundKey| match &key.path {
            path if *path == certificate.path => 0,
            path if path.parent() == certificate.path.parent() => 1,
            _ => 2,
        };
        self.keys.iter().filter(|key| key.private.public() == public).min_by_key(distance)
    }
}

/// A file that holds a private key.
#[derive(Debug)]
pub struct FoundKey {
    /// Its file.
    pub path: PathBuf,
    /// The key.
    pub private: PrivateKey,
    /// The file's format.
    pub format: Format,
}

/// A file that begins with a certificate, or holds one inside of something.
#[derive(Debug)]
pub struct FoundCertificate {
    /// Its file.
    pub path: PathBuf,
    /// The file's contents, when it was found.
    pub contents: Zeroizing<Vec<u8>>,
    /// The certificate.
    pub certificate: Certificate,
    /// The file's format.
    pub format: Format,
    /// Whether a self-signed certificate stands at the end of its chain.
    pub has_root: bool,
    /// What it is inside of, or what else is in the file.
    pub beside: Option<Beside>,
}

/// What keeps a certificate from being replaced where it is.
#[derive(Debug)]
pub enum Beside {
    /// Another object in the same file.
    Object(ObjectKind),
    /// Other text in the same file.
    Text(EncodingQuirk),
    /// What it is inside of, where that has a name.
    Container(Option<String>),
}

enum Item {
    Certificate(Box<FoundCertificate>),
    Key(Box<FoundKey>),
    Nothing,
}

/// Everything below `roots`.
///
/// # Errors
/// When one of the roots cannot be read. What cannot be read below them is reported.
pub fn find(roots: &[PathBuf], world: &mut dyn World) -> Result<RenewCandidates, Error> {
    let threads = NonZeroUsize::MIN;
    let walk = Walk { roots, all: false, exclude: &[], limit: DEFAULT_LIMIT, threads };
    let walked = walk.each(is_worth_reading, look).map_err(|error| match error {
        WalkError::File(error) => Error::File(error),
        error @ WalkError::Pattern { .. } => Error::Walk(error),
    })?;
    world.report_notes(&walked.notes);
    // devcert does not create files that are too large.
    let is_a_gap = |error: &FileError| !matches!(error, FileError::TooLarge { .. });
    let mut found =
        RenewCandidates { has_gaps: walked.unread.iter().any(is_a_gap), ..RenewCandidates::default() };
    for error in walked.unread {
        world.report(Warning::Unread(error).into());
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
#[must_use]
pub fn keys_beside(path: &Path, known: &[FoundKey]) -> Vec<FoundKey> {
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

fn key_in(path: PathBuf, contents: &Contents) -> Option<FoundKey> {
    let private = read::private_key_in(contents).ok()?;
    Some(FoundKey { path, private, format: format_of(contents) })
}

/// The first certificate in a file, and the private key if it has one.
fn look(path: PathBuf, bytes: &[u8]) -> Vec<Item> {
    let contents = sniff(bytes).ok();
    let certificate = certificate_in(&path, bytes, contents.as_ref());
    let certificate = certificate.map_or(Item::Nothing, |seen| Item::Certificate(Box::new(seen)));
    let key = contents.as_ref().and_then(|contents| key_in(path, contents));
    let key = key.map_or(Item::Nothing, |key| Item::Key(Box::new(key)));
    vec![certificate, key]
}

fn certificate_in(path: &Path, bytes: &[u8], contents: Option<&Contents>) -> Option<FoundCertificate> {
    match contents.map(read::certificates_in) {
        Some(Ok(certificates)) => plain(path, bytes, contents, certificates),
        _ => inside(path, bytes),
    }
}

impl FoundCertificate {
    /// The first certificate in the file at `path`; `None` where it contains none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path) -> Result<Option<Self>, FileError> {
        let bytes = files::read_regular(path, DEFAULT_LIMIT)?;
        Ok(certificate_in(path, &bytes, sniff(&bytes).ok().as_ref()))
    }
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
) -> Option<FoundCertificate> {
    let objects = contents.map(|contents| contents.objects.as_slice()).unwrap_or_default();
    let is_stranger = |object: &&Object| {
        object.kind != ObjectKind::Certificate || matches!(object.packing, Packing::DerAt { .. })
    };
    let stranger = objects.iter().find(is_stranger);
    let oddities = contents.map(|contents| contents.oddities.as_slice()).unwrap_or_default();
    let has_root = certificates.len() > 1 && certificates.last().is_some_and(Certificate::is_self_issued);
    Some(FoundCertificate {
        path: path.to_owned(),
        contents: bytes.to_vec().into(),
        certificate: certificates.into_iter().next()?,
        format: contents.map_or(Format::Pem, format_of),
        has_root,
        beside: match stranger {
            Some(object) => Some(Beside::Object(object.kind.clone())),
            None => oddities.iter().find(|oddity| oddity.is_about_other_text()).copied().map(Beside::Text),
        },
    })
}

/// The first certificate inside of a container.
fn inside(path: &Path, bytes: &[u8]) -> Option<FoundCertificate> {
    let (certificate, spot) = scan(bytes, &[]).certificates.into_iter().next()?;
    Some(FoundCertificate {
        path: path.to_owned(),
        contents: bytes.to_vec().into(),
        certificate,
        format: Format::Pem,
        has_root: false,
        beside: Some(Beside::Container(spot.container)),
    })
}
