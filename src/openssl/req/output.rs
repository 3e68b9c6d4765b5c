//! What `req` prints and writes.

use crate::host::files::Access;
use crate::openssl::failure::Failure;
use crate::openssl::options::{Format, Line};
use crate::openssl::parts::Parts;
use crate::openssl::session::Session;
use crate::openssl::show;
use ::der::Decode as _;
use devcert::encoding::request::Request;
use devcert::encoding::{certificate::Certificate, pem};
use devcert::key::{PrivateKey, PublicKey};
use devcert::pki::signature;
use devcert::text;
use devcert::x509::{CertificationRequest, Name};

/// A request or a certificate that is to be written.
pub(super) enum Written<'a> {
    /// The DER of a request.
    Request(&'a [u8]),
    /// The DER of a certificate.
    Certificate(&'a [u8]),
}

impl Written<'_> {
    /// Prints what the options ask for, and writes the object.
    pub(super) fn write(&self, session: &mut Session, line: &Line) -> Result<u8, Failure> {
        let wants_print = ["text", "modulus", "subject", "pubkey"].iter().any(|option| line.has(option));
        if line.has("noout") && !wants_print {
            return Ok(0);
        }
        let style = show::name_style("req", line)?;
        let mut text = String::new();
        if line.has("pubkey") {
            text.push_str(&show::public_key(&self.key()?));
        }
        if line.has("text") {
            let whole = self.text(show::text_style("req", line)?)?;
            let parts = Parts::of_request(line.value("reqopt").unwrap_or("compatible"));
            let parts = parts.map_err(|word| Failure::unsupported(format_args!("req -reqopt {word}")))?;
            parts.of(&whole).into_iter().for_each(|line| text.extend([line, "\n"]));
        }
        if line.has("subject") {
            text.push_str(&self.subject_line(style)?);
        }
        if line.has("modulus") {
            text.push_str(&show::modulus(&self.key()?, "Wrong Algorithm type"));
        }
        session.write(line.value("out"), text.as_bytes(), Access::Public)?;
        if !line.has("noout") {
            let object = self.encoded(Format::of(line, "outform"), line.has("newhdr"));
            session.write(line.value("out"), &object, Access::Public)?;
        }
        Ok(0)
    }

    fn der(&self) -> &[u8] {
        match self {
            Self::Request(der) | Self::Certificate(der) => der,
        }
    }

    fn encoded(&self, format: Format, has_new_header: bool) -> Vec<u8> {
        let label = match self {
            Self::Request(_) if has_new_header => "NEW CERTIFICATE REQUEST",
            Self::Request(_) => "CERTIFICATE REQUEST",
            Self::Certificate(_) => "CERTIFICATE",
        };
        match format {
            Format::Pem => pem::encode(label, self.der()).expose().to_vec(),
            Format::Der => self.der().to_vec(),
        }
    }

    fn text(&self, style: text::NameStyle) -> Result<String, Failure> {
        match self {
            Self::Request(der) => text::request_with(der, style)
                .map_err(|error| Failure::new("Error printing certificate request").line(error)),
            Self::Certificate(der) => text::certificate_with(der, style)
                .map_err(|error| Failure::new("Error printing certificate").line(error)),
        }
    }

    fn key(&self) -> Result<PublicKey, Failure> {
        let unreadable = |error| Failure::new("Error getting public key").line(error);
        match self {
            Self::Request(der) => {
                Request::from_der(der).map(|it| it.public_key().clone()).map_err(unreadable)
            }
            Self::Certificate(der) => {
                Certificate::from_der(der).map(|it| it.public_key().clone()).map_err(unreadable)
            }
        }
    }

    fn subject_line(&self, style: text::NameStyle) -> Result<String, Failure> {
        let title = |name: &Name<'_>| show::name("subject=", name, style);
        match self {
            Self::Request(der) => {
                let parsed = CertificationRequest::from_der(der).map_err(Failure::new)?;
                title(&parsed.body.subject)
            }
            Self::Certificate(der) => {
                let parsed = devcert::x509::Certificate::from_der(der).map_err(Failure::new)?;
                title(&parsed.body.subject)
            }
        }
    }
}

/// Checks the signature of a request if `-verify` is given, and writes the request.
pub(super) fn request(
    session: &mut Session,
    line: &Line,
    der: &[u8],
    key: Option<&PrivateKey>,
) -> Result<u8, Failure> {
    if line.has("verify") {
        let request = Request::from_der(der).map_err(Failure::new)?;
        let key = key.map_or(request.public_key(), PrivateKey::public);
        session.say(match signature::check(key, request.signed()) {
            Ok(()) => "Certificate request self-signature verify OK",
            Err(_) => "Certificate request self-signature verify failure",
        });
    }
    Written::Request(der).write(session, line)
}
