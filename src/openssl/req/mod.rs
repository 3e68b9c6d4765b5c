//! `req`: requests, self-signed certificates, and certificates from a CA.

mod key;
mod output;
mod prompt;
mod settings;
mod table;

use ::der::Decode as _;

use self::key::{KeyFor, private_key};
use self::output::Written;
use self::prompt::{Asking, Attributes};
use self::settings::Settings;
use super::config::{Config, DEFAULT, Entry};
use super::configuration::{self, Machine};
use super::digests;
use super::extension::{Place, Replaces, Subject, add_entries};
use super::failure::Failure;
use super::inputs;
use super::issue::{self, Signing};
use super::names;
use super::number;
use super::objects::Objects;
use super::options::Line;
use super::passphrase::{self, Passphrases};
use super::session::Session;
use super::subcommand::Subcommand;
use devcert::encoding::certificate::Certificate;
use devcert::key::{PrivateKey, Signer};
use devcert::model::algorithm::DigestAlgorithm;
use devcert::pki;
use devcert::x509::{Attribute, Extension, Integer, Name, PublicKeyInfo, RequestInfo, Set, TbsCertificate};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "req",
    summary: "Create and show certificate requests, and create certificates from them",
    table: table::TABLE,
    run,
};

/// How long a certificate is valid without `-days`.
const DAYS: i64 = 30;

/// Everything that a run looks up.
struct Job<'a> {
    line: &'a Line,
    settings: Settings<'a>,
    objects: Objects,
    /// The extensions of `-addext`.
    added: Config,
    digest: Option<DigestAlgorithm>,
    passphrases: Passphrases,
}

/// What a certificate or a printed request is made from.
struct Requested<'a> {
    subject: Name<'a>,
    key: PublicKeyInfo<'a>,
    attributes: Vec<Attribute<'static>>,
    /// The extensions that a request of a file asks for.
    extensions: Vec<Extension<'static>>,
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let is_certificate = line.has("x509") || line.has("CA");
    warn(line, session, is_certificate);
    let passphrases = passphrase::read_both(session, line.value("passin"), line.value("passout"))?;
    let config = configuration::load(session, "req", line.value("config"))?;
    let job = Job::new(line, &config, passphrases)?;
    job.check_extensions()?;
    let is_new =
        ["new", "newkey"].iter().any(|option| line.has(option)) || (is_certificate && !line.has("in"));
    let key_for = if is_new { KeyFor::Signing } else { KeyFor::Checking };
    let key = private_key(session, line, &job.settings, &job.passphrases, key_for)?;
    let subject = job.subject(session)?;
    if is_new {
        let attributes = if is_certificate { Attributes::LeftOut } else { Attributes::Asked };
        let made = job.requested(session, key.as_ref(), subject, attributes)?;
        return match is_certificate {
            true => job.certificate(session, &made, None, key.as_ref()),
            false => job.request(session, made, key.as_ref()),
        };
    }
    let request = inputs::request(session, line)?;
    if !is_certificate {
        return match subject {
            Some(_) => Err(Failure::unsupported("req -subj for a request that is not signed again")),
            None => output::request(session, line, request.der(), key.as_ref()),
        };
    }
    let unreadable = |error| Failure::new("Unable to load X509 request").line(error);
    let parsed = devcert::x509::CertificationRequest::from_der(request.der()).map_err(unreadable)?;
    let extensions = inputs::requested_extensions(&parsed.body).map_err(unreadable)?;
    let requested = Requested {
        subject: parsed.body.subject.clone(),
        key: parsed.body.public_key.clone(),
        attributes: Vec::new(),
        extensions,
    };
    job.certificate(session, &requested, subject.as_ref(), key.as_ref())
}

/// What openssl warns of.
fn warn(line: &Line, session: &Session, is_certificate: bool) {
    if !is_certificate && line.has("days") {
        session.say("Ignoring -days without -x509; not generating a certificate");
    }
    if line.has("CAkey") && !line.has("CA") {
        session.say("Warning: Ignoring -CAkey option since no -CA option is given");
    }
}

impl<'a> Job<'a> {
    fn new(line: &'a Line, config: &'a Config, passphrases: Passphrases) -> Result<Self, Failure> {
        let settings = Settings::new(line, config)?;
        let objects = Objects::of(config).map_err(Failure::new)?;
        let configured = settings.get("default_md").filter(|name| *name != "default");
        let digest = line.algorithm().or(configured).map(|name| digests::named("req", name)).transpose()?;
        let added = added_extensions(line)?;
        Ok(Self { line, settings, objects, added, digest, passphrases })
    }

