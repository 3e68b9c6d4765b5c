//! Client certificates: the server's request for one, and what it makes of the answer.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;
use thiserror::Error;

use crate::encoding::certificate::Certificate;
use crate::encoding::name;
use crate::key::PrivateKey;
use crate::model::name::Name;
use crate::pki::load::{CertifiedKeyError, Provider, certified_key};

/// A server's request for a client certificate (RFC 8446, 4.3.2; RFC 5246, 7.4.4), and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAuth {
    /// The subjects of the CAs whose certificates the server accepts, in its order; empty where it
    /// specifies none.
    pub authorities: Vec<Name>,
    /// What the client presented.
    pub presented: Presented,
    /// How the server ended the connection after that, as in `the alert CertificateRequired`; `None`
    /// where it went on.
    pub rejected: Option<String>,
}

/// What a client presented of its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presented {
    /// It has none.
    Nothing,
    /// The certificate, with a signature of its key.
    Certificate,
    /// Nothing, since the server accepts no signature algorithm of its key.
    Unsupported,
    /// Nothing, since the server did not request one.
    Unrequested,
}

/// A certificate with its chain and its key, for servers that request one.
#[derive(Clone)]
pub struct ClientIdentity(Arc<CertifiedKey>);

/// The client certificate cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ClientIdentityError {
    /// The key belongs to another certificate.
    #[error("the private key does not match the client certificate")]
    Mismatch,
    /// rustls does not sign with such a key.
    #[error("rustls does not support client certificates with this key: {0}")]
    Key(CertifiedKeyError),
}

impl ClientIdentity {
    /// The certificate, which comes first in `chain`, and its `key`.
    ///
    /// # Errors
    /// When the key does not match the certificate, or rustls (with aws-lc-rs) does not sign with it.
    pub fn new(chain: &[Certificate], key: &PrivateKey) -> Result<Self, ClientIdentityError> {
        if chain.first().is_none_or(|leaf| leaf.public_key() != key.public()) {
            return Err(ClientIdentityError::Mismatch);
        }
        let certified = certified_key(chain, key, &Provider::AwsLcRs.crypto());
        certified.map(Arc::new).map(Self).map_err(ClientIdentityError::Key)
    }
}

impl fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientIdentity").finish_non_exhaustive()
    }
}

/// Answers the request of a server, and records it.
#[derive(Debug)]
pub(super) struct Answer {
    identity: Option<ClientIdentity>,
    requested: Mutex<Option<ClientAuth>>,
}

impl Answer {
    pub(super) fn new(identity: Option<ClientIdentity>) -> Self {
        Self { identity, requested: Mutex::default() }
    }

    /// Whether the server has requested a certificate.
    pub(super) fn is_requested(&self) -> bool {
        self.requested.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The request, where there was one, or a certificate for it; the server ended the connection as
    /// `rejected` has it.
    pub(super) fn outcome(&self, rejected: Option<String>) -> Option<ClientAuth> {
        let requested = self.requested.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let unrequested = || {
            let presented = Presented::Unrequested;
            ClientAuth { authorities: Vec::new(), presented, rejected: None }
        };
        match requested {
            Some(auth) => Some(ClientAuth { rejected, ..auth }),
            None => self.identity.as_ref().map(|_| unrequested()),
        }
    }
}

impl ResolvesClientCert for Answer {
    fn resolve(&self, authorities: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let identity = self.identity.as_ref();
        let presented = match identity {
            None => Presented::Nothing,
            Some(ClientIdentity(key)) if key.key.choose_scheme(schemes).is_none() => Presented::Unsupported,
            Some(_) => Presented::Certificate,
        };
        let authorities = authorities.iter().filter_map(|der| name::from_der(der).ok()).collect();
        let auth = ClientAuth { authorities, presented, rejected: None };
        *self.requested.lock().unwrap_or_else(PoisonError::into_inner) = Some(auth);
        identity.map(|ClientIdentity(key)| Arc::clone(key))
    }

    fn has_certs(&self) -> bool {
        self.identity.is_some()
    }
}
