//! Certificates, requests, revocation lists and keys as text, laid out line for line as OpenSSL 3.0
//! lays out `x509`, `req`, `crl` and `pkey` with `-text`: the text that people know and grep.
//!
//! Every function is pure: DER in, text out. What stands in the file is shown, not checked; an
//! extension that breaks its own syntax, or that nobody knows, is shown as the printable ASCII in it,
//! as openssl does.
//!
//! In three things the text differs from openssl's on purpose, all of them in what somebody else has
//! written: control, bidi and zero-width characters that openssl sends to the terminal as they are
//! appear as `\0D`, one hexadecimal pair for each byte; the printable ASCII of an unknown extension
//! keeps a line feed only where the next line cannot pass for one of the layout's own; and behind
//! "Unable to load Public Key" stand no lines of openssl's error queue.

mod algorithm;
mod certificate;
mod crl;
mod dh;
mod element;
mod extension;
mod integer;
mod key;
mod lines;
mod name;
mod number;
mod object;
mod ocsp;
mod request;
mod signed;
mod string;
mod structure;
mod time;

use zeroize::Zeroizing;

use self::lines::Lines;
pub use self::name::NameStyle;
pub use self::structure::{Dump, Structure, StructureStyle, structure};

use crate::encoding::ber_to_der;
use crate::encoding::certificate::X509Error;
use crate::encoding::defect::Defect;
use crate::key::{DhParameters, PrivateKey, PublicKey};
use crate::model::oid::Oid;
use crate::x509::{Extension, Integer, Name, Time};

/// The text of a DER certificate, as `openssl x509 -noout -text` prints it (RFC 5280, 4.1).
///
/// # Errors
/// When the DER is not that of a certificate, or a name in it breaks its string type.
pub fn certificate(der: &[u8]) -> Result<String, X509Error> {
    certificate_with(der, NameStyle::ONELINE)
}

/// The same with the names in a style of `-nameopt`.
///
/// # Errors
/// As [`certificate()`].
pub fn certificate_with(der: &[u8], style: NameStyle) -> Result<String, X509Error> {
    text_of(der, |der| certificate::lines(der, style), "certificate")
}

/// The text of a DER certification request, as `openssl req -noout -text` prints it (RFC 2986).
///
/// # Errors
/// When the DER is not that of a request, or the name in it breaks its string type.
pub fn request(der: &[u8]) -> Result<String, X509Error> {
    request_with(der, NameStyle::ONELINE)
}

/// The same with the name in a style of `-nameopt`.
///
/// # Errors
/// As [`request()`].
pub fn request_with(der: &[u8], style: NameStyle) -> Result<String, X509Error> {
    text_of(der, |der| request::lines(der, style), "certification request")
}

/// The text of a DER revocation list, as `openssl crl -noout -text` prints it (RFC 5280, 5.1).
///
/// # Errors
/// When the DER is not that of a revocation list, or the name in it breaks its string type.
pub fn crl(der: &[u8]) -> Result<String, X509Error> {
    crl_with(der, NameStyle::ONELINE)
}

/// The same with the issuer in a style of `-nameopt`, which must be one of a single line.
///
/// # Errors
/// As [`crl()`].
pub fn crl_with(der: &[u8], style: NameStyle) -> Result<String, X509Error> {
    text_of(der, |der| crl::lines(der, style), "CRL")
}

/// The text of a DER request of OCSP, as `openssl ocsp -req_text` prints it (RFC 6960, 4.1).
///
/// # Errors
/// When the DER is not that of a request, or has the name of who asks.
pub fn ocsp_request(der: &[u8]) -> Result<String, X509Error> {
    whole(ocsp::request(der), "OCSP request")
}

/// The text of a DER response of OCSP, as `openssl ocsp -resp_text` prints it (RFC 6960, 4.2).
///
/// # Errors
/// When the DER is not that of a response.
pub fn ocsp_response(der: &[u8]) -> Result<String, X509Error> {
    whole(ocsp::response(der), "OCSP response")
}

/// The words that openssl has for the status of a response of OCSP (RFC 6960, 4.2.1).
#[must_use]
pub const fn ocsp_status(number: i64) -> &'static str {
    ocsp::status_name(number)
}

/// The words that openssl has for the reason of a revocation (RFC 5280, 5.3.1).
#[must_use]
pub const fn ocsp_reason(number: i64) -> &'static str {
    ocsp::reason_name(number)
}

