//! `dgst` and the digests as subcommands: digests of files, codes that authenticate them, signatures.

use std::fmt::Write as _;

use ::der::Decode as _;

use super::digests;
use super::failure::Failure;
use super::inputs;
use super::options::{
    COMMON, Line, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, input, key_format, output, positive, text,
};
use super::passphrase;
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::{Access, FileError};
use devcert::key::{Digester, MessageDigest, PrivateKey, PublicKey, PublicKeyAlgorithm, Signer};
use devcert::model::algorithm::{DigestAlgorithm, KeyType};
use devcert::model::hex;
use devcert::x509::Element;
use zeroize::Zeroizing;

const OPTIONS: &[Opt] = &[
    flag("list", "List the digests"),
    flag("c", "Print colons between the bytes"),
    flag("r", "Print the digest before the name of the file, as sha256sum does"),
    output("out", "Output file (default: standard output)"),
    text("passin", "Passphrase of the key"),
    key_format("keyform", "Format of the key").no_effect("the format is recognized by its content"),
    flag("hex", "Print hexadecimal digits (default, except for signatures)"),
    flag("binary", "Write the bytes (default for signatures)"),
    positive("xoflen", "Bytes of the output of SHAKE"),
    flag("d", "Print openssl's calls").no_effect("devcert does not have these calls"),
    flag("debug", "Print openssl's calls").no_effect("devcert does not have these calls"),
    text("sign", "Private key that signs"),
    text("verify", "Public key that verifies"),
    text("prverify", "Private key that verifies"),
    text("sigopt", "Padding of RSA: rsa_padding_mode, rsa_pss_saltlen, rsa_mgf1_md"),
    input("signature", "Signature to verify"),
    text("hmac", "Key of HMAC, as text"),
    text("mac", "HMAC, with a key of -macopt"),
    text("macopt", "key:TEXT or hexkey:DIGITS"),
    flag("fips-fingerprint", "HMAC with the key of OpenSSL's FIPS fingerprints"),
    flag("engine_impl", "Use the engine for digests").no_effect("devcert has no engines"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "dgst",
    summary: "Print digests of files, sign them, and verify signatures",
    table: Table {
        groups: &[COMMON, OPTIONS, RANDOM, PROVIDERS],
        unknown: Unknown::Digest,
        operands: "[file...]",
    },
    run,
};

/// The key of `-fips-fingerprint`.
const FINGERPRINT_KEY: &str = "etaonrishdlcupfm";

/// What is computed over a file.
enum Task {
    Digest,
    /// With this key.
    Authenticate(Zeroizing<Vec<u8>>),
    Sign(Box<PrivateKey>),
    /// The public key, and the signature.
    Verify(Box<PublicKey>, Vec<u8>),
}

/// How a result is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Bytes,
    Digits,
    Colons,
    /// As sha256sum does.
    DigitsFirst,
}

/// The task, and how it is done.
struct Job<'a> {
    line: &'a Line,
    task: Task,
    digest: MessageDigest,
    /// The name of the digest in the output.
    title: &'static str,
    form: Form,
    /// What `-sigopt` sets.
    options: Vec<&'a str>,
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    if line.has("list") {
        session.print(&list());
        return Ok(0);
    }
    let key_option = line.last_of(&["sign", "verify", "prverify"]);
    let verifies = line.has("verify") || line.has("prverify");
    if key_option.is_some() && line.operands.len() > 1 {
        let command = &line.command;
        return Err(Failure::new(format_args!("{command}: Can only sign or verify one file.")));
    }
    // The name of the subcommand can be a digest; an option wins.
    let name = line.algorithm().or_else(|| digests::known(&line.command).map(|_| line.command.as_str()));
    let named = name.map(|name| digests::message(&line.command, name)).transpose()?;
    if verifies && !line.has("signature") {
        return Err(Failure::new("No signature to verify: use the -signature option"));
    }
    let task = task(session, line, key_option, named.is_some())?;
    let (digest, title) = named.unwrap_or((DigestAlgorithm::Sha256.into(), "SHA256"));
    let options: Vec<_> = line.values("sigopt").collect();
    check(line, &task, digest, &options)?;
    // A signature has the name of the algorithm that was fetched for it.
    let title = if matches!(task, Task::Sign(_)) && title == "SHA256" { "SHA2-256" } else { title };
    let form = form(line, &task);
    Job { line, task, digest, title, form, options }.run(session)
}

