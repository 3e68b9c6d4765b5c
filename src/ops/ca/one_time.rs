//! A CA that issues once: its key is never written.
//!
//! Whoever trusts its certificate trusts this one server, and nobody can issue another one under it.

use super::{chain_file, subject};
use crate::host::files::Access;
use crate::host::stdio::PathOrStdio;
use crate::ops::certify::Content;
use crate::ops::key::generate;
use crate::ops::names::default_subject;
use crate::ops::seed::KeyUse;
use crate::ops::self_test::SelfTest;
use crate::ops::{Batch, Error, Existing, Format, Operation, SignatureRequest, SourceKey, World};
use devcert::encoding::certificate::Certificate;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::constraint::NameConstraints;
use devcert::model::name::Name;
use devcert::model::profile::{Profile, ca_extensions};
use devcert::model::san::San;
use devcert::model::secret::Secret;
use devcert::model::validity::Validity;
use devcert::pki::path::Purpose;
use devcert::pki::{Faults, Issuer};

/// What is requested.
#[derive(Debug)]
pub struct IssueOnce {
    /// The file of the server's key.
    pub key: PathOrStdio,
    /// The file of the server's certificate.
    pub certificate: PathOrStdio,
    /// The file of the CA's certificate.
    pub ca: PathOrStdio,
    /// The subject of the CA; one that tells where and when it was created otherwise.
    pub subject: Option<Name>,
    /// The kind of the CA's key.
    pub ca_algorithm: KeyAlgorithm,
    /// The kind of the server's key; the default one otherwise.
    pub algorithm: Option<KeyAlgorithm>,
    /// What the CA may issue for.
    pub constraints: NameConstraints,
    /// The names of the server.
    pub names: Vec<San>,
    /// The dates of both certificates.
    pub validity: Validity,
    /// How both certificates are signed.
    pub signature: SignatureRequest,
    /// What to do with existing files.
    pub existing: Existing,
}

/// What was done.
#[derive(Debug)]
pub struct IssuedOnce {
    /// The server's key.
    pub key: SourceKey,
    /// The server's certificate.
    pub certificate: Certificate,
    /// The CA's certificate.
    pub ca: Certificate,
    chain: Secret,
    anchors: Secret,
}

impl Operation for IssueOnce {
    type Done = IssuedOnce;

    fn places(&self) -> Vec<PathOrStdio> {
        vec![self.key.clone(), self.certificate.clone(), self.ca.clone()]
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<IssuedOnce, Error> {
        let overwrite = self.existing.overwrite();
        self.places().iter().try_for_each(|place| batch.check(place, overwrite))?;
        let (ca, issuer) = self.create_ca(world)?;
        let key = SourceKey::generate(&self.key, self.algorithm, world)?;
        let certificate = self.certify(&key, &issuer, world)?;
        // From here on nobody can sign with the CA's key: it is wiped where it is in memory.
        drop(issuer);
        key.add_to(batch, overwrite)?;
        let [chain, anchors] =
            [&certificate, &ca].map(|one| Secret::new(chain_file(std::slice::from_ref(one))));
        batch.add(&self.certificate, chain.expose(), Access::Public, overwrite);
        batch.add(&self.ca, anchors.expose(), Access::Public, overwrite);
        Ok(IssuedOnce { key, certificate, ca, chain, anchors })
    }
}

impl IssueOnce {
    fn create_ca(&self, world: &mut dyn World) -> Result<(Certificate, Issuer), Error> {
        let key = generate(self.ca_algorithm, KeyUse::OneTimeCa, world)?;
        let content = Content {
            subject: subject(self.subject.as_ref(), Profile::Root, &key, world)?,
            extensions: ca_extensions(Profile::Root, None, Some(self.constraints.clone())),
            validity: self.validity,
        };
        let issuer = self.signature.issuer(Issuer::new(content.subject.clone(), &key)?)?;
        Ok((content.certify(key.public(), &issuer, &Faults::default(), world)?, issuer))
    }

    fn certify(&self, key: &SourceKey, issuer: &Issuer, world: &mut dyn World) -> Result<Certificate, Error> {
        let content = Content {
            subject: default_subject(&self.names),
            extensions: Profile::Server.extensions(key.key_management(), self.names.clone()),
            validity: self.validity,
        };
        content.certify(key.key.public(), issuer, &Faults::default(), world)
    }

    /// The test of the server by a client that trusts the CA.
    #[must_use]
    pub fn self_test<'a>(&'a self, done: &'a IssuedOnce) -> SelfTest<'a> {
        SelfTest {
            key: &done.key,
            certificate: &self.certificate,
            format: Format::Pem,
            chain: &done.chain,
            anchors: Some((&done.anchors, &self.ca)),
            purpose: Purpose::Server,
        }
    }
}
