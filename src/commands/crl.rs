//! `devcert crl`

use std::path::PathBuf;

use crate::ca::layout;
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::{CaKeyArgs, Format, ReproducibleArgs, SignatureArgs};
use crate::cli::outputs;
use crate::host::stdio::PathOrStdio;
use crate::ops::ca::Ca;
use crate::ops::crl::{CreateCrl, WrittenCrl};
use crate::ops::{self, Existing};
use crate::report::outcome::{Action, FileReport, Outcome, OutputRole};
use crate::report::sentence::counted;
use devcert::encoding::crl::Crl;
use devcert::model::fingerprint::Fingerprint;
use devcert::model::span::Span;
use devcert::model::validity::{day, rfc3339};

/// Generate the CA's certificate revocation list (CRL)
///
/// Contains every certificate the CA has revoked, increments the CRL number and replaces the previous CRL.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    ca: CaKeyArgs,
    /// Time until the next update, such as 7d
    #[arg(long, value_name = "DURATION", default_value = "30d")]
    next_update: Span,
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
    /// File to write; - is standard output [default: ca.crl in the CA directory]
    #[arg(long, short, alias = "output", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Replace a file that is not a CRL of this CA
    #[arg(long, short, help_heading = "Overwriting")]
    force: bool,
    /// Keep the current CRL if it lists every revocation and stays valid for at least --within
    #[arg(long, conflicts_with = "force", help_heading = "Overwriting")]
    if_needed: bool,
    /// With --if-needed: minimum remaining validity
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "7d",
        requires = "if_needed",
        help_heading = "Overwriting"
    )]
    within: Span,
    #[command(flatten)]
    reproducible: ReproducibleArgs,
}

const EXAMPLES: &str = "\
Examples:
  # To ca.crl in the CA directory
  devcert crl
  devcert crl --out cert/ca.crl --next-update 7d
  devcert crl --outform der --out -";

/// Signs a list and puts it in the place of the one before.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    args.reproducible.apply_without_keys(cx)?;
    let ca = authority::open(&args.ca.ca, cx)?;
    let former = ca.former(cx)?;
    let request = args.request(&ca, &former);
    outputs::check_stdout(&request.place, args.if_needed, cx)?;
    let WrittenCrl { list, number, action } = ops::run(&request, cx)?;
    let place = &request.place;
    let next = list.next_update().map(day).unwrap_or_default();
    cx.ui.note(match action {
        Action::Unchanged => format!("unchanged {place}: lists every revocation, next update {next}"),
        Action::Created | Action::Used => format!(
            "{}: CRL number {}, {} revoked, next update {next}",
            place.made(),
            number.unwrap_or_default(),
            counted(list.revoked().len(), "certificate")
        ),
    });
    Ok(cx.files("crl", vec![report(place, action, &ca, &list)]))
}

impl Args {
    fn request<'a>(&self, ca: &'a Ca, former: &'a [Ca]) -> CreateCrl<'a> {
        CreateCrl {
            ca,
            former,
            passphrase: self.ca.passphrase.clone(),
            place: self
                .out
                .as_deref()
                .map_or_else(|| PathOrStdio::File(ca.path(layout::CRL)), PathOrStdio::new),
            format: self.outform,
            span: self.next_update,
            signature: self.reproducible.applied_to(self.signature.request()),
            existing: match (self.if_needed, self.force) {
                (true, _) => Existing::KeepIfGood(self.within),
                (false, true) => Existing::Replace,
                (false, false) => Existing::Refuse,
            },
        }
    }
}

fn report(place: &PathOrStdio, action: Action, ca: &Ca, list: &Crl) -> FileReport {
    FileReport {
        key: String::new(),
        subject: Some(ca.certificate().subject().to_string()),
        not_after: list.next_update().and_then(rfc3339),
        sha256: Fingerprint::of(list.der()).to_string(),
        ..FileReport::of_key(OutputRole::Crl, place.to_string(), action, ca.certificate().public_key())
    }
}
