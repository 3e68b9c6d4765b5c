//! `devcert ca csr`

use std::path::PathBuf;

use crate::ca::layout::CROSS_CERTIFICATES;
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::{CaKeyArgs, Format, SignatureArgs};
use crate::cli::outputs;
use crate::host::stdio::PathOrStdio;
use crate::ops;
use crate::ops::Existing;
use crate::ops::ca::RequestForCa;
use crate::report::outcome::{Action, FileReport, Outcome};

/// Create a CSR for the CA, to have it signed by another CA
///
/// The CSR is signed with the key of the CA and contains its subject, and requests its CA flag, key usage and
/// permitted names. Append the certificate that comes back to ca-cross.crt in the CA directory: issue and renew
/// add it to the files of servers, so that clients that trust the other CA accept them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    ca: CaKeyArgs,
    #[command(flatten)]
    signature: SignatureArgs,
    /// File format
    #[arg(
        long,
        alias = "format",
        value_name = "FORMAT",
        default_value = "pem",
        help_heading = "Output format"
    )]
    outform: Format,
    /// File to write; - is standard output
    #[arg(
        long,
        short,
        visible_alias = "csr",
        alias = "output",
        value_name = "FILE",
        default_value = "ca.csr",
        help_heading = "Files"
    )]
    out: PathBuf,
    /// Replace an existing file
    #[arg(long, short, help_heading = "Overwriting")]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  devcert ca csr
  devcert ca csr --ca ./team-ca --out team-ca.csr";

/// Writes the CSR.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let place = PathOrStdio::new(&args.out);
    outputs::check_stdout(&place, false, cx)?;
    let ca = authority::open(&args.ca.ca, cx)?;
    let existing = if args.force { Existing::Replace } else { Existing::Refuse };
    let request = RequestForCa {
        ca: &ca,
        passphrase: args.ca.passphrase.as_ref(),
        place: place.clone(),
        format: args.outform,
        signature: args.signature.request(),
        existing,
    };
    let csr = ops::run(&request, cx)?;
    cx.ui.note(format_args!("{}: CSR for the CA {}", place.made(), csr.subject()));
    cx.ui.note(format_args!(
        "append the certificate that comes back to {}",
        ca.path(CROSS_CERTIFICATES).display()
    ));
    Ok(cx.files("ca csr", vec![FileReport::of_request(&place, Action::Created, &csr)]))
}
