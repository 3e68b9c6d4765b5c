//! Signing a certificate request with a CA.

use time::OffsetDateTime;

use super::batch::keep_apart;
use super::ca::{Ca, LazyCa, UnlockedCa, chain_file, written};
use super::certify::Content;
use super::error::RequestFault;
use super::event::Adjustment;
use super::issue::shortened;
use super::retire::Retired;
use super::settle::{report_foreign_to_gnutls, settle};
use super::{Batch, Error, Event, Existing, Format, Operation, OutputRole, SignatureRequest, World, guard};
use crate::ca::ledger::{self, Issued};
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::encoding::request::Request;
use devcert::model::algorithm::KeyManagement;
use devcert::model::extension::{Extension, ExtensionValue};
use devcert::model::name::Name;
use devcert::model::profile::{Profile, ca_extensions};
use devcert::model::san::San;
use devcert::model::secret::Secret;
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::path::{PathError, Purpose, server_name};
use devcert::pki::verify::{Verification, VerifyInput, verify};
use devcert::pki::{self, AllowedExtra, ApprovedRequest, Faults, IssuancePolicy};

/// A request, read from its file.
#[derive(Debug)]
pub struct SourceRequest {
    /// Its file.
    pub place: PathOrStdio,
    /// The request.
    pub request: Request,
}

impl SourceRequest {
    /// The request at `place`.
    ///
    /// # Errors
    /// When there is none, or something else.
    pub fn read(place: PathOrStdio, world: &mut dyn World) -> Result<Self, Error> {
        let bytes = world.read(&place, OutputRole::Csr)?;
        match read::request(&bytes) {
            Ok(request) => Ok(Self { place, request }),
            Err(error) => {
                Err(Error::Request { request: place, fault: Box::new(RequestFault::Unreadable(error)) })
            }
        }
    }
}

/// What is requested.
pub struct Sign<'a> {
    /// The issuer.
    pub ca: &'a LazyCa<'a>,
    /// The request.
    pub request: SourceRequest,
    /// What the certificate is for.
    pub profile: Profile,
    /// What the request may have beyond that.
    pub allow: Vec<AllowedExtra>,
    /// The subject, instead of the request's.
    pub subject: Option<Name>,
    /// Names, in addition to the request's.
    pub names: Vec<San>,
    /// Its dates, which end with those of the CA.
    pub validity: Validity,
    /// The longest that it may be valid.
    pub most: Option<Span>,
    /// How it is signed.
    pub signature: SignatureRequest,
    /// What is deliberately wrong with it.
    pub faults: Faults,
    /// The certificate's file.
    pub certificate: PathOrStdio,
    /// The certificate's format.
    pub format: Format,
    /// Whether the root is at the end of its chain.
    pub with_root: bool,
    /// What to do with an existing file.
    pub existing: Existing,
    /// Whether a self-signed certificate on the same key is kept under another name.
    pub retires: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Signed {
    /// The CA.
    pub ca: Ca,
    /// The certificate.
    pub certificate: Certificate,
    /// What it is for: an intermediate CA where the request was allowed to become one.
    pub profile: Profile,
    /// The certificate that made way for it.
    pub retired: Option<Retired>,
}

impl Operation for Sign<'_> {
    type Done = Signed;

    fn check(&self) -> Result<(), Error> {
        keep_apart(
            (&self.certificate, OutputRole::Certificate),
            &[(&self.request.place, OutputRole::Csr.name())],
        )
    }

    fn places(&self) -> Vec<PathOrStdio> {
        vec![self.certificate.clone()]
    }

    /// A CA's new certificate may replace its old one; no other certificate may.
    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        Batch::open_any(&self.places(), world)
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Signed, Error> {
        let ca = self.ca.ca();
        ca.check(world.now())?;
        let requested = self.apply_policy()?;
        let (granted, changes) = self.settled(&requested)?;
        if !granted.ca {
            guard::refuse_to_replace(&self.certificate)?;
            ca.refuse_key(&self.request.place, self.request.request.public_key())?;
        }
        let retired = self.retired()?;
        let overwrite = self.overwrite(retired.as_ref());
        batch.check(&self.certificate, overwrite)?;
        self.report(requested, &granted, changes, world);
        let validity = shortened(ca.clamp(self.validity, world)?, self.most, world)?;
        let unlocked = self.ca.unlock(world)?;
        ca.report_serial(&self.faults, world)?;
        let certificate = self.certify(unlocked, &granted, validity, world)?;
        let profile = if granted.ca { Profile::Intermediate } else { self.profile };
        let signed = Signed { ca: ca.clone(), certificate, profile, retired };
        self.add(&signed, overwrite, batch, world.now());
        Ok(signed)
    }
}

