//! A CA: its directory, its certificates, and its key once that is unlocked.

use std::path::PathBuf;

use rustls::pki_types::CertificateDer;
use time::OffsetDateTime;

use crate::ops::{Error, Event, World};

use super::fault::CaFault;
use crate::ca::layout::CERTIFICATE;
use crate::ca::naming::Naming;
use crate::ca::policy::{self, CannotIssue};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::encoding::signed::Signed;
use devcert::key::PublicKey;
use devcert::model::algorithm::{Curve, KeyAlgorithm};
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::path::{self, PathError, Purpose, Query, Revocation};
use devcert::pki::{Issuer, signature};

/// How long a CA is valid by default.
pub const DEFAULT_SPAN: Span = Span::days(3650);

/// The kind of a CA's key by default: small, fast, and accepted by all clients of the interop suite.
pub const DEFAULT_ALGORITHM: KeyAlgorithm = KeyAlgorithm::Ec(Curve::P256);

/// A CA as it is in its directory, without its key.
#[derive(Debug, Clone)]
pub struct Ca {
    /// Its directory.
    pub folder: PathBuf,
    /// Its own certificate, then those above it, up to the root; at least one.
    pub(super) chain: Vec<Certificate>,
    /// Certificates by other CAs: the first one for the key of the root, each other one for the issuer of the one
    /// before.
    pub(super) cross: Vec<Certificate>,
    pub(super) naming: Naming,
}

/// A CA that can sign.
pub struct UnlockedCa {
    /// The CA.
    pub ca: Ca,
    /// Its name and its key.
    pub issuer: Issuer,
}

