//! Creating a certificate request, and its key where there is none.

use super::batch::keep_apart;
use super::names::default_subject;
use super::wanted::{Origin, Present, Wanted};
use super::{
    Action, Batch, Error, Event, Existing, Format, KeyRequest, Names, Operation, OutputRole,
    SignatureRequest, SourceKey, Warning, World, key,
};
use crate::host::files::Access;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::read;
use devcert::encoding::request::Request;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::pki::{self, RequestSpec};

/// What is requested.
#[derive(Debug)]
pub struct CreateRequest {
    /// The key.
    pub key: KeyRequest,
    /// The request's file.
    pub place: PathOrStdio,
    /// Its format.
    pub format: Format,
    /// Subject, names and usages.
    pub names: Names,
    /// How it is signed.
    pub signature: SignatureRequest,
    /// What to do with an existing file.
    pub existing: Existing,
}

/// What was done.
#[derive(Debug)]
pub struct WrittenRequest {
    /// The key.
    pub key: SourceKey,
    /// The request.
    pub request: Request,
    /// Whether the request is new.
    pub action: Action,
}

const LABEL: &str = "CERTIFICATE REQUEST";

impl Operation for CreateRequest {
    type Done = WrittenRequest;

    fn check(&self) -> Result<(), Error> {
        keep_apart((&self.place, OutputRole::Csr), &[(&self.key.place, OutputRole::Key.name())])?;
        self.key.check()
    }

    fn places(&self) -> Vec<PathOrStdio> {
        vec![self.key.place.clone(), self.place.clone()]
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<WrittenRequest, Error> {
        let names = self.names.all(&[])?;
        let overwrite = self.existing.overwrite();
        let found = self.key.find(world)?;
        if !self.existing.keeps() {
            batch.check(&self.place, overwrite)?;
        }
        let key = match found {
            Some(found) => found,
            None => self.key.generate(batch, world)?,
        };
        if self.existing.keeps()
            && let Some(request) = self.kept(&key, &names, world)?
        {
            return Ok(WrittenRequest { key, request, action: Action::Unchanged });
        }
        let request = self.sign(&key, names, world)?;
        key.add_to(batch, overwrite)?;
        let file = self.format.pack(LABEL, request.der());
        batch.add(&self.place, file.expose(), Access::Public, overwrite);
        Ok(WrittenRequest { key, request, action: Action::Created })
    }
}

impl CreateRequest {
    fn sign(&self, key: &SourceKey, names: Vec<San>, world: &mut dyn World) -> Result<Request, Error> {
        if let Some(host) = self.names.host_beside(&names) {
            world.report(Warning::HostInSubject(host.to_owned()).into());
        }
        let spec = RequestSpec {
            subject: self.names.subject.clone().unwrap_or_else(|| default_subject(&names)),
            extensions: self
                .names
                .with_usages(Profile::Server.requested_extensions(key.key_management(), names)),
        };
        let request = pki::create_request_with(&spec, &key.key, &self.signature.signer(&key.key)?)?;
        // As its receiver will, its self-signature included.
        pki::verify_request(&request).map_err(Error::NewRequestRefused)?;
        Ok(request)
    }

    /// The request that exists, if it is what would be created.
    fn kept(&self, key: &SourceKey, names: &[San], world: &mut dyn World) -> Result<Option<Request>, Error> {
        let Some(request) = request_at(&self.place, world)? else { return Ok(None) };
        if key.is_new() {
            return Ok(None);
        }
        let wanted = Wanted {
            key,
            origin: Origin::OwnKey,
            names,
            subject: self.names.subject.as_ref(),
            profile: None,
            usages: &self.names,
            extensions: &[],
            signature: self.signature,
            existing: self.existing,
            now: world.now(),
        };
        let Some(mismatch) = wanted.mismatch(Present::Request(&request))? else {
            return Ok(Some(request));
        };
        world.report(Event::Replacing { place: self.place.clone(), mismatch });
        Ok(None)
    }
}

/// The request that exists; `None` when there is none, or only its remains.
fn request_at(place: &PathOrStdio, world: &mut dyn World) -> Result<Option<Request>, Error> {
    let Some(bytes) = world.read_if_filled(place, OutputRole::Csr)? else { return Ok(None) };
    match read::request(&bytes) {
        Ok(request) => Ok(Some(request)),
        Err(error) => key::replaceable(place, error, world).map(|()| None),
    }
}
