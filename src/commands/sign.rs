//! `devcert sign`

mod input;

use std::path::PathBuf;

use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::{CommandError, about};
use crate::cli::options::{
    self, CaKeyArgs, FieldFaultArgs, FolderArgs, Format, LeafFaultArgs, ProfileArgs, ReproducibleArgs,
    SignatureArgs, SignatureFaultArgs, ValidityArgs, ca_option,
    faults::{self, Fault},
};
use crate::cli::outputs;
use crate::cli::pair::{self, CERTIFICATE};
use crate::cli::project;
use crate::cli::webtransport;
use crate::host::stdio::PathOrStdio;
use crate::ops::ca::LazyCa;
use crate::ops::error::RequestFault;
use crate::ops::sign::{Signed, SourceRequest};
use crate::ops::{self, Existing, Sign};
use crate::report::outcome::{Action, FileReport, Outcome};
use crate::report::sentence::{expiry, listed, subject_label};
use devcert::key::PublicKeyAlgorithm;
use devcert::model::algorithm::Curve;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::pki::AllowedExtra;
use devcert::pki::verify::{Check, CheckId, Status, Verification};

/// Sign a CSR with your local CA
///
/// Keeps the subject and names of the CSR and prints them. Rejects a CSR that requests more than the profile
/// allows (a CA certificate, other usages), unless --allow permits it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// CSR; - is standard input [default: DIR/csr.pem]
    #[arg(value_name = "CSR")]
    request: Option<PathBuf>,
    #[command(flatten)]
    profile: ProfileArgs,
    /// Also allow this in the CSR: ca, a key usage such as nonRepudiation, an extended key usage such as
    /// clientAuth, or the OID of an extension; repeatable
    #[arg(long, value_name = "EXTRA")]
    allow: Vec<AllowedExtra>,
    /// Subject, instead of the subject in the CSR
    #[arg(long, visible_alias = "subj", value_name = "NAME", help_heading = "Names (SANs)")]
    subject: Option<Name>,
    /// Additional subject alternative name; repeatable
    #[arg(long, short = 'd', alias = "domain", value_name = "NAME", help_heading = "Names (SANs)")]
    san: Vec<San>,
    #[command(flatten)]
    ca: CaKeyArgs,
    #[command(flatten)]
    signature: SignatureArgs,
    /// Append the root certificate to the chain, for programs that require it; not with --outform der
    #[arg(long, help_heading = "CA")]
    with_root: bool,
    #[command(flatten)]
    validity: ValidityArgs,
    #[command(flatten)]
    folder: FolderArgs,
    /// File format; DER contains the certificate alone, without its chain
    #[arg(
        long,
        alias = "format",
        value_name = "FORMAT",
        default_value = "pem",
        help_heading = "Output format"
    )]
    outform: Format,
    /// File to write; - is standard output [default: DIR/file.crt, or standard output if the CSR comes from
    /// standard input]
    #[arg(long, short, visible_alias = "cert", aliases = ["cert-file", "output"], value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, short, help_heading = "Overwriting")]
    force: bool,
    #[command(flatten)]
    faults: SignedFaultArgs,
    #[command(flatten)]
    reproducible: ReproducibleArgs,
}

/// What is deliberately wrong in the certificate; its key is that of the CSR.
#[derive(Debug, clap::Args)]
struct SignedFaultArgs {
    #[command(flatten)]
    signature: SignatureFaultArgs,
    #[command(flatten)]
    fields: FieldFaultArgs,
    #[command(flatten)]
    leaf: LeafFaultArgs,
}

impl SignedFaultArgs {
    fn faults(&self) -> Vec<Fault> {
        [self.signature.faults(), self.fields.faults(), self.leaf.faults()].concat()
    }
}

const EXAMPLES: &str = "\
Examples:
  # From cert/csr.pem to cert/file.crt
  devcert sign
  devcert sign server.csr --out server.crt
  devcert sign client.csr --profile client --out client.crt
  devcert sign - < server.csr > server.crt";

/// Signs a request.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    options::check_chain(args.outform, args.with_root)?;
    args.reproducible.apply_without_keys(cx)?;
    let place = args.folder.place(args.request.as_ref(), project::REQUEST);
    outputs::check_stdout(&args.out(&place), false, cx)?;
    let option = ca_option(&args.ca.ca.folder()?);
    let source = SourceRequest::read(place, cx).map_err(|error| unreadable(error, &option))?;
    let ca = LazyCa::new(authority::open(&args.ca.ca, cx)?, args.ca.passphrase.as_ref());
    let request = args.request(source, &ca, cx)?;
    let signed = ops::run(&request, cx)?;
    Ok(report(&args.faults.faults(), &request, &signed, cx))
}

