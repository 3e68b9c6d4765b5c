//! The certificate that takes another's place: the same but for its dates, or its constraints, and its
//! number.

use const_oid::db::rfc5280;
use rand::CryptoRng;
use time::{Duration, OffsetDateTime};

use super::issue::CertificateSpec;
use super::signature;
use crate::encoding::certificate::Certificate;
use crate::model::constraint::NameConstraints;
use crate::model::extension::{Extension, ExtensionValue};
use crate::model::name::Name;
use crate::model::profile::Profile;
use crate::model::san::San;
use crate::model::serial::Serial;
use crate::model::span::Span;
use crate::model::validity::{Validity, ValidityError, backdate};

/// How a new certificate is to differ from the one that it replaces. The default changes nothing but the dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changes {
    /// How long the new certificate is valid in total, instead of as long as the old one.
    pub lifetime: Option<Span>,
    /// Subject alternative names to add, at the end; names that the certificate has already change nothing.
    pub added: Vec<San>,
    /// Subject alternative names to remove.
    pub removed: Vec<San>,
}

impl Changes {
    /// The subject alternative names of the certificate that replaces `certificate`.
    #[must_use]
    pub fn names(&self, certificate: &Certificate) -> Vec<San> {
        let old = certificate.names().iter();
        let mut names: Vec<San> = old.filter(|name| !self.removed.contains(name)).cloned().collect();
        for name in &self.added {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Whether the certificate that replaces `certificate` has other subject alternative names.
    #[must_use]
    pub fn changes_names(&self, certificate: &Certificate) -> bool {
        self.names(certificate) != certificate.names()
    }
}

/// The certificate that replaces `certificate`: the same subject, extensions and lifetime but for `changes`, valid
/// from an hour before `now` on (less for short lifetimes), with a random serial number from `rng`. The
/// key identifiers are computed again when it is issued.
///
/// # Errors
/// When the dates are outside of what a certificate can express (RFC 5280 section 4.1.2.5).
pub fn renewal<R: CryptoRng>(
    certificate: &Certificate,
    changes: &Changes,
    now: OffsetDateTime,
    rng: &mut R,
) -> Result<CertificateSpec, ValidityError> {
    let length: Duration = certificate.not_after() - certificate.not_before();
    let start = now - backdate(length);
    let validity = match changes.lifetime {
        Some(span) => Validity::for_duration(now, span)?,
        None => Validity::between(start, start + length)?,
    };
    let mut extensions: Vec<_> = certificate.extensions().iter().map(refresh_extension).collect();
    if changes.changes_names(certificate) {
        set_names(&mut extensions, changes.names(certificate));
    }
    Ok(CertificateSpec {
        subject: certificate.subject().clone(),
        extensions,
        validity,
        serial: Serial::random(rng),
    })
}

/// Puts `names` in the place of those in `extensions`, with the same critical bit.
fn set_names(extensions: &mut Vec<Extension>, names: Vec<San>) {
    let body = ExtensionValue::SubjectAltName(names);
    match extensions.iter_mut().find(|extension| extension.body.oid() == body.oid()) {
        Some(extension) => extension.body = body,
        None => extensions.push(body.non_critical()),
    }
}

/// The next certificate of the same CA, with other name constraints and the same dates: what it signed before stays
/// valid, since subject, key and key identifier are the same.
///
/// # Errors
/// When the dates of `certificate` are outside of what devcert issues.
pub fn with_constraints<R: CryptoRng>(
    certificate: &Certificate,
    constraints: &NameConstraints,
    rng: &mut R,
) -> Result<CertificateSpec, ValidityError> {
    let validity = Validity::between(certificate.not_before(), certificate.not_after())?;
    let mut spec = with_validity(certificate, validity, rng);
    for extension in &mut spec.extensions {
        if matches!(extension.body, ExtensionValue::NameConstraints(_)) {
            extension.body = ExtensionValue::NameConstraints(constraints.clone());
        }
    }
    Ok(spec)
}

/// The next certificate of the same CA, with other dates: what it signed before stays valid, since subject, key and
/// key identifier are the same. The serial number is random, from `rng`.
pub fn with_validity<R: CryptoRng>(
    certificate: &Certificate,
    validity: Validity,
    rng: &mut R,
) -> CertificateSpec {
    let kept = |extension: &Extension| match extension.body.oid() {
        oid if oid == rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER => {
            Extension { critical: extension.critical, body: ExtensionValue::AuthorityKeyIdentifier }
        }
        _ => extension.clone(),
    };
    CertificateSpec {
        subject: certificate.subject().clone(),
        extensions: certificate.extensions().iter().map(kept).collect(),
        validity,
        serial: Serial::random(rng),
    }
}

/// A certificate like that of a CA, for another key and subject: the extensions of `certificate`, with the key
/// identifiers of the keys that it is issued for and by. The serial number is random, from `rng`.
pub fn with_new_key<R: CryptoRng>(
    certificate: &Certificate,
    subject: Name,
    validity: Validity,
    rng: &mut R,
) -> CertificateSpec {
    CertificateSpec {
        subject,
        extensions: certificate.extensions().iter().map(refresh_extension).collect(),
        validity,
        serial: Serial::random(rng),
    }
}

fn refresh_extension(extension: &Extension) -> Extension {
    let body = match extension.body.oid() {
        oid if oid == rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER => ExtensionValue::SubjectKeyIdentifier,
        oid if oid == rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER => ExtensionValue::AuthorityKeyIdentifier,
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
    use crate::model::algorithm::KeyManagement;
    use crate::model::san::San;
    use crate::model::span::Span;
    use crate::pki::self_signed;

    #[test]
    fn a_renewal_says_the_same_for_as_long_again() {
        let mut rng = StdRng::seed_from_u64(1);
        let key = generate("p256".parse().unwrap(), &mut rng).unwrap();
        let spec = CertificateSpec {
            subject: "/O=Acme/OU=one/OU=two".parse().unwrap(),
            extensions: Profile::ServerAndClient.extensions(KeyManagement::Nothing, San::defaults().to_vec()),
            validity: Validity::for_duration(datetime!(2029-01-01 00:00 UTC), Span::days(90)).unwrap(),
            serial: Serial::random(&mut rng),
        };
        let old = self_signed(&spec, &key).unwrap();
        let now = datetime!(2030-01-01 00:00 UTC);
        let new = renewal(&old, &Changes::default(), now, &mut rng).unwrap();
        let new = self_signed(&new, &key).unwrap();
        assert_eq!((new.subject(), new.extensions()), (old.subject(), old.extensions()));
        assert_eq!(new.not_after() - new.not_before(), old.not_after() - old.not_before());
        assert_eq!(new.not_before(), now - crate::model::validity::BACKDATE);
        assert_ne!(new.serial(), old.serial());
        assert!(is_self_signed(&new));
    }

    #[test]
    fn names_and_lifetime_can_change_and_everything_else_stays() {
        let mut rng = StdRng::seed_from_u64(2);
        let key = generate("p256".parse().unwrap(), &mut rng).unwrap();
        let named = |name: &str| name.parse::<San>().unwrap();
        let now = datetime!(2029-01-01 00:00 UTC);
        let spec = CertificateSpec {
            subject: "/CN=a.test".parse().unwrap(),
            extensions: Profile::Server
                .extensions(KeyManagement::Nothing, vec![named("a.test"), named("b.test")]),
            validity: Validity::for_duration(now, Span::days(90)).unwrap(),
            serial: Serial::random(&mut rng),
        };
        let old = self_signed(&spec, &key).unwrap();
        let changes = Changes {
            lifetime: Some(Span::days(30)),
            added: vec![named("c.test"), named("b.test")],
            removed: vec![named("a.test")],
        };
        let new = self_signed(&renewal(&old, &changes, now, &mut rng).unwrap(), &key).unwrap();
        assert_eq!(new.names(), [named("b.test"), named("c.test")]);
        assert_eq!(new.not_after() - new.not_before(), Duration::days(30) - Duration::SECOND);
        let others = |certificate: &Certificate| -> Vec<Extension> {
            let extensions = certificate.extensions().iter().cloned();
            extensions.filter(|one| !matches!(one.body, ExtensionValue::SubjectAltName(_))).collect()
        };
        assert_eq!(others(&new), others(&old));
        assert!(!changes.changes_names(&new));
    }
}
