//! What a client offers, and the certificate that it is shown.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{CipherSuite, NamedGroup, SignatureScheme};

use crate::openssl::tls::suites;

/// What a client has offered.
#[derive(Debug, Clone, Default)]
pub(super) struct Offer {
    /// The name that it asks for.
    pub server_name: Option<String>,
    /// Its cipher suites.
    pub suites: Vec<CipherSuite>,
    /// Its signature schemes.
    pub schemes: Vec<SignatureScheme>,
    /// Its groups.
    pub groups: Vec<NamedGroup>,
    /// Its protocols for what follows.
    pub alpn: Vec<Vec<u8>>,
    /// Whether it was shown the certificate for a name.
    pub is_switched: bool,
}

/// The certificate for a name.
#[derive(Debug)]
pub(super) struct Named {
    /// The name.
    pub name: String,
    /// The certificate.
    pub identity: Arc<CertifiedKey>,
    /// Whether clients that ask for another name are rejected.
    pub is_fatal: bool,
}

/// Chooses the certificate for a client, and records what it has offered.
#[derive(Debug)]
pub(super) struct Chooser {
    identities: Vec<Arc<CertifiedKey>>,
    named: Option<Named>,
    /// The cipher suites of the server.
    suites: Vec<CipherSuite>,
    offer: Mutex<Offer>,
}

impl Chooser {
    /// A choice between certificates, the preferred one first, and the one for a name, by a server with these suites.
    pub(super) fn new(
        identities: Vec<Arc<CertifiedKey>>,
        named: Option<Named>,
        suites: Vec<CipherSuite>,
    ) -> Self {
        Self { identities, named, suites, offer: Mutex::default() }
    }

    /// What the last client has offered.
    pub(super) fn offer(&self) -> Offer {
        self.offer.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets it, before the next client.
    pub(super) fn forget(&self) {
        *self.offer.lock().unwrap_or_else(PoisonError::into_inner) = Offer::default();
    }

    /// Whether it has a certificate for a name.
    pub(super) const fn has_name(&self) -> bool {
        self.named.is_some()
    }
}

impl ResolvesServerCert for Chooser {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name();
        let named = self.named.as_ref();
        let other = || named.filter(|named| name.is_some_and(|name| !name.eq_ignore_ascii_case(&named.name)));
        let asked = named.filter(|_| name.is_some()).filter(|_| other().is_none());
        let offer = Offer {
            server_name: name.map(str::to_owned),
            suites: hello.cipher_suites().to_vec(),
            schemes: hello.signature_schemes().to_vec(),
            groups: hello.named_groups().map(<[_]>::to_vec).unwrap_or_default(),
            alpn: hello.alpn().map(|names| names.map(<[_]>::to_vec).collect()).unwrap_or_default(),
            is_switched: asked.is_some(),
        };
        *self.offer.lock().unwrap_or_else(PoisonError::into_inner) = offer;
        if let Some(named) = asked {
            return Some(Arc::clone(&named.identity));
        }
        if other().is_some_and(|named| named.is_fatal) {
            return None;
        }
        let offered = hello.cipher_suites().iter().copied();
        let shared: Vec<_> = offered.filter(|suite| self.suites.contains(suite)).collect();
        let can_sign = |one: &&Arc<CertifiedKey>| {
            one.key.choose_scheme(hello.signature_schemes()).is_some()
                && suites::allow(&shared, one.key.algorithm())
        };
        self.identities.iter().find(can_sign).or(self.identities.first()).cloned()
    }
}
