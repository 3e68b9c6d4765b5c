//! Creating a CSR for the key of a CA, which another CA is to sign.

use super::Ca;
use crate::host::files::Access;
use crate::host::passphrase::Source;
use crate::host::stdio::PathOrStdio;
use crate::ops::{Batch, Error, Existing, Format, Operation, SignatureRequest, World};
use devcert::encoding::request::Request;
use devcert::model::extension::ExtensionValue;
use devcert::pki::{self, RequestSpec};

/// What is requested: a CSR with the subject of the CA, which requests what its own certificate has.
#[derive(Debug)]
pub struct RequestForCa<'a> {
    /// The CA.
    pub ca: &'a Ca,
    /// Where the passphrase of its key comes from. It is read once it is certain that a CSR is signed.
    pub passphrase: Option<&'a Source>,
    /// The file of the CSR.
    pub place: PathOrStdio,
    /// Its format.
    pub format: Format,
    /// How it is signed.
    pub signature: SignatureRequest,
    /// What to do with an existing file.
    pub existing: Existing,
}

impl Operation for RequestForCa<'_> {
    type Done = Request;

    fn places(&self) -> Vec<PathOrStdio> {
        vec![self.place.clone()]
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Request, Error> {
        let overwrite = self.existing.overwrite();
        batch.check(&self.place, overwrite)?;
        let key = self.ca.private_key(self.passphrase, world)?;
        let certificate = self.ca.certificate();
        let extensions = certificate.extensions().iter().filter(|one| {
            matches!(
                one.body,
                ExtensionValue::BasicConstraints { .. }
                    | ExtensionValue::KeyUsage(_)
                    | ExtensionValue::NameConstraints(_)
            )
        });
        let spec =
            RequestSpec { subject: certificate.subject().clone(), extensions: extensions.cloned().collect() };
        let request = pki::create_request_with(&spec, &key, &self.signature.signer(&key)?)?;
        let file = self.format.pack("CERTIFICATE REQUEST", request.der());
        batch.add(&self.place, file.expose(), Access::Public, overwrite);
        Ok(request)
    }
}
