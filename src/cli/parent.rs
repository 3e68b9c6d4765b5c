//! The CA above an intermediate one, which signs its next certificate.

use std::path::PathBuf;

use crate::cli::authority;
use crate::cli::authority::recorded_parent;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::CaArgs;
use crate::ops::ca::Ca;

/// The CA above in the directory that an option names, or else in the one that the settings of `ca` name;
/// `None` for a root, and where the CA in the latter did not issue the certificate of `ca`.
pub(crate) fn find(ca: &Ca, named: Option<&PathBuf>, cx: &mut Context) -> Result<Option<Ca>, CommandError> {
    match (ca.certificate().is_self_issued(), named) {
        (true, Some(_)) => Err(CommandError::new("the CA is a root and has no parent CA")
            .hint("omit --parent; use --ca DIR for the CA to change")),
        (true, None) => Ok(None),
        (false, Some(_)) => authority::open(&CaArgs::or_default(named), cx).map(Some),
        (false, None) => {
            let parent = CaArgs::or_default(recorded_parent(&ca.folder).as_ref());
            let parent = Ca::find(&parent.folder()?, cx)?;
            Ok(parent.filter(|parent| parent.has_issued(ca.certificate())))
        }
    }
}
