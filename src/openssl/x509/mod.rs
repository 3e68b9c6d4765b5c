//! `x509`: certificates shown, created from requests, and signed again.

mod print;
mod serial;
mod table;
mod trust;

use ::der::Decode as _;

use self::print::Printed;
use self::trust::Trust;
use super::config::{Config, DEFAULT};
use super::configuration;
use super::digests;
use super::extension::{Replaces, add_entries};
use super::failure::Failure;
use super::issue::{self, Signing};
use super::names::{self, Strings};
use super::objects::Objects;
use super::options::{Format, Line};
use super::passphrase;
use super::session::Session;
use super::subcommand::Subcommand;
use super::{inputs, number, show};
use crate::host::files::Access;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::pem;
use devcert::encoding::request::Request;
use devcert::key::{PrivateKey, PublicKey, Signer};
use devcert::model::secret::Secret;
use devcert::pki::{self, signature};
use devcert::x509::{
    self, Attribute, Extension, Integer, Name, PublicKeyInfo, RequestInfo, Set, TbsCertificate,
};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "x509",
    summary: "Show certificates, and create and sign them",
    table: table::TABLE,
    run,
};

/// How long a certificate is valid without `-days`.
const DAYS: i64 = 30;

/// What a run has read.
struct Job<'a> {
    line: &'a Line,
    passphrase: Option<Secret>,
    key: Option<PrivateKey>,
    public_key: Option<PublicKey>,
    ca: Option<Ca<'a>>,
    /// The configuration of `-extfile`, and the section in it.
    extensions: Option<(Config, String)>,
    trust: Trust,
}

/// The CA of `-CA`.
struct Ca<'a> {
    file: &'a str,
    certificate: Certificate,
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let mut job = Job::new(line, session)?;
    if line.has("req") {
        let request = inputs::request(session, line)?;
        check_request(session, line, &request)?;
        let parsed = x509::CertificationRequest::from_der(request.der()).map_err(Failure::new)?;
        return job.for_request(session, &parsed.body);
    }
    if line.has("new") {
        return job.for_options(session);
    }
    let (certificate, settings) = inputs::certificate_of_line(session, line, job.passphrase.as_ref())?;
    job.trust = Trust::new(line, settings)?;
    let parsed = inputs::parsed(certificate.der())?;
    if line.has("x509toreq") {
        return job.to_request(session, &parsed.body);
    }
    if line.has("copy_extensions") {
        session.say("Warning: ignoring -copy_extensions since neither -x509toreq nor -req is given");
    }
    if job.key.is_none() && job.ca.is_none() {
        return match ["subj", "set_serial", "extfile", "force_pubkey", "clrext"]
            .iter()
            .find(|option| line.has(option))
        {
            Some(option) => Err(Failure::unsupported(format_args!("x509 -{option} without -key or -CA"))
                .hint("add -key KEY or -CA CERTIFICATE to sign the changed certificate")),
            None => job.finish(session, certificate.der()),
        };
    }
    job.signed_again(session, &certificate, parsed.body)
}

/// Checks the signature of the request and says so.
fn check_request(session: &Session, line: &Line, request: &Request) -> Result<(), Failure> {
    signature::check(request.public_key(), request.signed()).map_err(|fault| {
        Failure::new("Certificate request self-signature did not match the contents").line(fault)
    })?;
    session.say("Certificate request self-signature ok");
    let parsed = x509::CertificationRequest::from_der(request.der()).map_err(Failure::new)?;
    let subject = show::name("subject=", &parsed.body.subject, show::name_style("x509", line)?)?;
    subject.lines().for_each(|line| session.say(line));
    Ok(())
}

impl<'a> Job<'a> {
    fn new(line: &'a Line, session: &mut Session) -> Result<Self, Failure> {
        check(line)?;
        let passphrase = passphrase::read_both(session, line.value("passin"), None)?.input;
        let key_file = line.value("key").or_else(|| line.value("signkey"));
        if key_file.is_some() && line.has("CA") {
            return Err(Failure::new("Cannot use both -key/-signkey and -CA option"));
        }
        let format = line.value("keyform").and_then(Format::named);
        let key = key_file
            .map(|file| inputs::private_key_as(session, file, format, passphrase.as_ref(), "private key"));
        let key = key.transpose()?;
        let public_key = line.value("force_pubkey");
        let public_key =
            public_key.map(|file| inputs::public_key(session, file, "explicitly set public key"));
        warn_without_ca(line, session);
        let ca = match line.value("CA") {
            Some(file) => {
                let certificate =
                    inputs::certificate(session, Some(file), passphrase.as_ref(), "CA certificate")?;
                Some(Ca { file, certificate })
            }
            None => None,
        };
        let (extensions, trust) = (extension_file(line, session)?, Trust::new(line, None)?);
        Ok(Self { line, passphrase, key, public_key: public_key.transpose()?, ca, extensions, trust })
    }

