//! `devcert genkey`

mod many;

use std::path::PathBuf;

use super::error::{CommandError, typed};
use super::keys::{self, KeyAtHand};
use super::options::{AlgorithmArgs, FolderArgs, Format, KeyEncoding, OverwriteArgs};
use super::outputs::{self, Outputs};
use super::session::Session;
use crate::encoding::private_key::KeyForm;
use crate::encoding::sniff::sniff;
use crate::host::files::Access;
use crate::host::stdio::Place;
use crate::report::outcome::{Action, Outcome, Role};

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
    #[arg(long, value_name = "FORM", help_heading = "Files", help = "Structure of the key [default: pkcs8]")]
    encoding: Option<KeyEncoding>,
    /// Text or binary
    #[arg(long, value_name = "FORMAT", default_value = "pem", help_heading = "Files")]
    format: Format,
    /// File to write; - is standard output [default: DIR/private.pem]
    #[arg(long, short, visible_alias = "key", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Make so many keys, as 1.pem, 2.pem and so on, on all cores
    #[arg(long, value_name = "N", requires = "out_dir", conflicts_with = "out", value_parser = clap::value_parser!(u32).range(1..=many::MOST))]
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
        if args.folder.is_named() {
            return Err(CommandError::new("--dir does not apply to --count, which writes to --out-dir")
                .hint("omit --dir"));
        }
        return many::run(args, count, folder, session);
    }
    let place = args.folder.place(args.out.as_ref(), default_name(args.format));
    outputs::check_stdout(&place, args.overwrite.if_needed, session)?;
    let mut outputs = Outputs::open(&[&place], session)?;
    if args.overwrite.if_needed
        && let Some(key) = keys::usable(&place, args.algorithm.asked(), session)?
    {
        args.check_form(&place, session)?;
        session.ui.note(format_args!("kept {place}: {} private key, as asked for", key.algorithm()));
        let report = keys::report(&place, Action::Kept, &key);
        return Ok(session.files("genkey", vec![report]));
    }
    outputs.check(&place, args.overwrite.overwrite())?;
    let algorithm = args.algorithm.asked().unwrap_or_default();
    let key = keys::make(algorithm, session)?;
    let form = args.form();
    let file = keys::pack(&key, form, args.format)?;
    keys::warn_of_limits(&key, session);
    outputs.add(&place, file.expose(), Access::Secret, args.overwrite.overwrite());
    outputs.commit(session)?;
    session.ui.note(format_args!("{}: {algorithm} private key ({form})", place.made()));
    let made = KeyAtHand { place, key, action: Action::Made };
    Ok(session.files("genkey", vec![made.report()]))
}

impl Args {
    fn form(&self) -> KeyForm {
        self.encoding.map_or_else(KeyForm::default, KeyForm::from)
    }

    /// Fails where the key that is kept is written otherwise than requested: another key is no way to get
    /// there.
    fn check_form(&self, place: &Place, session: &mut Session) -> Result<(), CommandError> {
        let bytes = session.read(place, Role::Key)?;
        let is_form = |form: KeyForm| {
            sniff(&bytes).is_ok_and(|found| found.objects.iter().any(|one| one.kind == form.kind()))
        };
        let form = self.encoding.map(KeyForm::from);
        let format = Format::of(&bytes);
        if form.is_none_or(is_form) && format == self.format {
            return Ok(());
        }
        let (to, path) = (self.form(), typed(place));
        let (to, format) =
            (to.to_string().replace('#', "").to_lowercase(), self.format.to_string().to_lowercase());
        let message = format!("{place}: the key is not in {} {} as requested", self.form(), self.format);
        Err(CommandError::new(message)
            .hint(format!("devcert convert {path} --to {to} --format {format} --out {path} --force")))
    }
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => keys::PRIVATE_KEY,
        Format::Der => "private.der",
    }
}
