//! Certificates for requests.

use ::der::Decode as _;

use super::authority::Authority;
use super::display::{self, Shown};
use super::settings::{BASE, Settings};
use super::{dates, policy};
use crate::openssl::config::{Config, DEFAULT, Entry};
use crate::openssl::configuration;
use crate::openssl::extension::{Place, Replaces, add_entries};
use crate::openssl::failure::Failure;
use crate::openssl::inputs;
use crate::openssl::issue::{self, Signing};
use crate::openssl::names;
use crate::openssl::number_file;
use crate::openssl::session::{STANDARD_STREAM, Session};
use devcert::encoding::ca_database::{Conflict, Database, Row};
use devcert::encoding::pem;
use devcert::encoding::read;
use devcert::encoding::request::Request;
use devcert::key::Signer;
use devcert::model::oid::known;
use devcert::pki::signature;
use devcert::text;
use devcert::x509::{
    CertificationRequest, Extension, Integer, Name, RequestInfo, Set, TbsCertificate, Time, Validity,
};

/// What is the same for all requests of a run.
pub(super) struct Certifier<'a> {
    settings: &'a Settings<'a>,
    authority: &'a Authority,
    signer: &'a Signer,
    policy: &'a [Entry],
    extensions: Option<Section<'a>>,
    copies: Copies,
    shown: Shown,
    validity: Validity<'static>,
    /// How many days are shown.
    days: i64,
    /// Whether the subject keeps email addresses.
    has_emails: bool,
    /// Whether the subject keeps the order of the request.
    keeps_order: bool,
}

/// What openssl calls the file of `-extfile`.
const EXTENSION_FILE: &str = "extfile";

/// A section with extensions.
struct Section<'a> {
    config: &'a Config,
    name: String,
    /// What openssl calls the file: `extfile` or `config`.
    file: &'static str,
}

/// Which extensions of a request the certificate gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copies {
    None,
    /// Those that it does not have.
    Missing,
    /// All, in place of those that it has.
    All,
}

/// A certificate that is to be written.
pub(super) struct Certified {
    /// Its serial number in hexadecimal.
    pub(super) serial: String,
    /// The text, unless it is not wanted, and the PEM.
    pub(super) contents: Vec<u8>,
}

/// The request in a file.
fn read_request(session: &mut Session, path: &str) -> Result<Request, Failure> {
    const UNREADABLE: &str = "Unable to load certificate request";
    let bytes = match path {
        STANDARD_STREAM => session.read_data(None),
        path => session.read_file(path),
    };
    let bytes = bytes.map_err(|failure| failure.line(UNREADABLE))?;
    read::request(&bytes).map_err(|error| Failure::new(UNREADABLE).line(error))
}

/// The configuration of `-extfile`.
///
/// # Errors
/// A file that cannot be read, or breaks the language.
pub(super) fn extension_file(
    settings: &Settings<'_>,
    session: &mut Session,
) -> Result<Option<Config>, Failure> {
    let Some(path) = settings.line.value("extfile") else { return Ok(None) };
    let text = session.read_text(path)?;
    configuration::parse(BASE, &text, path).map(Some)
}

impl<'a> Certifier<'a> {
    /// Looks up what certificates need, and checks it; `extension_file` is the configuration of `-extfile`.
    ///
    /// # Errors
    /// What is not set, or is not what it should be.
    pub(super) fn new(
        settings: &'a Settings<'a>,
        session: &Session,
        authority: &'a Authority,
        signer: &'a Signer,
        extension_file: Option<&'a Config>,
    ) -> Result<Self, Failure> {
        let line = settings.line;
        let has_emails = !line.has("noemailDN") && settings.get("email_in_dn") != Some("no");
        let policy_name = settings.option_or("policy", "policy")?;
        let extensions = extensions(settings, extension_file)?;
        let (validity, days) = validity(settings, session)?;
        let policy = settings.config.section(policy_name).ok_or_else(|| {
            Failure::new(format_args!("unable to find 'section' for {policy_name}"))
                .hint(format!("add the section [{policy_name}] to the configuration"))
        })?;
        let copies = Copies::parse(settings.get("copy_extensions"))?;
        let shown = Shown::new(settings.get("name_opt"), settings.get("cert_opt"))
            .map_err(|word| Failure::unsupported(format_args!("{word} in a configuration")))?;
        let is_preserved = settings.config.get(BASE, "preserve");
        let keeps_order =
            line.has("preserveDN") || is_preserved.is_some_and(|text| text.starts_with(['y', 'Y']));
        let certifier = Self {
            settings,
            authority,
            signer,
            policy,
            extensions,
            copies,
            shown,
            validity,
            days,
            has_emails,
            keeps_order,
        };
        Ok(certifier)
    }

