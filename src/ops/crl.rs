//! Creating the next revocation list (CRL) of a CA.

use std::collections::HashSet;

use time::OffsetDateTime;

use super::ca::{Ca, CaFault};
use super::{Action, Batch, Error, Event, Existing, Format, Operation, SignatureRequest, World};
use crate::ca::layout::CERTIFICATE;
use crate::ca::ledger::{Event as Entry, Ledger, Listed, Revoked};
use crate::host::files::{self, Access, Overwrite};
use crate::host::passphrase::Source;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::crl::Crl;
use devcert::encoding::sniff::{self, ObjectKind};
use devcert::model::serial::SerialNumber;
use devcert::model::span::Span;
use devcert::model::usage::KeyUsage;
use devcert::pki::{self, CrlSpec, Revocation};

/// What is requested: a list of everything that the CA has ever revoked, with a number higher than that of any
/// list before (RFC 5280, 5.2.3).
///
/// The number is taken, signed and recorded in one batch. A failure before the commit uses no number. A failure
/// during the commit may use one, since the ledger's entry is on the disk before the list is; no number is ever
/// used twice.
#[derive(Debug)]
pub struct CreateCrl<'a> {
    /// The CA.
    pub ca: &'a Ca,
    /// The CAs that it has replaced: it keeps their lists in their own directories.
    pub former: &'a [Ca],
    /// Where the passphrase of its key comes from. It is read once it is certain that a list is signed.
    pub passphrase: Option<Source>,
    /// The list's file. An earlier list of the same CA, or of one that it has replaced, makes way for it in any case.
    pub place: PathOrStdio,
    /// Its format.
    pub format: Format,
    /// How long until the next list is due.
    pub span: Span,
    /// How it is signed.
    pub signature: SignatureRequest,
    /// What to do with an existing file. A list is kept if it contains everything that is revoked.
    pub existing: Existing,
}

/// What was done.
#[derive(Debug)]
pub struct WrittenCrl {
    /// The list.
    pub list: Crl,
    /// Its number, where it is one that this program could have given.
    pub number: Option<u64>,
    /// Whether it is new.
    pub action: Action,
}

const LABEL: &str = "X509 CRL";

impl Operation for CreateCrl<'_> {
    type Done = WrittenCrl;

    fn places(&self) -> Vec<PathOrStdio> {
        vec![self.place.clone()]
    }

    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        self.check_ca(world)?;
        Batch::open(&self.places(), world)
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<WrittenCrl, Error> {
        self.check_ca(world)?;
        let found = self.found();
        let before = found.as_ref().filter(|list| self.ca.has_issued_list(list));
        if let (Some(list), Existing::KeepIfGood(within)) = (before, self.existing)
            && self.is_good(list, within, batch, world)?
        {
            let (list, number) = (list.clone(), number(list));
            return Ok(WrittenCrl { list, number, action: Action::Unchanged });
        }
        let is_former = |list: &Crl| self.former.iter().any(|ca| ca.has_issued_list(list));
        let gives_way = before.is_some() || found.as_ref().is_some_and(is_former);
        let overwrite = Overwrite::when(gives_way || self.existing == Existing::Replace);
        batch.check(&self.place, overwrite)?;
        let authority = self.ca.clone().unlock(self.passphrase.as_ref(), world)?;
        let issuer = self.signature.issuer(authority.issuer)?;
        let highest = before.and_then(number).unwrap_or(0);
        let spec = self.spec(batch.ledger(self.ca)?, highest, world.now())?;
        let list = pki::create_crl(&spec, &issuer)?;
        batch.add(&self.place, self.format.pack(LABEL, list.der()).expose(), Access::Public, overwrite);
        let CrlSpec { number, this_update: at, next_update, revoked } = spec;
        let entry = Listed { at, number, next_update, entries: revoked.len() };
        batch.record(self.ca, vec![Entry::Crl(entry)]);
        Ok(WrittenCrl { list, number: Some(number), action: Action::Created })
    }
}

impl CreateCrl<'_> {
    /// Fails for a CA that signs nothing now, or no lists.
    fn check_ca(&self, world: &dyn World) -> Result<(), Error> {
        self.ca.check(world.now())?;
        match self.ca.certificate().key_usage() {
            Some(usages) if !usages.contains(&KeyUsage::CrlSign) => {
                Err(Error::ca(&self.ca.folder, CaFault::NoCrlSign(self.ca.path(CERTIFICATE))))
            }
            _ => Ok(()),
        }
    }

    /// The list that exists, of any CA; `None` for anything else.
    fn found(&self) -> Option<Crl> {
        let path = self.place.path().filter(|path| files::is_file(path))?;
        let bytes = files::read_regular(path, files::DEFAULT_LIMIT).ok()?;
        let objects = sniff::sniff(&bytes).map(|contents| contents.objects).unwrap_or_default();
        let list = objects.iter().find(|object| object.kind == ObjectKind::Crl);
        list.and_then(|object| Crl::from_der(object.der.expose()).ok())
    }

    /// Whether a list has everything that is revoked, is good for so long, and is signed as requested.
    fn is_good(&self, list: &Crl, within: Span, batch: &Batch, world: &mut dyn World) -> Result<bool, Error> {
        let listed: HashSet<_> =
            list.revoked().iter().map(|one| SerialNumber::from_content(&one.serial)).collect();
        let is_listed = |one: &Revoked| listed.contains(&one.serial);
        let until = world.now() + within.duration();
        if list.next_update().is_none_or(|next| next <= until)
            || !batch.look_at_ledger(self.ca)?.revoked.iter().all(is_listed)
        {
            return Ok(false);
        }
        let public = self.ca.certificate().public_key();
        let Some(mismatch) = self.signature.mismatch(public, &list.signed().algorithm)? else {
            return Ok(true);
        };
        world.report(Event::Replacing { place: self.place.clone(), mismatch });
        Ok(false)
    }

    /// The next list: everything that the ledger has as revoked, with a number above all before it.
    fn spec(&self, ledger: &Ledger, highest: u64, now: OffsetDateTime) -> Result<CrlSpec, Error> {
        let this_update = now.truncate_to_second();
        let next_update = this_update.checked_add(self.span.duration());
        let next_update = next_update.filter(|next| *next > this_update && next.year() < 10_000);
        let number = ledger.next_crl_number().max(highest.saturating_add(1));
        let revoked = ledger.revoked.iter().map(revocation).collect();
        Ok(CrlSpec { number, this_update, next_update: next_update.ok_or(Error::NextUpdate)?, revoked })
    }
}

fn revocation(revoked: &Revoked) -> Revocation {
    let Revoked { at, reason, invalid_since, .. } = *revoked;
    Revocation { serial: revoked.serial.clone(), at, reason, invalid_since }
}

/// The number of a list, where it is one that this program could have given.
fn number(list: &Crl) -> Option<u64> {
    let octets = list.number()?;
    let significant: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
    (significant.len() <= 8)
        .then(|| significant.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
}
