//! `pkcs12` without `-export`: the keys and certificates of a file as PEM.

use ::der::Decode as _;

use super::encryption::Encryption;
use super::file_passphrase::FilePassphrase;
use super::info;
use super::protection::allows_legacy;
use crate::host::files::Access;
use crate::openssl::failure::Failure;
use crate::openssl::keys;
use crate::openssl::options::Line;
use crate::openssl::passphrase;
use crate::openssl::session::Session;
use crate::openssl::show;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::encrypted_key::KeyCipher;
use devcert::encoding::limits::Limits;
use devcert::encoding::open::OpenError;
use devcert::encoding::pkcs12::{self, Attribute, Bag, Content, File, Safe};
use devcert::encoding::private_key;
use devcert::model::oid::known;
use devcert::model::secret::Secret;
use devcert::text::{self, NameStyle};
use devcert::x509;

/// What the command line requests.
pub(super) struct Job<'a> {
    pub(super) line: &'a Line,
    pub(super) encryption: Encryption,
    /// The passphrase of the keys in PEM.
    pub(super) output: Option<Secret>,
}

/// Prints the keys and certificates of `-in`.
///
/// # Errors
/// A file that is not PKCS#12, or a wrong passphrase.
pub(super) fn run(job: &Job<'_>, session: &mut Session, file: FilePassphrase) -> Result<u8, Failure> {
    let line = job.line;
    let path = line.file("in");
    if let Some(path) = path {
        session.check_exists(path)?;
    }
    let bytes = session.read_input(path, "PKCS12 file")?;
    let opened = File::from_der(&bytes).map_err(|error| {
        let path = path.unwrap_or("<stdin>");
        Failure::new(format_args!("Could not read PKCS12 file from {path}")).line(error)
    })?;
    let (own, mac) = file.both(session, "Enter Import Password:", false)?;
    if let Some(summary) = opened.mac().filter(|_| line.has("info")) {
        for line in info::mac(&summary) {
            session.say(line);
        }
    }
    if !line.has("nomacver") {
        match opened.mac() {
            None => session.say("Warning: MAC is absent!"),
            Some(_) => opened.verify(&mac, &Limits::default()).map_err(|error| {
                let failure = Failure::new("Mac verify error: invalid password?");
                if error == OpenError::WrongPassphrase { failure } else { failure.line(error) }
            })?,
        }
    }
    let failed = |failure: Failure| failure.after("Error outputting keys and certificates");
    let safes = opened.safes(&own, &Limits::default()).map_err(|error| failed(Failure::new(&error)))?;
    for safe in &safes {
        job.print_safe(session, safe).map_err(failed)?;
    }
    Ok(0)
}

