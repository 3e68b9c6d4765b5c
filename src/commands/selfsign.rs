//! `devcert selfsign`

mod basis;
mod needed;

use std::path::PathBuf;

use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use super::csr;
use super::error::CommandError;
use super::keys::{self, KeyAtHand};
use super::options::{
    AlgorithmArgs, FolderArgs, Format, NameArgs, OverwriteArgs, ValidityArgs, default_subject,
};
use super::outputs::{self, Outputs};
use super::session::Session;
use super::trial::Trial;
use crate::encoding::certificate::Certificate;
use crate::encoding::sniff::Kind;
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::Place;
use crate::key::PublicKeyAlgorithm;
use crate::model::name::Name;
use crate::model::profile::Profile;
use crate::model::san::San;
use crate::model::serial::Serial;
use crate::model::validity::Validity;
use crate::pki::{self, CertificateSpec};
use crate::report::outcome::{Action, FileReport, Outcome, Report, Role};
use basis::Basis;

/// Make a self-signed certificate, and the key when there is none
///
/// Writes cert/file.crt for the key in cert/private.pem, then loads both into a rustls server and
/// connects to it as a client, by each name. A CSR that belongs to the key (--csr, or cert/csr.pem)
/// gives the subject and the names.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    validity: ValidityArgs,
    #[command(flatten)]
    names: NameArgs,
    /// Private key, made when it is not there; - is standard input [default: DIR/private.pem]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    key: Option<PathBuf>,
    /// CSR whose subject and names are kept; - is standard input [default: DIR/csr.pem, when it is
    /// there and belongs to the key]
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    csr: Option<PathBuf>,
    #[command(flatten)]
    algorithm: AlgorithmArgs,
    /// Make a new key even when there is one; both files are replaced as a pair
    #[arg(long, help_heading = "Key", conflicts_with = "if_needed")]
    new_key: bool,
    /// Text or binary
    #[arg(long, value_name = "FORMAT", default_value = "pem", help_heading = "Files")]
    format: Format,
    /// File to write; - is standard output [default: DIR/file.crt]
    #[arg(long, short, visible_alias = "cert", value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    #[command(flatten)]
    overwrite: OverwriteArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert selfsign --days 365                       for localhost, 127.0.0.1 and ::1
  devcert selfsign --san dev.example.test --lan     and for others in the network
  devcert selfsign --algorithm p256 --key tls.key --cert tls.crt
  devcert selfsign --if-needed --within 30d         in a script: only when it is time";

/// The certificate's name in its folder, which is the one that the server reads.
pub(super) const CERTIFICATE: &str = "file.crt";

/// Everything that was asked for, resolved.
struct Plan<'a> {
    args: &'a Args,
    key: Place,
    certificate: Place,
    validity: Validity,
    overwrite: Overwrite,
}

/// Makes a certificate, and a key where there is none, and tries them.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let plan = Plan {
        args,
        key: args.folder.place(args.key.as_ref(), keys::PRIVATE_KEY),
        certificate: args.folder.place(args.out.as_ref(), default_name(args.format)),
        validity: args.validity.validity(session.now)?,
        overwrite: args.overwrite.overwrite(),
    };
    if args.names.subject.as_ref().is_some_and(Name::is_empty) {
        return Err(CommandError::empty_issuer());
    }
    plan.check_streams(session)?;
    let mut outputs = Outputs::open(&[&plan.key, &plan.certificate], session)?;
    plan.keep_inputs()?;
    let if_needed = args.overwrite.if_needed;
    if !if_needed {
        outputs.check(&plan.certificate, plan.overwrite)?;
    }
    let at_hand = plan.key(&outputs, session)?;
    let basis = Basis::find(&plan, &at_hand, session)?;
    if if_needed && let Some(kept) = needed::kept(&plan, &at_hand, &basis, session)? {
        return Ok(session.files("selfsign", kept));
    }
    basis.tell(session);
    let certificate = plan.certify(&at_hand, &basis, session)?;
    at_hand.add_to(&mut outputs, plan.overwrite)?;
    let label = Kind::Certificate.label().unwrap_or_default();
    let file = args.format.pack(label, certificate.der());
    outputs.add(&plan.certificate, file.expose(), Access::Public, plan.overwrite);
    outputs.commit(session)?;
    at_hand.tell(session);
    let names = csr::list(certificate.names());
    session.ui.note(format_args!(
        "{}: certificate for {names}, until {}",
        plan.certificate.made(),
        day(&certificate)
    ));
    let trial = Trial {
        key: &at_hand,
        certificate: &plan.certificate,
        format: args.format,
        chain: &Format::Pem.pack(label, certificate.der()),
        anchors: None,
    };
    let verification = trial.run(session)?;
    let files = vec![at_hand.report(), report(&plan.certificate, Action::Made, &certificate)];
    let mut outcome = session.files("selfsign", files);
    if let Report::Files(files) = &mut outcome.report {
        files.verification = Some(verification);
    }
    Ok(outcome)
}

