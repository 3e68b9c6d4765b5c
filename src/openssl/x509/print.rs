//! What `x509` prints of a certificate, in the order of the options.

use std::fmt::Write as _;

use ::der::{Decode as _, Encode as _};

use super::trust::Trust;
use crate::openssl::failure::Failure;
use crate::openssl::options::{Line, integer};
use crate::openssl::parts::Parts;
use crate::openssl::session::Session;
use crate::openssl::{digests, name_hash, number, peer_name, show};
use devcert::encoding::certificate::Certificate;
use devcert::key::digest_of;
use devcert::model::algorithm::DigestAlgorithm;
use devcert::model::oid::known;
use devcert::model::san::San;
use devcert::pki::openssl::{Place, Purpose, PurposeCheck, StoreCertificate};
use devcert::text::{self, NameStyle};
use devcert::x509::{self, Element, Integer};

/// A certificate that is printed.
pub(super) struct Printed<'a> {
    der: &'a [u8],
    certificate: Certificate,
    structure: x509::Certificate<'a>,
    style: NameStyle,
    trust: &'a Trust,
}

impl<'a> Printed<'a> {
    /// The certificate in `der`.
    pub(super) fn new(der: &'a [u8], line: &Line, trust: &'a Trust) -> Result<Self, Failure> {
        let certificate = Certificate::from_der(der).map_err(Failure::new)?;
        let structure = x509::Certificate::from_der(der).map_err(Failure::new)?;
        Ok(Self { der, certificate, structure, style: show::name_style("x509", line)?, trust })
    }

    /// What all options print.
    pub(super) fn text(&self, session: &Session, line: &Line) -> Result<String, Failure> {
        let mut text = String::new();
        for option in line.in_order() {
            text.push_str(&self.of_option(session, line, option)?);
        }
        Ok(text)
    }

    fn of_option(&self, session: &Session, line: &Line, option: &str) -> Result<String, Failure> {
        let body = &self.structure.body;
        let hash = |hash: Option<String>| hash.map_or_else(String::new, |hash| format!("{hash}\n"));
        let date = match line.value("dateopt") {
            Some("iso_8601") => text::iso_date,
            _ => text::date,
        };
        let before = || format!("notBefore={}\n", date(&body.validity.not_before));
        let after = || format!("notAfter={}\n", date(&body.validity.not_after));
        Ok(match option {
            "subject" => show::name("subject=", &body.subject, self.style)?,
            "issuer" => show::name("issuer=", &body.issuer, self.style)?,
            "serial" => format!("serial={}\n", serial(&body.serial)),
            "next_serial" => {
                format!("{}\n", serial(&Integer::unsigned(&number::next(body.serial.content()))))
            }
            "email" => lines(&self.emails()),
            "ocsp_uri" => lines(&self.responders()),
            "ocspid" => self.responder_hashes()?,
            "hash" | "subject_hash" => hash(name_hash::hash(&body.subject)),
            "subject_hash_old" => hash(name_hash::hash_old(&body.subject)),
            "issuer_hash" => hash(name_hash::hash(&body.issuer)),
            "issuer_hash_old" => hash(name_hash::hash_old(&body.issuer)),
            "modulus" => show::modulus(self.certificate.public_key(), "No modulus for this public key type"),
            "pubkey" => show::public_key(self.certificate.public_key()),
            "text" => self.whole_text(line)?,
            "alias" => self.trust.alias() + "\n",
            "purpose" => purposes(&StoreCertificate::from_der(self.der).map_err(Failure::new)?),
            "startdate" => before(),
            "enddate" => after(),
            "dates" => before() + &after(),
            "fingerprint" => self.fingerprint(line)?,
            "ext" => self.extensions(session, line.value("ext").unwrap_or_default())?,
            _ => String::new(),
        })
    }

    /// The text, without the parts that `-certopt` leaves out.
    fn whole_text(&self, line: &Line) -> Result<String, Failure> {
        let style = show::text_style("x509", line)?;
        let text = text::certificate_with(self.der, style).map_err(Failure::new)?;
        let parts = Parts::default().without(line.value("certopt").unwrap_or("compatible"));
        let parts = parts.map_err(|word| Failure::unsupported(format_args!("x509 -certopt {word}")))?;
        let shows_trust = !line.value("certopt").is_some_and(|parts| parts.contains("no_aux"));
        let trust = if shows_trust { self.trust.text() } else { String::new() };
        Ok(lines(&parts.of(&text)) + &trust)
    }

    fn fingerprint(&self, line: &Line) -> Result<String, Failure> {
        let name = line.algorithm().unwrap_or("SHA1");
        let bytes = digest_of(digests::named("x509", name)?, self.der);
        let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(format!("{name} Fingerprint={}\n", pairs.join(":")))
    }

