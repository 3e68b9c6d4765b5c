//! `devcert inspect`

use std::path::Path;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::options::{InputArgs, LimitArgs};
use crate::host::files::{self, FileError};
use crate::host::stdio::{InputError, PathOrStdio};
use crate::report::inspect::{Field, Inspected, field, full_text, json, render_text};
use crate::report::next_step::limit_raised;
use crate::report::outcome::{Outcome, Report, Verdict};
use devcert::encoding::limits::Limits;
use devcert::encoding::sniff::SniffError;
use devcert::model::secret::Secret;
use devcert::pki::inspection::{Inspection, inspect};

/// Show what is in key and certificate files
///
/// Finds keys, certificates, CSRs, CRLs and bundles in PEM, DER, PKCS#12 and other formats, whatever the
/// files are called, and shows subjects, names, validity and which of them match. Without FILE, reads the
/// files in DIR. Exits with 1 if a file cannot be parsed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,
    #[command(flatten)]
    limits: LimitArgs,
    /// Show everything, as openssl's -text does, including the private key components
    #[arg(long, conflicts_with = "field", help_heading = "Output")]
    text: bool,
    /// Print one value of each object, for scripts: not-after, fingerprint, serial, subject, san, spki-pin and
    /// others; an unknown name lists them. With several files or values, each line begins with the path
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    field: Option<Field>,
}

const EXAMPLES: &str = "\
Examples:
  # The files in cert/
  devcert inspect
  devcert inspect server.pem bundle.p12 --passphrase prompt
  devcert inspect --field not-after server.crt
  # For curl --pinnedpubkey sha256//PIN
  devcert inspect --field spki-pin server.crt
  devcert inspect --recursive . --json";

/// Reads whatever the files hold and says it.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let passphrase = args.inputs.passphrase(cx)?;
    let reading = Reading { recursive: args.inputs.recursive, passphrase, limits: args.limits.limits() };
    let mut inspected = Vec::new();
    for path in args.inputs.paths() {
        inspected.extend(reading.path(path, cx)?);
    }
    if inspected.is_empty() {
        let message = format!("no key, certificate or bundle found in {}", args.inputs.listed());
        let folder = args.inputs.typed_folder();
        return Err(CommandError::new(message).hint(
            Hint::command(format!("devcert selfsign{folder}")).note("creates a key and a certificate"),
        ));
    }
    let understood = inspected.iter().all(Inspected::is_understood);
    let report = match args.field {
        Some(name) => Report::Text(field(&inspected, name, cx.now).ok_or_else(|| {
            CommandError::new(format_args!("no object in {} has the field {name}", args.inputs.listed()))
        })?),
        None if args.text => Report::Text(full_text(&inspected)),
        None => Report::found(render_text(&inspected, cx.now), json(&inspected, cx.now)),
    };
    let verdict = if understood { Verdict::Yes } else { Verdict::No };
    Ok(Outcome { verdict, report })
}

/// How files are read.
struct Reading {
    recursive: bool,
    passphrase: Option<Secret>,
    limits: Limits,
}

impl Reading {
    /// The file, or the files in the folder in which something was found.
    fn path(&self, path: &Path, cx: &mut Context) -> Result<Vec<Inspected>, CommandError> {
        let bytes = match cx.bytes_within(&PathOrStdio::new(path), self.limits.bytes) {
            Ok(bytes) => bytes,
            Err(InputError::File(FileError::Folder { .. })) => return self.folder(path, cx),
            Err(InputError::File(FileError::Empty { .. })) => Vec::new().into(),
            Err(error) => return Err(CommandError::limited_input(error)),
        };
        let found = self.bytes(&bytes).map_err(|error| match error {
            SniffError::Limit(limit) => format!("{limit}; {}", limit_raised(&limit)),
            error => error.to_string(),
        });
        let found = found.and_then(|found| found.alone_and_damaged().map_or(Ok(found), Err));
        Ok(vec![Inspected { path: path.display().to_string(), found }])
    }

    /// A folder holds other things too, so whatever is none of ours is passed over.
    fn folder(&self, folder: &Path, cx: &mut Context) -> Result<Vec<Inspected>, CommandError> {
        let mut inspected = Vec::new();
        let listed = files::list(folder, self.recursive)?;
        cx.warn_of(&listed.notes);
        for path in listed.files {
            let bytes = match files::read_regular(&path, self.limits.bytes) {
                Ok(bytes) => bytes,
                Err(error @ FileError::Denied { .. }) => {
                    cx.warn(format!("skipped: {error}"));
                    continue;
                }
                Err(_) => continue,
            };
            let Ok(found) = self.bytes(&bytes) else { continue };
            let found = found.alone_and_damaged().map_or(Ok(found), Err);
            inspected.push(Inspected { path: path.display().to_string(), found });
        }
        Ok(inspected)
    }

    fn bytes(&self, bytes: &[u8]) -> Result<Inspection, SniffError> {
        inspect(bytes, self.passphrase.as_ref(), &self.limits)
    }
}
