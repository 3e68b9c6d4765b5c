//! `pkey`: keys of every kind shown, checked and converted.

use super::ciphers;
use super::curve_options::Forms;
use super::failure::Failure;
use super::inputs;
use super::keys::{self, Layout};
use super::options::{
    COMMON, Format, Line, Opt, PROVIDERS, Table, Unknown, flag, format, input, output, text,
};
use super::passphrase;
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;
use devcert::encoding::encrypted_key::KeyCipher;
use devcert::encoding::pem;
use devcert::key::{PrivateKey, PublicKey};
use devcert::model::secret::Secret;
use devcert::text as texts;

const OPTIONS: &[Opt] = &[
    flag("check", "Check the key"),
    flag("pubcheck", "Check the public key"),
    input("in", "Key (default: standard input)"),
    format("inform", "Format of the key (default: recognized by its content)"),
    text("passin", "Passphrase of the key that is read"),
    flag("pubin", "Read a public key"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    text("passout", "Passphrase of the key that is written"),
    flag("traditional", "Write PKCS#1, SEC1 or DSA instead of PKCS#8"),
    flag("pubout", "Write the public key"),
    flag("noout", "Do not write the key"),
    flag("text", "Print the key as text"),
    flag("text_pub", "Print the public key as text"),
    text("ec_conv_form", "How the point is written: uncompressed, compressed or hybrid"),
    text("ec_param_enc", "How the curve is written: named_curve or explicit"),
];

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "pkey",
    summary: "Show, check and convert keys",
    table: Table { groups: &[COMMON, OPTIONS, PROVIDERS], unknown: Unknown::Cipher, operands: "" },
    run,
};

/// A key of `-in`.
struct Key {
    /// The private key, unless a public one is read.
    private: Option<PrivateKey>,
    public: PublicKey,
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let cipher = ciphers::of_line("pkey", line)?;
    let forms = Forms::of("pkey", line, "ec_param_enc", "ec_conv_form")?;
    let format = Format::of(line, "outform");
    let writes_pem = !line.has("noout") && format == Format::Pem;
    warn(line, session, writes_pem);
    if cipher.is_some() && !writes_pem {
        return Err(Failure::new("Error: Cipher options are supported only for PEM output"));
    }
    let passphrases = passphrase::read_both(session, line.value("passin"), line.value("passout"))?;
    let key = Key::read(session, line, passphrases.input.as_ref(), &forms)?;
    if line.has("check") || line.has("pubcheck") {
        key.public.check().map_err(|fault| Failure::new("Key is invalid").line(fault))?;
        write(session, line, b"Key is valid\n", Access::Public)?;
    }
    let wants_public = line.has("pubin") || line.has("pubout");
    match key.private.as_ref().filter(|_| !wants_public) {
        _ if line.has("noout") => {}
        None => {
            let der = key.public.spki();
            match format {
                Format::Pem => write(session, line, pem::encode("PUBLIC KEY", der).expose(), Access::Public)?,
                Format::Der => write(session, line, der, Access::Public)?,
            }
        }
        Some(private) => {
            let encryption = keys::encryption(session, "pkey", line, passphrases.output)?;
            let encryption = encryption.as_ref().map(|(cipher, passphrase)| (*cipher, passphrase));
            let written = written(session, line, private, encryption)?;
            keys::write(session, "pkey", line, &written)?;
        }
    }
    key.print(session, line, wants_public)?;
    Ok(0)
}

fn warn(line: &Line, session: &Session, writes_pem: bool) {
    if line.has("text") && line.has("text_pub") {
        session.say("Warning: The -text option is ignored with -text_pub");
    }
    if line.has("traditional") && !writes_pem {
        session.say("Warning: The -traditional is ignored since there is no PEM output");
    }
    if line.has("passout") && line.algorithm().is_none() {
        session.say("Warning: The -passout option is ignored without a cipher option");
    }
}

impl Key {
    fn read(
        session: &mut Session,
        line: &Line,
        passphrase: Option<&Secret>,
        forms: &Forms,
    ) -> Result<Self, Failure> {
        if line.has("pubin") {
            let key = inputs::public_key_of_line(session, line, "key of Public Key")?;
            return Ok(Self { private: None, public: forms.public(&key)? });
        }
        let key = forms.private(inputs::private_key_of_line(session, line, passphrase, "key")?)?;
        Ok(Self { public: key.public().clone(), private: Some(key) })
    }

    /// Prints the key as text after it.
    fn print(&self, session: &mut Session, line: &Line, wants_public: bool) -> Result<(), Failure> {
        let (has_text, has_public_text) = (line.has("text"), line.has("text_pub"));
        match self.private.as_ref().filter(|_| !wants_public && !has_public_text) {
            _ if !has_text && !has_public_text => Ok(()),
            Some(key) => {
                let text = texts::private_key(key).map_err(Failure::new)?;
                write(session, line, text.as_bytes(), Access::Secret)
            }
            None => {
                let text = texts::public_key(&self.public).map_err(Failure::new)?;
                write(session, line, text.as_bytes(), Access::Public)
            }
        }
    }
}

/// The private key as it is written.
fn written(
    session: &mut Session,
    line: &Line,
    key: &PrivateKey,
    encryption: Option<(KeyCipher, &Secret)>,
) -> Result<Secret, Failure> {
    match (Format::of(line, "outform"), Layout::of(line)) {
        (Format::Der, _) => keys::plain_der(key),
        (Format::Pem, Layout::Pkcs8) => keys::pkcs8_pem(session, key, encryption),
        (Format::Pem, Layout::Traditional) if line.has("ec_conv_form") => {
            keys::traditional(session, key, Format::Pem, encryption)
        }
        (Format::Pem, Layout::Traditional) => {
            keys::traditional(session, &keys::with_plain_point(key), Format::Pem, encryption)
        }
    }
}

fn write(session: &mut Session, line: &Line, bytes: &[u8], access: Access) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, access).map_err(|failure| failure.of("pkey"))
}