    /// A certificate for a request.
    fn for_request(&self, session: &mut Session, request: &RequestInfo<'_>) -> Result<u8, Failure> {
        let copied = match self.line.value("copy_extensions") {
            None | Some("none") => Vec::new(),
            Some("copy" | "copyall") if self.line.has("clrext") => {
                return Err(Failure::new("Must not use -clrext together with -copy_extensions"));
            }
            Some("copy" | "copyall") => inputs::requested_extensions(request).map_err(Failure::new)?,
            Some(other) => return Err(Failure::new(format_args!("Invalid extension copy option: {other}"))),
        };
        let certificate = self.empty(session, request.subject.clone(), request.public_key.clone(), copied)?;
        self.create(session, certificate)
    }

    /// A certificate with the subject and key of the options.
    fn for_options(&self, session: &mut Session) -> Result<u8, Failure> {
        let own = self.public_key.as_ref().or(self.key.as_ref().map(PrivateKey::public));
        let (Some(_), Some(key)) = (self.line.value("subj"), own) else {
            return Err(Failure::new("The -new option requires using -subj and -key or -force_pubkey"));
        };
        let key = PublicKeyInfo::from_der(key.spki()).map_err(Failure::new)?;
        let certificate = self.empty(session, Name::default(), key, Vec::new())?;
        self.create(session, certificate)
    }

