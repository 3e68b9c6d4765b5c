//! `ec`: EC keys shown, checked and converted.

use super::ciphers;
use super::curve_options::Forms;
use super::failure::Failure;
use super::inputs;
use super::keys;
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, Table, Unknown, flag, format, input, output, text,
};
use super::passphrase::{self, Passphrases};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::pem;
use devcert::encoding::private_key::{self, KeyForm};
use devcert::key::{PrivateKey, PublicKey, PublicKeyAlgorithm};
use devcert::model::secret::Secret;
use devcert::text as texts;

const OPTIONS: &[Opt] = &[
    input("in", "Key (default: standard input)"),
    format("inform", "Format of the key (default: recognized by its content)"),
    flag("pubin", "Read a public key"),
    text("passin", "Passphrase of the key that is read"),
    flag("check", "Check the key"),
    text("param_enc", "How the curve is written: named_curve or explicit"),
    text("conv_form", "How the point is written: uncompressed, compressed or hybrid"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("noout", "Do not write the key"),
    flag("text", "Print the key as text"),
    flag("param_out", "Write the parameters"),
    flag("pubout", "Write the public key"),
    flag("no_public", "Write the private key without the public one"),
    text("passout", "Passphrase of the key that is written"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "ec",
    summary: "Show, check and convert EC keys",
    table: Table { groups: &[COMMON, OPTIONS, PROVIDERS], unknown: Unknown::Cipher, operands: "" },
    run,
};

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    ciphers::of_line("ec", line)?;
    let forms = Forms::of("ec", line, "param_enc", "conv_form")?;
    let passphrases = passphrase::read_both(session, line.value("passin"), line.value("passout"))?;
    session.say("read EC key");
    if line.has("pubin") {
        let key = inputs::public_key_of_line(session, line, "public key").map_err(unloaded)?;
        return public(session, line, &forms.public(&key)?);
    }
    let key = inputs::private_key_of_line(session, line, passphrases.input.as_ref(), "private key")
        .map_err(unloaded)?;
    private(session, line, &forms.private(key)?, passphrases)
}

fn public(session: &mut Session, line: &Line, key: &PublicKey) -> Result<u8, Failure> {
    if line.has("text") {
        let text = texts::public_key(key).map_err(Failure::new)?;
        write(session, line, text.as_bytes(), Access::Public)?;
    }
    if line.has("check") {
        // openssl checks the private part in any case.
        session.say("EC Key Invalid!");
    }
    if !line.has("noout") {
        session.say("writing EC key");
        write_public(session, line, key)?;
    }
    Ok(0)
}

fn private(
    session: &mut Session,
    line: &Line,
    key: &PrivateKey,
    passphrases: Passphrases,
) -> Result<u8, Failure> {
    if line.has("text") {
        let text = texts::private_key(key).map_err(Failure::new)?;
        write(session, line, text.as_bytes(), Access::Secret)?;
    }
    if line.has("check") {
        // A key that is not valid was not read.
        session.say("EC Key valid.");
    }
    if line.has("noout") {
        return Ok(0);
    }
    session.say("writing EC key");
    if line.has("pubout") || line.has("param_out") {
        write_public(session, line, key.public())?;
        return Ok(0);
    }
    write_private(session, line, key, passphrases.output)?;
    Ok(0)
}

fn write_private(
    session: &mut Session,
    line: &Line,
    key: &PrivateKey,
    passphrase: Option<Secret>,
) -> Result<(), Failure> {
    let unwritable = |error| Failure::new("unable to write EC key").line(error);
    let format = Format::of(line, "outform");
    let encryption = keys::encryption(session, "ec", line, passphrase)?;
    let encryption = encryption.as_ref().map(|(cipher, passphrase)| (*cipher, passphrase));
    let written = match key.algorithm() {
        // openssl converts keys of the other kinds that have a form of their own.
        PublicKeyAlgorithm::Rsa { .. } | PublicKeyAlgorithm::Dsa { .. } => {
            keys::traditional(session, key, format, encryption)?
        }
        _ => {
            let der = match line.has("no_public") {
                true => private_key::to_sec1(key, None),
                false => private_key::to_der(key, KeyForm::Sec1),
            };
            let der = der.map_err(unwritable)?;
            keys::traditional_der(session, KeyForm::Sec1, der, format, encryption)?
        }
    };
    keys::write(session, "ec", line, &written)
}

fn unloaded(failure: Failure) -> Failure {
    failure.line("unable to load Key")
}

/// Writes the public key, or the parameters.
fn write_public(session: &mut Session, line: &Line, key: &PublicKey) -> Result<(), Failure> {
    let (label, der) = match line.has("param_out") {
        true => ("EC PARAMETERS", parameters(key)?),
        false => ("PUBLIC KEY", key.spki().to_vec()),
    };
    let bytes = match Format::of(line, "outform") {
        Format::Pem => pem::encode(label, &der).expose().to_vec(),
        Format::Der => der,
    };
    write(session, line, &bytes, Access::Public)
}

/// The DER of the parameters of an EC key.
fn parameters(key: &PublicKey) -> Result<Vec<u8>, Failure> {
    let none = || Failure::new("unable to write EC key").line("the key is not an EC key");
    let info =
        <devcert::x509::PublicKeyInfo<'_> as ::der::Decode>::from_der(key.spki()).map_err(Failure::new)?;
    let is_ec = info.algorithm.id.content() == devcert::model::oid::known::ID_EC_PUBLIC_KEY.as_bytes();
    let parameters = info.algorithm.parameters.as_ref().filter(|_| is_ec).ok_or_else(none)?;
    Ok(parameters.der().to_vec())
}

fn write(session: &mut Session, line: &Line, bytes: &[u8], access: Access) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, access).map_err(|failure| failure.of("ec"))
}