fn list() -> String {
    let mut page = "Supported digests:\n".to_owned();
    for row in digests::LISTED.chunks(3) {
        let names: Vec<_> = row.iter().map(|name| format!("-{name:<25}")).collect();
        page.push_str(&names.join(" "));
        page.push('\n');
    }
    page
}

fn form(line: &Line, task: &Task) -> Form {
    let is_binary = match line.last_of(&["hex", "binary"]) {
        None => matches!(task, Task::Sign(_) | Task::Verify(..)),
        Some(last) => last == "binary",
    };
    match line.last_of(&["c", "r"]) {
        _ if is_binary => Form::Bytes,
        Some("r") => Form::DigitsFirst,
        Some(_) => Form::Colons,
        None => Form::Digits,
    }
}

/// What the command line asks for.
fn task(
    session: &mut Session,
    line: &Line,
    key_option: Option<&'static str>,
    has_digest: bool,
) -> Result<Task, Failure> {
    let passphrase = passphrase::read_both(session, line.value("passin"), None)
        .map_err(|failure| Failure { lines: failure.lines.into_iter().map(singular).collect(), ..failure })?;
    let text_key = match line.last_of(&["hmac", "fips-fingerprint"]) {
        Some("hmac") => line.value("hmac"),
        other => other.map(|_| FINGERPRINT_KEY),
    };
    let count =
        usize::from(key_option.is_some()) + usize::from(line.has("mac")) + usize::from(text_key.is_some());
    if count > 1 {
        return Err(Failure::new("MAC and signing key cannot both be specified"));
    }
    if let Some(option) = key_option {
        let path = line.value(option).unwrap_or_default();
        return key_task(session, line, path, passphrase.input.as_ref());
    }
    match (line.value("mac"), text_key) {
        (Some(name), _) => Ok(Task::Authenticate(mac_key(line, name, has_digest)?)),
        (None, Some(key)) => Ok(Task::Authenticate(Zeroizing::new(key.as_bytes().to_vec()))),
        (None, None) => Ok(Task::Digest),
    }
}

/// openssl's words where there is one passphrase.
fn singular(line: String) -> String {
    if line == "Error getting passwords" { "Error getting password".to_owned() } else { line }
}

fn key_task(
    session: &mut Session,
    line: &Line,
    path: &str,
    passphrase: Option<&devcert::model::secret::Secret>,
) -> Result<Task, Failure> {
    if line.value("keyform").is_some_and(|format| format.starts_with(['E', 'e'])) {
        return Err(Failure::unsupported(format_args!(
            "{} -keyform ENGINE: devcert has no engines",
            line.command
        )));
    }
    let has_one_shot = |key: &PublicKey| match key.algorithm() {
        PublicKeyAlgorithm::Ed25519 | PublicKeyAlgorithm::Other(_) => {
            Err(Failure::new("Key type not supported for this operation")
                .hint("keys of this kind sign whole messages; digests do not apply to them"))
        }
        _ => Ok(()),
    };
    if line.has("verify") {
        let key = inputs::public_key(session, path, "public key")?;
        has_one_shot(&key)?;
        return Ok(Task::Verify(Box::new(key), signature(session, line)?));
    }
    let key = inputs::private_key(session, path, passphrase, "private key")?;
    has_one_shot(key.public())?;
    match line.has("prverify") {
        true => Ok(Task::Verify(Box::new(key.public().clone()), signature(session, line)?)),
        false => Ok(Task::Sign(Box::new(key))),
    }
}

