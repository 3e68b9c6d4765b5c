//! Who made a certificate, and what for.

use crate::commands::authority::Ca;
use crate::encoding::certificate::Certificate;
use crate::model::profile::Profile;
use crate::pki::renewal::is_self_signed;
use crate::pki::signature;

/// Who made a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Its own key.
    Itself,
    /// The CA that the command works with.
    Ca,
    /// Somebody else.
    Others,
}

impl By {
    pub(super) fn of(certificate: &Certificate, ca: Option<&Ca>) -> Self {
        let is_ours = |ca: &Ca| {
            certificate.issuer == ca.certificate().subject
                && signature::check_issued(certificate, &ca.certificate().public_key).is_ok()
        };
        match ca {
            _ if is_self_signed(certificate) => Self::Itself,
            Some(ca) if is_ours(ca) => Self::Ca,
            _ => Self::Others,
        }
    }
}

/// The profile whose purposes the certificate has; a server's where none fits.
pub(super) fn profile(certificate: &Certificate) -> Profile {
    let purposes = certificate.extended_key_usage().unwrap_or_default();
    let fits = |profile: &Profile| profile.purposes() == purposes;
    Profile::LEAVES.into_iter().find(fits).unwrap_or_default()
}
