//! What a CA has issued and revoked: one event a line, as JSON, added at the end and never changed.

mod event;
mod state;

use thiserror::Error;

pub use event::{Event, File, Issued, Listed, Made, Permitted, Revoked, serial_of};
pub use state::{Entry, Ledger};

/// Why a ledger cannot be read; a sentence that follows the file's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// A line is not an event.
    #[error("it is damaged on line {line}: {problem}")]
    Damaged {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

/// Whether a line is a whole event.
#[must_use]
pub fn is_whole(line: &[u8]) -> bool {
    serde_json::from_slice::<Event>(line).is_ok()
}
