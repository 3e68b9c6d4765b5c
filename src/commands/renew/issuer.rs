//! Who made a certificate.

use crate::ops::ca::Ca;
use devcert::encoding::certificate::Certificate;
use devcert::pki::renewal::is_self_signed;
use devcert::pki::signature;

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
            certificate.issuer() == ca.certificate().subject()
                && signature::check_issued(certificate, ca.certificate().public_key()).is_ok()
        };
        match ca {
            _ if is_self_signed(certificate) => Self::Itself,
            Some(ca) if is_ours(ca) => Self::Ca,
            _ => Self::Others,
        }
    }
}
