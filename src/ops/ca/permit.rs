//! Letting a CA issue for more names, by a new certificate for the same key.

use time::OffsetDateTime;

use super::{Ca, CaFault, UnlockedCa, replace};
use crate::ca::layout::CERTIFICATE;
use crate::ca::ledger::{Event as Entry, Permitted};
use crate::host::stdio::PathOrStdio;
use crate::ops::fault::PermitFault;
use crate::ops::{Action, Batch, Error, Operation, World};
use devcert::encoding::certificate::Certificate;
use devcert::model::constraint::{NameConstraints, Permission, Subtree};
use devcert::pki::{self, renewal};

/// What is requested: a certificate for the same key, with the same subject and the same dates.
pub struct Permit<'a> {
    /// The CA.
    pub ca: &'a Ca,
    /// What it is to issue for in addition.
    pub names: Vec<Permission>,
    /// The CA itself if it is a root, otherwise the CA above it.
    pub signer: &'a UnlockedCa,
}

/// What was done.
#[derive(Debug)]
pub struct PermittedCa {
    /// The CA with its present certificates.
    pub ca: Ca,
    /// What was added to the names that it may issue for.
    pub added: Vec<Subtree>,
    /// Whether it has another certificate, or other certificates above it, than before.
    pub action: Action,
}

impl Operation for Permit<'_> {
    type Done = PermittedCa;

    fn places(&self) -> Vec<PathOrStdio> {
        replace::places(self.ca)
    }

    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        Batch::open_any(&self.places(), world)
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<PermittedCa, Error> {
        let current = replace::current(self.ca, world.now())?;
        let parent = (!current.certificate().is_self_issued()).then_some(&self.signer.ca);
        let Some(added) = needed(&current, &self.names, parent, world.now())? else {
            return Ok(PermittedCa { ca: current, added: Vec::new(), action: Action::Unchanged });
        };
        let own = self.certify(&current, &added, world)?;
        let above = parent.map_or(&current.chain()[1..], Ca::chain);
        let ca = current.with_chain([&[own], above].concat());
        replace::write(&current, &ca, parent, batch, world.now())?;
        if ca.certificate().der() != current.certificate().der() {
            let names = added.iter().map(ToString::to_string).collect();
            let permitted = Permitted::of(ca.certificate(), names, world.now());
            batch.record(&ca, vec![Entry::Permitted(permitted)]);
        }
        Ok(PermittedCa { ca, added, action: Action::Created })
    }
}

impl Permit<'_> {
    /// The CA's next certificate; the present one where nothing is added.
    fn certify(&self, current: &Ca, added: &[Subtree], world: &mut dyn World) -> Result<Certificate, Error> {
        let certificate = current.certificate();
        let Some(constraints) = certificate.name_constraints().filter(|_| !added.is_empty()) else {
            return Ok(certificate.clone());
        };
        let NameConstraints { mut permitted, excluded } = constraints.clone();
        permitted.extend(added.iter().cloned());
        let constraints = NameConstraints { permitted, excluded };
        let spec = renewal::with_constraints(certificate, &constraints, &mut world.rng())?;
        let like = self.signer.issuer.signing_like(certificate);
        Ok(pki::issue(&spec, certificate.public_key(), like.as_ref().unwrap_or(&self.signer.issuer))?)
    }
}

/// What a CA has to be permitted before it may issue for `names`; `None` if nothing has to be written. An
/// intermediate CA, whose next certificate `parent` signs, gets the parent's present certificates too.
///
/// # Errors
/// When the CA or its parent signs nothing now, and [`PermitFault`].
pub fn needed(
    ca: &Ca,
    names: &[Permission],
    parent: Option<&Ca>,
    now: OffsetDateTime,
) -> Result<Option<Vec<Subtree>>, Error> {
    ca.check(now)?;
    let is_root = ca.certificate().is_self_issued();
    if !is_root {
        check_parent(ca, names, parent, now)?;
    }
    let missing = missing(ca, names)?;
    let has_chain = |above: &Ca| is_same(above.chain(), &ca.chain()[1..]);
    let is_current = is_root || parent.is_none_or(has_chain);
    Ok((!missing.is_empty() || !is_current).then_some(missing))
}

fn check_parent(
    ca: &Ca,
    names: &[Permission],
    parent: Option<&Ca>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let certificate = ca.certificate();
    let fails = |fault| Err(ca.fails(CaFault::Permit(fault)));
    let Some(parent) = parent else {
        return fails(PermitFault::NoParent(certificate.issuer().clone()));
    };
    let folder = parent.folder.clone();
    if !parent.has_issued(certificate) {
        return fails(PermitFault::OtherParent { parent: folder, subject: certificate.subject().clone() });
    }
    parent.check(now)?;
    let policy = parent.policy();
    let lacks = |one: &NameConstraints| one.barred(names).is_some() || !one.missing(names).is_empty();
    match policy.constraints().iter().any(|one| lacks(one)) {
        true => fails(PermitFault::Parent {
            parent: folder,
            subject: parent.certificate().subject().clone(),
            names: names.to_vec(),
        }),
        false => Ok(()),
    }
}

/// What the CA itself may not issue for yet.
fn missing(ca: &Ca, names: &[Permission]) -> Result<Vec<Subtree>, Error> {
    let certificate = ca.certificate();
    let fails = |fault| Err(ca.fails(CaFault::Permit(fault)));
    match certificate.name_constraints() {
        None if certificate.has_unreadable_constraints() => {
            fails(PermitFault::UnreadableConstraints(ca.path(CERTIFICATE)))
        }
        None => Ok(Vec::new()),
        Some(constraints) => match constraints.barred(names) {
            Some((wanted, excluded)) => {
                fails(PermitFault::Excluded { wanted: wanted.clone(), excluded: excluded.clone() })
            }
            None => Ok(constraints.missing(names)),
        },
    }
}

fn is_same(one: &[Certificate], other: &[Certificate]) -> bool {
    one.iter().map(Certificate::der).eq(other.iter().map(Certificate::der))
}
