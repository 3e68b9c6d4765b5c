//! What each file is, and whether the reader of rustls servers sees in it what devcert sees.

use super::check::{Check, CheckId};
use super::obstacle::ReadProblem;
use super::remedy::{Conversion, Remedy};
use super::role::FileRole;
use super::title::title;
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::Crl;
use crate::encoding::private_key::KeyError;
use crate::encoding::read::{ReadError, Wanted, certificates_in, crls, private_key_or_known};
use crate::encoding::sniff::{Contents, ObjectKind, SniffError, sniff};
use crate::key::PrivateKey;
use crate::pki::load;

/// A list, and the place of its file among those that were given.
pub(super) struct List {
    pub(super) file: usize,
    pub(super) crl: Crl,
}

/// What was read from a file, and the check that says how.
pub(super) struct File<T> {
    /// The identity check.
    pub(super) check: Check,
    /// What is in it, also when only devcert sees it; `None` when nothing fitting is.
    pub(super) content: Option<T>,
}

type Sniffed = Result<Contents, SniffError>;

/// The key file and the certificate file.
pub(super) fn server(
    key: &[u8],
    certificates: &[u8],
    known: Option<&PrivateKey>,
) -> (File<PrivateKey>, File<Vec<Certificate>>) {
    let (key_contents, certificate_contents) = (sniff(key), sniff(certificates));
    let mut certificate_file = certificate_file(certificates, &certificate_contents);
    let mut key_file = key_file(key, &key_contents, known);
    if are_swapped(&key_contents, &certificate_contents) {
        key_file.check.remedy = Some(Remedy::SwapFiles);
        certificate_file.check.remedy = Some(Remedy::SwapFiles);
    }
    (key_file, certificate_file)
}

/// The certificate file, when there is no key to go with it.
pub(super) fn certificates(bytes: &[u8]) -> File<Vec<Certificate>> {
    certificate_file(bytes, &sniff(bytes))
}

/// The files of revocation lists: what was found in each, and all of the lists.
pub(super) fn lists(files: &[&[u8]]) -> (Vec<Check>, Vec<List>) {
    let (mut checks, mut lists) = (Vec::new(), Vec::new());
    for (file, bytes) in files.iter().enumerate() {
        let check = match crls(bytes) {
            Ok(found) => {
                let text = found.iter().map(described).collect::<Vec<_>>().join("; ");
                lists.extend(found.into_iter().map(|crl| List { file, crl }));
                Check::pass(CheckId::CrlFile, text)
            }
            Err(error) => Check::fail(CheckId::CrlFile, error.to_string()),
        };
        checks.push(check.about(FileRole::Crl(file)));
    }
    (checks, lists)
}

fn described(crl: &Crl) -> String {
    let count = match crl.revoked().len() {
        1 => "1 certificate".to_owned(),
        count => format!("{count} certificates"),
    };
    format!("CRL of {}, which revokes {count}", crl.issuer())
}

/// A certificate where the key is expected, and a key where the certificate is.
fn are_swapped(key: &Sniffed, certificates: &Sniffed) -> bool {
    let holds = |contents: &Sniffed, test: fn(&ObjectKind) -> bool| {
        contents.as_ref().is_ok_and(|contents| contents.objects.iter().any(|object| test(&object.kind)))
    };
    let is_certificate = |kind: &ObjectKind| *kind == ObjectKind::Certificate;
    holds(key, is_certificate)
        && !holds(key, ObjectKind::is_plain_private_key)
        && holds(certificates, ObjectKind::is_plain_private_key)
        && !holds(certificates, is_certificate)
}

fn key_file(bytes: &[u8], contents: &Sniffed, known: Option<&PrivateKey>) -> File<PrivateKey> {
    let otherwise = || Remedy::other_file(FileRole::Key);
    let (contents, key) = match read(contents, |contents| private_key_or_known(contents, known)) {
        Ok(found) => found,
        Err(error) => return unread(CheckId::KeyFile, FileRole::Key, &error, otherwise),
    };
    let object = contents.objects.iter().find(|object| object.kind.is_plain_private_key());
    let expected = object.map(|object| object.der.expose());
    let is_seen = load::private_key(bytes).is_ok_and(|seen| Some(seen.secret_der()) == expected);
    let form = object.and_then(|object| form_of(&object.kind)).unwrap_or_default();
    let good = || {
        Check::pass(CheckId::KeyFile, format!("{} private key{form}", key.algorithm())).about(FileRole::Key)
    };
    let check = ReadProblem::find(contents, ObjectKind::is_plain_private_key, is_seen)
        .map_or_else(good, |obstacle| obstacle.check(CheckId::KeyFile, FileRole::Key, otherwise));
    File { check, content: Some(key) }
}

