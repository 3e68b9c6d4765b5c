//! Writing the public key of whatever has one.

use super::batch::keep_apart;
use super::{Batch, Error, Existing, Format, Operation, OutputRole, SourceKey, World};
use crate::host::files::{Access, Overwrite};
use crate::host::stdio::PathOrStdio;
use devcert::encoding::read;
use devcert::key::{PublicKey, PublicKeyAlgorithm};

/// The structure of a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicKeyForm {
    /// `SubjectPublicKeyInfo` (RFC 5280, 4.1), for every kind of key.
    Spki,
    /// `RSAPublicKey` (RFC 8017, A.1.1).
    Pkcs1,
}

/// What is requested.
#[derive(Debug)]
pub struct WritePublicKey {
    /// Private key, certificate, request or public key.
    pub input: PathOrStdio,
    /// Whether a private key is generated at `input` when there is none.
    pub may_generate: bool,
    /// The public key's file.
    pub place: PathOrStdio,
    /// Its structure.
    pub form: PublicKeyForm,
    /// Its format.
    pub format: Format,
    /// What to do with an existing file.
    pub existing: Existing,
}

/// What was done.
#[derive(Debug)]
pub struct WrittenPublicKey {
    /// The private key, where one was looked for in the usual place.
    pub key: Option<SourceKey>,
    /// The public key.
    pub public: PublicKey,
}

impl Operation for WritePublicKey {
    type Done = WrittenPublicKey;

    fn check(&self) -> Result<(), Error> {
        keep_apart((&self.place, OutputRole::PublicKey), &[(&self.input, "input")])
    }

    fn places(&self) -> Vec<PathOrStdio> {
        match self.may_generate {
            true => vec![self.input.clone(), self.place.clone()],
            false => vec![self.place.clone()],
        }
    }

    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<WrittenPublicKey, Error> {
        let overwrite = self.existing.overwrite();
        let (key, public) = if self.may_generate {
            let key = self.find_or_generate(batch, world)?;
            let public = key.key.public().clone();
            (Some(key), public)
        } else {
            let bytes = world.read(&self.input, OutputRole::Key)?;
            let damaged = |error| Error::Damaged { place: self.input.clone(), role: OutputRole::Key, error };
            (None, read::public_key(&bytes).map_err(damaged)?)
        };
        let (label, der) = self.encode(&public)?;
        batch.check(&self.place, overwrite)?;
        batch.add(&self.place, self.format.pack(label, der).expose(), Access::Public, overwrite);
        Ok(WrittenPublicKey { key, public })
    }
}

impl WritePublicKey {
    fn find_or_generate(&self, batch: &mut Batch, world: &mut dyn World) -> Result<SourceKey, Error> {
        let key = if let Some(found) = SourceKey::find(&self.input, None, world)? {
            found
        } else {
            batch.check(&self.place, self.existing.overwrite())?;
            SourceKey::generate(&self.input, None, world)?
        };
        key.add_to(batch, Overwrite::Refuse)?;
        Ok(key)
    }

    fn encode<'a>(&self, public: &'a PublicKey) -> Result<(&'static str, &'a [u8]), Error> {
        match (self.form, public.algorithm()) {
            (PublicKeyForm::Spki, _) => Ok(("PUBLIC KEY", public.spki())),
            (PublicKeyForm::Pkcs1, PublicKeyAlgorithm::Rsa { .. } | PublicKeyAlgorithm::RsaPss { .. }) => {
                Ok(("RSA PUBLIC KEY", public.bits()))
            }
            (PublicKeyForm::Pkcs1, found) => Err(Error::NotRsa { place: self.input.clone(), found }),
        }
    }
}
