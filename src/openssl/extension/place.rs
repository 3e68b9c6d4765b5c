//! What extensions refer to, and why their values are rejected.

use std::fmt;

use crate::openssl::config::Config;
use crate::openssl::objects::Objects;
use devcert::model::oid::Oid;
use devcert::x509::{Extension, Integer, Name};

/// What an extension can refer to.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The configuration, for its sections.
    pub config: &'a Config,
    /// The names of objects.
    pub objects: &'a Objects,
    /// The certificate or request; `None` to check the syntax alone.
    pub subject: Option<Subject<'a>>,
}

/// The certificate or request that gets the extension.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Its subject.
    pub name: &'a Name<'a>,
    /// The SHA-1 of its public key.
    pub key_id: [u8; 20],
    /// Its issuer; `None` for a request.
    pub issuer: Option<Issuer<'a>>,
}

/// Who issues the certificate.
#[derive(Clone, Copy)]
pub struct Issuer<'a> {
    /// The issuer of the issuer's certificate.
    pub issuer: &'a Name<'a>,
    /// The serial number of the issuer's certificate.
    pub serial: &'a Integer<'a>,
    /// The extensions of the issuer's certificate; `None` if it is the certificate that gets the extension.
    pub extensions: Option<&'a [Extension<'a>]>,
    /// The SHA-1 of the key that signs, where openssl looks at it.
    pub key_id: Option<[u8; 20]>,
    /// Whether the certificate is signed with its own key.
    pub is_self_signed: bool,
}

/// Why a value is not that of an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(String);

impl Fault {
    pub(super) fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The object identifier with this name.
pub(super) fn object(name: &str, place: &Place<'_>) -> Result<Oid, Fault> {
    let found = place.objects.named(name);
    found.ok_or_else(|| Fault::new(format_args!("\"{name}\" is not an object identifier")))
}

/// Bytes in hexadecimal, colons between them allowed.
pub(super) fn hexadecimal(text: &str) -> Result<Vec<u8>, Fault> {
    let wrong = || Fault::new(format_args!("\"{text}\" is not hexadecimal"));
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b':').collect();
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(wrong());
    }
    let byte = |pair: &[u8; 2]| {
        let text =
            std::str::from_utf8(pair).ok().filter(|text| text.bytes().all(|digit| digit.is_ascii_hexdigit()));
        text.and_then(|text| u8::from_str_radix(text, 16).ok()).ok_or_else(wrong)
    };
    pairs.iter().map(byte).collect()
}

/// What DER cannot hold.
pub(super) fn too_long() -> Fault {
    Fault::new("the value is too long")
}
