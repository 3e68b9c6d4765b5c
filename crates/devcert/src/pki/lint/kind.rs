//! What a certificate is there for, as far as it tells.

use std::collections::HashSet;

use super::above::Above;
use crate::encoding::certificate::Certificate;
use crate::model::extension::ExtensionValue;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};

/// What a certificate is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertKind {
    /// A CA that stands for itself.
    Root,
    /// A CA below another one.
    Intermediate,
    /// A TLS server.
    Server,
    /// A TLS client.
    Client,
    /// Mail, code, time stamps and the like.
    Other,
}

impl CertKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Root, Self::Intermediate, Self::Server, Self::Client, Self::Other];

    /// The word for it; part of the JSON format.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Intermediate => "intermediate",
            Self::Server => "server",
            Self::Client => "client",
            Self::Other => "other",
        }
    }

    /// A CA when it says so, or may sign certificates and says nothing; else by its purposes, where a
    /// certificate without any is a server's.
    fn of(certificate: &Certificate) -> Self {
        let has_constraints = certificate
            .extensions()
            .iter()
            .any(|one| matches!(one.body, ExtensionValue::BasicConstraints { .. }));
        let signs = certificate.key_usage().is_some_and(|usage| usage.contains(&KeyUsage::KeyCertSign));
        if certificate.is_ca() || (signs && !has_constraints) {
            return Self::ca(certificate);
        }
        let purposes = certificate.extended_key_usage().unwrap_or_default();
        match certificate.allows_server() {
            true => Self::Server,
            false if purposes.contains(&ExtendedKeyUsage::CLIENT_AUTH) => Self::Client,
            false => Self::Other,
        }
    }

    fn ca(certificate: &Certificate) -> Self {
        if certificate.is_self_issued() { Self::Root } else { Self::Intermediate }
    }
}

/// What the certificates that issued no other one shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Of this kind.
    CertKind(CertKind),
    /// A root, or an intermediate when another CA issued it.
    Ca,
}

/// The kind of each of `certificates`: one that issued another is a CA, whatever it says.
pub(super) fn kinds(
    certificates: &[&Certificate],
    above: &[Above],
    expected: Option<Expected>,
) -> Vec<CertKind> {
    let issuers: HashSet<_> = above.iter().flat_map(|above| &above.issuers).collect();
    let kind = |(position, certificate): (usize, &&Certificate)| match expected {
        _ if issuers.contains(&position) => CertKind::ca(certificate),
        Some(Expected::CertKind(kind)) => kind,
        Some(Expected::Ca) => CertKind::ca(certificate),
        None => CertKind::of(certificate),
    };
    certificates.iter().enumerate().map(kind).collect()
}