    /// Creates a certificate for the request in a file and adds it to the database; `None` if its signature is wrong, or
    /// the answer is no.
    ///
    /// # Errors
    /// A request that cannot be read, that the policy does not allow, or whose certificate is in the database already.
    pub(super) fn certify(
        &self,
        session: &mut Session,
        database: &mut Database,
        serial: &Integer<'_>,
        path: &str,
    ) -> Result<Option<Certified>, Failure> {
        let request = read_request(session, path)?;
        if !self.is_signed(session, &request) {
            return Ok(None);
        }
        let request = CertificationRequest::from_der(request.der()).map_err(Failure::new)?.body;
        let ca = self.authority.certificate.as_ref().filter(|_| !self.settings.line.has("selfsign"));
        let ca = ca.map(|certificate| inputs::parsed(certificate.der())).transpose()?;
        let signing =
            Signing { key: &self.authority.key, issuer: ca.as_ref().map(|certificate| &certificate.body) };
        let mut body = self.body(session, &request, serial, signing.issuer.map(|ca| &ca.subject))?;
        let mut extensions = self.section_extensions(&signing, &body)?;
        let wanted = inputs::requested_extensions(&request)
            .map_err(|error| Failure::new("ERROR: adding extensions from request").line(error))?;
        self.copies.copy(wanted, &mut extensions);
        body.extensions = Some(extensions);
        if !self.has_emails {
            remove_emails(&mut body.subject);
        }
        let row = row(&body);
        if let Some(conflict) = database.conflict(&row) {
            return Err(conflict_failure(conflict, &row));
        }
        let der = signing.sign(&mut body, self.signer)?;
        self.show(session, &der)?;
        if !self.settings.line.has("batch") && !is_confirmed(session)? {
            return Ok(None);
        }
        let certified = Certified { serial: row.serial.clone(), contents: self.contents(&der, &body)? };
        database.add(row);
        Ok(Some(certified))
    }