impl Sign<'_> {
    /// What the request brings in, with what is requested instead and in addition.
    fn apply_policy(&self) -> Result<ApprovedRequest, Error> {
        let terms = IssuancePolicy { profile: self.profile, allow: &self.allow, names: &self.names };
        let mut admitted = pki::apply_policy(&self.request.request, &terms)
            .map_err(|error| self.fails(RequestFault::NotAdmitted(error)))?;
        if let Some(subject) = &self.subject {
            admitted.subject = subject.clone();
        }
        if self.profile.is_server() && !admitted.ca {
            self.add_common_name(&mut admitted)?;
        }
        if admitted.ca {
            let ca = self.ca.ca();
            ca.policy().check_depth().map_err(|reason| ca.cannot_issue(reason))?;
        }
        Ok(admitted)
    }

    /// Adds the host in the subject where the names have none: clients read names only, and old programs
    /// request none.
    fn add_common_name(&self, admitted: &mut ApprovedRequest) -> Result<(), Error> {
        let is_host = |name: &San| matches!(name, San::Dns(_) | San::Ip(_));
        if admitted.names.iter().any(is_host) {
            return Ok(());
        }
        let name = admitted.subject.common_name().and_then(|text| text.parse().ok());
        match name.filter(is_host) {
            Some(name) => admitted.names.push(name),
            None if admitted.names.is_empty() => return Err(self.fails(RequestFault::NoNames)),
            None => {}
        }
        Ok(())
    }

    /// The same with a subject and names that clients accept below the CA, and what was changed for that.
    fn settled(&self, admitted: &ApprovedRequest) -> Result<(ApprovedRequest, Vec<Adjustment>), Error> {
        let ca = self.ca.ca();
        let mut settled = admitted.clone();
        let ApprovedRequest { subject, names, .. } = &mut settled;
        let changes = match admitted.ca {
            true => Vec::new(),
            false => settle(subject, names, self.profile.is_server(), &ca.policy().constraints()),
        };
        ca.check_names(subject, names)?;
        Ok((settled, changes))
    }

    /// The self-signed certificate on the request's key, which is kept under another name.
    fn retired(&self) -> Result<Option<Retired>, Error> {
        match self.retires {
            true => Retired::find(&self.certificate, self.request.request.public_key()),
            false => Ok(None),
        }
    }

    fn overwrite(&self, retired: Option<&Retired>) -> Overwrite {
        if retired.is_some() { Overwrite::Replace } else { self.existing.overwrite() }
    }

    /// Reports what is taken from the request, what is not, what was changed, and who rejects it.
    fn report(
        &self,
        requested: ApprovedRequest,
        granted: &ApprovedRequest,
        changes: Vec<Adjustment>,
        world: &mut dyn World,
    ) {
        let ApprovedRequest { subject, names, respelled, left_out, .. } = requested;
        world.report(Event::ApprovedRequest { place: self.request.place.clone(), subject, names });
        let respelled = respelled.into_iter().map(|(found, name)| Event::Respelled { found, name });
        let left_out = left_out.into_iter().map(Event::LeftOut);
        for event in respelled.chain(left_out).chain(changes.into_iter().map(Event::Adjusted)) {
            world.report(event);
        }
        if self.profile.is_server() && !granted.ca {
            let constraints = self.ca.ca().policy().constraints();
            report_foreign_to_gnutls(&granted.subject, &granted.names, &constraints, world);
        }
    }

    fn certify(
        &self,
        ca: &UnlockedCa,
        granted: &ApprovedRequest,
        validity: Validity,
        world: &mut dyn World,
    ) -> Result<Certificate, Error> {
        let content = Content {
            subject: granted.subject.clone(),
            extensions: self.extensions(&ca.ca, granted),
            validity,
        };
        let requested = self.signature.of_ca(&ca.issuer)?;
        let issuer = requested.as_ref().unwrap_or(&ca.issuer);
        content.certify(self.request.request.public_key(), issuer, &self.faults, world)
    }

    fn extensions(&self, ca: &Ca, granted: &ApprovedRequest) -> Vec<Extension> {
        let mut extensions = match granted.ca {
            true => {
                let constraints = ca.certificate().name_constraints().cloned();
                ca_extensions(Profile::Intermediate, Some(0), constraints)
            }
            false => self.profile.extensions(KeyManagement::Nothing, granted.names.clone()),
        };
        for extension in extensions.iter_mut().filter(|_| !granted.ca) {
            match &mut extension.body {
                ExtensionValue::KeyUsage(usages) => usages.clone_from(&granted.key_usages),
                ExtensionValue::ExtendedKeyUsage(purposes) => purposes.clone_from(&granted.purposes),
                _ => {}
            }
        }
        extensions.extend(granted.kept.iter().cloned());
        extensions
    }

    /// Adds the certificate, the one that makes way for it, and the entry in the CA's ledger.
    fn add(&self, signed: &Signed, overwrite: Overwrite, batch: &mut Batch, now: OffsetDateTime) {
        let Signed { ca, certificate, profile, retired } = signed;
        let file = self.format.pack_chain(certificate, &ca.above(self.with_root));
        batch.add(&self.certificate, file.expose(), Access::Public, overwrite);
        if let Some(retired) = retired {
            retired.add_to(batch);
        }
        let files = written(None, &self.certificate, certificate);
        let entry = Issued::of(certificate, *profile, now, files);
        batch.record(ca, vec![ledger::Event::Issued(entry)]);
    }

    fn fails(&self, fault: RequestFault) -> Error {
        Error::Request { request: self.request.place.clone(), fault: Box::new(fault) }
    }
}

impl Signed {
    /// The test by a client that trusts the CA, for every name; the key is elsewhere. `None` where the certificate
    /// is not a server's.
    #[must_use]
    pub fn verification(&self, now: OffsetDateTime) -> Option<Verification> {
        let names = self.certificate.names().iter();
        let hosts: Vec<_> = names.filter(|name| server_name(name).is_some()).cloned().collect();
        let chain = Format::Pem.pack_chain(&self.certificate, &self.ca.above(false));
        let root = Secret::new(chain_file([self.ca.root()]));
        let subject = VerifyInput {
            anchors: Some(root.expose()),
            hosts: &hosts,
            ..VerifyInput::new(chain.expose(), now)
        };
        self.profile.is_server().then(|| verify(&subject))
    }

    /// Whether a server that trusts the CA accepts it, or why not. `None` where the certificate is not a client's.
    #[must_use]
    pub fn client_verdict(&self, now: OffsetDateTime) -> Option<Result<(), PathError>> {
        let is_client = matches!(self.profile, Profile::Client | Profile::ServerAndClient);
        is_client.then(|| self.ca.evaluate(&self.certificate, Purpose::Client, now))
    }
}
