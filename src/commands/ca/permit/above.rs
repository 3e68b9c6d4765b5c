//! The CA above an intermediate one, which signs its next certificate.

use super::Args;
use crate::cli::authority;
use crate::cli::authority::{permit_above, recorded_parent};
use crate::cli::error::CommandError;
use crate::cli::options::CaArgs;
use crate::cli::session::Session;
use crate::ops::ca::Ca;
use devcert::encoding::certificate::Certificate;
use devcert::model::constraint::Permission;
use devcert::pki::signature;

impl Args {
    /// The CA above, when there is one, which has to permit the names itself.
    pub(super) fn parent(&self, ca: &Ca, session: &mut Session) -> Result<Option<Ca>, CommandError> {
        if ca.certificate().is_self_issued() {
            return match &self.parent {
                Some(_) => Err(CommandError::new("the CA is a root: there is no CA above it")
                    .hint("leave --parent out; --ca DIR names the CA that is to be changed")),
                None => Ok(None),
            };
        }
        let parent = self.find_parent(ca, session)?;
        parent.check(session.now)?;
        if lacks(&parent, &self.names) {
            let subject = parent.certificate().subject();
            return Err(CommandError::new(format_args!(
                "the CA above, {subject}, may not issue for that itself"
            ))
            .hint(permit_above(&parent, &self.names)));
        }
        Ok(Some(parent))
    }

    fn find_parent(&self, ca: &Ca, session: &mut Session) -> Result<Ca, CommandError> {
        let parent = if self.parent.is_some() {
            Some(authority::open(&CaArgs::or_default(self.parent.as_ref()), session)?)
        } else {
            let parent = CaArgs::or_default(recorded_parent(&ca.folder).as_ref());
            Ca::find(&parent.folder()?, session)?
        };
        let certificate = ca.certificate();
        let is_issuer = |parent: &Certificate| {
            parent.subject() == certificate.issuer()
                && signature::check_issued(certificate, parent.public_key()).is_ok()
        };
        match parent {
            Some(parent) if is_issuer(parent.certificate()) => Ok(parent),
            Some(parent) if self.parent.is_some() => Err(CommandError::new(format_args!(
                "{} is not the CA that issued {}",
                parent.folder.display(),
                certificate.subject()
            ))
            .hint(NAME_IT)),
            _ => Err(CommandError::new(format_args!(
                "it is a CA below {}, which has to sign its next certificate",
                certificate.issuer()
            ))
            .hint(NAME_IT)),
        }
    }
}

const NAME_IT: &str = "name the folder of the CA above with --parent DIR";

fn lacks(parent: &Ca, permissions: &[Permission]) -> bool {
    let policy = parent.policy();
    policy
        .constraints()
        .iter()
        .any(|one| one.barred(permissions).is_some() || !one.missing(permissions).is_empty())
}
