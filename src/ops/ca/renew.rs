//! Renewing the certificate of a CA: the same key, subject and extensions, with later dates.

use time::Duration;

use super::{Ca, CaFault, UnlockedCa, replace};
use crate::ca::layout::CERTIFICATE;
use crate::ca::ledger::{Event as Entry, Renewed};
use crate::host::stdio::PathOrStdio;
use crate::ops::fault::PermitFault;
use crate::ops::{Batch, Error, Operation, World};
use devcert::model::validity::Validity;
use devcert::pki::{self, renewal};

/// What is requested. What the CA has issued stays valid: its key and its key identifier are the same.
pub struct RenewCa<'a> {
    /// The CA, which may have expired.
    pub ca: &'a Ca,
    /// The dates; those of an intermediate CA end with those of the CA above it.
    pub validity: Validity,
    /// The CA itself if it is a root, otherwise the CA above it.
    pub signer: &'a UnlockedCa,
}

impl Operation for RenewCa<'_> {
    /// The CA with its present certificates.
    type Done = Ca;

    fn check(&self) -> Result<(), Error> {
        self.ca.check_changeable()
    }

    fn places(&self) -> Vec<PathOrStdio> {
        replace::places(self.ca)
    }

    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        Batch::open_any(&self.places(), world)
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Ca, Error> {
        let current = replace::current(self.ca, world.now())?;
        let certificate = current.certificate();
        let parent = (!certificate.is_self_issued()).then_some(&self.signer.ca);
        if let Some(parent) = parent.filter(|parent| !parent.has_issued(certificate)) {
            let (parent, subject) = (parent.folder.clone(), certificate.subject().clone());
            return Err(current.fails(CaFault::Permit(PermitFault::OtherParent { parent, subject })));
        }
        let validity = match parent {
            Some(parent) => parent.clamp(self.validity, world)?,
            None => self.validity,
        };
        if validity.not_after() < certificate.not_after() + Duration::DAY {
            let (certificate, not_after) = (current.path(CERTIFICATE), certificate.not_after());
            let requested = validity.not_after();
            return Err(current.fails(CaFault::NotLater { certificate, not_after, requested }));
        }
        let spec = renewal::with_validity(certificate, validity, &mut world.rng());
        let like = self.signer.issuer.signing_like(certificate);
        let issuer = like.as_ref().unwrap_or(&self.signer.issuer);
        let own = pki::issue(&spec, certificate.public_key(), issuer)?;
        let above = parent.map_or(&current.chain()[1..], Ca::chain);
        let next = current.with_chain([&[own], above].concat());
        replace::write(&current, &next, parent, batch, world.now())?;
        batch.record(&next, vec![Entry::Renewed(Renewed::of(next.certificate(), world.now()))]);
        Ok(next)
    }
}
