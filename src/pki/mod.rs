//! Floor 2: the work itself. Bytes, time and randomness come in as arguments.

mod accept;
mod draft;
mod issue;
mod request;
pub mod signature;

pub use accept::{AcceptError, Accepted, accept};
pub use issue::{CertificateSpec, IssueError, Issuer, issue, self_signed};
pub use request::{RequestSpec, request};