    /// The extensions with these short names. openssl removes the others first, so that a certificate without any of them
    /// has none.
    fn extensions(&self, session: &Session, names: &str) -> Result<String, Failure> {
        let names: Vec<_> = names.split(',').map(str::trim).collect();
        let is_wanted = |extension: &&x509::Extension<'_>| {
            let short = extension.oid().and_then(text::object_names).map(|(short, _)| short);
            short.is_some_and(|short| names.contains(&short))
        };
        let all = self.structure.body.extensions.as_deref().unwrap_or_default();
        let wanted: Vec<_> = all.iter().filter(is_wanted).cloned().collect();
        if wanted.is_empty() {
            session.say("No extensions in certificate");
            return Ok(String::new());
        }
        text::extensions(&wanted).map_err(Failure::new)
    }

    /// The addresses in the subject and among the alternative names, each once.
    fn emails(&self) -> Vec<String> {
        let is_email = |id: &[u8]| id == known::PKCS_9_AT_EMAIL_ADDRESS.as_bytes();
        let attributes = self.structure.body.subject.attributes();
        let subject = attributes.filter(|attribute| is_email(attribute.id.content()));
        let subject =
            subject.map(|attribute| String::from_utf8_lossy(attribute.value.content()).into_owned());
        let names = self.certificate.names().iter().filter_map(|name| match name {
            San::Email(address) => Some(address.to_string()),
            _ => None,
        });
        let mut found: Vec<String> = Vec::new();
        for address in subject.chain(names) {
            if !found.contains(&address) {
                found.push(address);
            }
        }
        found
    }

    /// The URLs of OCSP responders in authorityInfoAccess (RFC 5280, 4.2.2.1).
    fn responders(&self) -> Vec<String> {
        let extensions = self.structure.body.extensions.as_deref().unwrap_or_default();
        let access = extensions.iter().find(|extension| extension.is(known::ID_PE_AUTHORITY_INFO_ACCESS));
        let list = access.and_then(|access| Vec::<Element<'_>>::from_der(access.value.content()).ok());
        let url = |description: &Element<'_>| {
            let parts = Vec::<Element<'_>>::from_der(description.der()).ok()?;
            let [method, location] = parts.as_slice() else { return None };
            let is_url = method.content() == known::ID_AD_OCSP.as_bytes() && location.identifier() == 0x86;
            is_url.then(|| String::from_utf8_lossy(location.content()).into_owned())
        };
        list.unwrap_or_default().iter().filter_map(url).collect()
    }

    /// The hashes by which OCSP names a certificate as an issuer (RFC 6960, 4.1.1).
    fn responder_hashes(&self) -> Result<String, Failure> {
        let body = &self.structure.body;
        let hash = |bytes: &[u8]| show::hex(&digest_of(DigestAlgorithm::Sha1, bytes));
        let subject = hash(&body.subject.to_der().map_err(Failure::new)?);
        let key = hash(body.public_key.key.bytes());
        Ok(format!("        Subject OCSP hash: {subject}\n        Public key OCSP hash: {key}\n"))
    }

    /// Whether the certificate has not expired so many seconds from now.
    pub(super) fn is_valid_in(&self, session: &Session, seconds: &str) -> bool {
        let end = self.certificate.not_after() - session.now;
        integer(seconds).is_some_and(|seconds| end.whole_seconds() >= seconds)
    }

    /// What `-checkhost`, `-checkemail` and `-checkip` print.
    pub(super) fn checks(&self, line: &Line) -> String {
        let mut text = String::new();
        for (option, kind) in [("checkhost", "Hostname"), ("checkemail", "Email"), ("checkip", "IP")] {
            if let Some(name) = line.value(option) {
                let not = if self.is_for(option, name) { "" } else { " NOT" };
                text.extend([kind, " ", name, " does", not, " match certificate\n"]);
            }
        }
        text
    }

    fn is_for(&self, option: &str, name: &str) -> bool {
        match option {
            "checkhost" => peer_name::is_for_host(&self.certificate, name),
            "checkemail" => peer_name::is_for_mailbox(&self.certificate, name),
            _ => peer_name::is_for_address(&self.certificate, name),
        }
    }
}

/// Whether the certificate may be used for each purpose (`-purpose`).
fn purposes(certificate: &StoreCertificate) -> String {
    let mut text = "Certificate purposes:\n".to_owned();
    for purpose in Purpose::all() {
        for (place, suffix) in [(Place::Leaf, ""), (Place::Issuer, " CA")] {
            // Writing to a `String` does not fail.
            let _ = match purpose.check(certificate, place) {
                PurposeCheck::Yes => writeln!(text, "{}{suffix} : Yes", purpose.title()),
                PurposeCheck::No => writeln!(text, "{}{suffix} : No", purpose.title()),
                PurposeCheck::Doubtful(code) => {
                    writeln!(text, "{}{suffix} : Yes (WARNING code={code})", purpose.title())
                }
                PurposeCheck::Invalid => {
                    writeln!(text, "{}{suffix} : Yes (WARNING code=-1)", purpose.title())
                }
            };
        }
    }
    text
}

fn serial(serial: &Integer<'_>) -> String {
    text::serial_number(serial).unwrap_or_default()
}

fn lines(texts: &[impl AsRef<str>]) -> String {
    texts.iter().flat_map(|text| [text.as_ref(), "\n"]).collect()
}
