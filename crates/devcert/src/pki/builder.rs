//! Usual certificates in few words.

use rand::CryptoRng;
use time::OffsetDateTime;

use super::approval::ApprovedRequest;
use super::issue::{CertificateSpec, IssueError, Issuer, issue, self_signed};
use crate::encoding::certificate::Certificate;
use crate::key::{PrivateKey, PublicKey};
use crate::model::constraint::NameConstraints;
use crate::model::extension::{Extension, ExtensionValue};
use crate::model::name::Name;
use crate::model::profile::{Profile, ca_extensions};
use crate::model::san::{San, SanError};
use crate::model::serial::Serial;
use crate::model::span::Span;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};
use crate::model::validity::Validity;

/// Builds a certificate: a profile and the present suffice, everything else has a default.
///
/// | | default |
/// |---|---|
/// | subject | the first DNS name as common name, else empty |
/// | names | none |
/// | validity | 365 days, starting an hour ago for clients whose clocks are behind |
/// | serial number | 159 random bits |
/// | extensions | those of the profile: basic constraints, key usage, extended key usage, key identifiers |
///
/// ```
/// use devcert::model::profile::Profile;
/// use devcert::pki::CertificateBuilder;
/// use devcert::{key, rand, time};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let now = time::OffsetDateTime::now_utc();
/// let key = key::generate("p256".parse()?, &mut rand::rng())?;
/// let certificate = CertificateBuilder::new(Profile::Server, now, &mut rand::rng())
///     .names(["localhost", "127.0.0.1"])?
///     .self_signed(&key)?;
/// assert_eq!(certificate.subject().to_string(), "CN=localhost");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct CertificateBuilder {
    profile: Profile,
    subject: Option<Name>,
    names: Vec<San>,
    dates: Dates,
    serial: Serial,
    path_len: Option<u8>,
    constraints: Option<NameConstraints>,
    usages: Option<(Vec<KeyUsage>, Vec<ExtendedKeyUsage>)>,
    more: Vec<Extension>,
}

#[derive(Debug, Clone, Copy)]
enum Dates {
    For(OffsetDateTime, Span),
    Fixed(Validity),
}

impl CertificateBuilder {
    /// A certificate of this profile, valid for 365 days from `now` on, with a serial number from `rng`.
    pub fn new<R: CryptoRng>(profile: Profile, now: OffsetDateTime, rng: &mut R) -> Self {
        Self {
            profile,
            subject: None,
            names: Vec::new(),
            dates: Dates::For(now, Span::days(365)),
            serial: Serial::random(rng),
            path_len: None,
            constraints: None,
            usages: None,
            more: Vec::new(),
        }
    }

    /// Sets the subject.
    #[must_use]
    pub fn subject(mut self, subject: Name) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Adds subject alternative names, as [`San`] parses them: `localhost`, `*.example.test`, `127.0.0.1`,
    /// `email:alice@example.test`, `URI:spiffe://example.test/a`.
    ///
    /// # Errors
    /// The first text that is not a name.
    pub fn names<S: AsRef<str>>(mut self, names: impl IntoIterator<Item = S>) -> Result<Self, SanError> {
        for name in names {
            self.names.push(name.as_ref().parse()?);
        }
        Ok(self)
    }

    /// Sets how long the certificate is valid, instead of 365 days.
    #[must_use]
    pub const fn valid_for(mut self, span: Span) -> Self {
        if let Dates::For(_, length) = &mut self.dates {
            *length = span;
        }
        self
    }

    /// Sets the exact dates.
    #[must_use]
    pub const fn validity(mut self, validity: Validity) -> Self {
        self.dates = Dates::Fixed(validity);
        self
    }

    /// Sets the serial number.
    #[must_use]
    pub fn serial(mut self, serial: Serial) -> Self {
        self.serial = serial;
        self
    }

    /// Sets how many CAs may follow below this CA (RFC 5280, 4.2.1.9); other profiles ignore it.
    #[must_use]
    pub const fn path_len(mut self, path_len: u8) -> Self {
        self.path_len = Some(path_len);
        self
    }

    /// Limits the names that this CA may issue for (RFC 5280, 4.2.1.10); other profiles ignore it.
    #[must_use]
    pub fn constraints(mut self, constraints: NameConstraints) -> Self {
        self.constraints = Some(constraints);
        self
    }

    /// Adds an extension after those of the profile.
    #[must_use]
    pub fn extension(mut self, extension: Extension) -> Self {
        self.more.push(extension);
        self
    }

