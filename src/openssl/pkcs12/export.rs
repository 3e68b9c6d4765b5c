//! `pkcs12 -export`: a key and certificates in a new file.

use super::chain;
use super::encryption::Encryption;
use super::file_passphrase::FilePassphrase;
use super::protection::{Protection, SALT_BYTES, allows_legacy};
use super::sources::{self, Found};
use crate::host::files::Access;
use crate::openssl::failure::Failure;
use crate::openssl::inputs;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::weak;
use devcert::encoding::pkcs12::{self, CertificateBag, KeyBag, KeyUse, MacSettings, Settings, WriteError};
use devcert::key::{self, PrivateKey};
use devcert::model::algorithm::DigestAlgorithm;
use devcert::model::secret::Secret;

/// What the command line requests.
pub(super) struct Job<'a> {
    pub(super) line: &'a Line,
    pub(super) protection: Protection,
    pub(super) encryption: Encryption,
    /// The passphrase of `-in` and `-inkey`.
    pub(super) input: Option<Secret>,
    /// The passphrase of `-certfile` and `-untrusted`.
    pub(super) passcerts: Option<Secret>,
}

/// What goes into the file.
#[derive(Default)]
struct Parts {
    key: Option<PrivateKey>,
    /// The certificate of the key.
    own: Option<Found>,
    others: Vec<Found>,
}

/// Writes the key and the certificates to `-out`.
///
/// # Errors
/// A file that cannot be read, a key that none of the certificates belongs to, or no chain.
pub(super) fn run(job: &Job<'_>, session: &mut Session, file: FilePassphrase) -> Result<u8, Failure> {
    let line = job.line;
    let omits = |option| line.has(option) || line.has("noout");
    if omits("nocerts") && omits("nokeys") {
        return Err(Failure::new("Nothing to export due to -noout or -nocerts and -nokeys"));
    }
    if line.has("nocerts") {
        session.say("Warning: -chain option ignored with -nocerts");
    }
    let mut parts = job.read(session)?;
    job.add_chain(session, &mut parts)?;
    if let Some(path) = line.value("certfile") {
        let what = "extra certificates from -certfile";
        parts.others.extend(job.more_certificates(session, path, what)?);
    }
    for (other, name) in parts.others.iter_mut().zip(line.values("caname")) {
        other.name = Some(name.to_owned());
    }
    // Without encryption and check value openssl does not ask for a passphrase.
    let is_plain = matches!(job.encryption, Encryption::None(_)) && job.protection.mac_rounds.is_none();
    let (own, mac) = match is_plain && file.given.is_none() {
        true => (Secret::from(&b""[..]), Secret::from(&b""[..])),
        false => file.both(session, "Enter Export Password:", true)?,
    };
    let digest = job.protection.digest()?;
    let written = job.written(session, &parts, &own, &mac, digest)?;
    let written = session.write(line.value("out"), written.expose(), Access::Secret);
    written.map_err(|failure| failure.of("pkcs12"))?;
    Ok(0)
}

