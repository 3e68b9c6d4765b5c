//! A CA for one run: unlocked, and its ledger read, when that is needed for the first time.

use std::cell::OnceCell;

use super::{Ca, UnlockedCa};
use crate::ca::ledger::Ledger;
use crate::host::passphrase::Source;
use crate::ops::{Error, World};
use devcert::encoding::certificate::Certificate;

/// A CA whose passphrase is not requested in vain, and whose ledger is read once.
pub struct LazyCa<'a> {
    ca: Ca,
    former: Vec<Ca>,
    passphrase: Option<&'a Source>,
    unlocked: OnceCell<UnlockedCa>,
    ledger: OnceCell<Ledger>,
}

impl<'a> LazyCa<'a> {
    /// The CA, whose key opens with the passphrase from this source where it is encrypted.
    #[must_use]
    pub const fn new(ca: Ca, passphrase: Option<&'a Source>) -> Self {
        let former = Vec::new();
        Self { ca, former, passphrase, unlocked: OnceCell::new(), ledger: OnceCell::new() }
    }

    /// The same with the CAs that it has replaced, whose certificates it renews.
    #[must_use]
    pub fn with_former(self, former: Vec<Ca>) -> Self {
        Self { former, ..self }
    }

    /// Whether the CA, or one that it has replaced, issued the certificate.
    #[must_use]
    pub fn has_issued(&self, certificate: &Certificate) -> bool {
        self.ca.has_issued(certificate) || self.former_issuer(certificate).is_some()
    }

    fn former_issuer(&self, certificate: &Certificate) -> Option<&Ca> {
        self.former.iter().find(|ca| ca.has_issued(certificate))
    }

    /// The CA itself.
    #[must_use]
    pub const fn ca(&self) -> &Ca {
        &self.ca
    }

    /// The CA, ready to sign.
    ///
    /// # Errors
    /// When it signs nothing at this moment, and as [`Ca::unlock`].
    pub fn unlock(&self, world: &mut dyn World) -> Result<&UnlockedCa, Error> {
        if let Some(unlocked) = self.unlocked.get() {
            return Ok(unlocked);
        }
        self.ca.check(world.now())?;
        let unlocked = self.ca.clone().unlock(self.passphrase, world)?;
        Ok(self.unlocked.get_or_init(|| unlocked))
    }

    /// Whether the CA had revoked the certificate when its ledger was read for the first time. What this run adds
    /// revokes nothing.
    ///
    /// # Errors
    /// As [`Ca::ledger`].
    pub fn has_revoked(&self, certificate: &Certificate) -> Result<bool, Error> {
        if let Some(former) = self.former_issuer(certificate) {
            return Ok(former.ledger()?.revocation(&certificate.serial_number()).is_some());
        }
        if self.ledger.get().is_none() {
            let _ = self.ledger.set(self.ca.ledger()?);
        }
        let is_revoked = |ledger: &Ledger| ledger.revocation(&certificate.serial_number()).is_some();
        Ok(self.ledger.get().is_some_and(is_revoked))
    }
}
