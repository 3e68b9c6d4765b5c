//! The checks of a certificate or a request that exists: whether it is what would be created.

use std::borrow::Cow;

use time::OffsetDateTime;

use super::ca::Ca;
use super::{Error, Existing, Mismatch, Names, SignatureRequest, SourceKey};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::request::Request;
use devcert::key::PublicKey;
use devcert::model::algorithm::AlgorithmIdentifier;
use devcert::model::extension::Extension;
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::usage::ExtendedKeyUsage;
use devcert::pki::{self, signature};

/// What exists.
#[derive(Debug, Clone, Copy)]
pub enum Present<'a> {
    /// A certificate.
    Certificate(&'a Certificate),
    /// A certificate request.
    Request(&'a Request),
}

/// Where it has to come from.
#[derive(Debug, Clone, Copy)]
pub enum Origin<'a> {
    /// Its own key; a request has to be acceptable to a CA.
    OwnKey,
    /// This CA, which must not have revoked it.
    Ca(&'a Ca),
}

/// What it has to be.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The key in it.
    pub key: &'a SourceKey,
    /// Where it comes from.
    pub origin: Origin<'a>,
    /// Names that it has, among others.
    pub names: &'a [San],
    /// Its subject, if one is requested.
    pub subject: Option<&'a Name>,
    /// The profile whose purposes it has, among others.
    pub profile: Option<Profile>,
    /// The usages that it has, where some are requested.
    pub usages: &'a Names,
    /// Extensions that it has, among others.
    pub extensions: &'a [Extension],
    /// How it is signed.
    pub signature: SignatureRequest,
    /// How long it has to remain valid.
    pub existing: Existing,
    /// The present.
    pub now: OffsetDateTime,
}

/// One thing that can be wrong.
type Check = fn(&Wanted<'_>, Present<'_>) -> Result<Option<Mismatch>, Error>;

/// Everything that can be wrong, in the order in which it is looked at. What follows from the files alone comes
/// first: the last one reads the CA's ledger.
const CHECKS: [Check; 10] = [
    |wanted, found| {
        let is_other = *found.public_key() != *wanted.key.key.public();
        Ok(is_other.then(|| Mismatch::OtherKey(wanted.key.place.clone())))
    },
    |wanted, found| Ok(wanted.origin.mismatch(found)),
    |wanted, found| {
        let has = found.names();
        let missing = wanted.names.iter().find(|name| !has.contains(name));
        Ok(missing.cloned().map(Mismatch::Name))
    },
    |wanted, found| {
        let is_other = wanted.subject.is_some_and(|subject| *subject != *found.subject());
        Ok(is_other.then(|| Mismatch::Subject(found.subject().clone())))
    },
    |wanted, found| Ok(wanted.profile.filter(|one| wanted.lacks_purpose(*one, found)).map(Mismatch::Purpose)),
    |wanted, found| Ok(wanted.usages.lacks_usages(found.extensions()).then_some(Mismatch::Usages)),
    |wanted, found| {
        let missing = wanted.extensions.iter().find(|extension| !found.extensions().contains(extension));
        Ok(missing.map(|extension| Mismatch::Extension(extension.body.oid())))
    },
    |wanted, found| wanted.signature.mismatch(wanted.signing_key(), found.signature()),
    |wanted, found| Ok(wanted.dates(found)),
    |wanted, found| match (wanted.origin, found) {
        (Origin::Ca(ca), Present::Certificate(found)) => {
            Ok(ca.ledger()?.revocation(&found.serial_number()).map(|_| Mismatch::Revoked))
        }
        _ => Ok(None),
    },
];

impl Wanted<'_> {
    /// The first thing that is wrong with what exists.
    ///
    /// # Errors
    /// When the signature that is requested cannot be made, or the CA's ledger cannot be read.
    pub fn mismatch(&self, found: Present<'_>) -> Result<Option<Mismatch>, Error> {
        for check in CHECKS {
            if let Some(mismatch) = check(self, found)? {
                return Ok(Some(mismatch));
            }
        }
        Ok(None)
    }

    fn lacks_purpose(&self, profile: Profile, found: Present<'_>) -> bool {
        let purposes = self.usages.purposes(profile.purposes());
        let lacks = |has: &[ExtendedKeyUsage]| purposes.iter().any(|purpose| !has.contains(purpose));
        match found {
            Present::Certificate(found) => found.extended_key_usage().is_none_or(lacks),
            Present::Request(_) => false,
        }
    }

    /// The key that signs it.
    fn signing_key(&self) -> &PublicKey {
        match self.origin {
            Origin::OwnKey => self.key.key.public(),
            Origin::Ca(ca) => ca.certificate().public_key(),
        }
    }

    /// What is wrong with the dates of a certificate that is to be kept.
    fn dates(&self, found: Present<'_>) -> Option<Mismatch> {
        let (Existing::KeepIfGood(within), Present::Certificate(found)) = (self.existing, found) else {
            return None;
        };
        let not_after = found.not_after();
        if found.not_before() > self.now {
            Some(Mismatch::NotYetValid)
        } else {
            (not_after <= self.now + within.duration()).then_some(Mismatch::Expires { not_after, within })
        }
    }
}

impl Origin<'_> {
    fn mismatch(self, found: Present<'_>) -> Option<Mismatch> {
        match (self, found) {
            (Self::OwnKey, Present::Certificate(found)) => {
                let is_own = signature::check_issued(found, found.public_key()).is_ok();
                (!is_own).then_some(Mismatch::NotSelfSigned)
            }
            (Self::OwnKey, Present::Request(found)) => {
                pki::verify_request(found).err().map(Mismatch::Refused)
            }
            (Self::Ca(ca), Present::Certificate(found)) => {
                (!ca.has_issued(found)).then_some(Mismatch::NotFromCa)
            }
            (Self::Ca(_), Present::Request(_)) => Some(Mismatch::NotFromCa),
        }
    }
}

impl<'a> Present<'a> {
    fn public_key(self) -> &'a PublicKey {
        match self {
            Self::Certificate(found) => found.public_key(),
            Self::Request(found) => found.public_key(),
        }
    }

    fn subject(self) -> &'a Name {
        match self {
            Self::Certificate(found) => found.subject(),
            Self::Request(found) => found.subject(),
        }
    }

    fn names(self) -> Cow<'a, [San]> {
        match self {
            Self::Certificate(found) => found.names().into(),
            Self::Request(found) => found.names().into(),
        }
    }

    fn extensions(self) -> &'a [Extension] {
        match self {
            Self::Certificate(found) => found.extensions(),
            Self::Request(found) => found.extensions(),
        }
    }

    fn signature(self) -> &'a AlgorithmIdentifier {
        match self {
            Self::Certificate(found) => &found.signed().algorithm,
            Self::Request(found) => &found.signed().algorithm,
        }
    }
}
