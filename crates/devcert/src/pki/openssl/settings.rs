//! What a verification is to check (`X509_VERIFY_PARAM` of OpenSSL).

use time::OffsetDateTime;

use super::purpose::Purpose;
use super::trust::Trust;

/// A check that is made or left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyFlag {
    /// Accept critical extensions that are not processed.
    IgnoreCritical,
    /// Look for a CRL of the issuer of the first certificate.
    CrlCheck,
    /// Look for CRLs of the issuers of all certificates; requires [`Self::CrlCheck`].
    CrlCheckAll,
    /// Process policies (RFC 5280, 6.1).
    PolicyCheck,
    /// Require a policy.
    ExplicitPolicy,
    /// Do not accept anyPolicy.
    InhibitAny,
    /// Do not map policies.
    InhibitMap,
    /// Report the policies.
    NotifyPolicy,
    /// Apply all rules of RFC 5280.
    Strict,
    /// Accept indirect CRLs, and CRLs with some reasons only.
    ExtendedCrl,
    /// Use delta CRLs.
    UseDeltas,
    /// Check the signature of the last certificate if it is self-signed.
    CheckSelfSignature,
    /// Accept a trusted certificate that is not self-signed as the last one.
    PartialChain,
    /// Accept proxy certificates (RFC 3820).
    AllowProxy,
}

/// The time at which certificates must be valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// This one.
    At(OffsetDateTime),
    /// Any.
    Unchecked,
}

/// Keys and signatures of Suite B (RFC 5759) only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuiteB {
    /// P-256.
    Only128,
    /// P-256 and P-384.
    From128,
    /// P-384.
    Only192,
}

/// A set of settings with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The name.
    pub name: &'static str,
    purpose: Option<(Purpose, Trust)>,
}

/// The sets that OpenSSL has, in its order.
const PRESETS: [Preset; 5] = [
    Preset { name: "default", purpose: None },
    Preset { name: "pkcs7", purpose: Some((Purpose::SmimeSign, Trust::Email)) },
    Preset { name: "smime_sign", purpose: Some((Purpose::SmimeSign, Trust::Email)) },
    Preset { name: "ssl_client", purpose: Some((Purpose::SslClient, Trust::SslClient)) },
    Preset { name: "ssl_server", purpose: Some((Purpose::SslServer, Trust::SslServer)) },
];

impl Preset {
    /// Every set.
    pub fn all() -> impl Iterator<Item = Self> {
        PRESETS.into_iter()
    }
}

/// The number of CAs between the first certificate and the anchor, without other settings.
const DEPTH: usize = 100;

/// What a verification is to check.
#[derive(Debug, Clone)]
pub struct Settings {
    flags: u32,
    purpose: Option<Purpose>,
    trust: Option<Trust>,
    /// The greatest number of CAs between the first certificate and the anchor.
    pub depth: usize,
    /// The security level of keys and signatures; none below 1.
    pub level: i64,
    /// When certificates must be valid.
    pub clock: Clock,
    /// The contents of the object identifiers of acceptable policies.
    pub policies: Vec<Vec<u8>>,
    /// The host that the first certificate must be for.
    pub host: Option<String>,
    /// The address of mail.
    pub email: Option<String>,
    /// The IP address: four or sixteen bytes.
    pub ip: Option<Vec<u8>>,
    /// The suite of algorithms.
    pub suite_b: Option<SuiteB>,
}

impl Settings {
    /// The settings without any option, at this time.
    #[must_use]
    pub const fn new(now: OffsetDateTime) -> Self {
        Self {
            flags: 0,
            purpose: None,
            trust: None,
            depth: DEPTH,
            level: -1,
            clock: Clock::At(now),
            policies: Vec::new(),
            host: None,
            email: None,
            ip: None,
            suite_b: None,
        }
    }

    /// Turns a check on; those of policies turn on [`VerifyFlag::PolicyCheck`] too.
    pub fn set(&mut self, flag: VerifyFlag) {
        self.flags |= 1 << flag as u32;
        if matches!(flag, VerifyFlag::ExplicitPolicy | VerifyFlag::InhibitAny | VerifyFlag::InhibitMap) {
            self.set(VerifyFlag::PolicyCheck);
        }
    }

    /// Turns a check off.
    pub fn clear(&mut self, flag: VerifyFlag) {
        self.flags &= !(1 << flag as u32);
    }

    /// Whether a check is on.
    #[must_use]
    pub const fn has(&self, flag: VerifyFlag) -> bool {
        self.flags & 1 << flag as u32 != 0
    }

    /// Sets the purpose; the trust remains what a set of settings has chosen.
    pub const fn set_purpose(&mut self, purpose: Purpose) {
        self.purpose = Some(purpose);
    }

    /// Applies a set of settings.
    pub fn apply(&mut self, preset: Preset) {
        match preset.purpose {
            None => self.depth = DEPTH,
            Some((purpose, trust)) => (self.purpose, self.trust) = (Some(purpose), Some(trust)),
        }
    }

    /// The purpose.
    #[must_use]
    pub const fn purpose(&self) -> Option<Purpose> {
        self.purpose
    }

    /// The trust that an anchor must have; `None` for any.
    pub(super) fn trust(&self) -> Option<Trust> {
        self.trust.or_else(|| self.purpose.and_then(Purpose::trust))
    }
}