    /// A certificate of version 1 with everything but an issuer's name.
    fn empty<'b>(
        &self,
        session: &mut Session,
        subject: Name<'b>,
        key: PublicKeyInfo<'b>,
        extensions: Vec<Extension<'static>>,
    ) -> Result<TbsCertificate<'b>, Failure> {
        if self.key.is_none() && self.ca.is_none() {
            return Err(no_key());
        }
        Ok(TbsCertificate {
            version: None,
            serial: Integer::unsigned(&issue::random_serial(session)),
            signature: key.algorithm.clone(),
            issuer: Name::default(),
            validity: self.validity(session)?,
            subject,
            public_key: key,
            issuer_id: None,
            subject_id: None,
            extensions: Some(extensions),
        })
    }

    /// A certificate that is signed again: with its own new key, or by a CA.
    fn signed_again(
        &self,
        session: &mut Session,
        certificate: &Certificate,
        mut body: TbsCertificate<'_>,
    ) -> Result<u8, Failure> {
        let is_self_signed = certificate.is_self_issued()
            && signature::check_issued(certificate, certificate.public_key()).is_ok();
        if self.ca.is_some() && !is_self_signed {
            return Err(Failure::new("Error with certificate to be certified - should be self-signed"));
        }
        if !self.line.has("preserve_dates") {
            body.validity = self.validity(session)?;
        }
        self.create(session, body)
    }

    /// Completes the certificate with what the options set, signs and writes it.
    fn create(&self, session: &mut Session, body: TbsCertificate<'_>) -> Result<u8, Failure> {
        let ca_key = self.ca_key(session)?;
        let ca = self.ca.as_ref().map(|ca| inputs::parsed(ca.certificate.der())).transpose()?;
        let key = ca_key.as_ref().or(self.key.as_ref()).ok_or_else(no_key)?;
        let signing = Signing { key, issuer: ca.as_ref().map(|ca| &ca.body) };
        // A lifetime that what is put into it has too.
        let mut body: TbsCertificate<'_> = body;
        if let Some(subject) = self.subject(session)? {
            body.subject = subject;
        }
        let public_key = self.public_key.as_ref().or(self.key.as_ref().map(PrivateKey::public));
        if let Some(public_key) = public_key {
            body.public_key = PublicKeyInfo::from_der(public_key.spki()).map_err(Failure::new)?;
        }
        if let Some(serial) = self.serial(session)? {
            body.serial = serial;
        }
        body.issuer = signing.issuer.map_or_else(|| body.subject.clone(), |issuer| issuer.subject.clone());
        self.drop_extensions(session, &mut body);
        self.add_extensions(&signing, &mut body)?;
        let der = signing.sign(&mut body, &self.signer(session, key)?)?;
        self.finish(session, &der)
    }

    /// Adds the extensions of `-extfile`.
    fn add_extensions(&self, signing: &Signing<'_>, body: &mut TbsCertificate<'_>) -> Result<(), Failure> {
        let Some((config, section)) = &self.extensions else { return Ok(()) };
        // openssl does not look for names of objects in this file.
        let objects = Objects::default();
        let mut extensions = body.extensions.take().unwrap_or_default();
        let place = signing.place(body, config, &objects);
        let entries = config.section(section).unwrap_or_default();
        add_entries(&mut extensions, section, entries, &place, Replaces::SameType).map_err(|fault| {
            Failure::new(format_args!("Error adding extensions from section {section}")).line(fault)
        })?;
        body.extensions = Some(extensions);
        Ok(())
    }

    /// Takes out all extensions, or those that `-ext` does not list.
    fn drop_extensions(&self, session: &Session, body: &mut TbsCertificate<'_>) {
        let Some(extensions) = &mut body.extensions else { return };
        if self.line.has("clrext") {
            if self.line.has("ext") {
                session.say("Warning: Ignoring -ext since -clrext is given");
            }
            extensions.clear();
        } else if let Some(names) = self.line.value("ext") {
            extensions.retain(|extension| {
                let short = extension.oid().and_then(devcert::text::object_names).map(|(short, _)| short);
                short.is_some_and(|short| names.contains(short))
            });
        }
    }

    fn ca_key(&self, session: &mut Session) -> Result<Option<PrivateKey>, Failure> {
        let Some(ca) = &self.ca else { return Ok(None) };
        let file = self.line.value("CAkey").unwrap_or(ca.file);
        let format = self.line.value("CAkeyform").and_then(Format::named);
        let passphrase = self.passphrase.as_ref();
        let key = inputs::private_key_as(session, file, format, passphrase, "CA private key")?;
        match ca.certificate.public_key().is_same_as(key.public()) {
            true => Ok(Some(key)),
            false => Err(Failure::new("CA certificate and CA private key do not match")),
        }
    }

    fn subject(&self, session: &Session) -> Result<Option<Name<'static>>, Failure> {
        let Some(text) = self.line.value("subj") else { return Ok(None) };
        let named = names::of_subject(text, &Objects::default(), Strings::default(), "x509");
        let (name, said) = named.map_err(Failure::new)?;
        for line in said {
            session.say(line);
        }
        Ok(Some(name))
    }

    /// The serial number of the options; `None` to keep the one that the certificate has.
    fn serial(&self, session: &mut Session) -> Result<Option<Integer<'static>>, Failure> {
        if let Some(text) = self.line.value("set_serial") {
            let number = number::integer(text).ok_or_else(|| Failure::usage_only("x509"));
            return number.map(Some);
        }
        self.ca.as_ref().map(|ca| serial::next(session, self.line, ca.file)).transpose()
    }

    fn validity(&self, session: &Session) -> Result<x509::Validity<'static>, Failure> {
        issue::validity(session.now, self.line.number("days").unwrap_or(DAYS))
    }

    fn signer(&self, session: &mut Session, key: &PrivateKey) -> Result<Signer, Failure> {
        let digest = self.line.algorithm().map(|name| digests::named("x509", name)).transpose()?;
        digests::signer(session, key, digest, &self.line.values("sigopt").collect::<Vec<_>>())
    }

    /// A request from a certificate.
    fn to_request(&self, session: &mut Session, body: &TbsCertificate<'_>) -> Result<u8, Failure> {
        let key =
            self.key.as_ref().ok_or_else(|| Failure::new("Must specify request signing key using -key"))?;
        if self.extensions.is_some() {
            return Err(Failure::unsupported("x509 -x509toreq with -extfile"));
        }
        let copies = matches!(self.line.value("copy_extensions"), Some("copy" | "copyall"));
        let extensions =
            body.extensions.iter().flatten().filter(|extension| !issue::is_key_identifier(extension));
        let extensions: Vec<_> = extensions.filter(|_| copies && !self.line.has("clrext")).cloned().collect();
        let requested = match extensions.is_empty() {
            true => Vec::new(),
            false => vec![Attribute::extension_request(&extensions).map_err(Failure::new)?],
        };
        let request = RequestInfo {
            version: Integer::from(0),
            subject: self.subject(session)?.unwrap_or_else(|| body.subject.clone()),
            public_key: PublicKeyInfo::from_der(key.public().spki()).map_err(Failure::new)?,
            attributes: Some(Set(requested)),
        };
        let der = pki::sign_request(&request, &self.signer(session, key)?).map_err(Failure::new)?;
        if !self.line.has("noout") {
            let pem = pem::encode("CERTIFICATE REQUEST", &der);
            session.write(self.line.value("out"), pem.expose(), Access::Public)?;
        }
        Ok(0)
    }

    /// Prints what the options ask for, and writes the certificate.
    fn finish(&self, session: &mut Session, der: &[u8]) -> Result<u8, Failure> {
        let (line, out) = (self.line, self.line.value("out"));
        let printed = Printed::new(der, line, &self.trust)?;
        let mut text = printed.text(session, line)?;
        let mut status = 0;
        let mut writes = !line.has("noout") && !line.has("nocert");
        if let Some(seconds) = line.value("checkend") {
            let is_valid = printed.is_valid_in(session, seconds);
            text.push_str(if is_valid {
                "Certificate will not expire\n"
            } else {
                "Certificate will expire\n"
            });
            (status, writes) = (u8::from(!is_valid), false);
        } else {
            text.push_str(&printed.checks(line));
        }
        session.write(out, text.as_bytes(), Access::Public)?;
        if writes {
            let object = match Format::of(line, "outform") {
                Format::Pem => {
                    let whole = [der, &self.trust.after()?].concat();
                    pem::encode(self.trust.label(), &whole).expose().to_vec()
                }
                Format::Der => der.to_vec(),
            };
            session.write(out, &object, Access::Public)?;
        }
        Ok(status)
    }
}

