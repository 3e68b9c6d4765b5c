//! What a user wants done, for every front end.
//!
//! An [`Operation`] is a request that knows nothing of a command line. All of them run in one rhythm: the
//! directories are locked ([`Batch::open`]), the operation looks and prepares what is to be written, and the
//! batch is committed once: all files and ledger entries, or none. Operations neither print nor say what to
//! type next. What happens meanwhile goes to the [`World`] as an [`Event`], failures are an [`Error`] with the
//! facts in it, and the front end finds the words for both.
//!
//! Several operations can prepare into one batch, so that a whole set of files changes at once.

pub mod batch;
pub mod ca;
pub mod certify;
pub mod convert;
pub mod crl;
pub mod csr;
pub mod error;
pub mod event;
pub mod fault;
pub mod file;
pub mod format;
pub mod genkey;
pub mod guard;
pub mod issue;
pub mod key;
pub mod mismatch;
pub mod names;
mod operation;
pub mod pair;
pub mod pubkey;
pub mod renew;
pub mod retire;
pub mod revoke;
pub mod seed;
pub mod self_test;
pub mod selfsign;
mod sentence;
pub mod settle;
pub mod sign;
pub mod signature;
pub mod wanted;
pub mod world;

pub use batch::Batch;
pub use error::Error;
pub use event::{Event, Warning};
pub use file::{Action, Existing, OutputRole};
pub use format::Format;
pub use key::{KeyRequest, SourceKey};
pub use mismatch::Mismatch;
pub use names::Names;
pub use operation::{Operation, run};
pub use renew::Renew;
pub use sign::Sign;
pub use signature::SignatureRequest;
pub use world::World;

#[cfg(test)]
mod tests;
