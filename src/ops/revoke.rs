//! Revoking certificates of a CA.

use std::fmt;

use time::OffsetDateTime;

use super::ca::Ca;
use super::fault::RevocationFault;
use super::{Batch, Error, Operation, OutputRole, World};
use crate::ca::layout::CERTIFICATE;
use crate::ca::ledger::{Event, Ledger, Revoked};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Reason;
use devcert::encoding::read;
use devcert::model::serial::SerialNumber;

/// What is requested.
#[derive(Debug)]
pub struct Revoke<'a> {
    /// The CA that issued the certificates.
    pub ca: &'a Ca,
    /// The certificates.
    pub certificates: Vec<RevocationTarget>,
    /// Why they are revoked.
    pub reason: Reason,
    /// Since when their keys may have been known to others, where that is known (RFC 5280, 5.3.2).
    pub invalid_since: Option<OffsetDateTime>,
}

/// Which certificate is to be revoked.
#[derive(Debug, Clone)]
pub enum RevocationTarget {
    /// The first certificate in a file.
    File(PathOrStdio),
    /// The certificate with this serial number.
    Serial(SerialNumber),
}

impl fmt::Display for RevocationTarget {
    /// The target as the object of a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(place) => f.write_str(&place.as_input()),
            Self::Serial(serial) => serial.fmt(f),
        }
    }
}

/// A certificate that is revoked now.
#[derive(Debug, Clone)]
pub struct RevokedCertificate {
    /// The ledger's entry; the first one of a certificate counts.
    pub entry: Revoked,
    /// The subject (RFC 4514), where it is known.
    pub subject: Option<String>,
    /// Whether it was revoked before.
    pub already: bool,
}

/// A certificate that was found.
struct RevocationCandidate {
    serial: SerialNumber,
    /// From its file, where it has one.
    subject: Option<String>,
}

impl Operation for Revoke<'_> {
    type Done = Vec<RevokedCertificate>;

    /// The ledger only, which [`Batch::ledger`] locks.
    fn places(&self) -> Vec<PathOrStdio> {
        Vec::new()
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Self::Done, Error> {
        let found: Vec<_> =
            self.certificates.iter().map(|target| self.find(target, world)).collect::<Result<_, _>>()?;
        let now = world.now().truncate_to_second();
        let invalid_since = self.invalid_since.map(OffsetDateTime::truncate_to_second);
        if let Some(later) = invalid_since.filter(|since| *since > now) {
            return Err(self.fails(RevocationFault::InFuture(later)));
        }
        let ledger = batch.ledger(self.ca)?;
        let mut done: Vec<RevokedCertificate> = Vec::new();
        for (found, target) in found.into_iter().zip(&self.certificates) {
            let subject = self.subject(&found, target, ledger)?;
            let earlier = done.iter().map(|one| &one.entry).find(|entry| entry.serial == found.serial);
            let earlier = ledger.revocation(&found.serial).or(earlier).cloned();
            let already = earlier.is_some();
            let new = Revoked { at: now, serial: found.serial, reason: self.reason, invalid_since };
            done.push(RevokedCertificate { entry: earlier.unwrap_or(new), subject, already });
        }
        let new = done.iter().filter(|one| !one.already).map(|one| Event::Revoked(one.entry.clone()));
        batch.record(self.ca, new.collect());
        Ok(done)
    }
}

impl Revoke<'_> {
    fn find(&self, target: &RevocationTarget, world: &mut dyn World) -> Result<RevocationCandidate, Error> {
        let place = match target {
            RevocationTarget::Serial(serial) => {
                return Ok(RevocationCandidate { serial: serial.clone(), subject: None });
            }
            RevocationTarget::File(place) => place,
        };
        let bytes = world.read(place, OutputRole::Certificate).map_err(|error| match error {
            Error::Input { error, .. } => self.fails(RevocationFault::Input(error)),
            error => error,
        })?;
        let mut certificates = read::certificates(&bytes)
            .map_err(|error| self.fails(RevocationFault::Unreadable { place: place.clone(), error }))?;
        // There is at least one.
        let certificate = certificates.swap_remove(0);
        self.check_issuer(place, &certificate, world)?;
        Ok(RevocationCandidate {
            serial: certificate.serial_number(),
            subject: Some(certificate.subject().to_string()),
        })
    }

    fn check_issuer(
        &self,
        place: &PathOrStdio,
        certificate: &Certificate,
        world: &mut dyn World,
    ) -> Result<(), Error> {
        let place = place.clone();
        if certificate.der() == self.ca.certificate().der() {
            return Err(self.fails(RevocationFault::OwnCertificate(place)));
        }
        if self.ca.has_issued(certificate) {
            return Ok(());
        }
        if let Some(former) = self.ca.former_issuer(certificate, world)? {
            return Err(self.fails(RevocationFault::FormerCa { place, former: former.folder }));
        }
        Err(self.fails(RevocationFault::OtherIssuer {
            place,
            issuer: certificate.issuer().clone(),
            certificate: self.ca.path(CERTIFICATE),
            subject: self.ca.certificate().subject().clone(),
        }))
    }

    /// The subject of a certificate; the ledger need not have one whose file shows that the CA issued it.
    fn subject(
        &self,
        found: &RevocationCandidate,
        target: &RevocationTarget,
        ledger: &Ledger,
    ) -> Result<Option<String>, Error> {
        let issued = ledger.issue(&found.serial).map(|issued| issued.subject.clone());
        // Several certificates can have one serial number, if it was requested.
        match (found.subject.clone().or(issued), target) {
            (None, RevocationTarget::Serial(serial)) => {
                let (ca, serial) = (self.ca.folder.clone(), serial.clone());
                Err(self.fails(RevocationFault::Unknown { ca, serial }))
            }
            (subject, _) => Ok(subject),
        }
    }

    fn fails(&self, fault: RevocationFault) -> Error {
        Error::Revocation { ca: self.ca.folder.clone(), fault: Box::new(fault) }
    }
}