    /// The content of a certificate without extensions; `ca` is the subject of the CA, unless the request signs itself.
    fn body<'b>(
        &self,
        session: &Session,
        request: &RequestInfo<'b>,
        serial: &Integer<'_>,
        ca: Option<&Name<'b>>,
    ) -> Result<TbsCertificate<'b>, Failure> {
        let requested = match self.subject(session)? {
            Some(subject) => subject,
            None => request.subject.clone(),
        };
        self.check_subject(session, &requested)?;
        let objects = &self.settings.objects;
        let allowed = policy::subject(self.policy, objects, &requested, ca.unwrap_or(&requested));
        let allowed = allowed.map_err(lines)?;
        let subject = if self.keeps_order { requested } else { allowed };
        Ok(TbsCertificate {
            version: None,
            serial: Integer::from_content(serial.content().to_vec()),
            signature: request.public_key.algorithm.clone(),
            issuer: ca.unwrap_or(&subject).clone(),
            validity: self.validity.clone(),
            subject,
            public_key: request.public_key.clone(),
            issuer_id: None,
            subject_id: None,
            extensions: None,
        })
    }

    /// What is written of a certificate: its text, unless it is not wanted, and the PEM.
    fn contents(&self, der: &[u8], body: &TbsCertificate<'_>) -> Result<Vec<u8>, Failure> {
        let mut contents = Vec::new();
        if !self.settings.line.has("notext") {
            contents.extend(display::certificate(der, body).map_err(Failure::new)?.into_bytes());
        }
        contents.extend_from_slice(pem::encode("CERTIFICATE", der).expose());
        Ok(contents)
    }

    /// Checks the signature of the request and, with `-selfsign`, its key.
    fn is_signed(&self, session: &Session, request: &Request) -> bool {
        session.say("Check that the request matches the signature");
        let is_own = request.public_key().is_same_as(self.authority.key.public());
        if self.settings.line.has("selfsign") && !is_own {
            session.say("Certificate request and CA private key do not match");
            return false;
        }
        let is_signed = signature::check(request.public_key(), request.signed()).is_ok();
        session.say(match is_signed {
            true => "Signature ok",
            false => "Signature did not match the certificate request",
        });
        is_signed
    }

    /// The name of `-subj`.
    fn subject(&self, session: &Session) -> Result<Option<Name<'static>>, Failure> {
        let Some(text) = self.settings.line.value("subj") else { return Ok(None) };
        let named = names::of_subject(text, &self.settings.objects, self.settings.strings, BASE);
        let (name, said) = named.map_err(Failure::new)?;
        for line in said {
            session.say(line);
        }
        Ok(Some(name))
    }

    /// Checks the types of strings in a subject, and shows it.
    fn check_subject(&self, session: &Session, subject: &Name<'_>) -> Result<(), Failure> {
        let is_shown = matches!(self.shown, Shown::Subject);
        if is_shown {
            session.say("The Subject's Distinguished Name is as follows");
        }
        for attribute in subject.attributes() {
            if !self.has_emails && is_email(attribute.id.content()) {
                continue;
            }
            if let Some(problem) = display::problem(attribute) {
                return Err(Failure::new("").line(problem));
            }
            if is_shown {
                session.say(display::entry(attribute));
            }
        }
        Ok(())
    }

    /// The extensions of the configuration.
    fn section_extensions<'b>(
        &self,
        signing: &Signing<'_>,
        body: &TbsCertificate<'_>,
    ) -> Result<Vec<Extension<'b>>, Failure> {
        let mut extensions = Vec::new();
        let Some(section) = &self.extensions else { return Ok(extensions) };
        let place = signing.place(body, section.config, &self.settings.objects);
        let entries = section.config.section(&section.name).unwrap_or_default();
        let added = add_entries(&mut extensions, &section.name, entries, &place, Replaces::SameType);
        added.map_err(|fault| section.unusable().line(fault))?;
        Ok(extensions)
    }

    fn show(&self, session: &Session, der: &[u8]) -> Result<(), Failure> {
        if let Shown::Certificate(details) = &self.shown {
            session.say("Certificate Details:");
            for line in details.lines(der).map_err(Failure::new)? {
                session.say(line);
            }
        }
        let date = match self.settings.line.value("dateopt") {
            Some("iso_8601") => text::iso_date,
            _ => text::date,
        };
        let days = if self.days == 0 { String::new() } else { format!(" ({} days)", self.days) };
        let end = date(&self.validity.not_after);
        session.say(format_args!("Certificate is to be certified until {end}{days}"));
        Ok(())
    }
}

impl Section<'_> {
    /// openssl's words for a section whose syntax is wrong.
    fn unreadable(&self) -> Failure {
        let Self { name, file, .. } = self;
        match *file {
            EXTENSION_FILE => Failure::new(format_args!(
                "Error checking certificate extensions from extfile section {name}"
            )),
            _ => Failure::new(format_args!("Error checking certificate extension config section {name}")),
        }
    }

    /// openssl's words for extensions that a certificate cannot have.
    fn unusable(&self) -> Failure {
        let Self { name, file, .. } = self;
        Failure::new(format_args!("Error adding certificate extensions from {file} section {name}"))
    }
}

/// The section with the extensions; its syntax is checked.
fn extensions<'a>(
    settings: &Settings<'a>,
    extension_file: Option<&'a Config>,
) -> Result<Option<Section<'a>>, Failure> {
    let option = settings.line.value("extensions");
    let section = match extension_file {
        Some(config) => {
            let name = option.or_else(|| config.get(DEFAULT, "extensions")).unwrap_or(DEFAULT);
            Section { config, name: name.to_owned(), file: EXTENSION_FILE }
        }
        None => match option.or_else(|| settings.get("x509_extensions")) {
            Some(name) => Section { config: settings.config, name: name.to_owned(), file: "config" },
            None => return Ok(None),
        },
    };
    let failed = || section.unreadable();
    let place = Place { config: section.config, objects: &settings.objects, subject: None };
    let entries = section.config.section(&section.name).ok_or_else(failed)?;
    add_entries(&mut Vec::new(), &section.name, entries, &place, Replaces::Nothing)
        .map_err(|fault| failed().line(fault))?;
    Ok(Some(section))
}

