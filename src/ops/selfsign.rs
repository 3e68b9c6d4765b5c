//! Creating a self-signed certificate, and its key where there is none.

use time::OffsetDateTime;

use super::batch::keep_apart;
use super::certify::Content;
use super::error::RequestFault;
use super::event::RequestSubject;
use super::pair::{Pair, WrittenPair};
use super::self_test::SelfTest;
use super::wanted::{Origin, Present, Wanted};
use super::{
    Action, Batch, Error, Event, Format, Mismatch, Names, Operation, OutputRole, SignatureRequest, SourceKey,
    Warning, World,
};
use crate::host::files::Access;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::encoding::request::{Attribute, Request};
use devcert::model::extension::Extension;
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::secret::Secret;
use devcert::model::validity::Validity;
use devcert::pki::path::Purpose;
use devcert::pki::renewal::is_self_signed;
use devcert::pki::{self, Faults, IssueError, Issuer, VerifiedRequest};

/// What is requested.
#[derive(Debug)]
pub struct SelfSign {
    /// The files.
    pub pair: Pair,
    /// Subject, names and usages.
    pub names: Names,
    /// The dates.
    pub validity: Validity,
    /// Further extensions.
    pub extensions: Vec<Extension>,
    /// How it is signed.
    pub signature: SignatureRequest,
    /// What is deliberately wrong with it.
    pub faults: Faults,
    /// A request whose subject and names are kept.
    pub request: Option<PathOrStdio>,
    /// The usual place of a request, which is used if there is one and matches the private key.
    pub usual_request: PathOrStdio,
}

/// What was done.
#[derive(Debug)]
pub struct SelfSigned {
    /// The files.
    pub pair: WrittenPair,
    /// Whether a self-signed certificate was replaced, which trust stores may have.
    pub replaces_anchor: bool,
}

impl Operation for SelfSign {
    type Done = SelfSigned;

    fn check(&self) -> Result<(), Error> {
        if self.names.subject.as_ref().is_some_and(Name::is_empty) {
            return Err(IssueError::EmptyIssuer.into());
        }
        self.pair.key.check()?;
        let mut inputs = vec![(&self.pair.key.place, OutputRole::Key.name())];
        inputs.extend(self.request.as_ref().map(|place| (place, OutputRole::Csr.name())));
        keep_apart((&self.pair.certificate, OutputRole::Certificate), &inputs)
    }

    fn places(&self) -> Vec<PathOrStdio> {
        self.pair.places()
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<SelfSigned, Error> {
        let found = self.pair.key.find(world)?;
        let named = CsrInput::named(self, found.as_ref(), world)?;
        let keeps = self.pair.existing.keeps();
        if !keeps {
            self.pair.check(batch)?;
        }
        let key = match found {
            Some(found) => found,
            None => self.pair.key.generate(batch, world)?,
        };
        let csr_input = named.unwrap_or_else(|| CsrInput::usual(self, &key, world));
        let now = world.now();
        let mismatch = |found: &Certificate| self.mismatch(&key, &csr_input, found, now);
        if keeps && let Some(certificate) = self.pair.kept(&key, mismatch, world)? {
            let pair = WrittenPair { key, certificate, action: Action::Unchanged };
            return Ok(SelfSigned { pair, replaces_anchor: false });
        }
        csr_input.report(self.names.subject.as_ref(), world);
        let certificate = self.certify(&key, &csr_input, world)?;
        key.add_to(batch, self.pair.existing.overwrite())?;
        let file = self.pair.format.pack(LABEL, certificate.der());
        batch.add(&self.pair.certificate, file.expose(), Access::Public, self.pair.existing.overwrite());
        let replaced = self.pair.replaced();
        self.pair.report_lost_names(replaced.as_ref(), certificate.names(), world);
        let replaces_anchor = replaced.as_ref().is_some_and(is_self_signed);
        Ok(SelfSigned { pair: WrittenPair { key, certificate, action: Action::Created }, replaces_anchor })
    }
}

const LABEL: &str = "CERTIFICATE";

impl SelfSign {
    fn certify(
        &self,
        key: &SourceKey,
        csr_input: &CsrInput,
        world: &mut dyn World,
    ) -> Result<Certificate, Error> {
        let names = self.names.all(&csr_input.names)?;
        if let Some(host) = self.names.host_beside(&names) {
            world.report(Warning::HostInSubject(host.to_owned()).into());
        }
        let subject = self.names.subject.as_ref().or(csr_input.subject.as_ref());
        let own_name = || own_subject(&names);
        let subject = subject.cloned().unwrap_or_else(own_name);
        let own = Profile::Server.extensions(key.key_management(), names);
        let issuer = Issuer::new(subject.clone(), &key.key).map_err(IssueError::from)?;
        let extensions = [self.names.with_usages(own), self.extensions.clone()].concat();
        let content = Content { subject, extensions, validity: self.validity };
        content.certify(key.key.public(), &self.signature.issuer(issuer)?, &self.faults, world)
    }

