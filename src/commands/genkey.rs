//! `devcert genkey`

mod many;

use std::path::PathBuf;

use super::error::CommandError;
use super::keys::{self, KeyAtHand};
use super::options::{AlgorithmArgs, FolderArgs, Format, KeyEncoding, OverwriteArgs};
use super::outputs::{self, Outputs};
use super::session::Session;
use crate::host::files::Access;
use crate::report::outcome::{Action, Outcome};

/// Make a private key
///
/// Writes cert/private.pem, readable by you alone: RSA 2048 in PKCS#8 PEM unless asked otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    algorithm: AlgorithmArgs,
    /// Structure of the key
    #[arg(long, value_name = "FORM", default_value = "pkcs8", help_heading = "Files")]
    encoding: KeyEncoding,
    /// Text or binary
    #[arg(long, value_name = "FORMAT", default_value = "pem", help_heading = "Files")]
    format: Format,
    /// File to write; - is standard output [default: DIR/private.pem]
    #[arg(long, short, visible_alias = "key", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Make so many keys, as 1.pem, 2.pem and so on, on all cores
    #[arg(long, value_name = "N", requires = "out_dir", value_parser = clap::value_parser!(u32).range(1..=many::MOST))]
    count: Option<u32>,
    /// Folder of the keys that --count makes
    #[arg(long, value_name = "DIR", requires = "count", conflicts_with_all = ["out", "if_needed"], help_heading = "Files")]
    out_dir: Option<PathBuf>,
    #[command(flatten)]
    overwrite: OverwriteArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert genkey                                  RSA 2048, to cert/private.pem
  devcert genkey --bits 4096 --out server.key
  devcert genkey --algorithm p256 --encoding sec1 --out -
  devcert genkey --if-needed                      in a script: only when there is none
  devcert genkey --count 1000 --out-dir keys      a thousand, on all cores";

/// Makes a key and writes it.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    if let (Some(count), Some(folder)) = (args.count, &args.out_dir) {
        return many::run(args, count, folder, session);
    }
    let place = args.folder.place(args.out.as_ref(), default_name(args.format));
    outputs::check_stdout(&place, args.overwrite.if_needed, session)?;
    let mut outputs = Outputs::open(&[&place], session)?;
    if args.overwrite.if_needed
        && let Some(key) = keys::usable(&place, args.algorithm.asked(), session)?
    {
        session.ui.note(format_args!("kept {place}: {} private key, as asked for", key.algorithm()));
        let report = keys::report(&place, Action::Kept, &key);
        return Ok(session.files("genkey", vec![report]));
    }
    outputs.check(&place, args.overwrite.overwrite())?;
    let algorithm = args.algorithm.asked().unwrap_or_default();
    let key = keys::make(algorithm, session)?;
    let form = args.encoding.into();
    let file = keys::pack(&key, form, args.format)?;
    keys::warn_of_limits(&key, session);
    outputs.add(&place, file.expose(), Access::Secret, args.overwrite.overwrite());
    outputs.commit(session)?;
    session.ui.note(format_args!("{}: {algorithm} private key ({form})", place.made()));
    let made = KeyAtHand { place, key, action: Action::Made };
    Ok(session.files("genkey", vec![made.report()]))
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => keys::PRIVATE_KEY,
        Format::Der => "private.der",
    }
}