impl Job<'_> {
    fn print_safe(&self, session: &mut Session, safe: &Safe) -> Result<(), Failure> {
        if self.line.has("info") {
            session.say(match &safe.encryption {
                None => "PKCS7 Data".to_owned(),
                Some(algorithm) => format!("PKCS7 Encrypted data: {}", info::encryption(algorithm)),
            });
        }
        self.check_legacy(safe.encryption.as_deref())?;
        safe.bags.iter().try_for_each(|bag| self.print_bag(session, bag))
    }

    /// Fails if the algorithm is one of the legacy provider, which the command line does not load.
    fn check_legacy(&self, algorithm: Option<&[u8]>) -> Result<(), Failure> {
        match algorithm.and_then(info::legacy_algorithm).filter(|_| !allows_legacy(self.line)) {
            Some(name) => Err(info::with_legacy_hint(
                Failure::new(format_args!("unsupported algorithm {name}")),
                &OpenError::Encryption(name),
            )),
            None => Ok(()),
        }
    }

    fn print_bag(&self, session: &mut Session, bag: &Bag) -> Result<(), Failure> {
        match &bag.content {
            Content::Key(key) => {
                self.note(session, "Key bag");
                self.print_key(session, bag, key)
            }
            Content::EncryptedKey { key, encryption } => {
                self.note(session, &format!("Shrouded Keybag: {}", info::encryption(encryption)));
                self.check_legacy(Some(encryption))?;
                self.print_key(session, bag, key)
            }
            Content::Certificate(der) => {
                self.note(session, "Certificate bag");
                self.print_certificate(session, bag, der)
            }
            Content::Bags(bags) => {
                self.note(session, "Safe Contents bag");
                self.write(session, &attributes("Bag Attributes", bag.attributes.as_deref()))?;
                bags.iter().try_for_each(|bag| self.print_bag(session, bag))
            }
            Content::Crl(_) => {
                session.say("Warning unsupported bag type: crlBag");
                Ok(())
            }
            Content::Other(kind) => {
                session.say(format_args!("Warning unsupported bag type: {}", info::long_name(*kind)));
                Ok(())
            }
        }
    }

    /// Says what `-info` shows.
    fn note(&self, session: &Session, text: &str) {
        if self.line.has("info") {
            session.say(text);
        }
    }

    fn print_key(&self, session: &mut Session, bag: &Bag, pkcs8: &Secret) -> Result<(), Failure> {
        if self.line.has("nokeys") || self.line.has("noout") {
            return Ok(());
        }
        self.write(session, &attributes("Bag Attributes", bag.attributes.as_deref()))?;
        let of_key = pkcs12::key_attributes(pkcs8).map_err(Failure::new)?;
        self.write(session, &attributes("Key Attributes", of_key.as_deref()))?;
        let key = private_key::from_pkcs8(pkcs8.expose()).map_err(Failure::new)?;
        let pem = match self.cipher() {
            None => keys::pkcs8_pem(session, &key, None)?,
            Some(cipher) => {
                let asked = match &self.output {
                    Some(_) => None,
                    None => Some(passphrase::ask_new(session)?),
                };
                let passphrase = self.output.as_ref().or(asked.as_ref());
                if passphrase.is_some_and(|passphrase| passphrase.expose().is_empty()) {
                    return Err(Failure::unsupported("the encryption of a key with an empty passphrase")
                        .hint("use -nodes for a key without encryption"));
                }
                keys::pkcs8_pem(session, &key, passphrase.map(|passphrase| (cipher, passphrase)))?
            }
        };
        keys::write(session, "pkcs12", self.line, &pem)
    }

    fn cipher(&self) -> Option<KeyCipher> {
        match self.encryption {
            Encryption::None(_) => None,
            Encryption::Cipher(cipher) => Some(cipher),
            Encryption::Default if self.line.has("legacy") => Some(KeyCipher::TripleDes),
            Encryption::Default => Some(KeyCipher::Aes256),
        }
    }

    fn print_certificate(&self, session: &mut Session, bag: &Bag, der: &[u8]) -> Result<(), Failure> {
        let (line, has_key) = (self.line, has_local_key_id(bag));
        let is_omitted = line.has("cacerts") && has_key || line.has("clcerts") && !has_key;
        if is_omitted || line.has("nocerts") || line.has("noout") {
            return Ok(());
        }
        let certificate = Certificate::from_der(der).map_err(Failure::new)?;
        let parsed = x509::Certificate::from_der(der).map_err(Failure::new)?;
        let text = [
            attributes("Bag Attributes", bag.attributes.as_deref()),
            show::name("subject=", &parsed.body.subject, NameStyle::ONELINE)?,
            show::name("issuer=", &parsed.body.issuer, NameStyle::ONELINE)?,
            certificate.to_pem(),
        ];
        self.write(session, &text.concat())
    }

    /// Adds to the output, which is for its owner alone, whatever it contains, as openssl's is.
    fn write(&self, session: &mut Session, text: &str) -> Result<(), Failure> {
        let written = session.write(self.line.value("out"), text.as_bytes(), Access::Secret);
        written.map_err(|failure| failure.of("pkcs12"))
    }
}

fn has_local_key_id(bag: &Bag) -> bool {
    let attributes = bag.attributes.as_deref().unwrap_or_default();
    attributes.iter().any(|attribute| attribute.id == known::PKCS_9_AT_LOCAL_KEY_ID)
}

/// Attributes below their title.
fn attributes(title: &str, attributes: Option<&[Attribute]>) -> String {
    match attributes {
        None => format!("{title}: <No Attributes>\n"),
        Some([]) => format!("{title}: <Empty Attributes>\n"),
        Some(attributes) => {
            let lines = attributes.iter().map(|attribute| {
                let values: String = attribute.values.iter().map(value).collect();
                let values = if values.is_empty() { "<No Values>\n" } else { &values };
                format!("    {}: {values}", info::long_name(attribute.id))
            });
            std::iter::once(format!("{title}\n")).chain(lines).collect()
        }
    }
}

/// A value of an attribute, and a line feed.
fn value(value: &x509::Element<'_>) -> String {
    const BMP_STRING: u8 = 0x1e;
    const UTF8_STRING: u8 = 0x0c;
    const OCTET_STRING: u8 = 4;
    const BIT_STRING: u8 = 3;
    let pair = |byte: &u8| format!("{byte:02X} ");
    let hex = |bytes: &[u8]| bytes.iter().map(pair).collect::<String>();
    let shown = match value.identifier() {
        BMP_STRING => {
            let (pairs, _) = value.content().as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            text::shown(String::from_utf16_lossy(&units).as_bytes())
        }
        UTF8_STRING => text::shown(value.content()),
        OCTET_STRING => hex(value.content()),
        // The first byte says how many bits are unused.
        BIT_STRING => hex(value.content().get(1..).unwrap_or_default()),
        other => format!("<Unsupported tag {}>", other & 0x1f),
    };
    format!("{shown}\n")
}
