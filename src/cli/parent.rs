//! The CA above an intermediate one, which signs its next certificate.

use std::path::PathBuf;

use clap::Args;

use crate::cli::authority;
use crate::cli::authority::recorded_parent;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::CaArgs;
use crate::host::passphrase::Source;
use crate::ops::Error;
use crate::ops::ca::{Ca, CaFault, UnlockedCa};
use crate::ops::fault::PermitFault;

/// Which CA signs the certificate of an intermediate CA, and how its key opens.
#[derive(Debug, Args)]
#[command(next_help_heading = "Intermediate CA")]
pub(crate) struct ParentArgs {
    /// Directory of the CA that signs the new certificate of an intermediate CA [default: the CA that signed
    /// the current certificate]
    #[arg(long, value_name = "DIR")]
    pub(crate) parent: Option<PathBuf>,
    /// Passphrase source of the parent CA's key: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE")]
    pub(crate) parent_passphrase: Option<Source>,
}

impl ParentArgs {
    /// Unlocks the parent CA.
    pub(crate) fn unlock(&self, parent: Ca, cx: &mut Context) -> Result<UnlockedCa, CommandError> {
        parent
            .unlock(self.parent_passphrase.as_ref(), cx)
            .map_err(|error| CommandError::of_ca_key(error, "parent-passphrase"))
    }

    /// The CA that signs the next certificate of `ca`, unlocked: `parent` for an intermediate CA, otherwise
    /// `ca` itself, whose key opens with `passphrase`.
    pub(crate) fn signer(
        &self,
        ca: &Ca,
        parent: Option<Ca>,
        passphrase: Option<&Source>,
        cx: &mut Context,
    ) -> Result<UnlockedCa, CommandError> {
        match parent {
            Some(parent) => {
                parent.check(cx.now)?;
                self.unlock(parent, cx)
            }
            None if !ca.certificate().is_self_issued() => {
                let issuer = ca.certificate().issuer().clone();
                Err(Error::ca(&ca.folder, CaFault::Permit(PermitFault::NoParent(issuer))).into())
            }
            None => Ok(ca.clone().unlock(passphrase, cx)?),
        }
    }
}

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
