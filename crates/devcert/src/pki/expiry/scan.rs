//! The certificates in a file of any kind, as many as can be read.

use crate::encoding::certificate::Certificate;
use crate::encoding::limits::{LimitError, Limits};
use crate::encoding::open::{self, OpenError};
use crate::encoding::pem::{Label, may_hold_armour};
use crate::encoding::sniff::{
    self, Flaw, Object, ObjectKind, Packing, Part, SniffError, may_embed_base64, parts_within, wide_armour,
};
use crate::encoding::term;
use crate::model::secret::Secret;

/// What was found in one file.
#[derive(Debug, Default)]
pub struct ScannedFile {
    /// The certificates, and where in the file they are.
    pub certificates: Vec<(Certificate, Position)>,
    /// What might hold certificates and could not be looked into.
    pub problems: Vec<Problem>,
    /// How many other objects there are: keys, requests, revocation lists.
    pub others: usize,
}

/// Where in a file a certificate is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The number of the line that it begins on, counted from 1; of text only.
    pub line: Option<usize>,
    /// What it is inside of, without an article, as in "PKCS#12 file".
    pub container: Option<String>,
    /// What it is called there.
    pub name: Option<String>,
}

/// What could not be looked into.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// A passphrase is needed, and none that was tried fits. The kind, with its article.
    Locked(String),
    /// A form that only its own program reads.
    Foreign(ObjectKind),
    /// It is damaged, in this way; a sentence that follows the file's name.
    Damaged(String),
    /// An object takes more work to read than is allowed.
    Limited(LimitError),
    /// White space after a certificate in DER, which is read all the same; a sentence.
    Trailing(String),
    /// So many more of them, which are not listed.
    More(usize),
}

/// Text over this size is only read when its beginning shows what is looked for.
const LARGEST_TEXT: u64 = 1 << 20;

/// A certificate has 300 bytes at least, so no file within the limit of bytes has more.
const MOST_OBJECTS: u64 = 50_000;

/// Of one file, so many problems are listed; the others are counted.
const MOST_TOLD: usize = 10;

/// Whether a file of this many bytes that begins with `head` may hold certificates.
#[must_use]
pub fn is_worth_reading(head: &[u8], size: u64) -> bool {
    is_binary_form(head) || !head.contains(&0) && (size <= LARGEST_TEXT || shows_text_form(head))
}

/// DER or BER of some length, a Java key store, UTF-16.
fn is_binary_form(head: &[u8]) -> bool {
    matches!(
        head,
        [0x30, 0x80..=0x84, ..]
            | [0xfe, 0xed, 0xfe, 0xed, ..]
            | [0xce, 0xce, 0xce, 0xce, ..]
            | [0xff, 0xfe, ..]
            | [0xfe, 0xff, ..]
    ) || wide_armour(head).is_some()
}

/// PEM, PEM in base64, or DER in base64.
fn shows_text_form(text: &[u8]) -> bool {
    let dense = text.trim_ascii_start();
    may_hold_armour(text)
        || may_embed_base64(text)
        || dense.starts_with(b"MI") && dense.iter().take(64).copied().all(is_base64)
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The certificates in `bytes`. What a passphrase protects is tried with the empty one, and with each
/// of `passphrases`.
#[must_use]
pub fn scan(bytes: &[u8], passphrases: &[Secret]) -> ScannedFile {
    scan_within(bytes, passphrases, &limits())
}

/// The usual limits.
#[must_use]
pub fn limits() -> Limits {
    Limits { objects: MOST_OBJECTS, ..Limits::default() }
}

/// Finds the certificates in `bytes` as [`scan`] does, within these limits.
#[must_use]
pub fn scan_within(bytes: &[u8], passphrases: &[Secret], limits: &Limits) -> ScannedFile {
    let mut field = Field { scan: ScannedFile::default(), passphrases, limits };
    if is_binary_form(bytes) || shows_text_form(bytes) {
        field.file(bytes);
        field.sum_up();
    }
    field.scan
}

struct Field<'a> {
    scan: ScannedFile,
    passphrases: &'a [Secret],
    limits: &'a Limits,
}

