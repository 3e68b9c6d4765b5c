//! `devcert ca path`

use serde::Serialize;

use crate::ca::layout::CERTIFICATE;
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::CaArgs;
use crate::host::files;
use crate::report::outcome::{Envelope, Outcome, Report, Verdict};

/// Print the directory of the CA, or the path of one of its files
///
/// The directory is printed even if it contains no CA yet; a file must exist.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    ca: CaArgs,
    /// Print the path of the certificate
    #[arg(long, conflicts_with = "key", help_heading = "Output")]
    cert: bool,
    /// Print the path of the private key
    #[arg(long, help_heading = "Output")]
    key: bool,
}

const EXAMPLES: &str = "\
Examples:
  devcert ca path
  curl --cacert \"$(devcert ca path --cert)\" https://localhost:8443/";

/// The JSON of `ca path`.
#[derive(Debug, Serialize)]
struct Json {
    path: String,
    exists: bool,
}

/// Prints one path, from the root of the file system.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let path = match (args.cert, args.key) {
        (false, false) => args.ca.folder()?,
        (true, _) => authority::open(&args.ca, cx)?.path(CERTIFICATE),
        (false, true) => authority::open(&args.ca, cx)?.key_path()?,
    };
    let path = files::absolute(&path);
    let exists = files::exists(&path)?;
    let path = path.into_os_string().into_string().map_err(|path| {
        CommandError::new(format_args!("{}: the path is not UTF-8 text", path.display()))
            .hint("specify another directory with --ca")
    })?;
    let text = format!("{path}\n");
    let json = Envelope::new("ca path", Json { path, exists });
    Ok(Outcome { verdict: Verdict::Yes, report: Report::found(text, json) })
}
