//! `devcert pubkey`

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::error::CommandError;
use crate::cli::keys;
use crate::cli::options::{FolderArgs, Format};
use crate::cli::outputs;
use crate::cli::session::Session;
use crate::ops::pubkey::{PublicKeyForm, WritePublicKey};
use crate::ops::{self, Existing};
use crate::report::outcome::{Action, FileReport, Outcome, Role};

/// Write the public key of a private key, a certificate or a CSR
///
/// Writes cert/public.pem, as `openssl pkey -pubout` prints it. Without an input and without
/// cert/private.pem it makes that first.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Private key, certificate, CSR or public key; - is standard input [default: DIR/private.pem]
    #[arg(value_name = "FILE")]
    input: Option<PathBuf>,
    #[command(flatten)]
    folder: FolderArgs,
    /// The same as FILE
    #[arg(long, value_name = "FILE", conflicts_with = "input", help_heading = "Files")]
    key: Option<PathBuf>,
    /// Structure of the public key
    #[arg(long, value_name = "FORM", default_value = "spki", help_heading = "Files")]
    encoding: Encoding,
    /// Text or binary
    #[arg(long, value_name = "FORMAT", default_value = "pem", help_heading = "Files")]
    format: Format,
    /// File to write; - is standard output [default: DIR/public.pem]
    #[arg(long, short, value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long, short, help_heading = "Files that exist")]
    force: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Encoding {
    /// BEGIN PUBLIC KEY, for every kind of key
    Spki,
    /// BEGIN RSA PUBLIC KEY
    Pkcs1,
}

const EXAMPLES: &str = "\
Examples:
  devcert pubkey                        of cert/private.pem, to cert/public.pem
  devcert pubkey server.crt --out -     of a certificate, to standard output
  devcert pubkey --encoding pkcs1 --out -";

/// Reads a key from whatever has one and writes its public key.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let request = args.request();
    let place = &request.place;
    outputs::check_stdout(place, false, session)?;
    let done = ops::run(&request, session)?;
    if let Some(key) = &done.key {
        keys::tell(key, session);
    }
    let (made, algorithm) = (place.made(), done.public.algorithm());
    session.ui.note(format_args!("{made}: {algorithm} public key of {}", request.input.as_input()));
    let mut files: Vec<_> = done.key.iter().map(FileReport::of_source).collect();
    files.push(FileReport::of_key(Role::PublicKey, place.to_string(), Action::Created, &done.public));
    Ok(session.files("pubkey", files))
}

impl Args {
    fn request(&self) -> WritePublicKey {
        let named = self.input.as_ref().or(self.key.as_ref());
        WritePublicKey {
            input: self.folder.place(named, keys::PRIVATE_KEY),
            may_generate: named.is_none(),
            place: self.folder.place(self.out.as_ref(), default_name(self.format)),
            form: match self.encoding {
                Encoding::Spki => PublicKeyForm::Spki,
                Encoding::Pkcs1 => PublicKeyForm::Pkcs1,
            },
            format: self.format,
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
