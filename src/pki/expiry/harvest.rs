//! The certificates in a file of any kind, as many as can be read.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;

use crate::encoding::certificate::Certificate;
use crate::encoding::limits::{LimitError, Limits};
use crate::encoding::open::{self, OpenError};
use crate::encoding::sniff::{Kind, Object, Packing, SniffError, salvage, sniff_within};
use crate::model::secret::Secret;

/// What was found in one file.
#[derive(Debug, Default)]
pub struct Harvest {
    /// The certificates, and where in the file they are.
    pub certificates: Vec<(Certificate, Spot)>,
    /// What might hold certificates and could not be looked into.
    pub problems: Vec<Problem>,
}

/// Where in a file a certificate is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
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
    /// A form that only its own program reads: which, and the command that makes another of it, with
    /// `{file}` in the place of the file's name.
    Foreign(String, Option<String>),
    /// It is damaged, in this way; a sentence that follows the file's name.
    Damaged(String),
}

/// Text over this size is only read when its beginning shows what is looked for.
const LARGEST_TEXT: u64 = 1 << 20;

/// A certificate has 300 bytes at least, so no file within the limit of bytes has more.
const MOST_OBJECTS: u64 = 50_000;

/// Nobody reads of more than so many damaged objects in one file.
const MOST_TOLD: usize = 10;

/// How PEM begins.
const ARMOUR: &[u8] = b"-----BEGIN ";

/// How PEM begins in base64, as in the Secrets and the configurations of Kubernetes.
const ARMOUR_IN_BASE64: &[u8] = b"LS0tLS1CRUdJTi";

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
            | [b'-', 0, b'-', 0, ..]
            | [0, b'-', 0, b'-', ..]
    )
}

/// PEM, PEM in base64, or DER in base64.
fn shows_text_form(text: &[u8]) -> bool {
    let dense = text.trim_ascii_start();
    memmem::find(text, ARMOUR).is_some()
        || memmem::find(text, ARMOUR_IN_BASE64).is_some()
        || dense.starts_with(b"MI") && dense.iter().take(64).copied().all(is_base64)
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The certificates in `bytes`. What a passphrase protects is tried with the empty one, and with each
/// of `passphrases`.
#[must_use]
pub fn harvest(bytes: &[u8], passphrases: &[Secret]) -> Harvest {
    harvest_within(bytes, passphrases, &limits())
}

/// The usual limits.
#[must_use]
pub fn limits() -> Limits {
    Limits { objects: MOST_OBJECTS, ..Limits::default() }
}

/// The same within other limits than the usual ones.
#[must_use]
pub fn harvest_within(bytes: &[u8], passphrases: &[Secret], limits: &Limits) -> Harvest {
    let mut field = Field { harvest: Harvest::default(), passphrases, limits };
    if is_binary_form(bytes) || shows_text_form(bytes) {
        field.file(bytes);
        if field.harvest.certificates.is_empty() {
            field.embedded(bytes);
        }
    }
    field.harvest
}

struct Field<'a> {
    harvest: Harvest,
    passphrases: &'a [Secret],
    limits: &'a Limits,
}

impl Field<'_> {
    fn file(&mut self, bytes: &[u8]) {
        match sniff_within(bytes, self.limits) {
            Ok(contents) => self.objects(&contents.objects),
            Err(SniffError::Pem(_)) => {
                let (objects, errors) = salvage(bytes);
                self.objects(&objects);
                let wanted = errors.iter().filter(|error| announces_certificates(error.label()));
                for error in wanted.take(MOST_TOLD) {
                    self.damaged(error.to_string());
                }
            }
            Err(SniffError::Limit(limit)) => self.limited(&limit),
            Err(error @ SniffError::TruncatedDer { .. }) => self.damaged(error.to_string()),
            Err(ref error @ SniffError::TrailingBytes { ref kind, .. })
                if kind.label().is_none_or(announces_certificates) =>
            {
                self.damaged(error.to_string());
            }
            // None of ours.
            Err(_) => {}
        }
    }

    fn objects(&mut self, objects: &[Object]) {
        for object in objects {
            self.object(object);
        }
    }

    fn object(&mut self, object: &Object) {
        match &object.kind {
            Kind::Certificate => self.certificate(object, Spot::of(object)),
            Kind::TrustedCertificate | Kind::Pkcs7 | Kind::Pkcs12 => self.container(object),
            kind @ (Kind::JavaKeyStore | Kind::JceKeyStore) => {
                let command = open::conversion(kind, "{file}");
                self.harvest.problems.push(Problem::Foreign(kind.to_string(), command));
            }
            Kind::Unreadable(label) if announces_certificates(label) => {
                self.damaged(format!("it is {}", object.kind));
            }
            _ => {}
        }
    }

    fn certificate(&mut self, object: &Object, spot: Spot) {
        match Certificate::from_der(object.der.expose()) {
            Ok(certificate) => self.harvest.certificates.push((certificate, spot)),
            Err(error) => self.damaged(error.to_string()),
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
                for inner in inside.iter().filter(|inner| inner.kind == Kind::Certificate) {
                    self.certificate(inner, Spot { line: Spot::of(object).line, ..Spot::of(inner) });
                }
            }
            Some(Err(OpenError::Limit(limit))) => self.limited(&limit),
            Some(Err(error)) => self.damaged(error.to_string()),
            None => self.harvest.problems.push(Problem::Locked(object.kind.to_string())),
        }
    }

    /// PEM in base64 in the midst of other text.
    fn embedded(&mut self, bytes: &[u8]) {
        let (mut line, mut rest) = (1, bytes);
        while let Some(start) = memmem::find(rest, ARMOUR_IN_BASE64) {
            let (text, behind) = rest.split_at(start);
            let length = behind.iter().take_while(|byte| is_base64(**byte)).count();
            let (base64, behind) = behind.split_at(length);
            line += memchr::memchr_iter(b'\n', text).count();
            rest = behind;
            let Ok(armour) = BASE64.decode(base64).map(Secret::new) else { continue };
            let before = self.harvest.certificates.len();
            self.file(armour.expose());
            let found = self.harvest.certificates.iter_mut().skip(before);
            found.for_each(|(_, spot)| spot.line = Some(line));
        }
    }

    fn limited(&mut self, limit: &LimitError) {
        self.damaged(format!("{limit}; {}", limit.remedy()));
    }

    fn damaged(&mut self, how: String) {
        self.harvest.problems.push(Problem::Damaged(how));
    }
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a PEM label says that certificates are inside.
fn announces_certificates(label: &str) -> bool {
    label.ends_with("CERTIFICATE") || ["PKCS7", "CMS", "PKCS12", "PKCS #7 SIGNED DATA"].contains(&label)
}

impl Spot {
    fn of(object: &Object) -> Self {
        match &object.packing {
            Packing::Pem { line, .. } | Packing::Text { line } => {
                Self { line: Some(*line), ..Self::default() }
            }
            Packing::Der | Packing::Own | Packing::Base64 => Self::default(),
            Packing::Inside { container, name, .. } => {
                let container = container.to_string();
                let bare = container.strip_prefix("a ").unwrap_or(&container).to_owned();
                Self { line: None, container: Some(bare), name: name.clone() }
            }
        }
    }
}