fn no_key() -> Failure {
    Failure::new("We need a private key to sign with, use -key or -CAkey or -CA with private key")
}

/// Combinations that openssl rejects.
fn check(line: &Line) -> Result<(), Failure> {
    if let Some(format) = line.value("dateopt").filter(|format| !["rfc_822", "iso_8601"].contains(format)) {
        return Err(Failure::new(format_args!("Invalid date format: {format}")));
    }
    let days = line.number("days").unwrap_or(DAYS);
    let rejected = [
        (days < -1, "x509: -days parameter arg must be >= -1"),
        (line.has("preserve_dates") && line.has("days"), "Cannot use -preserve_dates with -days option"),
        (line.has("new") && line.has("in"), "The -in option cannot be used with -new"),
        (line.has("new") && line.has("req"), "The -req option cannot be used with -new"),
    ];
    match rejected.iter().find(|(applies, _)| *applies) {
        Some((_, message)) => Err(Failure::new(message)),
        None => Ok(()),
    }
}

fn warn_without_ca(line: &Line, session: &Session) {
    if line.has("CA") {
        return;
    }
    for option in ["CAkey", "CAkeyform", "CAform", "CAserial", "CAcreateserial"] {
        if line.has(option) {
            session.say(format_args!("Warning: ignoring -{option} option since -CA option is not given"));
        }
    }
}

/// The configuration of `-extfile`, and the section of it that has the extensions; their syntax is checked.
fn extension_file(line: &Line, session: &mut Session) -> Result<Option<(Config, String)>, Failure> {
    let Some(path) = line.value("extfile") else {
        if line.has("extensions") {
            session.say("Warning: ignoring -extensions option without -extfile");
        }
        return Ok(None);
    };
    let text = session.read_text(path)?;
    let config = configuration::parse("x509", &text, path)?;
    let section = line.value("extensions").or_else(|| config.get(DEFAULT, "extensions")).unwrap_or(DEFAULT);
    let section = section.to_owned();
    let objects = Objects::default();
    let place = super::extension::Place { config: &config, objects: &objects, subject: None };
    let failed = || Failure::new(format_args!("Error checking extension section {section}"));
    let entries = config.section(&section).ok_or_else(failed)?;
    add_entries(&mut Vec::new(), &section, entries, &place, Replaces::Nothing)
        .map_err(|fault| failed().line(fault))?;
    Ok(Some((config, section)))
}