impl Field<'_> {
    fn file(&mut self, bytes: &[u8]) {
        match parts_within(bytes, self.limits) {
            Ok(found) => found.parts.iter().for_each(|part| self.part(part)),
            Err(SniffError::Limit(limit)) => self.limited(&limit),
            Err(error @ SniffError::TruncatedDer { .. }) => self.damaged(error.to_string()),
            // None of ours.
            Err(_) => {}
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Object(object) => self.object(object),
            Part::Flaw(flaw @ Flaw::Remainder { is_blank: true, .. }) => {
                if !self.scan.certificates.is_empty() {
                    self.scan.problems.push(Problem::Trailing(flaw.to_string()));
                }
            }
            Part::Flaw(Flaw::Pem(error)) if !error.label().is_none_or(announces_certificates) => {
                self.scan.others += 1;
            }
            Part::Flaw(flaw) => self.damaged(flaw.to_string()),
        }
    }

    fn object(&mut self, object: &Object) {
        match &object.kind {
            ObjectKind::Certificate => self.certificate(object, Position::of(object)),
            ObjectKind::TrustedCertificate
            | ObjectKind::Pkcs7
            | ObjectKind::Pkcs12
            | ObjectKind::CertificatePair => {
                self.container(object);
            }
            kind @ (ObjectKind::JavaKeyStore | ObjectKind::JceKeyStore) => {
                self.scan.problems.push(Problem::Foreign(kind.clone()));
            }
            ObjectKind::Unreadable(label) if announces_certificates(label) => {
                let place =
                    Position::of(object).line.map(|line| format!(" on line {line}")).unwrap_or_default();
                self.damaged(format!("the {label}{place} is damaged"));
            }
            ObjectKind::Jwk | ObjectKind::JwkSet => self.chains_of_keys(object),
            _ => self.scan.others += 1,
        }
    }

    fn certificate(&mut self, object: &Object, spot: Position) {
        match (Certificate::from_der(object.der.expose()), spot.line) {
            (Ok(certificate), _) => self.scan.certificates.push((certificate, spot)),
            (Err(error), None) => self.damaged(error.to_string()),
            (Err(error), Some(line)) => {
                self.damaged(format!("the certificate on line {line}: {error}"));
            }
        }
    }

    /// The certificates beside JSON web keys (`x5c`, RFC 7517, 4.7); the keys may be of any type.
    fn chains_of_keys(&mut self, object: &Object) {
        self.scan.others += 1;
        let text = String::from_utf8_lossy(object.der.expose());
        for (line, inner) in
            sniff::embedded(&text).iter().filter(|(_, inner)| inner.kind == ObjectKind::Certificate)
        {
            let container = Some("JSON web key".to_owned());
            self.certificate(inner, Position { line: Some(*line), container, name: None });
        }
    }

    fn container(&mut self, object: &Object) {
        let tried = std::iter::once(None).chain(self.passphrases.iter().map(Some));
        let mut opened = tried.map(|passphrase| open::open(object, passphrase, self.limits));
        let is_locked = |opened: &Result<_, _>| {
            matches!(opened, Err(OpenError::PassphraseNeeded(_) | OpenError::WrongPassphrase))
        };
        match opened.find(|opened| !is_locked(opened)) {
            Some(Ok(inside)) => {
                for inner in inside.iter().filter(|inner| inner.kind == ObjectKind::Certificate) {
                    self.certificate(
                        inner,
                        Position { line: Position::of(object).line, ..Position::of(inner) },
                    );
                }
            }
            Some(Err(OpenError::Limit(limit))) => self.limited(&limit),
            Some(Err(error)) => self.damaged(error.to_string()),
            None => self.scan.problems.push(Problem::Locked(object.kind.to_string())),
        }
    }

    /// Of damaged objects, as many are named as people read of.
    fn sum_up(&mut self) {
        let problems = &mut self.scan.problems;
        if let Some(more @ 1..) = problems.len().checked_sub(MOST_TOLD) {
            problems.truncate(MOST_TOLD);
            problems.push(Problem::More(more));
        }
    }

    fn limited(&mut self, limit: &LimitError) {
        self.scan.problems.push(Problem::Limited(*limit));
    }

    fn damaged(&mut self, how: String) {
        self.scan.problems.push(Problem::Damaged(how));
    }
}

/// Whether a PEM label says that certificates are inside.
fn announces_certificates(label: &Label) -> bool {
    let bundles = ["PKCS7", "CMS", "PKCS12", "PKCS #7 SIGNED DATA"];
    label.ends_with("CERTIFICATE") || bundles.iter().any(|bundle| label.is(bundle))
}

impl Position {
    fn of(object: &Object) -> Self {
        match &object.packing {
            Packing::Pem { line, .. } | Packing::Text { line } => {
                Self { line: Some(*line), ..Self::default() }
            }
            Packing::Der | Packing::DerAt { .. } | Packing::Own | Packing::Base64 => Self::default(),
            Packing::Inside { container, name, .. } => {
                let container = container.name().into_owned();
                Self { line: None, container: Some(container), name: name.as_deref().map(term::name) }
            }
        }
    }
}
