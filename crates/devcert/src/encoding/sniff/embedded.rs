//! Base64 in the midst of other text: PEM in the values of a Kubernetes Secret, DER in XML and JSON.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use zeroize::Zeroizing;

use super::classify::classify;
use crate::encoding::object::{Object, ObjectKind, Packing};
use crate::encoding::pem;
use crate::model::secret::Secret;

/// What a piece of base64 holds.
pub(super) enum Content {
    /// Text with armour in it.
    Armour(Zeroizing<String>),
    /// An object.
    Der(Object),
}

/// `-----BEGIN ` in base64, at the start and after one and two bytes of other text; the beginnings of DER
/// of more than 255 bytes and of a Java key store.
const BEGINNINGS: [&str; 5] = ["LS0tLS1CRUdJTi", "0tLS0tQkVHSU4g", "tLS0tLUJFR0lO", "MII", "/u3+7QAAAA"];

/// Base64 is broken into lines of 64 or 76 characters, if it is.
const LONGEST_LINE: usize = 128;
const SHORTEST_LINE: usize = 40;

/// Short keys begin like much else, so they are looked for in texts up to this size.
const MOST_FOR_KEYS: usize = 1 << 20;

/// Whether `text` may have such base64 in it; quick, and wrong at times.
pub(crate) fn is_likely(text: &[u8]) -> bool {
    BEGINNINGS.iter().any(|beginning| memmem::find(text, beginning.as_bytes()).is_some())
}

/// Every piece of base64 in `text` that holds something, and where it is.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Content)> {
    let (mut found, mut at) = (Vec::new(), 0);
    if text.len() > MOST_FOR_KEYS && !is_likely(text.as_bytes()) {
        return found;
    }
    while let Some(run) = Run::next(text, at) {
        at = run.end;
        let first = run.dense.get(..run.first).unwrap_or_default();
        if let Some(content) = content(&run.dense).or_else(|| content(first)) {
            found.push((run.start..run.end, content));
        }
    }
    found
}

fn content(base64: &str) -> Option<Content> {
    let [armour @ .., _, store] = &BEGINNINGS;
    if begins_der(base64.as_bytes()) || base64.starts_with(store) {
        return object(base64).map(Content::Der);
    }
    match armour.iter().any(|beginning| base64.contains(beginning)) {
        true => pem::in_base64(base64).map(Content::Armour),
        false => None,
    }
}

/// Whether it is the base64 of a SEQUENCE of 32 bytes or more: the shortest key has 46.
const fn begins_der(base64: &[u8]) -> bool {
    matches!(base64, [b'M', b'C'..=b'H', ..] | [b'M', b'I', b'E'..=b'L', ..])
}

fn object(base64: &str) -> Option<Object> {
    let der = Secret::new(STANDARD.decode(base64).ok()?);
    let kind = classify(der.expose())?;
    let is_wanted = matches!(
        kind,
        ObjectKind::Certificate
            | ObjectKind::TrustedCertificate
            | ObjectKind::Request
            | ObjectKind::Crl
            | ObjectKind::Pkcs7
            | ObjectKind::Pkcs12
            | ObjectKind::Pkcs8
            | ObjectKind::Pkcs1
            | ObjectKind::Sec1
            | ObjectKind::PublicKey
            | ObjectKind::EncryptedPrivateKey
            | ObjectKind::JavaKeyStore
    );
    is_wanted.then(|| Object {
        der: kind.content(der.expose()),
        kind,
        packing: Packing::Base64,
        dek_info: None,
    })
}

/// Base64 in one piece, or in lines.
struct Run {
    start: usize,
    end: usize,
    /// Without line breaks.
    dense: Zeroizing<String>,
    /// How much of it is the first line.
    first: usize,
}

impl Run {
    /// The first one from there on that is long enough for something to be in it.
    fn next(text: &str, from: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let (mut start, mut first) = (from, 0);
        while first < SHORTEST_LINE {
            start += first;
            start += bytes[start..].iter().position(|byte| is_base64(*byte))?;
            first = length(&bytes[start..]);
        }
        let mut run = Self { start, end: start + first, dense: Zeroizing::default(), first };
        run.dense.push_str(&text[start..run.end]);
        if (SHORTEST_LINE..=LONGEST_LINE).contains(&first) {
            run.more_lines(text);
        }
        Some(run)
    }

    /// Lines as long as the first one, and a shorter one at the end.
    fn more_lines(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut last = self.first;
        while last == self.first && !self.dense.ends_with('=') {
            let start = self.end + line_break(&text[self.end..]);
            let more = length(&bytes[start..]);
            let ends = !matches!(bytes.get(start + more), Some(b':' | b'=' | b'.' | b'-' | b'_'));
            if start == self.end || more == 0 || more > self.first || !ends {
                return;
            }
            self.dense.push_str(&text[start..start + more]);
            self.end = start + more;
            last = more;
        }
    }
}

/// How many characters of base64 `bytes` begin with, the padding included.
fn length(bytes: &[u8]) -> usize {
    let letters = bytes.iter().take_while(|byte| is_base64(**byte)).count();
    let padding = bytes[letters..].iter().take(2).take_while(|byte| **byte == b'=').count();
    letters + padding
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// How many bytes of line breaks and indentation `text` begins with, as text has them, and strings, and XML.
fn line_break(text: &str) -> usize {
    const BREAKS: [&str; 14] = [
        " ", "\t", "\r", "\n", "\\n", "\\r", "\\\n", "\\\r\n", "&#10;", "&#13;", "&#xA;", "&#xD;", "&#xa;",
        "&#xd;",
    ];
    let mut rest = text;
    while let Some(after) = BREAKS.iter().find_map(|one| rest.strip_prefix(one)) {
        rest = after;
    }
    text.len() - rest.len()
}