/// The text of a public key, as `openssl pkey -pubin -noout -text` prints it.
///
/// # Errors
/// When it is of a kind that OpenSSL 3.0 does not know, or its numbers cannot be read.
pub fn public_key(key: &PublicKey) -> Result<String, X509Error> {
    whole(key::public(key.spki()), "public key of a known kind")
}

/// The text of a private key, the secret numbers included, as `openssl pkey -noout -text` prints it.
///
/// # Errors
/// When its numbers cannot be read, which [`PrivateKey`] rules out.
pub fn private_key(key: &PrivateKey) -> Result<Zeroizing<String>, X509Error> {
    whole(key::private(key), "private key").map(Zeroizing::new)
}

/// The text of the DER parameters of EC keys, as `openssl ecparam -noout -text` prints it (RFC 5480, 2.1.1).
///
/// # Errors
/// When OpenSSL 3.0 does not know the curve, or its numbers cannot be read.
pub fn ec_parameters(der: &[u8]) -> Result<String, X509Error> {
    whole(key::ec_parameters(der), "curve of a known kind")
}

/// The text of parameters of Diffie-Hellman, as `openssl pkeyparam -noout -text` prints it.
#[must_use]
pub fn dh_parameters(parameters: &DhParameters) -> String {
    dh::parameters(parameters).to_string()
}

/// The text of the DER parameters of DSA keys, as `openssl dsaparam -noout -text` prints it (RFC 3279, 2.3.2).
///
/// # Errors
/// When it is not that structure.
pub fn dsa_parameters(der: &[u8]) -> Result<String, X509Error> {
    whole(key::dsa_parameters(der), "set of DSA parameters")
}

/// A distinguished name in a style of `-nameopt`.
///
/// # Errors
/// When a string in it breaks its type.
pub fn distinguished_name(name: &Name<'_>, style: NameStyle) -> Result<String, X509Error> {
    name::styled(name, style).ok_or(X509Error::Malformed(Defect::Structure("distinguished name")))
}

/// A date as `2030-01-02 03:04:05Z`, or that it is not a date.
#[must_use]
pub fn iso_date(time: &Time<'_>) -> String {
    time::iso(time)
}

/// A date as `Jan  2 03:04:05 2030 GMT`, or that it is not a date.
#[must_use]
pub fn date(time: &Time<'_>) -> String {
    time::of(time)
}

/// A serial number as `-serial` prints it: hexadecimal in pairs, with a sign.
#[must_use]
pub fn serial_number(serial: &Integer<'_>) -> Option<String> {
    integer::Integer::from_content(serial.content()).map(|serial| serial.bare_hex())
}

/// Extensions as `-ext` prints them.
///
/// # Errors
/// When the type of one is malformed.
pub fn extensions(extensions: &[Extension<'_>]) -> Result<String, X509Error> {
    whole(extension::listed(extensions), "extension")
}

/// The text in `bytes`: what is not UTF-8, and characters that act on a terminal, appear as `\0D`, one pair for each
/// byte.
#[must_use]
pub fn shown(bytes: &[u8]) -> String {
    string::shown(bytes)
}

/// The qualifiers of a policy (RFC 5280, 4.2.1.4) as the text of its extension has them.
///
/// # Errors
/// When one is malformed.
pub fn policy_qualifiers(der: &[u8]) -> Result<String, X509Error> {
    whole(extension::policy_qualifiers(der), "policy")
}

/// The object identifier with this short or long name in OpenSSL 3.0, case-sensitive as there.
#[must_use]
pub fn object_named(name: &str) -> Option<Oid> {
    object::named(name)
}

/// The short and the long name that OpenSSL 3.0 has for an object identifier.
#[must_use]
pub fn object_names(oid: Oid) -> Option<(&'static str, &'static str)> {
    object::names(&oid.to_string())
}

/// The text of the structure in `der`. Lengths in more bytes than DER's do not show in it, and openssl reads
/// them.
fn text_of(
    der: &[u8],
    lines: impl Fn(&[u8]) -> Option<Lines>,
    kind: &'static str,
) -> Result<String, X509Error> {
    whole(lines(der).or_else(|| lines(&ber_to_der(der)?)), kind)
}

fn whole(lines: Option<Lines>, kind: &'static str) -> Result<String, X509Error> {
    let malformed = || X509Error::Malformed(Defect::Structure(kind));
    lines.map(|lines| lines.to_string()).ok_or_else(malformed)
}
