//! `devcert ca renew`

use std::path::PathBuf;

use crate::ca::layout::CERTIFICATE;
use crate::cli::authority;
use crate::cli::error::CommandError;
use crate::cli::former;
use crate::cli::options::{CaKeyArgs, LifetimeArgs, ca_option};
use crate::cli::parent;
use crate::cli::session::Session;
use crate::host::passphrase::Source;
use crate::ops::{self, ca::RenewCa};
use crate::report::outcome::{Action, Outcome};
use crate::report::sentence::expiry;
use devcert::model::validity::{Validity, backdate};

/// Renew the certificate of the CA, with the same key
///
/// Writes a new certificate to the CA directory, with the same key, subject and permitted names, and a later
/// expiry date. Certificates that the CA has issued stay valid. Trust stores need the new certificate before
/// the old one expires: devcert trust install replaces it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    lifetime: LifetimeArgs,
    #[command(flatten)]
    ca: CaKeyArgs,
    /// Directory of the CA that signs the new certificate of an intermediate CA [default: the CA that signed
    /// the current certificate]
    #[arg(long, value_name = "DIR", help_heading = "Intermediate CA")]
    parent: Option<PathBuf>,
    /// Passphrase source of the parent CA's key: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE", help_heading = "Intermediate CA")]
    parent_passphrase: Option<Source>,
}

const EXAMPLES: &str = "\
Examples:
  devcert ca renew && devcert trust install
  devcert ca renew --days 1825
  devcert ca renew --ca ./team-ca";

/// Writes the CA's next certificate.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca.ca, session)?;
    let parent = parent::find(&ca, args.parent.as_ref(), session)?;
    let validity = args.validity(ca.certificate(), session)?;
    let signer = match parent {
        Some(parent) => {
            parent.check(session.now)?;
            parent
                .unlock(args.parent_passphrase.as_ref(), session)
                .map_err(|error| CommandError::of_ca_key(error, "parent-passphrase"))?
        }
        None if !ca.certificate().is_self_issued() => {
            return Err(CommandError::new(format_args!(
                "intermediate CA: {} has to sign its next certificate",
                ca.certificate().issuer()
            ))
            .hint("specify the directory of that CA with --parent"));
        }
        None => ca.clone().unlock(args.ca.passphrase.as_ref(), session)?,
    };
    let renewed = ops::run(&RenewCa { ca: &ca, validity, signer: &signer }, session)?;
    let certificate = renewed.certificate();
    session.ui.note(format_args!(
        "renewed {}: same key and subject, expires {}",
        renewed.path(CERTIFICATE).display(),
        expiry(certificate.not_before(), certificate.not_after())
    ));
    session.ui.note("issued certificates stay valid");
    if certificate.is_self_issued() && !session.ui.json && !session.ui.quiet {
        former::trusting(ca.root(), &ca_option(&renewed.folder), session);
    }
    Ok(session.files("ca renew", vec![authority::report(&renewed, Action::Created)]))
}

impl Args {
    /// From now on for as long as an option says, or as long as the present certificate.
    fn validity(
        &self,
        certificate: &devcert::encoding::certificate::Certificate,
        session: &Session,
    ) -> Result<Validity, CommandError> {
        let lifetime = certificate.not_after() - certificate.not_before();
        let start = session.now - backdate(lifetime);
        Ok(match self.lifetime.lifetime() {
            Some(span) => Validity::lasting(session.now, span)?,
            None => Validity::between(start, start + lifetime)?,
        })
    }
}
