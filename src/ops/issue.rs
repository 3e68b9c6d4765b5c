//! Issuing a certificate from a CA, on a new key where there is none.

use time::OffsetDateTime;

use super::ca::{Ca, CreateCa, UnlockedCa, chain_file, written};
use super::certify::Content;
use super::pair::{Pair, WrittenPair};
use super::retire::Retired;
use super::self_test::SelfTest;
use super::wanted::{Origin, Present, Wanted};
use super::{
    Action, Batch, Error, Event, Format, Mismatch, Names, Operation, SignatureRequest, SourceKey, World,
};
use crate::ca::layout::CERTIFICATE;
use crate::ca::ledger;
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::model::extension::Extension;
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::secret::Secret;
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::Faults;
use devcert::pki::path::Purpose;

/// The CA that issues a certificate.
pub enum IssuingCa<'a> {
    /// One that exists.
    Existing(&'a UnlockedCa),
    /// One that is created for the certificate: both are written, or neither.
    New(Box<CreateCa<'a>>),
}

/// What is requested.
pub struct Issue<'a> {
    /// The issuer.
    pub ca: IssuingCa<'a>,
    /// How it is signed.
    pub signature: SignatureRequest,
    /// What is deliberately wrong with it.
    pub faults: Faults,
    /// The files.
    pub pair: Pair,
    /// What the certificate is for.
    pub profile: Profile,
    /// Its subject.
    pub subject: Name,
    /// Its names.
    pub names: Vec<San>,
    /// The subject and the usages that are requested expressly.
    pub wanted: Names,
    /// Further extensions.
    pub extensions: Vec<Extension>,
    /// Its dates, which end with those of the CA.
    pub validity: Validity,
    /// The longest that it may be valid.
    pub most: Option<Span>,
    /// Whether the root is at the end of its chain.
    pub with_root: bool,
    /// Whether a self-signed certificate on the same key is kept under another name.
    pub retires: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Issued {
    /// The files.
    pub pair: WrittenPair,
    /// The certificate and what a server sends after it, as PEM.
    pub chain: Secret,
    /// The certificate that made way for it.
    pub retired: Option<Retired>,
    /// The CA.
    pub ca: Ca,
    /// Whether the CA is new.
    pub is_new_ca: bool,
}

impl Operation for Issue<'_> {
    type Done = Issued;

    fn check(&self) -> Result<(), Error> {
        self.pair.check_inputs()
    }

    fn places(&self) -> Vec<PathOrStdio> {
        self.pair.places()
    }

    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        match &self.ca {
            IssuingCa::Existing(_) => Batch::open(&self.places(), world),
            IssuingCa::New(ca) => Batch::open_private(&ca.places(), &self.places(), world),
        }
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Issued, Error> {
        match &self.ca {
            IssuingCa::Existing(ca) => Issuance { request: self, ca }.prepare(batch, world),
            IssuingCa::New(ca) => {
                let ca = ca.prepare(batch, world)?;
                let issued = Issuance { request: self, ca: &ca }.prepare(batch, world)?;
                Ok(Issued { is_new_ca: true, ..issued })
            }
        }
    }
}

/// A request, and the CA that issues the certificate.
struct Issuance<'a> {
    request: &'a Issue<'a>,
    ca: &'a UnlockedCa,
}