fn signature(session: &Session, line: &Line) -> Result<Vec<u8>, Failure> {
    let path = line.value("signature").unwrap_or_default();
    let mut signature = Vec::new();
    let read = session.read_parts(Some(path), &mut |part| signature.extend_from_slice(part));
    read.map_err(|error| Failure::new(format_args!("Error opening signature file {path}")).line(error))?;
    match signature.is_empty() {
        true => Err(Failure::new(format_args!("Error reading signature file {path}"))),
        false => Ok(signature),
    }
}

/// The key of `-mac`.
fn mac_key(line: &Line, name: &str, has_digest: bool) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if !name.eq_ignore_ascii_case("hmac") {
        return Err(Failure::unsupported(format_args!("{} -mac {name}", line.command)));
    }
    let mut key = None;
    for option in line.values("macopt") {
        let wrong = || Failure::new(format_args!("MAC parameter error \"{option}\""));
        key = Some(match option.split_once(':') {
            Some(("key", text)) if !text.is_empty() => text.as_bytes().to_vec(),
            Some(("hexkey", digits)) if !digits.is_empty() => {
                hex::decode(digits.chars()).ok_or_else(wrong)?
            }
            _ => return Err(wrong()),
        });
    }
    let none = || {
        Failure::new(format_args!("{}: Error generating {name} key", line.command))
            .hint("add -macopt key:TEXT or -macopt hexkey:DIGITS")
    };
    let key = key.ok_or_else(none)?;
    match has_digest {
        true => Ok(Zeroizing::new(key)),
        false => Err(Failure::new("Error setting context").hint("add a digest, as -sha256")),
    }
}

/// Fails where the digest does not fit the task.
fn check(line: &Line, task: &Task, digest: MessageDigest, options: &[&str]) -> Result<(), Failure> {
    let has_key = !matches!(task, Task::Digest);
    if has_key && digest.has_any_length() {
        return Err(Failure::new("Error setting context").line("digest not allowed"));
    }
    if has_key {
        for option in options {
            let wrong =
                |failure: Failure| failure.after(format_args!("Signature parameter error \"{option}\""));
            digests::check_option(option).map_err(wrong)?;
        }
    }
    match line.has("xoflen") {
        true if !digest.has_any_length() => Err(Failure::new("Length can only be specified for XOF")),
        _ => Ok(()),
    }
}

