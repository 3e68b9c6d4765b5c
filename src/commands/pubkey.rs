//! `devcert pubkey`

use std::path::PathBuf;

use clap::ValueEnum;

use super::error::{CommandError, maker};
use super::keys::{self, KeyAtHand};
use super::options::{FolderArgs, Format};
use super::outputs::{self, Outputs};
use super::session::Session;
use crate::encoding::read;
use crate::encoding::sniff::Kind;
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::Place;
use crate::key::{PublicKey, PublicKeyAlgorithm};
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

/// Reads a key from whatever has one and writes its public half.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let named = args.input.as_ref().or(args.key.as_ref());
    let input = args.folder.place(named, keys::PRIVATE_KEY);
    let place = args.folder.place(args.out.as_ref(), default_name(args.format));
    let overwrite = Overwrite::when(args.force);
    outputs::check_stdout(&place, false, session)?;
    outputs::keep_apart((&place, Role::PublicKey), &[(&input, "input")])?;
    let mut outputs = match named {
        Some(_) => Outputs::open(&[&place], session)?,
        None => Outputs::open(&[&input, &place], session)?,
    };
    let mut files = Vec::new();
    let mut at_hand = None;
    let public = if named.is_some() {
        let bytes = session.read(&input, Role::Key)?;
        let maker = maker(Role::Key, &input);
        read::public_key(&bytes).map_err(|error| CommandError::damage(&input, &error, &maker))?
    } else {
        let found = KeyAtHand::find(&input, None, session)?;
        if found.is_none() {
            outputs.check(&place, overwrite)?;
        }
        let key = match found {
            Some(found) => found,
            None => KeyAtHand::make(&input, None, session)?,
        };
        key.add_to(&mut outputs, Overwrite::Refuse)?;
        files.push(key.report());
        at_hand.insert(key).key.public().clone()
    };
    let (label, der) = encode(&public, args.encoding, &input)?;
    outputs.check(&place, overwrite)?;
    outputs.add(&place, args.format.pack(label, der).expose(), Access::Public, overwrite);
    outputs.commit(session)?;
    if let Some(key) = at_hand {
        key.tell(session);
    }
    let (made, algorithm) = (place.made(), public.algorithm());
    session.ui.note(format_args!("{made}: {algorithm} public key of {}", input.as_input()));
    files.push(FileReport::of_key(Role::PublicKey, place.to_string(), Action::Made, &public));
    Ok(session.files("pubkey", files))
}

fn encode<'a>(
    public: &'a PublicKey,
    encoding: Encoding,
    input: &Place,
) -> Result<(&'static str, &'a [u8]), CommandError> {
    let label = |kind: Kind| kind.label().unwrap_or_default();
    match (encoding, public.algorithm()) {
        (Encoding::Spki, _) => Ok((label(Kind::PublicKey), public.spki())),
        (Encoding::Pkcs1, PublicKeyAlgorithm::Rsa { .. } | PublicKeyAlgorithm::RsaPss { .. }) => {
            Ok((label(Kind::RsaPublicKey), public.bits()))
        }
        (Encoding::Pkcs1, other) => {
            let message = format!("PKCS#1 holds RSA keys only, and {} is {other}", input.as_input());
            Err(CommandError::new(message).hint("leave --encoding pkcs1 out"))
        }
    }
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => "public.pem",
        Format::Der => "public.der",
    }
}