impl Issuance<'_> {
    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Issued, Error> {
        let pair = &self.request.pair;
        let found = pair.key.find(world)?;
        if let Some(found) = &found {
            self.ca.ca.refuse_key(&found.place, found.key.public())?;
        }
        let keeps = pair.existing.keeps();
        let retired = self.retired(found.as_ref())?;
        if !keeps && retired.is_none() {
            pair.check(batch)?;
        }
        let key = match found {
            Some(found) => found,
            None => pair.key.generate(batch, world)?,
        };
        let now = world.now();
        let mismatch = |found: &Certificate| self.mismatch(&key, found, now);
        if keeps && let Some(certificate) = pair.kept(&key, mismatch, world)? {
            let chain = self.chain(&certificate);
            let pair = WrittenPair { key, certificate, action: Action::Unchanged };
            return Ok(self.issued(pair, chain, None));
        }
        if let IssuingCa::Existing(ca) = &self.request.ca {
            ca.ca.report_serial(&self.request.faults, world)?;
        }
        let certificate = self.certify(&key, world)?;
        pair.report_lost_names(pair.replaced().as_ref(), certificate.names(), world);
        let chain = self.chain(&certificate);
        self.add(&key, &certificate, retired.as_ref(), batch, now)?;
        let pair = WrittenPair { key, certificate, action: Action::Created };
        Ok(self.issued(pair, chain, retired))
    }

    fn issued(&self, pair: WrittenPair, chain: Secret, retired: Option<Retired>) -> Issued {
        Issued { pair, chain, retired, ca: self.ca.ca.clone(), is_new_ca: false }
    }

    /// The self-signed certificate on the same key, which is kept under another name.
    fn retired(&self, key: Option<&SourceKey>) -> Result<Option<Retired>, Error> {
        match key.filter(|_| self.request.retires) {
            Some(key) => Retired::find(&self.request.pair.certificate, key.key.public()),
            None => Ok(None),
        }
    }

    fn certify(&self, key: &SourceKey, world: &mut dyn World) -> Result<Certificate, Error> {
        let validity = self.ca.ca.clamp(self.request.validity, world)?;
        let own = self.request.profile.extensions(key.key_management(), self.request.names.clone());
        let content = Content {
            subject: self.request.subject.clone(),
            extensions: [self.request.wanted.with_usages(own), self.request.extensions.clone()].concat(),
            validity: shortened(validity, self.request.most, world)?,
        };
        let requested = self.request.signature.of_ca(&self.ca.issuer)?;
        let issuer = requested.as_ref().unwrap_or(&self.ca.issuer);
        content.certify(key.key.public(), issuer, &self.request.faults, world)
    }

    fn add(
        &self,
        key: &SourceKey,
        certificate: &Certificate,
        retired: Option<&Retired>,
        batch: &mut Batch,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        let overwrite = self.request.pair.existing.overwrite();
        key.add_to(batch, overwrite)?;
        if let Some(retired) = retired {
            retired.add_to(batch);
        }
        let file =
            self.request.pair.format.pack_chain(certificate, &self.ca.ca.above(self.request.with_root));
        let overwrite = if retired.is_some() { Overwrite::Replace } else { overwrite };
        batch.add(&self.request.pair.certificate, file.expose(), Access::Public, overwrite);
        let files = written(Some(key), &self.request.pair.certificate, certificate);
        let entry = ledger::Issued::of(certificate, self.request.profile, now, files);
        batch.record(&self.ca.ca, vec![ledger::Event::Issued(entry)]);
        Ok(())
    }

    /// The certificate and what a server has to send after it, as PEM.
    fn chain(&self, certificate: &Certificate) -> Secret {
        Format::Pem.pack_chain(certificate, &self.ca.ca.above(self.request.with_root))
    }

    /// What an existing certificate lacks.
    fn mismatch(
        &self,
        key: &SourceKey,
        found: &Certificate,
        now: OffsetDateTime,
    ) -> Result<Option<Mismatch>, Error> {
        let request = self.request;
        let wanted = Wanted {
            key,
            origin: Origin::Ca(&self.ca.ca),
            names: &request.names,
            subject: request.wanted.subject.as_ref(),
            profile: Some(request.profile),
            usages: &request.wanted,
            extensions: &request.extensions,
            signature: request.signature,
            existing: request.pair.existing,
            now,
        };
        match wanted.mismatch(Present::Certificate(found))? {
            None => self.failure(key, found, now),
            mismatch => Ok(mismatch),
        }
    }

    /// What verify finds wrong with the files, which would be kept forever.
    fn failure(
        &self,
        key: &SourceKey,
        found: &Certificate,
        now: OffsetDateTime,
    ) -> Result<Option<Mismatch>, Error> {
        if !self.request.wanted.is_for_servers() {
            return Ok(None);
        }
        let ca = &self.ca.ca;
        let (chain, root) = (self.chain(found), PathOrStdio::File(ca.path(CERTIFICATE)));
        let anchors = Secret::new(chain_file(ca.chain()));
        let purposes = [
            (self.request.profile.is_server(), Purpose::Server),
            (matches!(self.request.profile, Profile::Client | Profile::ServerAndClient), Purpose::Client),
        ];
        for (_, purpose) in purposes.into_iter().filter(|(applies, _)| *applies) {
            let test = SelfTest { purpose, ..self.request.self_test(key, &chain, (&anchors, &root)) };
            if let Some(mismatch) = test.mismatch(now)? {
                return Ok(Some(mismatch));
            }
        }
        Ok(None)
    }
}

impl Issue<'_> {
    /// The test of the pair by a client that trusts `anchors`, PEM and its file.
    #[must_use]
    pub fn self_test<'b>(
        &'b self,
        key: &'b SourceKey,
        chain: &'b Secret,
        anchors: (&'b Secret, &'b PathOrStdio),
    ) -> SelfTest<'b> {
        SelfTest {
            key,
            certificate: &self.pair.certificate,
            format: self.pair.format,
            chain,
            anchors: Some(anchors),
            purpose: Purpose::Server,
        }
    }
}

/// The dates, cut to `most`, which is reported.
///
/// # Errors
/// When no time is left.
pub fn shortened(validity: Validity, most: Option<Span>, world: &mut dyn World) -> Result<Validity, Error> {
    let Some(most) = most.filter(|most| validity.length() > most.duration()) else { return Ok(validity) };
    // The last second counts (RFC 5280, 4.1.2.5).
    let not_after = validity.not_before() + most.duration() - time::Duration::SECOND;
    world.report(Event::Shortened { not_after, most });
    Ok(Validity::between(validity.not_before(), not_after)?)
}
