//! `devcert selfsign`

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::error::{CommandError, typed};
use crate::cli::hint::{CreationHint, Hint};
use crate::cli::keys;
use crate::cli::line::Edit;
use crate::cli::options::reproducible::about;
use crate::cli::options::{ExtensionArgs, Format, HostArgs, faults};
use crate::cli::pair::{self, LeafArgs, PairArgs};
use crate::cli::project;
use crate::cli::trial;
use crate::host::stdio::PathOrStdio;
use crate::ops;
use crate::ops::pair::WrittenPair;
use crate::ops::selfsign::{SelfSign, SelfSigned};
use crate::report::outcome::{Action, FileReport, Outcome, OutputRole};
use crate::report::sentence::{expiry, listed};
use devcert::encoding::sniff::ObjectKind;
use devcert::model::algorithm::KeyManagement;
use devcert::model::profile::Profile;
use devcert::model::san::San;

/// Create a self-signed certificate, generating a key if needed
///
/// Writes cert/file.crt for the key in cert/private.pem, then loads both into a rustls server, connects
/// to it and checks each name. A CSR for the key (--csr, or cert/csr.pem) provides the subject and the names.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    hosts: HostArgs,
    #[command(flatten)]
    leaf: LeafArgs,
    #[command(flatten)]
    extensions: ExtensionArgs,
    /// CSR that provides subject and names; - is standard input [default: DIR/csr.pem, if it matches the key]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    csr: Option<PathBuf>,
    #[command(flatten)]
    pair: PairArgs,
}

const EXAMPLES: &str = "\
Examples:
  # For localhost, 127.0.0.1 and ::1
  devcert selfsign --days 365
  # For a name, and for other devices in the local network
  devcert selfsign dev.example.test --lan
  devcert selfsign --algorithm p256 --new-key --key tls.key --cert tls.crt
  # In a script: only if the certificate is missing or expires soon
  devcert selfsign --if-needed --within 30d";

/// Creates a certificate, and a key where there is none, and tests them.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    args.pair.reproducible.apply(&about(&args.hosts.names(&args.leaf.names).san), cx)?;
    let request = args.request(cx)?;
    pair::check_streams(&request.pair, cx)?;
    let done = ops::run(&request, cx).map_err(|error| failed(error, &request))?;
    Ok(report(args, &request, &done, cx))
}

impl Args {
    fn request(&self, cx: &Context) -> Result<SelfSign, CommandError> {
        let folder = &self.leaf.folder;
        let names = San::defaults().to_vec();
        let own = Profile::Server.extensions(KeyManagement::Nothing, names);
        Ok(SelfSign {
            pair: self.pair.pair(&self.leaf, folder.folder()),
            names: self.hosts.names(&self.leaf.names),
            validity: self.leaf.validity.validity(cx.date())?,
            extensions: self.extensions.read(&own)?,
            signature: self.pair.signature(&self.leaf),
            faults: self.pair.written_faults()?,
            request: self.csr.as_deref().map(PathOrStdio::new),
            usual_request: folder.place(None, project::REQUEST),
        })
    }
}

/// What failed, with the next steps where it is the request that was named.
fn failed(error: ops::Error, request: &SelfSign) -> CommandError {
    let Some(place) = &request.request else { return error.into() };
    let creation_hint = CreationHint::command(format!(
        "devcert csr --key {} --out {}",
        typed(&request.pair.key.place),
        typed(place)
    ));
    let is_about_request =
        matches!(&error, ops::Error::Input { role: OutputRole::Csr, .. } | ops::Error::Request { .. });
    if !is_about_request {
        return error.into();
    }
    let hints = match (&error, place) {
        (ops::Error::Input { .. }, _) | (_, PathOrStdio::Stdio) => Vec::new(),
        (_, PathOrStdio::File(_)) => vec![
            Hint::again(vec![Edit::Remove("csr")]).note("does not use the CSR"),
            creation_hint.replacing("replaces it with a new CSR"),
        ],
    };
    hints.into_iter().fold(CommandError::of_operation(error, &creation_hint), CommandError::hint)
}

fn report(args: &Args, request: &SelfSign, done: &SelfSigned, cx: &mut Context) -> Outcome {
    let WrittenPair { key, certificate, action } = &done.pair;
    if *action == Action::Unchanged {
        let kept = pair::kept(&request.pair, &done.pair, cx);
        return cx.files("selfsign", kept);
    }
    let place = &request.pair.certificate;
    keys::tell(key, cx);
    cx.ui.note(format_args!(
        "{}: certificate for {}, expires {}",
        place.made(),
        listed(certificate.names()),
        expiry(certificate.not_before(), certificate.not_after())
    ));
    let faults = args.pair.faults.faults();
    faults::warn(&place.as_output(), &faults, cx);
    let label = ObjectKind::Certificate.label().unwrap_or_default();
    let chain = Format::Pem.pack(label, certificate.der());
    let verification = trial::run(&request.self_test(key, &chain), None, cx);
    if done.replaces_anchor {
        pair::tell_of_trust(place, cx);
    }
    let files =
        vec![FileReport::of_source(key), FileReport::of_certificate(place, Action::Created, certificate)];
    cx.files("selfsign", files).tried(verification).with_faults(faults::ids(&faults))
}
