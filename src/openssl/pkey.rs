//! `pkey`: keys of every kind shown, checked and converted.

use super::ciphers;
use super::curve_options;
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
use devcert::encoding::private_key::{self, KeyForm};
use devcert::key::{PointForm, PrivateKey, PublicKey};
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
    text("ec_param_enc", "How the curve is written: named_curve"),
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
    /// The public key, its point in the form of the options.
    public: PublicKey,
    form: Option<PointForm>,
}

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let cipher = ciphers::of_line("pkey", line)?;
    let form = curve_options::point_form("pkey", line, "ec_conv_form")?;
    curve_options::check_encoding("pkey", line, "ec_param_enc")?;
    let format = Format::of(line, "outform");
    let writes_pem = !line.has("noout") && format == Format::Pem;
    warn(line, session, writes_pem);
    if cipher.is_some() && !writes_pem {
        return Err(Failure::new("Error: Cipher options are supported only for PEM output"));
    }
    let passphrases = passphrase::read_both(session, line.value("passin"), line.value("passout"))?;
    let key = Key::read(session, line, passphrases.input.as_ref(), form)?;
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
            let written = key.written(session, line, private, encryption)?;
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
        form: Option<PointForm>,
    ) -> Result<Self, Failure> {
        let (private, public) = if line.has("pubin") {
            (None, inputs::public_key_of_line(session, line, "key of Public Key")?)
        } else {
            let key = inputs::private_key_of_line(session, line, passphrase, "key")?;
            let public = key.public().clone();
            (Some(key), public)
        };
        let in_form = |form| {
            let point = public.with_point(form);
            point.ok_or_else(|| Failure::unsupported("pkey -ec_conv_form for this key"))
        };
        let public = form.map(in_form).transpose()?.unwrap_or(public);
        Ok(Self { private, public, form })
    }

    /// The private key as it is written.
    fn written(
        &self,
        session: &mut Session,
        line: &Line,
        key: &PrivateKey,
        encryption: Option<(KeyCipher, &Secret)>,
    ) -> Result<Secret, Failure> {
        let layout = Layout::of(line);
        let changed = self.form.filter(|form| *form != PointForm::Uncompressed);
        match (Format::of(line, "outform"), changed) {
            (Format::Der, None) => keys::plain_der(key),
            (format, Some(form)) if format == Format::Der || layout == Layout::Traditional => {
                let der = private_key::to_sec1(key, Some(form)).map_err(Failure::new)?;
                keys::traditional_der(session, KeyForm::Sec1, der, format, encryption)
            }
            (_, Some(_)) => Err(Failure::unsupported("pkey -ec_conv_form for a private key in PKCS#8")),
            (Format::Pem, None) => match layout {
                Layout::Pkcs8 => keys::pkcs8_pem(session, key, encryption),
                Layout::Traditional => keys::traditional(session, key, Format::Pem, encryption),
            },
        }
    }

    /// Prints the key as text after it.
    fn print(&self, session: &mut Session, line: &Line, wants_public: bool) -> Result<(), Failure> {
        let (has_text, has_public_text) = (line.has("text"), line.has("text_pub"));
        match self.private.as_ref().filter(|_| !wants_public && !has_public_text) {
            _ if !has_text && !has_public_text => Ok(()),
            Some(_) if self.form.is_some_and(|form| form != PointForm::Uncompressed) => {
                Err(Failure::unsupported("pkey -text with -ec_conv_form for a private key"))
            }
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

fn write(session: &mut Session, line: &Line, bytes: &[u8], access: Access) -> Result<(), Failure> {
    session.write(line.value("out"), bytes, access).map_err(|failure| failure.of("pkey"))
}