fn certificate_file(bytes: &[u8], contents: &Sniffed) -> File<Vec<Certificate>> {
    let otherwise = || Remedy::other_file(FileRole::Certificate);
    let (contents, certificates) = match read(contents, certificates_in) {
        Ok(found) => found,
        Err(error) => return unread(CheckId::CertificateFile, FileRole::Certificate, &error, otherwise),
    };
    let is_seen = load::chain(bytes)
        .is_ok_and(|seen| seen.iter().map(AsRef::as_ref).eq(certificates.iter().map(Certificate::der)));
    let check = match ReadProblem::find(contents, |kind| *kind == ObjectKind::Certificate, is_seen) {
        Some(obstacle) => obstacle.check(CheckId::CertificateFile, FileRole::Certificate, otherwise),
        None => {
            Check::pass(CheckId::CertificateFile, description(&certificates)).about(FileRole::Certificate)
        }
    };
    File { check, content: Some(certificates) }
}

/// The file of the CAs that the client trusts. Clients have readers of their own, so what counts is
/// what devcert reads in it.
pub(super) fn anchors(bytes: &[u8]) -> File<Vec<Certificate>> {
    let contents = sniff(bytes);
    match read(&contents, certificates_in) {
        Ok((_, certificates)) => {
            let check = Check::pass(CheckId::CaFile, description(&certificates)).about(FileRole::Ca);
            File { check, content: Some(certificates) }
        }
        Err(error) => {
            let remedy = rewrite_of(&error, FileRole::Ca).map(|form| Remedy::Conversion(FileRole::Ca, form));
            let check = Check::fail(CheckId::CaFile, error.to_string()).about(FileRole::Ca).mended_by(remedy);
            File { check, content: None }
        }
    }
}

fn read<T>(
    contents: &Sniffed,
    reader: impl FnOnce(&Contents) -> Result<T, ReadError>,
) -> Result<(&Contents, T), ReadError> {
    let contents = contents.as_ref().map_err(Clone::clone)?;
    Ok((contents, reader(contents)?))
}

fn unread<T>(id: CheckId, role: FileRole, error: &ReadError, otherwise: impl FnOnce() -> Remedy) -> File<T> {
    let foreign = || match error {
        ReadError::WrongKind {
            found: kind @ (ObjectKind::JavaKeyStore | ObjectKind::JceKeyStore | ObjectKind::PuttyPrivateKey),
            ..
        } => Some(Remedy::ForeignConversion(role, kind.clone())),
        _ => None,
    };
    let rewritten = rewrite_of(error, role).map(|form| Remedy::Conversion(role, form));
    let remedy = rewritten.or_else(foreign).unwrap_or_else(otherwise);
    let text = match error {
        ReadError::Key(KeyError::Unsupported(kind)) => {
            format!("private key of a type that rustls servers do not support: {kind}")
        }
        ReadError::Key(KeyError::NotForSigning(kind)) => {
            format!("private key of type {kind}, which rustls servers reject")
        }
        _ => error.to_string(),
    };
    File { check: Check::fail(id, text).about(role).mended_by(remedy), content: None }
}

/// How to get at what was looked for, when it is in there in another form.
fn rewrite_of(error: &ReadError, role: FileRole) -> Option<Conversion> {
    match error {
        ReadError::Sniff(SniffError::TrailingBytes { kind, end, .. }) if fits(kind, role) => {
            Some(Conversion::Trim(*end))
        }
        ReadError::Encrypted(_) => Some(Conversion::Decrypt),
        ReadError::WrongKind { found: ObjectKind::Pkcs12, .. } => Some(Conversion::UnpackPkcs12),
        ReadError::WrongKind { found: ObjectKind::Pkcs7, .. } => Some(Conversion::UnpackPkcs7),
        ReadError::WrongKind {
            found: ObjectKind::OpenSshPrivateKey | ObjectKind::Jwk,
            wanted: Wanted::PrivateKey,
        } => Some(Conversion::ToPem),
        ReadError::WrongKind { found: ObjectKind::TrustedCertificate, .. } => Some(Conversion::Relabel),
        _ => None,
    }
}

/// Whether an object of this kind is what a file in this role has to hold.
fn fits(kind: &ObjectKind, role: FileRole) -> bool {
    match role {
        FileRole::Key => kind.is_plain_private_key(),
        FileRole::Certificate | FileRole::Ca => *kind == ObjectKind::Certificate,
        FileRole::Crl(_) => *kind == ObjectKind::Crl,
    }
}

const fn form_of(kind: &ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::Pkcs8 => Some(" (PKCS#8)"),
        ObjectKind::Pkcs1 => Some(" (PKCS#1)"),
        ObjectKind::Sec1 => Some(" (SEC1)"),
        _ => None,
    }
}

/// Whom the first certificate is for, by whom, with which key, and how many follow it.
fn description(certificates: &[Certificate]) -> String {
    let Some(first) = certificates.first() else { return String::new() };
    let signed = match first.is_self_issued() {
        true => "self-signed".to_owned(),
        false => format!("signed by {}", first.issuer()),
    };
    let more = match certificates.len() - 1 {
        0 => String::new(),
        more => format!(", followed by {more} more"),
    };
    format!("certificate for {}, {signed}, {} key{more}", title(first), first.public_key().algorithm())
}