    /// What an existing certificate lacks.
    fn mismatch(
        &self,
        key: &SourceKey,
        csr_input: &CsrInput,
        found: &Certificate,
        now: OffsetDateTime,
    ) -> Result<Option<Mismatch>, Error> {
        let names = self.names.all(&csr_input.names)?;
        let subject = self.names.subject.as_ref().or(csr_input.subject.as_ref());
        let wanted = Wanted {
            key,
            origin: Origin::OwnKey,
            names: &names,
            subject,
            profile: None,
            usages: &self.names,
            extensions: &self.extensions,
            signature: self.signature,
            existing: self.pair.existing,
            now,
        };
        match wanted.mismatch(Present::Certificate(found))? {
            // What verify fails would be kept forever.
            None if self.names.is_for_servers() => {
                self.self_test(key, &Format::Pem.pack(LABEL, found.der())).mismatch(now)
            }
            mismatch => Ok(mismatch),
        }
    }

    /// The test of the pair, with `chain` as the certificate in PEM.
    #[must_use]
    pub fn self_test<'a>(&'a self, key: &'a SourceKey, chain: &'a Secret) -> SelfTest<'a> {
        SelfTest {
            key,
            certificate: &self.pair.certificate,
            format: self.pair.format,
            chain,
            anchors: None,
            purpose: Purpose::Server,
        }
    }
}

/// The subject that names the first host, or else the first other name, that is short enough. It is the issuer
/// too, and an issuer needs a name (RFC 5280, 4.1.2.4); no CA constrains it, so that an address does no harm.
fn own_subject(names: &[San]) -> Name {
    let (hosts, others): (Vec<_>, Vec<_>) = names.iter().partition(|name| matches!(name, San::Dns(_)));
    let short = |name: &San| Name::from_common_name(&name.value()).ok();
    let first = hosts.into_iter().chain(others).find_map(short);
    first.or_else(|| "O=self-signed".parse().ok()).unwrap_or_default()
}

/// What a request says about the subject, if there is one.
#[derive(Debug, Default)]
struct CsrInput {
    subject: Option<Name>,
    names: Vec<San>,
    /// Names that the request spells in a way that clients do not match, and what they became.
    respelled: Vec<(San, San)>,
    /// The attributes of the request that are not used.
    attributes: Vec<Attribute>,
    /// The request's file.
    place: Option<PathOrStdio>,
}

impl CsrInput {
    /// From the request that is named, which must fit the key; `None` where none is named.
    fn named(
        wanted: &SelfSign,
        key: Option<&SourceKey>,
        world: &mut dyn World,
    ) -> Result<Option<Self>, Error> {
        let Some(place) = &wanted.request else { return Ok(None) };
        let bytes = world.read(place, OutputRole::Csr)?;
        Self::read(place, &bytes, key).map(Some)
    }

    /// From the request in the usual place, if it fits. Otherwise it is not used: nobody has named it.
    fn usual(wanted: &SelfSign, key: &SourceKey, world: &mut dyn World) -> Self {
        if key.is_new() {
            return Self::default();
        }
        let place = &wanted.usual_request;
        let read = match world.read_if_exists(place, OutputRole::Csr) {
            Ok(None) => return Self::default(),
            Ok(Some(bytes)) => Self::read(place, &bytes, Some(key)),
            Err(error) => Err(error),
        };
        read.unwrap_or_else(|error| {
            world.report(Warning::RequestIgnored(error).into());
            Self::default()
        })
    }

    fn read(place: &PathOrStdio, bytes: &[u8], key: Option<&SourceKey>) -> Result<Self, Error> {
        let accepted =
            read::request(bytes).map_err(RequestFault::Unreadable).and_then(|request| fitting(&request, key));
        let VerifiedRequest { subject, names, respelled, attributes } =
            accepted.map_err(|fault| Error::Request { request: place.clone(), fault: Box::new(fault) })?;
        let subject = Some(subject).filter(|subject| !subject.is_empty());
        Ok(Self { subject, names, respelled, attributes, place: Some(place.clone()) })
    }

    /// Reports what is taken from a request, if there is one: not its subject where another is requested.
    fn report(&self, requested: Option<&Name>, world: &mut dyn World) {
        let Some(place) = self.place.clone() else { return };
        let subject = match (requested, &self.subject) {
            (Some(_), _) => RequestSubject::Replaced,
            (None, None) => RequestSubject::Empty,
            (None, Some(subject)) => RequestSubject::Used(subject.clone()),
        };
        world.report(Event::FromRequest { place, subject, names: self.names.clone() });
        for (found, name) in self.respelled.iter().cloned() {
            world.report(Event::Respelled { found, name });
        }
        for attribute in self.attributes.iter().copied() {
            world.report(Event::UnusedAttribute(attribute));
        }
    }
}

/// What the request contains, if it belongs to this key; a key that is yet to be generated has none.
fn fitting(request: &Request, key: Option<&SourceKey>) -> Result<VerifiedRequest, RequestFault> {
    let key = key.ok_or(RequestFault::NewKey)?;
    if *request.public_key() != *key.key.public() {
        return Err(RequestFault::OtherKey(key.place.clone()));
    }
    pki::verify_request(request).map_err(RequestFault::Refused)
}
