//! What openssl prints of names and keys.

use std::fmt::Write as _;

use super::failure::Failure;
use super::options::Line;
use ::der::{Decode as _, Reader as _};
use devcert::encoding::pem;
use devcert::key::PublicKey;
use devcert::text::{self, NameStyle};
use devcert::x509::Name;

/// The style that `-nameopt` asks for.
///
/// # Errors
/// A word that openssl or devcert does not know.
pub(super) fn name_style(command: &str, line: &Line) -> Result<NameStyle, Failure> {
    let Some(text) = line.value("nameopt") else { return Ok(NameStyle::ONELINE) };
    NameStyle::parse(text).map_err(|word| Failure::unsupported(format_args!("{command} -nameopt {word}")))
}

/// The style of the names in the text of a whole certificate or request.
///
/// # Errors
/// A word that openssl or devcert does not know.
pub(super) fn text_style(command: &str, line: &Line) -> Result<NameStyle, Failure> {
    match name_style(command, line)? {
        NameStyle::COMPAT => Ok(NameStyle::COMPAT_TEXT),
        style => Ok(style),
    }
}

/// A name with its title: `subject=C = US, CN = x`; on lines of its own in styles with several lines.
///
/// # Errors
/// A name with a string that breaks its type.
pub(super) fn name(title: &str, name: &Name<'_>, style: NameStyle) -> Result<String, Failure> {
    let shown = text::distinguished_name(name, style).map_err(Failure::new)?;
    let separator = if style.has_lines() { "\n" } else { "" };
    Ok(format!("{title}{separator}{shown}\n"))
}

/// A public key in PEM.
#[must_use]
pub(super) fn public_key(key: &PublicKey) -> String {
    String::from_utf8_lossy(pem::encode("PUBLIC KEY", key.spki()).expose()).into_owned()
}

/// `Modulus=` and the modulus of an RSA key in hexadecimal; `other` for other keys.
#[must_use]
pub(super) fn modulus(key: &PublicKey, other: &str) -> String {
    let number = key.algorithm().rsa_bits().and_then(|_| rsa_modulus(key.bits()));
    let shown = number.map_or_else(|| other.to_owned(), |bytes| number_in_hex(&bytes));
    format!("Modulus={shown}\n")
}

/// `Public Key=` and the number of a DSA public key in hexadecimal.
#[must_use]
pub(super) fn dsa_number(key: &PublicKey) -> String {
    let number = devcert::x509::Integer::from_der(key.bits());
    let bytes = number.map_or_else(|_| Vec::new(), |number| number.content().to_vec());
    format!("Public Key={}\n", number_in_hex(&bytes))
}

/// A number without the zero digits before it, as openssl prints it.
fn number_in_hex(bytes: &[u8]) -> String {
    hex(bytes).trim_start_matches('0').to_owned()
}

/// The modulus in an `RSAPublicKey` (RFC 8017, A.1.1).
fn rsa_modulus(der: &[u8]) -> Option<Vec<u8>> {
    let sequence = devcert::x509::Element::from_der(der).ok()?;
    let mut reader = ::der::SliceReader::new(sequence.content()).ok()?;
    let modulus = devcert::x509::Integer::decode(&mut reader).ok()?;
    (!reader.is_finished()).then(|| modulus.content().to_vec())
}

/// Bytes in upper-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` does not fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}
