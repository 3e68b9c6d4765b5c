//! The work itself. Bytes, time and randomness come in as arguments.

mod approval;
mod builder;
pub mod bundle;
pub mod chain;
pub mod correction;
mod crl;
pub mod expiry;
mod faults;
pub mod handshake;
pub mod inspection;
mod issue;
pub mod lint;
pub mod load;
pub mod ocsp;
pub mod openssl;
pub mod path;
pub mod probe;
pub mod rcgen;
mod refusal;
pub mod renewal;
mod request;
pub mod signature;
mod tbs;
#[cfg(test)]
mod testing;
pub mod verify;

pub use approval::{
    AllowedExtra, ApprovalError, ApprovedRequest, IssuancePolicy, UnknownAllow, VerifiedRequest, ambiguity,
    apply_policy, verify_request,
};
pub use builder::CertificateBuilder;
pub use chain::Surplus;
pub use crl::{CrlSpec, Revocation, create_crl};
pub use faults::Faults;
pub use issue::{CertificateSpec, IssueError, Issuer, IssuerError, issue, self_signed, to_be_signed};
pub use refusal::{CrlFault, RejectReason};
pub use request::{RequestSpec, create_request, create_request_with};
pub use tbs::{sign_certificate, sign_crl, sign_request};
