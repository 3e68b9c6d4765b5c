//! Chains of certificates, built and checked as OpenSSL 3.0 does: the same chain, the same errors with the same
//! numbers in the same order.
//!
//! [`verify`] is `X509_verify_cert` (`crypto/x509/x509_vfy.c` of OpenSSL 3.0) without DANE and SCTs. devcert's own
//! verification is in [`super::verify`]; this one is for programs that expect OpenSSL's.

mod build;
mod certificate;
mod code;
mod constraints;
mod context;
mod crl_score;
mod extension_checks;
mod facts;
mod general_name;
mod identity;
mod issued;
mod list;
mod node;
mod policy;
mod policy_extensions;
mod purpose;
mod revocation;
mod security;
mod settings;
mod signatures;
mod suite_b;
#[cfg(test)]
mod tests;
mod trust;
mod verification;

pub use certificate::StoreCertificate;
pub use code::VerifyCode;
pub use context::{FirstError, Observer, Problem, Store, Verified};
pub use identity::{matches_email, matches_host, matches_ip};
pub use list::RevocationList;
pub use policy::{Policies, ValidPolicy};
pub use purpose::{Place, Purpose, PurposeCheck};
pub use settings::{Clock, Preset, Settings, SuiteB, VerifyFlag};
pub use trust::Trust;
pub use verification::verify;