    fn signer(&self, session: &mut Session, key: &PrivateKey) -> Result<Signer, Failure> {
        digests::signer(session, key, self.digest, &self.line.values("sigopt").collect::<Vec<_>>())
    }

    /// The sections of extensions, and those of `-addext`, each with what openssl calls it.
    fn sections(&self, is_certificate: bool) -> Result<Vec<(&str, &[Entry])>, Failure> {
        let (option, name) = match is_certificate {
            true => ("extensions", "x509_extensions"),
            false => ("reqexts", "req_extensions"),
        };
        let mut sections = Vec::new();
        if let Some(section) = self.settings.extensions(self.line, option, name) {
            let entries = self.settings.config.section(section);
            let kind = if is_certificate { "x509" } else { "request" };
            let missing = || {
                Failure::new(format_args!("Error checking {kind} extension section {section}"))
                    .hint(format!("add the section [{section}] to the configuration"))
            };
            sections.push((section, entries.ok_or_else(missing)?));
        }
        if let Some(entries) = self.added.section(DEFAULT).filter(|entries| !entries.is_empty()) {
            sections.push((DEFAULT, entries));
        }
        Ok(sections)
    }

    /// Checks the syntax of all extensions, also of those that are not used, as openssl does.
    fn check_extensions(&self) -> Result<(), Failure> {
        let place = Place { config: self.settings.config, objects: &self.objects, subject: None };
        for (kind, is_certificate) in [("x509", true), ("request", false)] {
            for (section, entries) in self.sections(is_certificate)? {
                let checked = add_entries(&mut Vec::new(), section, entries, &place, Replaces::Nothing);
                checked.map_err(|fault| {
                    let failure = match section {
                        DEFAULT => Failure::new("Error checking extensions defined using -addext"),
                        _ => Failure::new(format_args!("Error checking {kind} extension section {section}")),
                    };
                    failure.line(fault)
                })?;
            }
        }
        Ok(())
    }