impl Args {
    fn out(&self, request: &PathOrStdio) -> PathOrStdio {
        match (&self.out, request) {
            (Some(named), _) => PathOrStdio::new(named),
            (None, PathOrStdio::Stdio) => PathOrStdio::Stdio,
            (None, PathOrStdio::File(_)) => self.folder.place(None, CERTIFICATE),
        }
    }

    fn request<'a>(
        &self,
        source: SourceRequest,
        ca: &'a LazyCa<'a>,
        cx: &Context,
    ) -> Result<Sign<'a>, CommandError> {
        let found = source.request.public_key().algorithm();
        let other = Some(found).filter(|found| *found != PublicKeyAlgorithm::Ec(Curve::P256));
        webtransport::check_key(self.profile.profile(), other)?;
        Ok(Sign {
            ca,
            certificate: self.out(&source.place),
            request: source,
            profile: self.profile.profile(),
            allow: self.allow.clone(),
            subject: self.subject.clone(),
            names: self.san.clone(),
            validity: webtransport::validity(self.profile.profile(), &self.validity, cx)?,
            most: webtransport::longest(self.profile.profile()),
            signature: self
                .reproducible
                .applied_to(self.faults.signature.applied_to(self.signature.request())),
            faults: self.faults.leaf.written(self.faults.fields.written())?,
            format: self.outform,
            with_root: self.with_root,
            existing: if self.force { Existing::Replace } else { Existing::Refuse },
            retires: self.out.is_none() && !self.force,
        })
    }
}

/// What was given instead of a request; `option` is the CA as it is typed.
fn unreadable(error: ops::Error, option: &str) -> CommandError {
    match error {
        ops::Error::Request { request, fault } => match *fault {
            RequestFault::Unreadable(error) => input::no_request(&request, &error, option),
            other => ops::Error::Request { request, fault: Box::new(other) }.into(),
        },
        error => error.into(),
    }
}

fn report(faults: &[Fault], request: &Sign<'_>, signed: &Signed, cx: &mut Context) -> Outcome {
    let (place, certificate) = (&request.certificate, &signed.certificate);
    cx.ui.note(format_args!(
        "{}: {} certificate for {}, expires {}",
        place.made(),
        signed.profile.noun(),
        subject_label(certificate),
        expiry(certificate.not_before(), certificate.not_after())
    ));
    faults::warn(&place.as_output(), faults, cx);
    let mut files = vec![FileReport::of_certificate(place, Action::Created, certificate)];
    if let Some(retired) = &signed.retired {
        pair::tell_retired(retired, cx);
        files.push(FileReport::of_retired(retired));
    }
    if let Some(verification) = signed.verification(cx.now) {
        tell(&verification, place, cx);
    }
    match signed.client_verdict(cx.now) {
        Some(Ok(())) => cx.ui.note("verified: a rustls server that trusts the CA accepts this client"),
        Some(Err(error)) => cx.warn(format!("a rustls server that trusts the CA rejects it: {error}")),
        None => {}
    }
    cx.files("sign", files).with_faults(faults::ids(faults))
}

/// Says whether clients that trust the CA accept a server's certificate.
fn tell(verification: &Verification, place: &PathOrStdio, cx: &mut Context) {
    for check in verification.checks.iter().filter(|check| check.status >= Status::Warn) {
        let names: Vec<_> = check.names.iter().map(San::value).collect();
        let subject = if names.is_empty() { place.as_output() } else { names.join(", ") };
        cx.warn(about(&subject, &check.text));
    }
    let passes = |id| {
        let of_this = move |check: &&Check| check.id == id && check.status == Status::Pass;
        verification.checks.iter().filter(of_this)
    };
    let names: Vec<_> = passes(CheckId::Name).flat_map(|check| check.names.clone()).collect();
    if passes(CheckId::Path).next().is_some() && !names.is_empty() {
        cx.ui.note(format_args!(
            "verified: a rustls client that trusts the CA accepts it for {}",
            listed(&names)
        ));
    }
}
