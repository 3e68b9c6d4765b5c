//! The options of `devcert convert`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::new_passphrase::NewPassphrase;
use crate::cli::options::{CaArgs, FolderArgs, Format, LimitArgs};
use crate::host::passphrase::Source;
use devcert::pki::bundle::{FORMS, Form, PRESETS, Preset};

/// Write keys and certificates in another form
///
/// Reads PEM, DER, base64, PKCS#12, PKCS#7, JSON Web Keys, OpenSSH keys and keys behind passphrases,
/// whatever the files are called, and writes what a program expects. A private key, and whatever holds one, is readable by you alone.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files to read; - is standard input [default: DIR/private.pem and DIR/file.crt]
    #[arg(value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// Form to write [default: what the extension of --out means, or pem]
    #[arg(long, value_name = "FORM", value_parser = forms(), ignore_case = true, help_heading = "Form", conflicts_with = "preset")]
    pub(super) to: Option<&'static Form>,
    /// Files of the names and forms that this program expects
    #[arg(long = "for", value_name = "PROGRAM", value_parser = presets(), ignore_case = true, help_heading = "Form")]
    pub(super) preset: Option<&'static Preset>,
    /// Text or binary, for keys, public keys, one certificate and PKCS#7 [default: der when --out ends in .der, or pem]
    #[arg(long, value_name = "FORMAT", help_heading = "Form")]
    pub(super) format: Option<Format>,
    /// PKCS#12 for old readers, in triple DES and SHA-1: macOS before 15, Windows Server 2016, Java
    /// before 8u301
    #[arg(long, help_heading = "Form")]
    pub(super) legacy: bool,
    /// Friendly name in PKCS#12, alias in a trust store, name of a Kubernetes Secret, kid of a JWK,
    /// comment of an OpenSSH key
    #[arg(long, value_name = "NAME", help_heading = "Form")]
    pub(super) name: Option<String>,
    /// Namespace of a Kubernetes Secret [default: that of kubectl]
    #[arg(long, value_name = "NAME", help_heading = "Form")]
    pub(super) namespace: Option<String>,
    #[command(flatten)]
    pub(super) folder: FolderArgs,
    /// File to write; - is standard output [default: a name that fits the form, in --out-dir]
    #[arg(long, short, value_name = "FILE", help_heading = "Files")]
    pub(super) out: Option<PathBuf>,
    /// Folder of the files to write [default: DIR]
    #[arg(long, value_name = "FOLDER", help_heading = "Files", conflicts_with = "out")]
    pub(super) out_dir: Option<PathBuf>,
    /// Replace files that exist, an input of the same name too
    #[arg(long, short, help_heading = "Files that exist")]
    pub(super) force: bool,
    /// Where the passphrase of the input comes from: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE", help_heading = "Passphrases")]
    pub(super) passphrase: Option<Source>,
    /// Encrypt the private key, or the PKCS#12 file, with the passphrase from there, or with a random one
    /// that is written to a file: `new:PATH`
    #[arg(long, value_name = "SOURCE", help_heading = "Passphrases")]
    pub(super) new_passphrase: Option<NewPassphrase>,
    #[command(flatten)]
    pub(super) ca: CaArgs,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert convert cert/private.pem --out cert/private.pem --force   take the passphrase off
  devcert convert --to pkcs12 --new-passphrase env:PASS             cert/identity.p12
  devcert convert site.p12 --to split --out-dir site                its key and its certificates
  devcert convert key.pem leaf.pem ca.pem --for haproxy
  devcert convert --for k8s --namespace web --out - | kubectl apply -f -
  export TLS_KEY=\"$(devcert convert key.pem --to base64 --out -)\"";

fn forms() -> impl TypedValueParser<Value = &'static Form> {
    // Who writes .p12 files calls the form so; another form's name is no alias.
    let aliases = |form: &Form| form.extensions.iter().filter(|one| Form::named(one).is_none()).copied();
    let values =
        FORMS.iter().map(move |form| PossibleValue::new(form.name).help(form.holds).aliases(aliases(form)));
    let known = |name: &str| Form::named(name).or_else(|| Form::of_extension(name));
    PossibleValuesParser::new(values)
        .try_map(move |name| known(&name.to_ascii_lowercase()).ok_or("unknown format"))
}

fn presets() -> impl TypedValueParser<Value = &'static Preset> {
    let values = PRESETS.iter().map(|preset| {
        let files: Vec<_> = preset.files.iter().map(|file| file.name).collect();
        PossibleValue::new(preset.name).help(files.join(", ")).aliases(preset.aliases)
    });
    PossibleValuesParser::new(values)
        .try_map(|name| Preset::named(&name.to_ascii_lowercase()).ok_or("unknown program"))
}
