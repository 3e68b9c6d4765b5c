//! A certificate and its key, as `selfsign` and `issue` make them: what can be asked for, where the
//! two lie, and what may become of files that are there.

use std::path::{Path, PathBuf};

use clap::Args;

use super::context::Context;
use super::error::{CommandError, typed};
use super::keys;
use super::options::{
    AlgorithmArgs, FaultArgs, FolderArgs, Format, NameArgs, OverwriteArgs, ReproducibleArgs, SignatureArgs,
    ValidityArgs, faults, place_in,
};
use super::outputs;
use crate::host::stdio::PathOrStdio;
use crate::ops::pair::{Pair, WrittenPair};
use crate::ops::retire::Retired;
use crate::ops::{KeyRequest, SignatureRequest};
use crate::report::next_step::NextStep;
use crate::report::outcome::{Action, FileReport, OutputRole};
use crate::report::sentence::{expiry, listed};
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::span::Span;
use devcert::pki::Faults;

/// For whom a certificate is, from when until when, and on which key.
#[derive(Debug, Args)]
pub(crate) struct LeafArgs {
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
    #[command(flatten)]
    pub(crate) validity: ValidityArgs,
    #[command(flatten)]
    pub(crate) names: NameArgs,
    #[command(flatten)]
    pub(crate) signature: SignatureArgs,
    /// Private key; - is standard input [default: DIR/private.pem, created if it is missing]
    #[arg(long, alias = "key-file", value_name = "FILE", help_heading = "Files")]
    key: Option<PathBuf>,
}

impl LeafArgs {
    /// Whether an option sets where the key is, or the directory.
    pub(crate) fn sets_place(&self) -> bool {
        self.key.is_some() || self.folder.is_named()
    }
}

/// What is written, and over what.
#[derive(Debug, Args)]
pub(crate) struct PairArgs {
    #[command(flatten)]
    pub(crate) algorithm: AlgorithmArgs,
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
    pub(crate) outform: Format,
    /// File to write; - is standard output [default: DIR/file.crt]
    #[arg(long, short, visible_alias = "cert", aliases = ["cert-file", "output"], value_name = "FILE", help_heading = "Files")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) overwrite: OverwriteArgs,
    /// With --if-needed: minimum remaining validity
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "30d",
        requires = "if_needed",
        help_heading = "Overwriting"
    )]
    pub(crate) within: Span,
    #[command(flatten)]
    pub(crate) faults: FaultArgs,
    #[command(flatten)]
    pub(crate) reproducible: ReproducibleArgs,
}

/// The certificate's name in its folder, which is the one that the server reads.
pub(crate) const CERTIFICATE: &str = "file.crt";

/// The certificate's names in its folder, in either format.
pub(crate) const CERTIFICATES: [&str; 2] = [CERTIFICATE, "file.der"];

impl PairArgs {
    /// The files: in `folder`, unless an option says otherwise.
    pub(crate) fn pair(&self, leaf: &LeafArgs, folder: &Path) -> Pair {
        let existing = self.overwrite.existing(self.within);
        Pair {
            key: KeyRequest {
                place: place_in(folder, leaf.key.as_ref(), keys::PRIVATE_KEY),
                must_exist: leaf.key.is_some(),
                algorithm: self.algorithm(),
                new: self.new_key,
                existing,
            },
            certificate: place_in(folder, self.out.as_ref(), default_name(self.outform)),
            format: self.outform,
            existing,
        }
    }
}

impl PairArgs {
    /// The kind of key that is requested, if one is.
    pub(crate) fn algorithm(&self) -> Option<KeyAlgorithm> {
        self.faults.key.algorithm().or(self.algorithm.asked())
    }

    /// How the certificate is signed.
    pub(crate) fn signature(&self, leaf: &LeafArgs) -> SignatureRequest {
        self.reproducible.applied_to(self.faults.signature.applied_to(leaf.signature.request()))
    }

    /// What is deliberately wrong in the certificate.
    pub(crate) fn written_faults(&self) -> Result<Faults, CommandError> {
        faults::check(&self.faults.faults(), self.overwrite.if_needed)?;
        self.faults.written()
    }
}

/// Refuses standard output for a file where something else is meant to be there.
pub(crate) fn check_streams(pair: &Pair, cx: &Context) -> Result<(), CommandError> {
    let if_needed = pair.existing.keeps();
    outputs::check_stdout(&pair.certificate, if_needed, cx)?;
    match pair.key.new {
        true => outputs::check_stdout(&pair.key.place, if_needed, cx),
        false => Ok(()),
    }
}

/// Says that both files are kept, and reports on them.
pub(crate) fn kept(pair: &Pair, written: &WrittenPair, cx: &Context) -> Vec<FileReport> {
    let (key, place, certificate) = (&written.key, &pair.certificate, &written.certificate);
    let (names, end) =
        (listed(certificate.names()), expiry(certificate.not_before(), certificate.not_after()));
    cx.ui.note(format_args!(
        "unchanged {} and {place}: valid for {names}, expires {end}",
        key.place.as_input()
    ));
    let key = FileReport::of_key(OutputRole::Key, key.place.to_string(), Action::Unchanged, key.key.public());
    vec![key, FileReport::of_certificate(place, Action::Unchanged, certificate)]
}

/// Says where the self-signed certificate is now that made way for one from a CA.
pub(crate) fn tell_retired(retired: &Retired, cx: &Context) {
    cx.ui.note(format_args!("moved the self-signed certificate to {}", retired.place));
}

/// Says that trust in a self-signed certificate does not pass on to the one that replaced it.
pub(crate) fn tell_of_trust(place: &PathOrStdio, cx: &Context) {
    cx.ui.note(
        NextStep::command(format!("devcert trust install --cert {}", typed(place)))
            .noted("if you trusted the certificate that it replaces"),
    );
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => CERTIFICATE,
        Format::Der => CERTIFICATES[1],
    }
}
