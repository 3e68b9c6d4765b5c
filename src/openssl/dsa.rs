//! `dsa`: DSA keys shown and converted.

use zeroize::Zeroizing;

use super::ciphers;
use super::failure::Failure;
use super::inputs;
use super::keys;
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, Table, Unknown, flag, format, input, output, text,
};
use super::passphrase;
use super::session::Session;
use super::show;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::key::{PrivateKey, PublicKey, PublicKeyAlgorithm};
use devcert::model::secret::Secret;
use devcert::text as texts;

const NO_PVK: &str = "PVK files are Microsoft's and use RC4";

const OPTIONS: &[Opt] = &[
    input("in", "Key (default: standard input)"),
    format("inform", "Format of the key (default: recognized by its content)"),
    flag("pubin", "Read a public key"),
    text("passin", "Passphrase of the key that is read"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("noout", "Do not write the key"),
    flag("text", "Print the key as text"),
    flag("modulus", "Print the public number"),
    flag("pubout", "Write the public key"),
    text("passout", "Passphrase of the key that is written"),
    flag("pvk-strong", "Encrypt PVK strongly").rejected(NO_PVK),
    flag("pvk-weak", "Encrypt PVK weakly").rejected(NO_PVK),
    flag("pvk-none", "Do not encrypt PVK").rejected(NO_PVK),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "dsa",
    summary: "Show and convert DSA keys",
    table: Table { groups: &[COMMON, OPTIONS, PROVIDERS], unknown: Unknown::Cipher, operands: "" },
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    ciphers::of_line("dsa", line)?;
    let passphrases = passphrase::read_both(session, line.value("passin"), line.value("passout"))?;
    session.say("read DSA key");
    let (private, public) = read(session, line, passphrases.input.as_ref())
        .map_err(|failure| failure.line("unable to load Key"))?;
    if !matches!(public.algorithm(), PublicKeyAlgorithm::Dsa { .. }) {
        return Err(Failure::new("Not a DSA key")
            .line(format_args!("found {}", public.algorithm()))
            .hint("use `openssl pkey`, which reads every kind of key"));
    }
    if line.has("text") {
        print(session, line, private.as_ref(), &public)?;
    }
    if line.has("modulus") {
        write(session, line, show::dsa_number(&public).as_bytes())?;
    }
    if line.has("noout") {
        return Ok(0);
    }
    session.say("writing DSA key");
    let format = Format::of(line, "outform");
    match private.filter(|_| !line.has("pubout")) {
        Some(key) => {
            let encryption = keys::encryption(session, "dsa", line, passphrases.output)?;
            let encryption = encryption.as_ref().map(|(cipher, passphrase)| (*cipher, passphrase));
            let written = keys::traditional(session, &key, format, encryption)?;
            keys::write(session, "dsa", line, &written)?;
        }
        None if format == Format::Pem => {
            write(session, line, pem::encode("PUBLIC KEY", public.spki()).expose())?;
        }
        None => write(session, line, public.spki())?,
    }
    Ok(0)
}

/// The key of `-in`: the private one, unless a public one is read, and the public one.
fn read(
    session: &mut Session,
    line: &Line,
    passphrase: Option<&Secret>,
) -> Result<(Option<PrivateKey>, PublicKey), Failure> {
    if line.has("pubin") {
        return Ok((None, inputs::public_key_of_line(session, line, "public key")?));
    }
    let key = inputs::private_key_of_line(session, line, passphrase, "private key")?;
    let public = key.public().clone();
    Ok((Some(key), public))
}

/// Prints the key as text before it.
fn print(
    session: &mut Session,
    line: &Line,
    private: Option<&PrivateKey>,
    public: &PublicKey,
) -> Result<(), Failure> {
    let (text, access) = match private {
        Some(key) => (texts::private_key(key), Access::Secret),
        None => (texts::public_key(public).map(Zeroizing::new), Access::Public),
    };
    let text = text.map_err(Failure::new)?;
    session.write(line.value("out"), text.as_bytes(), access).map_err(|failure| failure.of("dsa"))
}

fn write(session: &mut Session, line: &Line, bytes: &[u8]) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, Access::Public).map_err(|failure| failure.of("dsa"))
}
