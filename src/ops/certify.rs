//! The one place where operations sign a certificate.

use super::{Error, World};
use devcert::encoding::certificate::Certificate;
use devcert::key::PublicKey;
use devcert::model::extension::Extension;
use devcert::model::name::Name;
use devcert::model::serial::Serial;
use devcert::model::validity::Validity;
use devcert::pki::{CertificateSpec, Faults, Issuer};

/// What a certificate says, without its serial number.
pub struct Content {
    /// The subject.
    pub subject: Name,
    /// The extensions, in order.
    pub extensions: Vec<Extension>,
    /// The dates.
    pub validity: Validity,
}

impl Content {
    /// The certificate on `key`, with these faults, and with a serial number that no other one has: a random one,
    /// or with a seed, one that depends on the content.
    ///
    /// # Errors
    /// When nothing can be signed.
    pub fn certify(
        self,
        key: &PublicKey,
        issuer: &Issuer,
        faults: &Faults,
        world: &mut dyn World,
    ) -> Result<Certificate, Error> {
        let Self { subject, extensions, validity } = self;
        let serial = match world.seed() {
            None => Serial::random(&mut world.rng()),
            Some(seed) => Serial::random(&mut seed.other_rng()),
        };
        let mut spec = CertificateSpec { subject, extensions, validity, serial };
        if let Some(seed) = world.seed() {
            spec.serial = seed.serial(&faults.issue(&spec, key, issuer)?);
        }
        Ok(faults.issue(&spec, key, issuer)?)
    }
}