impl Ca {
    /// Its own certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        // There is at least one: `above` keeps the first.
        &self.chain[0]
    }

    /// The certificate that clients are to trust.
    #[must_use]
    pub fn root(&self) -> &Certificate {
        self.chain.last().unwrap_or_else(|| self.certificate())
    }

    /// Its own certificate and those above it, up to the root.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// The cross certificates: for the root's key, by the CAs that clients may trust instead.
    #[must_use]
    pub fn cross(&self) -> &[Certificate] {
        &self.cross
    }

    /// What a server has to send after its own certificate: everything but the root, then the cross certificates.
    #[must_use]
    pub fn intermediates(&self) -> Vec<Certificate> {
        self.above(false)
    }

    /// The certificates that follow one of its own in a file: what a server has to send, and the root if
    /// `with_root`. The cross certificates are before the root, since OpenSSL uses the first one that fits.
    #[must_use]
    pub fn above(&self, with_root: bool) -> Vec<Certificate> {
        let (chain, roots) =
            self.chain.split_at(self.chain.len() - usize::from(self.root().is_self_issued()));
        let roots = if with_root { roots } else { &[] };
        [chain, self.cross.as_slice(), roots].concat()
    }

    /// Whether this CA issued `certificate`: it names the CA as its issuer, and the CA's key signed it.
    #[must_use]
    pub fn has_issued(&self, certificate: &Certificate) -> bool {
        certificate.issuer() == self.certificate().subject() && self.has_signed(certificate.signed())
    }

    /// Whether `list` is a revocation list of this CA: it names the CA as its issuer, and the CA's key signed it.
    #[must_use]
    pub fn has_issued_list(&self, list: &Crl) -> bool {
        list.issuer() == self.certificate().subject() && self.has_signed(list.signed())
    }

    fn has_signed(&self, signed: &Signed) -> bool {
        signature::check(self.certificate().public_key(), signed).is_ok()
    }

    /// The same CA with these certificates, its own first.
    #[must_use]
    pub fn with_chain(&self, chain: Vec<Certificate>) -> Self {
        Self { folder: self.folder.clone(), chain, cross: self.cross.clone(), naming: self.naming }
    }

    /// The same CA with the cross certificates among `found` that are valid now: one for the key of the root, or of
    /// a CA below it, and the one for its issuer, up to a CA that clients may trust.
    #[must_use]
    pub(super) fn with_cross(mut self, found: &[Certificate], now: OffsetDateTime) -> Self {
        let is_valid = |one: &&Certificate| (one.not_before()..=one.not_after()).contains(&now);
        let usable = || found.iter().filter(|one| !one.is_self_issued()).filter(is_valid);
        let certifies = |one: &Certificate, ca: &Certificate| {
            one.subject() == ca.subject() && one.public_key() == ca.public_key() && one.der() != ca.der()
        };
        let first = self.chain.iter().rev().find_map(|ca| usable().find(|one| certifies(one, ca)));
        let mut cross: Vec<_> = first.cloned().into_iter().collect();
        while let Some(last) = cross.last() {
            let has_issued = |one: &&Certificate| {
                one.subject() == last.issuer() && signature::check_issued(last, one.public_key()).is_ok()
            };
            let next =
                usable().find(has_issued).filter(|next| cross.iter().all(|one| one.der() != next.der()));
            let Some(next) = next.cloned() else { break };
            cross.push(next);
        }
        self.cross = cross;
        self
    }

    /// What it may issue.
    #[must_use]
    pub fn policy(&self) -> policy::IssuingChain<'_> {
        policy::IssuingChain(&self.chain)
    }

    /// A file of its directory, given as one of the constants of [`crate::ca::layout`].
    #[must_use]
    pub fn path(&self, part: &'static str) -> PathBuf {
        self.folder.join(self.naming.file(part))
    }

    /// The program that made it, unless that is devcert.
    #[must_use]
    pub const fn program(&self) -> Option<&'static str> {
        self.naming.program()
    }

    /// Fails for a CA of another program, whose certificate and key devcert does not replace.
    ///
    /// # Errors
    /// [`CaFault::OfAnotherProgram`].
    pub fn check_changeable(&self) -> Result<(), Error> {
        match self.program() {
            Some(program) => {
                let folder = self.folder.clone();
                Err(self.fails(CaFault::OfAnotherProgram { folder, program }))
            }
            None => Ok(()),
        }
    }

    /// Fails when it signs nothing at this moment.
    ///
    /// # Errors
    /// [`CaFault::EmptySubject`] and [`CaFault::CannotIssue`].
    pub fn check(&self, now: OffsetDateTime) -> Result<(), Error> {
        if self.certificate().subject().is_empty() {
            return Err(self.fails(CaFault::EmptySubject(self.path(CERTIFICATE))));
        }
        self.policy().check(now).map_err(|reason| self.cannot_issue(reason))
    }

    /// Why it does not issue.
    #[must_use]
    pub fn cannot_issue(&self, reason: CannotIssue) -> Error {
        self.fails(CaFault::CannotIssue { certificate: self.path(CERTIFICATE), reason })
    }

    /// Refuses names that the CA, or one above it, may not issue for: all of them at once.
    ///
    /// # Errors
    /// [`CaFault::Names`].
    pub fn check_names(&self, subject: &Name, names: &[San]) -> Result<(), Error> {
        self.policy().permits(subject, names).map_err(|violations| {
            let (subject, names) = (subject.clone(), names.to_vec());
            self.fails(CaFault::Names { chain: self.chain.clone(), subject, names, violations })
        })
    }

    /// The dates that a certificate below the CA can have; reported when that is less than `requested`.
    ///
    /// # Errors
    /// [`CaFault::TooEarly`].
    pub fn clamp(&self, requested: Validity, world: &mut dyn World) -> Result<Validity, Error> {
        let policy = self.policy();
        let (validity, by) = policy.clamp(requested).map_err(|_| self.fails(CaFault::TooEarly(requested)))?;
        if let Some(by) = by {
            world.report(Event::EndsWithCa { not_after: validity.not_after(), ca: by.subject().clone() });
        }
        Ok(validity)
    }

    /// Whether whoever trusts the CA accepts the certificate for this purpose.
    ///
    /// # Errors
    /// The reason why not.
    pub fn evaluate(
        &self,
        certificate: &Certificate,
        purpose: Purpose,
        now: OffsetDateTime,
    ) -> Result<(), PathError> {
        let der = |one: &Certificate| CertificateDer::from(one.der().to_vec());
        let query = Query {
            leaf: &der(certificate),
            intermediates: &self.intermediates().iter().map(der).collect::<Vec<_>>(),
            roots: &[der(self.root())],
            at: now,
            name: None,
            purpose,
            revocation: Revocation::default(),
            limits: path::PathLimits::default(),
        };
        path::validate(&query).map(drop)
    }

    /// Refuses to certify its own key, or the key of a CA above it, for anything but a CA.
    ///
    /// # Errors
    /// [`Error::CaKey`].
    pub fn refuse_key(&self, place: &PathOrStdio, key: &PublicKey) -> Result<(), Error> {
        match self.chain().iter().any(|one| *one.public_key() == *key) {
            true => Err(Error::CaKey { place: place.clone(), ca: self.folder.clone() }),
            false => Ok(()),
        }
    }

    pub(super) fn fails(&self, fault: CaFault) -> Error {
        Error::ca(&self.folder, fault)
    }
}
