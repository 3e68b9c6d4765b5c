//! `devcert pubkey`

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::keys;
use crate::cli::options::{FolderArgs, Format};
use crate::cli::outputs;
use crate::ops::pubkey::{PublicKeyForm, WritePublicKey};
use crate::ops::{self, Existing};
use crate::report::outcome::{Action, FileReport, Outcome, OutputRole};

/// Extract the public key from a private key, certificate or CSR
///
/// Writes cert/public.pem in the format of `openssl pkey -pubout`. Without FILE, reads cert/private.pem, and
/// generates that key first if it is missing.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Private key, certificate, CSR or public key; - is standard input [default: DIR/private.pem]
    #[arg(value_name = "FILE")]
    input: Option<PathBuf>,
    #[command(flatten)]
    folder: FolderArgs,
    /// Private key, certificate, CSR or public key, instead of FILE
    #[arg(long, value_name = "FILE", conflicts_with = "input", help_heading = "Files")]
    key: Option<PathBuf>,
    /// Public key encoding
    #[arg(
        long,
        alias = "encoding",
        value_name = "FORMAT",
        default_value = "spki",
        help_heading = "Output format"
    )]
    key_format: Encoding,
    /// File format
    #[arg(
        long,
        alias = "format",
        value_name = "FORMAT",
        default_value = "pem",
        help_heading = "Output format"
    )]
    outform: Format,
    /// File to write; - is standard output [default: DIR/public.pem]
    #[arg(long, short, alias = "output", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, short, help_heading = "Overwriting")]
    force: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Encoding {
    /// BEGIN PUBLIC KEY, for every key type
    Spki,
    /// BEGIN RSA PUBLIC KEY
    Pkcs1,
}

const EXAMPLES: &str = "\
Examples:
  # From cert/private.pem to cert/public.pem
  devcert pubkey
  # From a certificate to standard output
  devcert pubkey server.crt --out -
  devcert pubkey --key-format pkcs1 --out -";

/// Reads a key from whatever has one and writes its public key.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let request = args.request();
    let place = &request.place;
    outputs::check_stdout(place, false, cx)?;
    let done = ops::run(&request, cx)?;
    if let Some(key) = &done.key {
        keys::tell(key, cx);
    }
    let (made, algorithm) = (place.made(), done.public.algorithm());
    cx.ui.note(format_args!("{made}: {algorithm} public key of {}", request.input.as_input()));
    let mut files: Vec<_> = done.key.iter().map(FileReport::of_source).collect();
    files.push(FileReport::of_key(OutputRole::PublicKey, place.to_string(), Action::Created, &done.public));
    Ok(cx.files("pubkey", files))
}

impl Args {
    fn request(&self) -> WritePublicKey {
        let named = self.input.as_ref().or(self.key.as_ref());
        WritePublicKey {
            input: self.folder.place(named, keys::PRIVATE_KEY),
            may_generate: named.is_none(),
            place: self.folder.place(self.out.as_ref(), default_name(self.outform)),
            form: match self.key_format {
                Encoding::Spki => PublicKeyForm::Spki,
                Encoding::Pkcs1 => PublicKeyForm::Pkcs1,
            },
            format: self.outform,
            existing: if self.force { Existing::Replace } else { Existing::Refuse },
        }
    }
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => "public.pem",
        Format::Der => "public.der",
    }
}
