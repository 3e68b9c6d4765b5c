//! `devcert ca init --throw-away-key`: a CA that issues once.

use std::path::PathBuf;

use crate::ca::layout;
use crate::cli::authority::permission;
use crate::cli::error::CommandError;
use crate::cli::keys;
use crate::cli::pair::CERTIFICATE;
use crate::cli::session::Session;
use crate::cli::trial;
use crate::host::stdio::Place;
use crate::ops::ca::{DEFAULT_ALGORITHM, IssueOnce};
use crate::ops::{self, Existing, SignatureRequest};
use crate::report::outcome::{Action, FileReport, Outcome, Role};
use crate::report::sentence::{expiry, listed};
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::constraint::{NameConstraints, Permission};
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::model::validity::Validity;

/// What makes a CA that issues once.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Throw-away CA")]
pub(super) struct ThrowAwayArgs {
    /// Issue one server certificate for these names and destroy the CA's key, which is never written:
    /// DIR gets private.pem, file.crt and ca.crt
    #[arg(long, value_name = "NAME", num_args = 1.., conflicts_with_all = ["ca", "permit", "unconstrained", "intermediate", "passphrase", "if_needed"])]
    pub(super) throw_away_key: Vec<San>,
    /// Folder of the files of --throw-away-key
    #[arg(long, value_name = "DIR", default_value = "cert", requires = "throw_away_key")]
    dir: PathBuf,
    /// Replace the files of --throw-away-key
    #[arg(long, short, requires = "throw_away_key")]
    force: bool,
}

/// How long both certificates are valid by default.
pub(super) const DEFAULT_SPAN: Span = Span::days(365);

/// What is requested.
pub(super) struct ThrowAway<'a> {
    pub(super) args: &'a ThrowAwayArgs,
    /// The subject of the CA.
    pub(super) subject: Option<Name>,
    /// The kind of the server's key.
    pub(super) algorithm: Option<KeyAlgorithm>,
    /// The dates of both certificates.
    pub(super) validity: Validity,
    /// How both are signed.
    pub(super) signature: SignatureRequest,
}

/// Creates the CA in memory, issues for the names, and writes everything but the CA's key.
pub(super) fn run(wanted: &ThrowAway<'_>, session: &mut Session) -> Result<Outcome, CommandError> {
    let request = wanted.request();
    let done = ops::run(&request, session)?;
    keys::tell(&done.key, session);
    session.ui.note(format_args!(
        "created {}: server certificate for {}, expires {}",
        request.certificate,
        listed(&request.names),
        expiry(done.certificate.not_before(), done.certificate.not_after())
    ));
    session.ui.note(format_args!(
        "created {}: CA certificate for clients to trust (the CA key was discarded)",
        request.ca
    ));
    let verification = trial::run(&request.self_test(&done), None, session);
    let ca = FileReport {
        subject: Some(done.ca.subject().to_string()),
        sha256: done.ca.fingerprint().to_string(),
        ..FileReport::of_key(Role::Ca, request.ca.to_string(), Action::Created, done.ca.public_key())
    };
    let certificate = FileReport::of_certificate(&request.certificate, Action::Created, &done.certificate);
    let files = vec![FileReport::of_source(&done.key), certificate, ca];
    Ok(session.files("ca init", files).tried(verification))
}

impl ThrowAway<'_> {
    fn request(&self) -> IssueOnce {
        let ThrowAwayArgs { throw_away_key: names, dir, force } = self.args;
        let place = |name| Place::File(dir.join(name));
        // Permitted the names that it issues for, and nothing else of their kinds; other kinds are not
        // constrained.
        let mut constraints = NameConstraints::default();
        for permission in names.iter().filter_map(|name| permission(name).parse::<Permission>().ok()) {
            constraints.permit(permission);
        }
        IssueOnce {
            key: place(keys::PRIVATE_KEY),
            certificate: place(CERTIFICATE),
            ca: place(layout::CERTIFICATE),
            subject: self.subject.clone(),
            ca_algorithm: DEFAULT_ALGORITHM,
            algorithm: self.algorithm,
            constraints,
            names: names.clone(),
            validity: self.validity,
            signature: self.signature,
            existing: if *force { Existing::Replace } else { Existing::Refuse },
        }
    }
}