impl Job<'_> {
    fn run(&self, session: &mut Session) -> Result<u8, Failure> {
        if self.line.operands.is_empty() {
            return self.one(session, None);
        }
        let mut status = 0;
        for path in &self.line.operands {
            status |= self.one(session, Some(path))?;
        }
        Ok(status)
    }

    /// The status of one file.
    fn one(&self, session: &mut Session, path: Option<&str>) -> Result<u8, Failure> {
        match self.result(session, path) {
            Ok(Some(bytes)) => self.write(session, &self.shown(path, &bytes)).map(|()| 0),
            Ok(None) => self.write(session, b"Verified OK\n").map(|()| 0),
            Err(Fault::Mismatch) => self.write(session, b"Verification failure\n").map(|()| 1),
            Err(Fault::Unreadable(error)) => {
                session.say(unreadable(path.unwrap_or("stdin"), &error));
                Ok(1)
            }
            Err(Fault::Failed(failure)) => Err(failure),
        }
    }

    fn write(&self, session: &mut Session, bytes: &[u8]) -> Result<(), Failure> {
        session.write(self.line.value("out"), bytes, Access::Public)
    }

    /// The digest, code or signature of a file; `None` for a signature that is right.
    fn result(&self, session: &mut Session, path: Option<&str>) -> Result<Option<Vec<u8>>, Fault> {
        let length = self.line.number("xoflen").and_then(|length| usize::try_from(length).ok());
        match &self.task {
            Task::Digest => {
                let digester = self.digest.digester();
                let digester = match length {
                    Some(length) => digester.with_length(length),
                    None => digester,
                };
                digest_of(session, path, digester).map(Some)
            }
            Task::Authenticate(key) => {
                let digester = self.digest.authenticator(key);
                let digester = digester.ok_or_else(|| Failure::new("Error setting context"))?;
                digest_of(session, path, digester).map(Some)
            }
            Task::Sign(key) => {
                let signer = self.signer(session, key)?;
                let signature = signer.sign(&message(session, path)?);
                Ok(Some(signature.map_err(|error| Failure::new("Error signing data").line(error))?))
            }
            Task::Verify(key, signature) => {
                let digest = self.signing()?;
                let is_rsa = key.algorithm().rsa_bits();
                if is_rsa.is_none() && Element::from_der(signature).is_err() {
                    return Err(Failure::new("Error verifying data")
                        .line("the signature is malformed")
                        .into());
                }
                // openssl reads as much of the file as a signature of the key can have.
                let length = is_rsa.map_or(signature.len(), |bits| bits.div_ceil(8) as usize);
                let signature = &signature[..signature.len().min(length)];
                let message = message(session, path)?;
                digests::verify(key, digest, &self.options, (&message, signature))?
                    .map(|()| None)
                    .map_err(|_| Fault::Mismatch)
            }
        }
    }

    fn signer(&self, session: &mut Session, key: &PrivateKey) -> Result<Signer, Failure> {
        let digest = self.signing()?;
        digests::signer(session, key, Some(digest), &self.options)
            .map_err(|failure| failure.after("Error setting context"))
    }

    fn signing(&self) -> Result<DigestAlgorithm, Failure> {
        let other = || Failure::unsupported(format_args!("signatures with the digest {}", self.title));
        self.digest.signing().ok_or_else(other)
    }

    /// The result of a file as it is written.
    fn shown(&self, path: Option<&str>, bytes: &[u8]) -> Vec<u8> {
        let separator = if self.form == Form::Colons { ":" } else { "" };
        let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let digits = digits.join(separator);
        let file = path.unwrap_or("stdin");
        match self.form {
            Form::Bytes => bytes.to_vec(),
            Form::DigitsFirst => {
                let escape = if file.contains('\n') { "\\" } else { "" };
                format!("{escape}{digits} *{}\n", file.replace('\n', "\\n")).into_bytes()
            }
            Form::Digits | Form::Colons => {
                let mut text = String::new();
                if let (Some(kind), Some(_)) = (self.kind(), path) {
                    // Writing to a `String` does not fail.
                    let _ = write!(text, "{kind}-");
                }
                let _ = writeln!(text, "{}({file})= {digits}", self.title);
                text.into_bytes()
            }
        }
    }

    /// The name of the key, which openssl prints before the digest.
    fn kind(&self) -> Option<&'static str> {
        match &self.task {
            Task::Digest | Task::Verify(..) => None,
            Task::Authenticate(_) => Some("HMAC"),
            Task::Sign(key) => match key.algorithm().key_type() {
                Some(KeyType::Rsa) => Some("RSA"),
                Some(KeyType::RsaPss) => Some("RSA-PSS"),
                _ => Some("EC"),
            },
        }
    }
}

/// Why a file has no result.
enum Fault {
    /// Its signature is another one.
    Mismatch,
    /// It cannot be read; the next file is.
    Unreadable(FileError),
    /// Anything else, which ends the run.
    Failed(Failure),
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn digest_of(session: &Session, path: Option<&str>, mut digester: Digester) -> Result<Vec<u8>, Fault> {
    session.read_parts(path, &mut |part| digester.update(part)).map_err(Fault::Unreadable)?;
    Ok(digester.finish())
}

fn message(session: &Session, path: Option<&str>) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let mut message = Zeroizing::new(Vec::new());
    session.read_parts(path, &mut |part| message.extend_from_slice(part)).map_err(Fault::Unreadable)?;
    Ok(message)
}

/// openssl's words for a file that it cannot read.
fn unreadable(file: &str, error: &FileError) -> String {
    match error {
        FileError::Missing { .. } => format!("{file}: No such file or directory"),
        FileError::Denied { .. } => format!("{file}: Permission denied"),
        error => format!("Read error in {file}: {error}"),
    }
}
