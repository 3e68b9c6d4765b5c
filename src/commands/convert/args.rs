//! The options of `devcert convert`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::new_passphrase::NewPassphrase;
use crate::cli::options::{CaArgs, FolderArgs, Format, LimitArgs};
use crate::host::passphrase::Source;
use devcert::pki::bundle::{FORMS, Form, PRESETS, Preset};

/// Convert keys and certificates between formats
///
/// Reads PEM, DER, base64, PKCS#12, PKCS#7, JSON Web Keys, OpenSSH keys and encrypted keys, whatever the
/// files are called. Output that contains a private key is readable only by you.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files to read; - is standard input [default: DIR/private.pem and DIR/file.crt]
    #[arg(value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// Format to write [default: from the extension of --out, or pem]
    #[arg(long, value_name = "FORMAT", value_parser = forms(), ignore_case = true, help_heading = "Output format", conflicts_with = "preset")]
    pub(super) to: Option<&'static Form>,
    /// Write the files this program expects, with its file names and formats
    #[arg(long, alias = "for", value_name = "PROGRAM", value_parser = presets(), ignore_case = true, help_heading = "Output format")]
    pub(super) preset: Option<&'static Preset>,
    /// Encoding of keys, public keys, one certificate and PKCS#7 [default: der if the extension of --out is .der, or pem]
    #[arg(long, alias = "outform", value_name = "FORMAT", help_heading = "Output format")]
    pub(super) outform: Option<Format>,
    /// Write PKCS#12 with triple DES and SHA-1, for macOS before 15, Windows Server 2016 and Java before 8u301
    #[arg(long, help_heading = "Output format")]
    pub(super) legacy: bool,
    /// Friendly name in PKCS#12, alias in a trust store, name of a Kubernetes Secret, kid of a JWK,
    /// comment of an OpenSSH key
    #[arg(long, value_name = "NAME", help_heading = "Output format")]
    pub(super) name: Option<String>,
    /// Namespace of a Kubernetes Secret [default: the namespace of kubectl]
    #[arg(long, value_name = "NAME", help_heading = "Output format")]
    pub(super) namespace: Option<String>,
    #[command(flatten)]
    pub(super) folder: FolderArgs,
    /// File to write; - is standard output [default: a name for the format, in --out-dir]
    #[arg(long, short, alias = "output", value_name = "FILE", help_heading = "Files")]
    pub(super) out: Option<PathBuf>,
    /// Directory of the files to write [default: DIR]
    #[arg(long, value_name = "DIR", help_heading = "Files", conflicts_with = "out")]
    pub(super) out_dir: Option<PathBuf>,
    /// Replace existing files, including an input
    #[arg(long, short, help_heading = "Overwriting")]
    pub(super) force: bool,
    /// Passphrase source of the input: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE", help_heading = "Passphrases")]
    pub(super) passphrase: Option<Source>,
    /// Encrypt the private key or PKCS#12 file with a passphrase from SOURCE: `env:NAME`, `file:PATH`, `stdin`,
    /// `prompt`, or `new:PATH` for a random one that is written to PATH
    #[arg(long, value_name = "SOURCE", help_heading = "Passphrases")]
    pub(super) new_passphrase: Option<NewPassphrase>,
    #[command(flatten)]
    pub(super) ca: CaArgs,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

const EXAMPLES: &str = "\
Examples:
  # Remove the passphrase
  devcert convert cert/private.pem --out cert/private.pem --force
  # To cert/identity.p12
  devcert convert --to pkcs12 --new-passphrase env:PASS
  # Split into key and certificates
  devcert convert site.p12 --to split --out-dir site
  devcert convert key.pem leaf.pem ca.pem --preset haproxy
  devcert convert --preset k8s --namespace web --out - | kubectl apply -f -
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
