//! What a CA has issued and revoked: one event a line, as JSON, added at the end and never changed.

mod error;
mod event;
mod state;
#[cfg(test)]
mod tests;
mod word;

pub use error::LedgerError;
pub use event::{Created, Event, File, FileRole, Issued, Listed, Permitted, Renewed, Revoked, Rotated};
pub use state::{Entry, Ledger, is_whole};
