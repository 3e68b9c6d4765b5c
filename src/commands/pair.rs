//! A certificate and its key, as `selfsign` and `issue` make them: what can be asked for, where the
//! two lie, and what may become of files that are there.

use std::path::{Path, PathBuf};

use clap::Args;
use time::format_description::well_known::Rfc3339;

use super::authority::{self, day};
use super::csr;
use super::error::{CommandError, typed};
use super::keys::{self, KeyAtHand};
use super::options::{AlgorithmArgs, FolderArgs, Format, NameArgs, OverwriteArgs, ValidityArgs, place_in};
use super::outputs::{self, Outputs};
use super::session::Session;
use crate::encoding::certificate::Certificate;
use crate::encoding::read;
use crate::host::files::{self, Overwrite};
use crate::host::stdio::Place;
use crate::model::algorithm::KeyAlgorithm;
use crate::model::san::San;
use crate::model::span::Span;
use crate::pki::renewal::is_self_signed;
use crate::report::outcome::{Action, FileReport, Role};

/// For whom a certificate is, from when until when, and on which key.
#[derive(Debug, Args)]
pub(super) struct LeafArgs {
    #[command(flatten)]
    pub(super) folder: FolderArgs,
    #[command(flatten)]
    pub(super) validity: ValidityArgs,
    #[command(flatten)]
    pub(super) names: NameArgs,
    /// Private key; - is standard input [default: DIR/private.pem, created if it is missing]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    key: Option<PathBuf>,
}

impl LeafArgs {
    /// Whether an option sets where the key is, or the directory.
    pub(super) fn sets_place(&self) -> bool {
        self.key.is_some() || self.folder.is_named()
    }
}

/// What is written, and over what.
#[derive(Debug, Args)]
pub(super) struct PairArgs {
    #[command(flatten)]
    pub(super) algorithm: AlgorithmArgs,
    /// Create a new key, even if there is one; both files are replaced as a pair
    #[arg(long, help_heading = "Key", conflicts_with = "if_needed")]
    new_key: bool,
    /// Text or binary
    #[arg(long, value_name = "FORMAT", default_value = "pem", help_heading = "Files")]
    pub(super) format: Format,
    /// File to write; - is standard output [default: DIR/file.crt]
    #[arg(long, short, visible_alias = "cert", value_name = "FILE", help_heading = "Files")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) overwrite: OverwriteArgs,
    /// For --if-needed: how long a certificate must remain valid
    #[arg(
        long,
        value_name = "SPAN",
        default_value = "30d",
        requires = "if_needed",
        help_heading = "Files that exist"
    )]
    pub(super) within: Span,
}

/// The certificate's name in its folder, which is the one that the server reads.
pub(super) const CERTIFICATE: &str = "file.crt";

/// The certificate's names in its folder, in either format.
pub(super) const CERTIFICATES: [&str; 2] = [CERTIFICATE, "file.der"];

/// The two files.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    args: &'a PairArgs,
    key_is_named: bool,
    pub(super) key: Place,
    pub(super) certificate: Place,
    pub(super) overwrite: Overwrite,
}

impl<'a> Pair<'a> {
    /// Where they are: in `folder`, unless an option says otherwise.
    pub(super) fn new(leaf: &LeafArgs, args: &'a PairArgs, folder: &Path) -> Self {
        Self {
            args,
            key_is_named: leaf.key.is_some(),
            key: place_in(folder, leaf.key.as_ref(), keys::PRIVATE_KEY),
            certificate: place_in(folder, args.out.as_ref(), default_name(args.format)),
            overwrite: args.overwrite.overwrite(),
        }
    }

    /// Refuses standard output for a file where something else is meant to be there, and a CA's key.
    pub(super) fn check_streams(&self, session: &Session) -> Result<(), CommandError> {
        if !self.args.new_key {
            authority::refuse_key_at(&self.key)?;
        }
        let if_needed = self.args.overwrite.if_needed;
        outputs::check_stdout(&self.certificate, if_needed, session)?;
        match self.args.new_key {
            true => outputs::check_stdout(&self.key, if_needed, session),
            false => Ok(()),
        }
    }

