//! What is asked of a path, and what is found.

use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, ServerName};
use time::OffsetDateTime;
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, RevocationCheckDepth, RevocationOptions,
    RevocationOptionsBuilder, UnknownStatusPolicy,
};

/// The facts to check.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The certificate in question.
    pub leaf: &'a CertificateDer<'a>,
    /// What may stand between it and a root, in any order.
    pub intermediates: &'a [CertificateDer<'a>],
    /// What is trusted; those that cannot be read are passed over.
    pub roots: &'a [CertificateDer<'a>],
    /// The moment at which it has to hold.
    pub at: OffsetDateTime,
    /// The host that was asked for; `None` asks for no name.
    pub name: Option<&'a ServerName<'a>>,
    /// What the certificate is used for.
    pub purpose: Purpose,
    /// What has been revoked.
    pub revocation: Revocation<'a>,
    /// How long the path may be.
    pub limits: PathLimits,
}

/// What a certificate is used for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A TLS server shows it.
    #[default]
    Server,
    /// A TLS client shows it.
    Client,
}

impl Purpose {
    pub(super) const fn usage(self) -> KeyUsage {
        match self {
            Self::Server => KeyUsage::server_auth(),
            Self::Client => KeyUsage::client_auth(),
        }
    }
}

/// Revocation lists, and how much is asked of them; without lists, nothing is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Revocation<'a> {
    /// The lists.
    pub crls: &'a [CertificateRevocationListDer<'a>],
    /// Refuse a certificate about which no list says anything.
    pub must_be_known: bool,
    /// Refuse a list whose successor is due.
    pub must_be_current: bool,
}

impl Revocation<'_> {
    pub(super) fn options<'o>(
        self,
        lists: &'o [&'o CertRevocationList<'o>],
    ) -> Option<RevocationOptions<'o>> {
        let status = match self.must_be_known {
            true => UnknownStatusPolicy::Deny,
            false => UnknownStatusPolicy::Allow,
        };
        let expiration = match self.must_be_current {
            true => ExpirationPolicy::Enforce,
            false => ExpirationPolicy::Ignore,
        };
        // Without lists there is nothing to build.
        let builder = RevocationOptionsBuilder::new(lists).ok()?;
        let builder = builder.with_depth(RevocationCheckDepth::Chain);
        Some(builder.with_status_policy(status).with_expiration_policy(expiration).build())
    }
}

/// How long a path may be, beside webpki's own limits: six certificates between the two ends, and
/// as many tries as a client can bear.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PathLimits {
    /// The most certificates that may stand between the two ends; those that a CA issued to itself
    /// do not count.
    pub intermediates: Option<usize>,
}

/// A path that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validated {
    /// The positions of the intermediates that it goes over, from the certificate's own issuer up.
    pub intermediates: Vec<usize>,
    /// The position of the root that it ends at.
    pub root: usize,
}

/// Whether the certificate `der` is valid for `name`, whoever signed it and whenever; `None` if webpki cannot use it at all.
#[must_use]
pub(crate) fn holds_for(der: &[u8], name: &ServerName<'_>) -> Option<bool> {
    let der = CertificateDer::from(der);
    let leaf = EndEntityCert::try_from(&der).ok()?;
    Some(leaf.verify_is_valid_for_subject_name(name).is_ok())
}
