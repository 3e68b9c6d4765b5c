//! `rsa`: RSA keys shown, checked and converted.

use zeroize::Zeroizing;

use super::ciphers;
use super::failure::Failure;
use super::inputs;
use super::keys::{self, Layout};
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, Table, Unknown, flag, format, input, output, text,
};
use super::passphrase;
use super::session::Session;
use super::show;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::encrypted_key::{Prf, Scheme};
use devcert::encoding::pem;
use devcert::key::{KeyFault, PrivateKey, PublicKey};
use devcert::model::secret::Secret;
use devcert::text as texts;

const NO_PVK: &str = "PVK files are Microsoft's and use RC4";

const OPTIONS: &[Opt] = &[
    flag("check", "Check the numbers of the key"),
    input("in", "Key (default: standard input)"),
    format("inform", "Format of the key (default: recognized by its content)"),
    flag("pubin", "Read a public key"),
    flag("RSAPublicKey_in", "Read a public key in PKCS#1"),
    text("passin", "Passphrase of the key that is read"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("pubout", "Write the public key"),
    flag("RSAPublicKey_out", "Write the public key in PKCS#1"),
    text("passout", "Passphrase of the key that is written"),
    flag("noout", "Do not write the key"),
    flag("text", "Print the key as text"),
    flag("modulus", "Print the modulus"),
    flag("traditional", "Write PKCS#1 instead of PKCS#8"),
    flag("pvk-strong", "Encrypt PVK strongly").rejected(NO_PVK),
    flag("pvk-weak", "Encrypt PVK weakly").rejected(NO_PVK),
    flag("pvk-none", "Do not encrypt PVK").rejected(NO_PVK),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "rsa",
    summary: "Show, check and convert RSA keys",
    table: Table { groups: &[COMMON, OPTIONS, PROVIDERS], unknown: Unknown::Cipher, operands: "" },
    run,
};

/// A key of `-in`.
enum Key {
    Private(Box<PrivateKey>),
    Public(PublicKey),
}

impl Key {
    /// The key, or what is wrong with the numbers of a private one.
    fn read(
        session: &mut Session,
        line: &Line,
        passphrase: Option<&Secret>,
    ) -> Result<Result<Self, KeyFault>, Failure> {
        let key = if line.has("pubin") || line.has("RSAPublicKey_in") {
            Self::Public(inputs::public_key_of_line(session, line, "public key")?)
        } else {
            match inputs::private_key_or_fault(session, line, passphrase, "private key")? {
                Ok(key) => Self::Private(Box::new(key)),
                Err(fault) => return Ok(Err(fault)),
            }
        };
        match key.public().algorithm().rsa_bits() {
            Some(_) => Ok(Ok(key)),
            None => Err(Failure::new("Not an RSA key")
                .line(format_args!("found {}", key.public().algorithm()))
                .hint("use `openssl pkey`, which reads every kind of key")),
        }
    }

    fn public(&self) -> &PublicKey {
        match self {
            Self::Private(key) => key.public(),
            Self::Public(key) => key,
        }
    }
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    ciphers::of_line("rsa", line)?;
    let passphrases = passphrase::read_both(session, line.value("passin"), line.value("passout"))?;
    let key = match Key::read(session, line, passphrases.input.as_ref())? {
        Ok(key) => key,
        Err(fault) => return contradictory(session, line, &fault),
    };
    if line.has("text") {
        print(session, line, &key)?;
    }
    if line.has("modulus") {
        write_public(session, line, show::modulus(key.public(), "").as_bytes())?;
    }
    if line.has("check") {
        if matches!(key, Key::Public(_)) {
            return Err(Failure::new("Only private keys can be checked"));
        }
        write_public(session, line, b"RSA key ok\n")?;
    }
    if line.has("noout") {
        return Ok(0);
    }
    session.say("writing RSA key");
    match &key {
        _ if line.has("RSAPublicKey_out") => {
            write_object(session, line, "RSA PUBLIC KEY", key.public().bits())?;
        }
        Key::Private(key) if !line.has("pubout") => write_private(session, line, key, passphrases.output)?,
        key => write_object(session, line, "PUBLIC KEY", key.public().spki())?,
    }
    Ok(0)
}

/// The result for a private key whose numbers contradict each other: for openssl, to find that is a success.
fn contradictory(session: &Session, line: &Line, fault: &KeyFault) -> Result<u8, Failure> {
    const NOT_OK: &str = "RSA key not ok";
    let path = line.value("in").unwrap_or("<stdin>");
    let unreadable = Failure::new(format_args!("Could not read private key from {path}")).line(fault);
    let prints_key = !line.has("noout") || line.has("text") || line.has("modulus");
    match (line.has("check"), prints_key) {
        (false, _) => Err(unreadable),
        // openssl prints and writes such a key.
        (true, true) => Err(unreadable.after(NOT_OK)),
        (true, false) => {
            session.say(NOT_OK);
            session.say(fault);
            Ok(0)
        }
    }
}

/// Prints the key as text before it.
fn print(session: &mut Session, line: &Line, key: &Key) -> Result<(), Failure> {
    let (text, access) = match key {
        Key::Private(key) => (texts::private_key(key), Access::Secret),
        Key::Public(key) => (texts::public_key(key).map(Zeroizing::new), Access::Public),
    };
    let text = text.map_err(Failure::new)?;
    session.write(line.value("out"), text.as_bytes(), access).map_err(|failure| failure.of("rsa"))
}

fn write_private(
    session: &mut Session,
    line: &Line,
    key: &PrivateKey,
    passphrase: Option<Secret>,
) -> Result<(), Failure> {
    let format = Format::of(line, "outform");
    let encryption = keys::encryption(session, "rsa", line, passphrase)?;
    let encryption = encryption.as_ref().map(|(cipher, passphrase)| (*cipher, passphrase));
    let written = match Layout::of(line) {
        Layout::Traditional => keys::traditional(session, key, format, encryption)?,
        Layout::Pkcs8 => {
            let encryption =
                encryption.map(|(cipher, passphrase)| (Scheme::Pbes2(cipher, Prf::Sha256), passphrase));
            keys::pkcs8(session, key, format, encryption, keys::ROUNDS)?
        }
    };
    keys::write(session, "rsa", line, &written)
}

fn write_public(session: &mut Session, line: &Line, bytes: &[u8]) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, Access::Public).map_err(|failure| failure.of("rsa"))
}

/// Writes a public key with this label.
fn write_object(session: &mut Session, line: &Line, label: &str, der: &[u8]) -> Result<(), Failure> {
    match Format::of(line, "outform") {
        Format::Pem => write_public(session, line, pem::encode(label, der).expose()),
        Format::Der => write_public(session, line, der),
    }
}
