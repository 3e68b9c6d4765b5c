//! The answer to a server that asks for a client certificate.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;

/// What a server has asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// The names of the CAs whose certificates it accepts, in DER.
    pub authorities: Vec<Vec<u8>>,
    /// The signature schemes that it accepts.
    pub schemes: Vec<SignatureScheme>,
}

/// Answers a server with the certificate of the command line, and records what it has asked for.
#[derive(Debug)]
pub(super) struct Answer {
    identity: Option<Arc<CertifiedKey>>,
    asked: Mutex<Asked>,
}

impl Answer {
    /// An answer with this certificate, or with none.
    pub(super) fn new(identity: Option<Arc<CertifiedKey>>) -> Self {
        Self { identity, asked: Mutex::default() }
    }

    /// What the server has asked for.
    pub(super) fn asked(&self) -> Asked {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesClientCert for Answer {
    fn resolve(&self, authorities: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let authorities = authorities.iter().map(|der| der.to_vec()).collect();
        let asked = Asked { authorities, schemes: schemes.to_vec() };
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = asked;
        self.identity.clone()
    }

    fn has_certs(&self) -> bool {
        self.identity.is_some()
    }
}
