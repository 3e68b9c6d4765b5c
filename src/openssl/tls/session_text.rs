//! The texts about a connection that openssl's programs print.

use std::fmt::Write as _;

use ::der::Decode as _;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::pem;
use devcert::pki::openssl::VerifyCode;
use devcert::text::{self, NameStyle};
use devcert::x509::{self, AlgorithmIdentifier, Name};
use rustls::{Connection, SignatureScheme};

use super::hello::ServerHello;
use super::peer::{self, Shown};
use super::signature;
use crate::openssl::options::Line;
use crate::openssl::show::hex;

/// How long openssl keeps a session, in seconds.
const SESSION_SECONDS: u32 = 7200;

/// The length of keying material unless the line has another.
const KEYING_MATERIAL: i64 = 20;
/// The greatest length of keying material that is printed.
const KEYING_MATERIAL_MAX: i64 = 64 * 1024;

/// A certificate in PEM.
pub(super) fn certificate(der: &[u8]) -> String {
    String::from_utf8_lossy(pem::encode("CERTIFICATE", der).expose()).into_owned()
}

/// The chain that a peer has sent, each certificate in four lines, and in PEM if `with_pem`.
pub(super) fn chain(shown: &Shown, style: NameStyle, with_pem: bool) -> String {
    let mut page = "---\nCertificate chain\n".to_owned();
    for (depth, der) in shown.chain.iter().enumerate() {
        if let Ok(one) = x509::Certificate::from_der(der) {
            let body = &one.body;
            let subject = peer::name(&body.subject, style);
            let issuer = peer::name(&body.issuer, style);
            let key = short_name(&body.public_key.algorithm);
            let bits = key_bits(der);
            let signed = short_name(&one.algorithm);
            let (before, after) =
                (text::date(&body.validity.not_before), text::date(&body.validity.not_after));
            // Writing to a `String` does not fail.
            let _ = write!(
                page,
                "{depth:2} s:{subject}\n   i:{issuer}\n   a:PKEY: {key}, {bits} (bit); sigalg: {signed}\n   \
                 v:NotBefore: {before}; NotAfter: {after}\n"
            );
        }
        if with_pem {
            page.push_str(&certificate(der));
        }
    }
    page
}

/// The short name of an algorithm in openssl.
fn short_name(algorithm: &AlgorithmIdentifier<'_>) -> String {
    let oid = algorithm.id.oid();
    let name = oid.and_then(text::object_names).map(|(short, _)| short.to_owned());
    name.or_else(|| oid.map(|oid| oid.to_string())).unwrap_or_default()
}

/// The size of a certificate's key.
pub(super) fn key_bits(der: &[u8]) -> u32 {
    let certificate = Certificate::from_der(der).ok();
    certificate.and_then(|one| one.public_key().algorithm().bits()).unwrap_or_default()
}

/// Subject and issuer of a certificate.
pub(super) fn names(der: &[u8], style: NameStyle) -> String {
    let Ok(one) = x509::Certificate::from_der(der) else { return String::new() };
    let (subject, issuer) = (peer::name(&one.body.subject, style), peer::name(&one.body.issuer, style));
    let separator = if style.has_lines() { "\n" } else { "" };
    format!("subject={separator}{subject}\nissuer={separator}{issuer}\n")
}

/// The subject of a certificate.
pub(super) fn subject(der: &[u8], style: NameStyle) -> String {
    let one = x509::Certificate::from_der(der);
    one.map_or_else(|_| String::new(), |one| peer::name(&one.body.subject, style))
}

/// The names of CAs that `sender` accepts certificates of.
pub(super) fn authorities(sender: &str, names: &[Vec<u8>], style: NameStyle) -> String {
    let mut page = format!("---\nAcceptable {sender} certificate CA names\n");
    for der in names {
        let name = Name::from_der(der).map(|name| peer::name(&name, style)).unwrap_or_default();
        page.push_str(&name);
        page.push('\n');
    }
    page
}

