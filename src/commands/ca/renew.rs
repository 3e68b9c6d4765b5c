//! `devcert ca renew`

use crate::ca::layout::CERTIFICATE;
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::former;
use crate::cli::options::{CaKeyArgs, LifetimeArgs, ca_option};
use crate::cli::parent::{self, ParentArgs};
use crate::ops::{self, ca::RenewCa};
use crate::report::outcome::{Action, Outcome};
use crate::report::sentence::expiry;
use devcert::encoding::certificate::Certificate;
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
    #[command(flatten)]
    parent: ParentArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert ca renew && devcert trust install
  devcert ca renew --days 1825
  devcert ca renew --ca ./team-ca";

/// Writes the CA's next certificate.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca.ca, cx)?;
    // Before a passphrase is requested in vain.
    ca.check_changeable()?;
    let parent = parent::find(&ca, args.parent.parent.as_ref(), cx)?;
    let validity = args.validity(ca.certificate(), cx)?;
    let signer = args.parent.signer(&ca, parent, args.ca.passphrase.as_ref(), cx)?;
    let renewed = ops::run(&RenewCa { ca: &ca, validity, signer: &signer }, cx)?;
    let certificate = renewed.certificate();
    cx.ui.note(format_args!(
        "renewed {}: same key and subject, expires {}",
        renewed.path(CERTIFICATE).display(),
        expiry(certificate.not_before(), certificate.not_after())
    ));
    cx.ui.note("issued certificates stay valid");
    if certificate.is_self_issued() && !cx.ui.json && !cx.ui.quiet {
        former::trusting(ca.root(), &ca_option(&renewed.folder), cx);
    }
    Ok(cx.files("ca renew", vec![authority::report(&renewed, Action::Created)]))
}

impl Args {
    /// From now on for as long as an option says, or as long as the present certificate.
    fn validity(&self, certificate: &Certificate, cx: &Context) -> Result<Validity, CommandError> {
        let lifetime = certificate.not_after() - certificate.not_before();
        let start = cx.now - backdate(lifetime);
        Ok(match self.lifetime.lifetime() {
            Some(span) => Validity::for_duration(cx.now, span)?,
            None => Validity::between(start, start + lifetime)?,
        })
    }
}