    /// The key to certify, when it is there and may be used.
    pub(super) fn find_key(
        &self,
        asked: Option<KeyAlgorithm>,
        session: &mut Session,
    ) -> Result<Option<KeyAtHand>, CommandError> {
        if self.key_is_named && !self.args.new_key {
            KeyAtHand::require(&self.key, asked)?;
        }
        match (self.args.new_key, self.args.overwrite.if_needed) {
            (true, _) => Ok(None),
            (false, true) => KeyAtHand::find_usable(&self.key, asked, session),
            (false, false) => KeyAtHand::find(&self.key, asked, session),
        }
    }

    /// A new one.
    pub(super) fn make_key(
        &self,
        asked: Option<KeyAlgorithm>,
        outputs: &Outputs,
        session: &mut Session,
    ) -> Result<KeyAtHand, CommandError> {
        outputs.check(&self.key, self.overwrite)?;
        KeyAtHand::make(&self.key, asked, session)
    }

    /// The files that are there, when the certificate has no `shortcoming`, which is said in words
    /// that follow its name; `None` when they are to be made again.
    pub(super) fn kept(
        &self,
        at_hand: &KeyAtHand,
        shortcoming: impl FnOnce(&Certificate) -> Result<Option<String>, CommandError>,
        session: &mut Session,
    ) -> Result<Option<Vec<FileReport>>, CommandError> {
        let place = &self.certificate;
        let Some((certificate, format)) = certificate_at(place, session)? else { return Ok(None) };
        if at_hand.action == Action::Made {
            return Ok(None);
        }
        let other_format = || (format != self.args.format).then(|| format!("is in {format}"));
        if let Some(reason) = shortcoming(&certificate)?.or_else(other_format) {
            session.ui.note(format_args!("{place} {reason}; making it again"));
            return Ok(None);
        }
        let (key, names) = (self.key.as_input(), csr::list(certificate.names()));
        let end = day(certificate.not_after);
        session.ui.note(format_args!("kept {key} and {place}: good for {names} until {end}"));
        let key = keys::report(&self.key, Action::Kept, &at_hand.key);
        Ok(Some(vec![key, report(place, Action::Kept, &certificate)]))
    }
}

/// The certificate that is there, and its format; `None` when there is none, or only its remains.
fn certificate_at(
    place: &Place,
    session: &mut Session,
) -> Result<Option<(Certificate, Format)>, CommandError> {
    let Some(bytes) = session.read_if_filled(place, Role::Certificate)? else { return Ok(None) };
    match read::certificates(&bytes) {
        Ok(certificates) => Ok(certificates.into_iter().next().zip(Some(Format::of(&bytes)))),
        Err(error) if keys::is_damage(&error) => {
            let told = CommandError::contents(place, &error);
            session.ui.note(format_args!("{}; making it again", told.message));
            Ok(None)
        }
        Err(error) => Err(CommandError::contents(place, &error).hint(keys::NOT_REPLACED)),
    }
}

/// Whether the certificate at `place` is self-signed: trust stores may have it.
pub(super) fn is_anchor(place: &Place) -> bool {
    let bytes = place.path().and_then(|path| files::read_regular(path, files::DEFAULT_LIMIT).ok());
    let certificates = bytes.and_then(|bytes| read::certificates(&bytes).ok()).unwrap_or_default();
    certificates.first().is_some_and(is_self_signed)
}

/// Says that trust in a self-signed certificate does not pass on to the one that replaced it.
pub(super) fn tell_of_trust(place: &Place, session: &Session) {
    session.ui.note(format_args!(
        "devcert trust install --cert {}   (if the certificate that it replaces was trusted)",
        typed(place)
    ));
}

/// The report on a certificate.
pub(super) fn report(place: &Place, action: Action, certificate: &Certificate) -> FileReport {
    let mut report =
        FileReport::of_key(Role::Certificate, place.to_string(), action, &certificate.public_key);
    report.names = certificate.names().iter().map(San::to_string).collect();
    report.subject = Some(certificate.subject.to_string());
    report.not_after = certificate.not_after.format(&Rfc3339).ok();
    report.sha256 = certificate.fingerprint().to_string();
    report
}

/// Reads a new certificate as its clients will.
pub(super) fn read_back(der: &[u8]) -> Result<Certificate, CommandError> {
    Certificate::from_der(der).map_err(|error| {
        CommandError::new(format_args!("the certificate that was made does not read back: {error}"))
    })
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => CERTIFICATE,
        Format::Der => CERTIFICATES[1],
    }
}
