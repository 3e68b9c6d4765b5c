//! Whether a certificate in a store is trusted for a use (`crypto/x509/x509_trust.c` of OpenSSL).

use const_oid::ObjectIdentifier;

use super::certificate::StoreCertificate;
use super::issued::is_self_signed;
use crate::model::oid::known;

/// Which certificates an anchor of trust is for (`X509_TRUST_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Self-signed certificates.
    Compatible,
    /// Those of TLS clients.
    SslClient,
    /// Those of TLS servers.
    SslServer,
    /// Those of mail.
    Email,
    /// Those of time stamps.
    TimeStamp,
}

/// How far a certificate is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trusted {
    /// Its settings or its own signature make it an anchor.
    Yes,
    /// Its settings exclude the use.
    Rejected,
    /// Neither.
    Unknown,
}

impl Trust {
    /// The use in the settings of certificates; `None` where they do not count.
    const fn object(self) -> Option<ObjectIdentifier> {
        match self {
            Self::Compatible => None,
            Self::SslClient => Some(known::ID_KP_CLIENT_AUTH),
            Self::SslServer => Some(known::ID_KP_SERVER_AUTH),
            Self::Email => Some(known::ID_KP_EMAIL_PROTECTION),
            Self::TimeStamp => Some(known::ID_KP_TIME_STAMPING),
        }
    }
}

/// How far `certificate` is trusted for the use, or for any; `self_signed_counts` if a certificate without settings that
/// is self-signed is an anchor.
pub(super) fn check(
    certificate: &StoreCertificate,
    trust: Option<Trust>,
    self_signed_counts: bool,
) -> Trusted {
    let (object, any_counts) = match trust {
        None => (known::ANY_EXTENDED_KEY_USAGE, false),
        Some(trust) => match trust.object() {
            None => return compatible(certificate, self_signed_counts),
            Some(object) => (object, true),
        },
    };
    let lists = |ids: &[Vec<u8>]| {
        ids.iter()
            .any(|id| id == object.as_bytes() || any_counts && id == known::ANY_EXTENDED_KEY_USAGE.as_bytes())
    };
    if certificate.rejected.as_deref().is_some_and(lists) {
        return Trusted::Rejected;
    }
    match certificate.trusted.as_deref().map(lists) {
        Some(true) => Trusted::Yes,
        Some(false) => Trusted::Rejected,
        None => compatible(certificate, self_signed_counts),
    }
}

fn compatible(certificate: &StoreCertificate, self_signed_counts: bool) -> Trusted {
    match self_signed_counts && is_self_signed(certificate) == Some(true) {
        true => Trusted::Yes,
        false => Trusted::Unknown,
    }
}