/// Signature schemes that the peer accepts, and those of them that devcert has; `title` begins the lines.
pub(super) fn schemes(title: &str, accepted: &[SignatureScheme], own: &[SignatureScheme]) -> String {
    if accepted.is_empty() {
        return String::new();
    }
    let list = |schemes: Vec<SignatureScheme>| {
        schemes.into_iter().map(signature::name).collect::<Vec<_>>().join(":")
    };
    let all = list(accepted.to_vec());
    let shared = list(accepted.iter().copied().filter(|one| own.contains(one)).collect());
    format!("{title}Signature Algorithms: {all}\nShared {title}Signature Algorithms: {shared}\n")
}

/// How the peer has signed the handshake.
pub(super) fn signed(scheme: Option<SignatureScheme>) -> String {
    let Some(scheme) = scheme else { return String::new() };
    let (digest, kind) = signature::parts(scheme);
    let digest = digest.map_or_else(String::new, |digest| format!("Peer signing digest: {digest}\n"));
    format!("{digest}Peer signature type: {kind}\n")
}

/// The same in the words of `-brief`.
pub(super) fn hash_and_type(scheme: Option<SignatureScheme>) -> String {
    let Some(scheme) = scheme else { return String::new() };
    let (digest, kind) = signature::parts(scheme);
    format!("Hash used: {}\nSignature type: {kind}\n", digest.unwrap_or("UNDEF"))
}

/// What came of the verification, and the name by which the peer was verified.
pub(super) fn verification(code: VerifyCode, peer_name: Option<&str>) -> String {
    match (code, peer_name) {
        (VerifyCode::Ok, None) => "Verification: OK\n".to_owned(),
        (VerifyCode::Ok, Some(name)) => format!("Verification: OK\nVerified peername: {name}\n"),
        _ => format!("Verification error: {}\n", code.text()),
    }
}

/// The verification as a number with its text.
pub(super) fn verify_code(code: VerifyCode) -> String {
    format!("Verify return code: {} ({})\n", code.number(), code.text())
}

/// A session of TLS 1.2, or one that was not reached.
pub(super) struct SessionText<'a> {
    /// The version of the protocol.
    pub version: &'a str,
    /// The cipher suite.
    pub cipher: &'a str,
    /// What the server has said first.
    pub hello: Option<&'a ServerHello>,
    /// Whether the handshake was completed.
    pub is_complete: bool,
    /// The master secret.
    pub master: Option<&'a str>,
    /// When it began, in seconds since 1970.
    pub start: i64,
    /// The last error in the peer's certificates.
    pub code: VerifyCode,
}

impl SessionText<'_> {
    /// The lines.
    pub(super) fn text(&self) -> String {
        let id =
            self.hello.filter(|_| self.is_complete).map(|hello| hex(&hello.session_id)).unwrap_or_default();
        let is_extended = self.hello.is_some_and(ServerHello::has_extended_master_secret);
        let extended = if is_extended { "yes" } else { "no" };
        let Self { version, cipher, start, .. } = self;
        let master = self.master.unwrap_or_default();
        format!(
            "SSL-Session:\n    Protocol  : {version}\n    Cipher    : {cipher}\n    Session-ID: {id}\n    \
             Session-ID-ctx: \n    Master-Key: {master}\n    PSK identity: None\n    PSK identity hint: None\n    \
             SRP username: None\n    Start Time: {start}\n    Timeout   : {SESSION_SECONDS} (sec)\n    {}    \
             Extended master secret: {extended}\n",
            verify_code(self.code)
        )
    }
}

/// The keying material of `-keymatexport` (RFC 5705).
pub(super) fn keying_material(line: &Line, tls: &Connection) -> String {
    let Some(label) = line.value("keymatexport") else { return String::new() };
    let length = line.number("keymatexportlen").unwrap_or(KEYING_MATERIAL).min(KEYING_MATERIAL_MAX);
    let buffer = vec![0; usize::try_from(length).unwrap_or_default()];
    let material = tls.export_keying_material(buffer, label.as_bytes(), None);
    let shown = match material {
        Ok(bytes) => format!("Keying material: {}", hex(&bytes)),
        Err(_) => "Error".to_owned(),
    };
    format!("Keying material exporter:\n    Label: '{label}'\n    Length: {length} bytes\n    {shown}\n")
}
