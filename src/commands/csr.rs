//! `devcert csr`

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::keys;
use crate::cli::options::reproducible::about;
use crate::cli::options::{
    AlgorithmArgs, FolderArgs, Format, HostArgs, KeyFaultArgs, NameArgs, OverwriteArgs, ReproducibleArgs,
    SignatureArgs, SignatureFaultArgs, faults,
};
use crate::cli::outputs;
use crate::cli::project::REQUEST;
use crate::ops::csr::{CreateRequest, WrittenRequest};
use crate::ops::{self, KeyRequest};
use crate::report::outcome::{Action, FileReport, Outcome};
use crate::report::sentence::listed;
use devcert::model::span::Span;

/// Create a certificate signing request (CSR)
///
/// Writes cert/csr.pem for the key in cert/private.pem, which is generated if it is missing.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    hosts: HostArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    names: NameArgs,
    /// Private key; - is standard input [default: DIR/private.pem, created if it is missing]
    #[arg(long, alias = "key-file", value_name = "FILE", help_heading = "Files")]
    key: Option<PathBuf>,
    #[command(flatten)]
    algorithm: AlgorithmArgs,
    #[command(flatten)]
    signature: SignatureArgs,
    /// Generate a new key even if one exists; replaces both files together
    #[arg(long, help_heading = "Key", conflicts_with = "if_needed")]
    new_key: bool,
    /// File format
    #[arg(
        long,
        alias = "format",
        value_name = "FORMAT",
        default_value = "pem",
        help_heading = "Output format"
    )]
    outform: Format,
    /// File to write; - is standard output [default: DIR/csr.pem]
    #[arg(long, short, visible_alias = "csr", alias = "output", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    #[command(flatten)]
    overwrite: OverwriteArgs,
    #[command(flatten)]
    key_faults: KeyFaultArgs,
    #[command(flatten)]
    signature_faults: SignatureFaultArgs,
    #[command(flatten)]
    reproducible: ReproducibleArgs,
}

const EXAMPLES: &str = "\
Examples:
  # For localhost, 127.0.0.1 and ::1
  devcert csr
  devcert csr dev.example.test 10.0.0.5
  devcert csr --subject '/C=US/O=Acme' --out -";

/// Creates a request and checks that it reads back.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let faults = [args.key_faults.faults(), args.signature_faults.faults()].concat();
    faults::check(&faults, args.overwrite.if_needed)?;
    args.reproducible.seed(&about(&args.hosts.names(&args.names).san), cx);
    let request = args.request();
    outputs::check_stdout(&request.place, request.existing.keeps(), cx)?;
    if request.key.new {
        outputs::check_stdout(&request.key.place, false, cx)?;
    }
    let done = ops::run(&request, cx)?;
    let WrittenRequest { key, request: made, action } = &done;
    let place = &request.place;
    if *action == Action::Unchanged {
        cx.ui.note(format_args!(
            "unchanged {place}: matches {} and contains the requested names",
            key.place.as_input()
        ));
    } else {
        keys::tell(key, cx);
        if faults.is_empty() {
            keys::warn_of_limits(&key.key, cx);
        }
        cx.ui.note(format_args!("{}: CSR for {}", place.made(), listed(&made.names())));
        faults::warn(&place.as_output(), &faults, cx);
    }
    let files = vec![FileReport::of_source(key), FileReport::of_request(place, *action, made)];
    Ok(cx.files("csr", files).with_faults(faults::ids(&faults)))
}

impl Args {
    fn request(&self) -> CreateRequest {
        let existing = self.overwrite.existing(Span::days(0));
        CreateRequest {
            key: KeyRequest {
                place: self.folder.place(self.key.as_ref(), keys::PRIVATE_KEY),
                must_exist: self.key.is_some(),
                algorithm: self.key_faults.algorithm().or(self.algorithm.asked()),
                new: self.new_key,
                existing,
            },
            place: self.folder.place(self.out.as_ref(), default_name(self.outform)),
            format: self.outform,
            names: self.hosts.names(&self.names),
            signature: self
                .reproducible
                .applied_to(self.signature_faults.applied_to(self.signature.request())),
            existing,
        }
    }
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => REQUEST,
        Format::Der => "csr.der",
    }
}