impl Plan<'_> {
    fn check_streams(&self, session: &Session) -> Result<(), CommandError> {
        let if_needed = self.args.overwrite.if_needed;
        outputs::check_stdout(&self.certificate, if_needed, session)?;
        match self.args.new_key {
            true => outputs::check_stdout(&self.key, if_needed, session),
            false => Ok(()),
        }
    }

    fn keep_inputs(&self) -> Result<(), CommandError> {
        let request = self.args.csr.as_deref().map(Place::new);
        let mut inputs = vec![(&self.key, Role::Key.name())];
        inputs.extend(request.as_ref().map(|place| (place, Role::Request.name())));
        outputs::keep_apart((&self.certificate, Role::Certificate), &inputs)
    }

    /// The key to certify: the one that is there, or a new one.
    fn key(&self, outputs: &Outputs, session: &mut Session) -> Result<KeyAtHand, CommandError> {
        let asked = self.args.algorithm.asked();
        if self.args.new_key {
            outputs.check(&self.key, self.overwrite)?;
            return KeyAtHand::make(&self.key, asked, session);
        }
        if !self.args.overwrite.if_needed {
            return KeyAtHand::find_or_make(&self.key, asked, session);
        }
        KeyAtHand::usable_or_made(&self.key, asked, session)
    }

    fn certify(
        &self,
        at_hand: &KeyAtHand,
        basis: &Basis,
        session: &mut Session,
    ) -> Result<Certificate, CommandError> {
        let names = self.args.names.all(&basis.names)?;
        let asked = self.args.names.subject.as_ref().or(basis.subject.as_ref());
        let rsa = matches!(at_hand.key.algorithm(), PublicKeyAlgorithm::Rsa { .. });
        let spec = CertificateSpec {
            subject: asked.cloned().unwrap_or_else(|| own_subject(&names)),
            extensions: self.args.names.with_usages(Profile::Server.extensions(rsa, names)),
            validity: self.validity,
            serial: Serial::random(&mut session.rng),
        };
        let der = pki::self_signed(&spec, &at_hand.key)?;
        Certificate::from_der(&der).map_err(|error| {
            CommandError::new(format_args!("the certificate that was made does not read back: {error}"))
        })
    }
}

/// The subject that names the first of `names` that is short enough. It is the issuer too, who has to
/// have a name (RFC 5280, 4.1.2.4), so where none is, it is called what it is.
fn own_subject(names: &[San]) -> Name {
    let short =
        |name: &San| Some(default_subject(std::slice::from_ref(name))).filter(|name| !name.is_empty());
    names.iter().find_map(short).or_else(|| "O=self-signed".parse().ok()).unwrap_or_default()
}

/// The certificate's last day, as people write it.
fn day(certificate: &Certificate) -> String {
    let day = format_description!("[year]-[month]-[day]");
    certificate.not_after.format(&day).unwrap_or_else(|_| certificate.not_after.to_string())
}

pub(super) use needed::certificate_at;

pub(super) fn report(place: &Place, action: Action, certificate: &Certificate) -> FileReport {
    let mut report =
        FileReport::of_key(Role::Certificate, place.to_string(), action, &certificate.public_key);
    report.names = certificate.names().iter().map(San::to_string).collect();
    report.subject = Some(certificate.subject.to_string());
    report.not_after = certificate.not_after.format(&Rfc3339).ok();
    report.sha256 = certificate.fingerprint().to_string();
    report
}

const fn default_name(format: Format) -> &'static str {
    match format {
        Format::Pem => CERTIFICATE,
        Format::Der => "file.der",
    }
}