impl Job<'_> {
    /// The key, its certificate and the others of `-in`.
    fn read(&self, session: &mut Session) -> Result<Parts, Failure> {
        let line = self.line;
        let (path, passphrase) = (line.value("in"), self.input.as_ref());
        let mut parts = Parts::default();
        // The key and the certificates may be in the same standard input.
        let mut input = None;
        if !line.has("nokeys") {
            let (file, what) = match line.value("inkey") {
                Some(file) => (Some(file), "private key from -inkey file"),
                None => (path, "private key from -in file"),
            };
            let bytes = session.read_input(file, what)?;
            check_is_pem(&bytes, file, what)?;
            parts.key = Some(inputs::private_key_in(session, file, &bytes, passphrase, what)?);
            input = (!line.has("inkey")).then_some(bytes);
        }
        if line.has("nocerts") {
            return Ok(parts);
        }
        let what = "certificates from -in file";
        let bytes = match input {
            Some(bytes) => bytes,
            None => session.read_input(path, what).map_err(in_list)?,
        };
        let shown = path.unwrap_or("<stdin>");
        parts.others = sources::certificates(&bytes, shown, what, passphrase, allows_legacy(line))?;
        if let Some(key) = &parts.key {
            let is_own = |found: &Found| found.certificate.public_key().is_same_as(key.public());
            let position = parts.others.iter().position(is_own).ok_or_else(|| {
                Failure::new(format_args!("No cert in -in file '{shown}' matches private key"))
                    .hint("give the certificate of the key with -in")
            })?;
            let own = parts.others.remove(position);
            parts.own = Some(own.certificate.into());
        }
        Ok(parts)
    }

    /// Adds the issuers of the certificate, without those that are there.
    fn add_chain(&self, session: &mut Session, parts: &mut Parts) -> Result<(), Failure> {
        let line = self.line;
        let untrusted = match line.value("untrusted") {
            Some(path) => self.more_certificates(session, path, "untrusted certificates")?,
            None => Vec::new(),
        };
        if !line.has("chain") || line.has("nocerts") {
            return Ok(());
        }
        let own = parts.own.as_ref().or(parts.others.first());
        let own = own.ok_or_else(|| Failure::new("No end entity certificate to check with -chain"))?;
        for issuer in chain::issuers(session, line, &own.certificate, &untrusted)? {
            if !parts.others.iter().any(|other| other.certificate.der() == issuer.der()) {
                parts.others.push(issuer.into());
            }
        }
        Ok(())
    }

    fn more_certificates(
        &self,
        session: &mut Session,
        path: &str,
        what: &'static str,
    ) -> Result<Vec<Found>, Failure> {
        let bytes = session.read_input(Some(path), what).map_err(in_list)?;
        sources::certificates(&bytes, path, what, self.passcerts.as_ref(), allows_legacy(self.line))
    }

    /// Fails for encryptions that OpenSSL 3.0 has in its legacy provider only, and reports weak ones.
    fn check_encryption(&self, session: &mut Session, failed: impl Fn() -> Failure) -> Result<(), Failure> {
        let used = [self.protection.certificates, self.protection.key];
        if let Some(name) = Protection::legacy(&used).filter(|_| !allows_legacy(self.line)) {
            return Err(failed()
                .line(format_args!("OpenSSL 3.0 has {name} in its legacy provider only"))
                .hint("add -legacy, or use -certpbe AES-256-CBC"));
        }
        used.into_iter().flatten().try_for_each(|scheme| weak::check_scheme(session, scheme))
    }

    /// The DER of the file.
    fn written(
        &self,
        session: &mut Session,
        parts: &Parts,
        passphrase: &Secret,
        mac: &Secret,
        digest: DigestAlgorithm,
    ) -> Result<Secret, Failure> {
        let line = self.line;
        let out = line.value("out").unwrap_or("(null)");
        let failed = || Failure::new(format_args!("Error creating PKCS12 structure for {out}"));
        let Protection { certificates, key, rounds, mac_rounds, .. } = self.protection;
        self.check_encryption(session, failed)?;
        let own = parts.own.as_ref().map(|own| &own.certificate);
        let key_id = own.map(|own| key::digest_of(DigestAlgorithm::Sha1, own.der()));
        let (name, key_id) = (line.value("name"), key_id.as_deref());
        let own = own.map(|own| CertificateBag { name, key_id, ..CertificateBag::new(own.der()) });
        let others = parts.others.iter().map(|other| CertificateBag {
            name: other.name.as_deref(),
            key_id: other.key_id.as_deref(),
            ..CertificateBag::new(other.certificate.der())
        });
        let bags: Vec<_> = own.into_iter().chain(others).collect();
        let usage = line.in_order().filter_map(usage).last();
        let (provider, is_for_machine) = (line.value("CSP"), line.has("LMK"));
        let key_bag =
            parts.key.as_ref().map(|key| KeyBag { key, name, key_id, usage, provider, is_for_machine });
        let mac =
            mac_rounds.map(|rounds| MacSettings { digest, rounds, salt_bytes: SALT_BYTES, passphrase: mac });
        let settings = Settings { certificates, key, rounds, passphrase, mac };
        pkcs12::to_der_with(&bags, key_bag.as_ref(), &settings, &mut session.rng).map_err(|error| match error
        {
            WriteError::MacDigest(digest) => Failure::unsupported(format_args!("pkcs12 -macalg {digest}")),
            error => failed().line(error),
        })
    }
}

fn usage(option: &str) -> Option<KeyUse> {
    match option {
        "keyex" => Some(KeyUse::Exchange),
        "keysig" => Some(KeyUse::Signature),
        _ => None,
    }
}

/// Fails if the file with a key is not PEM, which openssl requires here.
fn check_is_pem(bytes: &[u8], path: Option<&str>, what: &str) -> Result<(), Failure> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    if bytes.windows(BEGIN.len()).any(|window| window == BEGIN) {
        return Ok(());
    }
    let path = path.unwrap_or("<stdin>");
    Err(Failure::new(format_args!("Could not read {what} from {path}"))
        .line("expected a private key in PEM")
        .hint("convert the key with `pkey -out FILE`, or a PKCS#12 file with `pkcs12 -nodes`, first"))
}

/// The failure in the words for a file with several certificates.
fn in_list(mut failure: Failure) -> Failure {
    if let Some(first) = failure.lines.first_mut() {
        *first = first.replacen("for loading ", "for loading certs of ", 1);
    }
    failure
}