/// The validity, and the number of days that is shown.
fn validity(settings: &Settings<'_>, session: &Session) -> Result<(Validity<'static>, i64), Failure> {
    let date = |option: &str, name: &str, which: &str| {
        let text = settings.line.value(option).or_else(|| settings.get(name));
        text.map(|text| {
            dates::for_certificate(text).ok_or_else(|| {
                Failure::new(format_args!(
                    "{which} date is invalid, it should be YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ"
                ))
            })
        })
        .transpose()
    };
    let start = date("startdate", "default_startdate", "start")?;
    let end = date("enddate", "default_enddate", "end")?;
    let days = settings.line.number("days").unwrap_or_else(|| settings.number("default_days"));
    if end.is_none() && days == 0 {
        return Err(Failure::new("cannot lookup how many days to certify for")
            .hint("add -days DAYS, or set default_days in the configuration"));
    }
    let left = end.as_ref().and_then(Time::moment).map(|end| (end - session.now).whole_days());
    let mut validity = issue::validity(session.now, if end.is_some() { 0 } else { days })?;
    validity.not_before = start.unwrap_or(validity.not_before);
    validity.not_after = end.unwrap_or(validity.not_after);
    Ok((validity, left.unwrap_or(days)))
}

impl Copies {
    /// The value of `copy_extensions`.
    fn parse(value: Option<&str>) -> Result<Self, Failure> {
        match value {
            None | Some("none") => Ok(Self::None),
            Some("copy") => Ok(Self::Missing),
            Some("copyall") => Ok(Self::All),
            Some(other) => Err(Failure::new(format_args!("Invalid extension copy option: \"{other}\""))),
        }
    }

    /// Adds extensions that a request asks for to those of the certificate.
    fn copy(self, wanted: Vec<Extension<'static>>, extensions: &mut Vec<Extension<'_>>) {
        for extension in wanted {
            let is_there = extensions.iter().any(|one| one.id == extension.id);
            match self {
                Self::None => return,
                Self::Missing if is_there => continue,
                Self::Missing => {}
                Self::All => extensions.retain(|one| one.id != extension.id),
            }
            extensions.push(extension);
        }
    }
}

fn is_email(kind: &[u8]) -> bool {
    kind == known::PKCS_9_AT_EMAIL_ADDRESS.as_bytes()
}

fn remove_emails(name: &mut Name<'_>) {
    for Set(attributes) in &mut name.0 {
        attributes.retain(|attribute| !is_email(attribute.id.content()));
    }
    name.0.retain(|set| !set.0.is_empty());
}

/// The row of a certificate in the database.
fn row(body: &TbsCertificate<'_>) -> Row {
    let expires = String::from_utf8_lossy(body.validity.not_after.content()).into_owned();
    Row::valid(expires, number_file::shown(&body.serial), display::oneline(&body.subject))
}

/// A failure with openssl's lines.
fn lines(lines: Vec<String>) -> Failure {
    Failure { status: 1, lines, next: None }
}

fn conflict_failure(conflict: Conflict<'_>, row: &Row) -> Failure {
    let (mut said, found) = match conflict {
        Conflict::Subject(found) => {
            (vec![format!("ERROR:There is already a certificate for {}", row.subject)], found)
        }
        Conflict::Serial(found) => (
            vec![
                format!("ERROR:Serial number {} has already been issued,", row.serial),
                "      check the database/serial_file for corruption".to_owned(),
            ],
            found,
        ),
    };
    said.push("The matching entry has the following details".to_owned());
    said.push(format!("Type          :{}", found.state().unwrap_or("invalid type, Database error")));
    if found.is_revoked() {
        // openssl prints this date here too.
        said.push(format!("Was revoked on:{}", found.expires));
    }
    said.push(format!("Expires on    :{}", found.expires));
    said.push(format!("Serial Number :{}", found.serial));
    said.push(format!("File name     :{}", found.file));
    said.push(format!("Subject Name  :{}", found.subject));
    let failure = lines(said);
    match conflict {
        Conflict::Subject(_) => failure.hint(
            "revoke the other certificate, or set unique_subject = no in the .attr file of the database",
        ),
        Conflict::Serial(_) => {
            failure.hint("write a serial number that is not in the database to the serial file")
        }
    }
}

/// Asks whether the certificate is to be signed.
fn is_confirmed(session: &mut Session) -> Result<bool, Failure> {
    session.prompt("Sign the certificate? [y/n]:");
    let refused = match session.read_line()? {
        None => "CERTIFICATE WILL NOT BE CERTIFIED: I/O error",
        Some(answer) if answer.starts_with(['y', 'Y']) => return Ok(true),
        Some(_) => "CERTIFICATE WILL NOT BE CERTIFIED",
    };
    session.say(refused);
    Ok(false)
}
