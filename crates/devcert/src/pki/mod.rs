//! The work itself. Bytes, time and randomness come in as arguments.

mod accept;
mod builder;
pub mod bundle;
pub mod chain;
mod crl;
mod draft;
pub mod expiry;
mod faults;
pub mod handshake;
pub mod inspection;
mod issue;
pub mod lint;
pub mod load;
pub mod path;
pub mod probe;
pub mod rcgen;
mod refusal;
pub mod renewal;
mod request;
pub mod signature;
#[cfg(test)]
mod testing;
pub mod verify;

pub use accept::{
    AcceptError, AllowedExtra, ApprovedRequest, IssuancePolicy, UnknownAllow, VerifiedRequest, accept,
    ambiguity, apply_policy,
};
pub use builder::CertificateBuilder;
pub use chain::Surplus;
pub use crl::{CrlSpec, Revocation, create_crl};
pub use draft::{sign_certificate, sign_crl, sign_request};
pub use faults::Faults;
pub use issue::{CertificateSpec, IssueError, Issuer, IssuerError, issue, self_signed, to_be_signed};
pub use refusal::{CrlFault, RejectReason};
pub use request::{RequestSpec, create_request, create_request_with};