    /// Sets what was granted to a request: subject, names, usages and the extensions that are kept.
    #[must_use]
    pub fn granted(mut self, granted: ApprovedRequest) -> Self {
        if granted.ca {
            self.profile = Profile::Intermediate;
            self.path_len = self.path_len.or(Some(0));
        } else {
            self.names.extend(granted.names);
            self.usages = Some((granted.key_usages, granted.purposes));
        }
        self.subject = Some(granted.subject);
        self.more.extend(granted.kept);
        self
    }

    /// What a certificate on `key` contains, for [`issue`].
    ///
    /// # Errors
    /// [`IssueError::Validity`] when the certificate would expire after the year 9999.
    pub fn spec(self, key: &PublicKey) -> Result<CertificateSpec, IssueError> {
        let validity = match self.dates {
            Dates::For(now, span) => Validity::for_duration(now, span)?,
            Dates::Fixed(validity) => validity,
        };
        let subject = self.subject.clone().unwrap_or_else(|| first_host(&self.names));
        let serial = self.serial.clone();
        Ok(CertificateSpec { subject, extensions: self.extensions(key), validity, serial })
    }

    /// A certificate on `key`, signed by itself.
    ///
    /// # Errors
    /// As [`spec`](Self::spec) and [`self_signed`].
    pub fn self_signed(self, key: &PrivateKey) -> Result<Certificate, IssueError> {
        self_signed(&self.spec(key.public())?, key)
    }

    /// A certificate on `key`, signed by `issuer`.
    ///
    /// # Errors
    /// As [`spec`](Self::spec) and [`issue`].
    pub fn issued_by(self, issuer: &Issuer, key: &PublicKey) -> Result<Certificate, IssueError> {
        issue(&self.spec(key)?, key, issuer)
    }

    fn extensions(self, key: &PublicKey) -> Vec<Extension> {
        let mut extensions = match self.profile {
            Profile::Root | Profile::Intermediate => {
                ca_extensions(self.profile, self.path_len, self.constraints)
            }
            leaf => leaf.extensions(key.algorithm().key_management(), self.names),
        };
        for extension in &mut extensions {
            match (&mut extension.body, &self.usages) {
                (ExtensionValue::KeyUsage(usages), Some((granted, _))) => usages.clone_from(granted),
                (ExtensionValue::ExtendedKeyUsage(purposes), Some((_, granted))) => {
                    purposes.clone_from(granted);
                }
                _ => {}
            }
        }
        extensions.extend(self.more);
        extensions
    }
}

/// A subject that shows the first DNS name; empty where there is none, or where it is too long for a
/// common name.
pub(super) fn first_host(names: &[San]) -> Name {
    let host = names.iter().find(|name| matches!(name, San::Dns(_)));
    host.and_then(|name| Name::from_common_name(&name.value()).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use time::macros::datetime;

    use super::*;
    use crate::key::generate;

    const NOW: OffsetDateTime = datetime!(2030-01-01 00:00 UTC);

    fn builder(profile: Profile) -> (CertificateBuilder, PrivateKey) {
        let mut rng = StdRng::seed_from_u64(1);
        let key = generate("p256".parse().unwrap(), &mut rng).unwrap();
        (CertificateBuilder::new(profile, NOW, &mut rng), key)
    }

    #[test]
    fn defaults_are_those_of_the_profile() {
        let (builder, key) = builder(Profile::Server);
        let certificate = builder.names(["127.0.0.1", "a.test"]).unwrap().self_signed(&key).unwrap();
        assert_eq!(certificate.subject().to_string(), "CN=a.test");
        assert_eq!(certificate.lifetime_days(), 365);
        assert!(!certificate.is_ca() && certificate.allows_server());
    }

    #[test]
    fn a_ca_has_its_path_length_and_its_constraints() {
        let (builder, key) = builder(Profile::Root);
        let subject = Name::from_common_name("root").unwrap();
        let certificate = builder
            .subject(subject)
            .path_len(1)
            .constraints(NameConstraints::local())
            .valid_for(Span::days(30))
            .self_signed(&key)
            .unwrap();
        assert!(certificate.is_ca() && certificate.name_constraints().is_some());
        assert_eq!((certificate.path_len(), certificate.lifetime_days()), (Some(1), 30));
    }

    #[test]
    fn a_name_that_is_not_one_is_an_error() {
        assert!(builder(Profile::Server).0.names(["a b"]).is_err());
    }
}
