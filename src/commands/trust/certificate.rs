//! Which certificate is to be trusted.

use std::path::PathBuf;

use clap::Args;

use crate::ca::layout;
use crate::commands::error::{CommandError, about, typed};
use crate::commands::options::CaArgs;
use crate::commands::session::Session;
use crate::host::files;
use crate::host::stdio::Place;
use crate::report::outcome::Role;
use crate::trust::{Anchor, AnchorError};

/// Which certificate.
#[derive(Debug, Args)]
pub(in crate::commands) struct CertificateArgs {
    #[command(flatten)]
    ca: CaArgs,
    /// Any other certificate instead of the CA's, as a self-signed one; - is standard input
    #[arg(long, value_name = "FILE", help_heading = "CA")]
    cert: Option<PathBuf>,
}

/// The certificate, and where it was found.
#[derive(Debug)]
pub(in crate::commands) struct Found {
    pub(in crate::commands) anchor: Anchor,
    pub(in crate::commands) place: Place,
}

impl CertificateArgs {
    /// Reads it; of a chain, the root that it ends in. What will keep clients from taking it is a
    /// warning.
    pub(in crate::commands) fn read(&self, session: &mut Session) -> Result<Found, CommandError> {
        let place = match &self.cert {
            Some(path) => Place::new(path),
            None => Place::File(self.ca.folder()?.join(layout::CERTIFICATE)),
        };
        let maker = match &self.cert {
            Some(_) => format!("devcert selfsign --cert {}", typed(&place)),
            None => format!("devcert ca init{}   (or name another certificate with --cert)", self.ca.typed()),
        };
        let bytes = session.read_made_by(&place, Role::Ca, &maker)?;
        let anchor = Anchor::from_bytes(&bytes).map_err(|error| contents(&place, &error))?;
        warn_of_limits(&anchor, &place, session);
        Ok(Found { anchor, place })
    }
}

impl Found {
    /// The certificate's file as root finds it, too.
    pub(in crate::commands) fn full_path(&self) -> Option<PathBuf> {
        files::real_path(self.place.path()?)
    }
}

fn contents(place: &Place, error: &AnchorError) -> CommandError {
    match error {
        AnchorError::Read(error) => CommandError::contents(place, error),
        AnchorError::NoChain(_) => CommandError::new(about(&place.as_input(), error))
            .hint("name a file that has the one certificate, or a chain that ends in its root"),
    }
}

fn warn_of_limits(anchor: &Anchor, place: &Place, session: &mut Session) {
    let certificate = &anchor.certificate;
    if certificate.not_after < session.now {
        session.warn(format!("{} has expired, and clients refuse what it signed", place.as_input()));
    }
    if !certificate.is_self_issued() {
        let told = "is not signed by itself: OpenSSL and others trust it only together with its issuer";
        session.warn(format!("{} {told}", place.as_input()));
    }
}