    /// The name of `-subj`.
    fn subject(&self, session: &Session) -> Result<Option<Name<'static>>, Failure> {
        let Some(text) = self.line.value("subj") else { return Ok(None) };
        let (name, said) =
            names::of_subject(text, &self.objects, self.settings.strings, "req").map_err(Failure::new)?;
        for line in said {
            session.say(line);
        }
        Ok(Some(name))
    }

    /// A new request's subject, key and attributes.
    fn requested<'b>(
        &self,
        session: &mut Session,
        key: Option<&'b PrivateKey>,
        subject: Option<Name<'static>>,
        attributes: Attributes,
    ) -> Result<Requested<'b>, Failure> {
        let key = key.ok_or_else(no_key)?;
        let is_batch = self.line.has("batch");
        let (subject, attributes) = if let Some(subject) = subject {
            (subject, Vec::new())
        } else {
            let mut asking = Asking { session, settings: &self.settings, objects: &self.objects, is_batch };
            let answers = asking.answers(attributes)?;
            (answers.subject, answers.attributes)
        };
        let key = PublicKeyInfo::from_der(key.public().spki()).map_err(Failure::new)?;
        Ok(Requested { subject, key, attributes, extensions: Vec::new() })
    }

    /// Creates a request and writes it.
    fn request(
        &self,
        session: &mut Session,
        made: Requested<'_>,
        key: Option<&PrivateKey>,
    ) -> Result<u8, Failure> {
        let key = key.ok_or_else(no_key)?;
        let subject = Subject { name: &made.subject, key_id: issue::key_id(&made.key), issuer: None };
        let place = Place { config: self.settings.config, objects: &self.objects, subject: Some(subject) };
        let mut attributes = made.attributes;
        let mut extensions = Vec::new();
        for (section, entries) in self.sections(false)? {
            add_entries(&mut extensions, section, entries, &place, Replaces::Nothing).map_err(|fault| {
                Failure::new(format_args!("Error adding request extensions from section {section}"))
                    .line(fault)
            })?;
        }
        if !extensions.is_empty() {
            attributes.push(Attribute::extension_request(&extensions).map_err(Failure::new)?);
        }
        let body = RequestInfo {
            version: Integer::from(0),
            subject: made.subject.clone(),
            public_key: made.key,
            attributes: Some(Set::sorted(attributes).map_err(Failure::new)?),
        };
        let der = pki::sign_request(&body, &self.signer(session, key)?).map_err(Failure::new)?;
        output::request(session, self.line, &der, Some(key))
    }

    /// Creates a certificate and writes it.
    fn certificate(
        &self,
        session: &mut Session,
        requested: &Requested<'_>,
        subject: Option<&Name<'static>>,
        key: Option<&PrivateKey>,
    ) -> Result<u8, Failure> {
        let ca = self.ca(session)?;
        let ca_der = ca.as_ref().map(|(certificate, _)| certificate.der().to_vec());
        let ca_parsed = ca_der.as_deref().map(inputs::parsed).transpose()?;
        let ca_body = ca_parsed.as_ref().map(|certificate| &certificate.body);
        let signing_key = ca.as_ref().map(|(_, key)| key).or(key).ok_or_else(no_key)?;
        let signing = Signing { key: signing_key, issuer: ca_body };
        let subject = subject.unwrap_or(&requested.subject);
        let mut certificate = TbsCertificate {
            version: None,
            serial: self.serial(session)?,
            signature: requested.key.algorithm.clone(),
            issuer: ca_body.map_or(&requested.subject, |body| &body.subject).clone(),
            validity: issue::validity(session.now, self.line.number("days").unwrap_or(DAYS))?,
            subject: subject.clone(),
            public_key: requested.key.clone(),
            issuer_id: None,
            subject_id: None,
            extensions: None,
        };
        if ca_body.is_none() && !issue::owns(signing_key, &certificate) {
            session.say("Warning: Signature key and public key of cert do not match");
        }
        certificate.extensions =
            Some(self.certificate_extensions(session, requested, &signing, &certificate)?);
        let der = signing.sign(&mut certificate, &self.signer(session, signing_key)?)?;
        Written::Certificate(&der).write(session, self.line)
    }

    fn certificate_extensions(
        &self,
        session: &Session,
        requested: &Requested<'_>,
        signing: &Signing<'_>,
        certificate: &TbsCertificate<'_>,
    ) -> Result<Vec<Extension<'static>>, Failure> {
        let mut extensions = match self.line.value("copy_extensions") {
            Some("copy" | "copyall") => requested.extensions.clone(),
            Some("none") => Vec::new(),
            Some(other) => {
                return Err(Failure::new(format_args!("Invalid extension copy option: \"{other}\"")));
            }
            None => {
                if self.line.has("in") {
                    session.say("Warning: No -copy_extensions given; ignoring any extensions in the request");
                }
                Vec::new()
            }
        };
        let place = signing.place(certificate, self.settings.config, &self.objects);
        for (section, entries) in self.sections(true)? {
            add_entries(&mut extensions, section, entries, &place, Replaces::SameType).map_err(|fault| {
                Failure::new(format_args!("Error adding x509 extensions from section {section}")).line(fault)
            })?;
        }
        Ok(extensions)
    }

    /// The certificate and the key of `-CA`.
    fn ca(&self, session: &mut Session) -> Result<Option<(Certificate, PrivateKey)>, Failure> {
        let Some(file) = self.line.value("CA") else { return Ok(None) };
        let passphrase = self.passphrases.input.as_ref();
        let (key_file, what) = match self.line.value("CAkey") {
            Some(key_file) => (key_file, "issuer private key from -CAkey arg"),
            None => (file, "issuer private key from -CA arg"),
        };
        let key = inputs::private_key(session, key_file, passphrase, what)?;
        let certificate = inputs::certificate(session, Some(file), passphrase, "issuer cert from -CA arg")?;
        match certificate.public_key().is_same_as(key.public()) {
            true => Ok(Some((certificate, key))),
            false => Err(Failure::new("Issuer CA certificate and key do not match")),
        }
    }

    fn serial(&self, session: &mut Session) -> Result<Integer<'static>, Failure> {
        match self.line.value("set_serial") {
            Some(text) => number::integer(text)
                .ok_or_else(|| Failure::usage_only("req").line("the serial number is not a number")),
            None => Ok(Integer::unsigned(&issue::random_serial(session))),
        }
    }
}

fn no_key() -> Failure {
    Failure::new("Must provide a signature key using -key or provide -CA / -CAkey")
}

/// The extensions of `-addext`, each type once.
fn added_extensions(line: &Line) -> Result<Config, Failure> {
    let mut kinds: Vec<&str> = Vec::new();
    for text in line.values("addext") {
        let kind = text.split_once('=').map(|(kind, _)| kind.trim()).filter(|kind| !kind.is_empty());
        match kind.filter(|kind| !kinds.contains(kind)) {
            Some(kind) => kinds.push(kind),
            None => {
                return Err(Failure::new(format_args!("Duplicate extension: {text}"))
                    .line("req: Use -help for summary.")
                    .hint("write each extension once, as NAME=VALUE"));
            }
        }
    }
    let text: String = line.values("addext").flat_map(|text| [text, "\n"]).collect();
    Config::parse(&text, &Machine).map_err(|error| {
        Failure::new(format_args!("req: Error on line {} of config input", error.line)).line(error.problem)
    })
}
