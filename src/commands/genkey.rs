//! `devcert genkey`

use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::keys;
use crate::cli::options::{
    AlgorithmArgs, FolderArgs, Format, KeyEncoding, KeyFaultArgs, OverwriteArgs, ReproducibleArgs, faults,
};
use crate::cli::outputs;
use crate::host::stdio::PathOrStdio;
use crate::ops;
use crate::ops::genkey::{GenerateKey, GenerateKeys};
use crate::report::outcome::{Action, FileReport, Outcome};
use crate::report::sentence::counted;
use devcert::encoding::private_key::KeyForm;
use devcert::key::PrivateKey;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::span::Span;

/// Generate a private key
///
/// Writes an RSA 2048 key in PKCS#8 PEM to cert/private.pem, readable only by you, unless options choose
/// another algorithm, format or file.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    algorithm: AlgorithmArgs,
    /// Key encoding [default: pkcs8]
    #[arg(long, alias = "encoding", value_name = "FORMAT", help_heading = "Output format")]
    key_format: Option<KeyEncoding>,
    /// File format
    #[arg(
        long,
        alias = "format",
        value_name = "FORMAT",
        default_value = "pem",
        help_heading = "Output format"
    )]
    outform: Format,
    /// File to write; - is standard output [default: DIR/private.pem]
    #[arg(long, short, visible_alias = "key", alias = "output", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Number of keys to generate in parallel, written as 1.pem, 2.pem, ...
    #[arg(long, value_name = "N", requires = "out_dir", conflicts_with = "out", value_parser = clap::value_parser!(u32).range(1..=MOST))]
    count: Option<u32>,
    /// Directory of the keys that --count generates
    #[arg(long, value_name = "DIR", requires = "count", conflicts_with_all = ["out", "if_needed"], help_heading = "Files")]
    out_dir: Option<PathBuf>,
    #[command(flatten)]
    overwrite: OverwriteArgs,
    #[command(flatten)]
    faults: KeyFaultArgs,
    #[command(flatten)]
    reproducible: ReproducibleArgs,
}

const EXAMPLES: &str = "\
Examples:
  # RSA 2048, to cert/private.pem
  devcert genkey
  devcert genkey --bits 4096 --out server.key
  devcert genkey --algorithm p256 --key-format sec1 --out -
  # In a script: only if the key is missing
  devcert genkey --if-needed
  # A thousand keys, on all cores
  devcert genkey --count 1000 --out-dir keys";

/// The most keys of one run: they are written together, and wait in memory until all exist.
const MOST: i64 = 100_000;

/// Generates a key, or many, and writes them.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    args.reproducible.seed(&[], cx);
    if let (Some(count), Some(folder)) = (args.count, &args.out_dir) {
        return args.many(count, folder, cx);
    }
    let request = args.request();
    let place = &request.place;
    outputs::check_stdout(place, request.existing.keeps(), cx)?;
    let key = ops::run(&request, cx)?;
    let (algorithm, form) = (key.key.algorithm(), request.form());
    if key.action == Action::Unchanged {
        cx.ui.note(format_args!("unchanged {place}: {algorithm} private key, as requested"));
    } else {
        args.warn(&key.key, &place.as_output(), cx);
        cx.ui.note(format_args!("{}: {algorithm} private key ({form})", place.made()));
    }
    let faults = args.faults.faults();
    Ok(cx.files("genkey", vec![FileReport::of_source(&key)]).with_faults(faults::ids(&faults)))
}

impl Args {
    fn asked(&self) -> Option<KeyAlgorithm> {
        self.faults.algorithm().or(self.algorithm.asked())
    }

    fn request(&self) -> GenerateKey {
        GenerateKey {
            place: self.folder.place(self.out.as_ref(), default_name(self.outform)),
            algorithm: self.asked(),
            form: self.key_format.map(KeyForm::from),
            format: self.outform,
            existing: self.overwrite.existing(Span::days(0)),
        }
    }

    /// Warns of the clients that reject certificates on the key, and why it is so where that is deliberate.
    fn warn(&self, key: &PrivateKey, place: &str, cx: &mut Context) {
        match self.faults.faults().as_slice() {
            [] => keys::warn_of_limits(key, cx),
            faults => faults::warn(place, faults, cx),
        }
    }

    fn many(&self, count: u32, folder: &Path, cx: &mut Context) -> Result<Outcome, CommandError> {
        if self.folder.is_named() {
            return Err(CommandError::new("--dir does not apply to --count, which writes to --out-dir")
                .hint("omit --dir"));
        }
        let extension = if self.outform == Format::Pem { "pem" } else { "der" };
        let algorithm = self.asked().unwrap_or_default();
        let request = GenerateKeys {
            places: (1..=count)
                .map(|number| PathOrStdio::File(folder.join(format!("{number}.{extension}"))))
                .collect(),
            algorithm,
            form: self.key_format.map_or_else(KeyForm::default, KeyForm::from),
            format: self.outform,
            existing: self.overwrite.existing(Span::days(0)),
        };
        let keys = ops::run(&request, cx)?;
        if let Some(key) = keys.first() {
            self.warn(&key.key, &folder.display().to_string(), cx);
        }
        let what = counted(keys.len(), &format!("{algorithm} private key"));
        cx.ui.note(format_args!("created {what} in {}", folder.display()));
        let faults = self.faults.faults();
        let keys = keys.iter().map(FileReport::of_source).collect();
        Ok(cx.files("genkey", keys).with_faults(faults::ids(&faults)))
    }
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => keys::PRIVATE_KEY,
        Format::Der => "private.der",
    }
}
