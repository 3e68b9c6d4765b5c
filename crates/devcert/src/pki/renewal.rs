//! The certificate that takes another's place: the same but for its dates, or its constraints, and its
//! number.

use const_oid::db::rfc5280;
use rand::CryptoRng;
use time::{Duration, OffsetDateTime};

use super::issue::CertificateSpec;
use super::signature;
use crate::encoding::certificate::Certificate;
use crate::model::constraint::NameConstraints;
use crate::model::extension::{Body, Extension};
use crate::model::profile::Profile;
use crate::model::serial::Serial;
use crate::model::validity::{Validity, ValidityError, backdate};

/// What `certificate` says, as long as it did, from an hour before `now` on. The key identifiers are
/// those of the keys that it will be issued with.
pub fn renewal<R: CryptoRng>(
    certificate: &Certificate,
    now: OffsetDateTime,
    rng: &mut R,
) -> Result<CertificateSpec, ValidityError> {
    let length: Duration = certificate.not_after() - certificate.not_before();
    let start = now - backdate(length);
    Ok(CertificateSpec {
        subject: certificate.subject().clone(),
        extensions: certificate.extensions().iter().map(anew).collect(),
        validity: Validity::between(start, start + length)?,
        serial: Serial::random(rng),
    })
}

/// The certificate of the same CA with other name constraints: what it signed before stays valid, since
/// subject, key and key identifier are the same.
pub fn with_constraints<R: CryptoRng>(
    certificate: &Certificate,
    constraints: &NameConstraints,
    rng: &mut R,
) -> Result<CertificateSpec, ValidityError> {
    let changed = |extension: &Extension| {
        let body = match &extension.body {
            Body::NameConstraints(_) => Body::NameConstraints(constraints.clone()),
            body if body.oid() == rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER => Body::AuthorityKeyIdentifier,
            body => body.clone(),
        };
        Extension { critical: extension.critical, body }
    };
    Ok(CertificateSpec {
        subject: certificate.subject().clone(),
        extensions: certificate.extensions().iter().map(changed).collect(),
        validity: Validity::between(certificate.not_before(), certificate.not_after())?,
        serial: Serial::random(rng),
    })
}

fn anew(extension: &Extension) -> Extension {
    let body = match extension.body.oid() {
        oid if oid == rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER => Body::SubjectKeyIdentifier,
        oid if oid == rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER => Body::AuthorityKeyIdentifier,
        _ => extension.body.clone(),
    };
    Extension { critical: extension.critical, body }
}

/// Whether the certificate is signed by its own key.
#[must_use]
pub fn is_self_signed(certificate: &Certificate) -> bool {
    certificate.is_self_issued() && signature::check_issued(certificate, certificate.public_key()).is_ok()
}

/// The profile whose purposes the certificate has; a server's where none fits.
#[must_use]
pub fn profile(certificate: &Certificate) -> Profile {
    let purposes = certificate.extended_key_usage().unwrap_or_default();
    let fits = |profile: &Profile| profile.purposes() == purposes;
    Profile::LEAVES.into_iter().find(fits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use time::macros::datetime;

    use super::*;
    use crate::key::generate;
    use crate::model::san::San;
    use crate::model::span::Span;
    use crate::pki::self_signed;

    #[test]
    fn a_renewal_says_the_same_for_as_long_again() {
        let mut rng = StdRng::seed_from_u64(1);
        let key = generate("p256".parse().unwrap(), &mut rng).unwrap();
        let spec = CertificateSpec {
            subject: "/O=Acme/OU=one/OU=two".parse().unwrap(),
            extensions: Profile::Both.extensions(false, San::defaults().to_vec()),
            validity: Validity::lasting(datetime!(2029-01-01 00:00 UTC), Span::days(90)).unwrap(),
            serial: Serial::random(&mut rng),
        };
        let old = self_signed(&spec, &key).unwrap();
        let now = datetime!(2030-01-01 00:00 UTC);
        let new = renewal(&old, now, &mut rng).unwrap();
        let new = self_signed(&new, &key).unwrap();
        assert_eq!((new.subject(), new.extensions()), (old.subject(), old.extensions()));
        assert_eq!(new.not_after() - new.not_before(), old.not_after() - old.not_before());
        assert_eq!(new.not_before(), now - crate::model::validity::BACKDATE);
        assert_ne!(new.serial(), old.serial());
        assert!(is_self_signed(&new));
    }
}
