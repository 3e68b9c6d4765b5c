//! Why a ledger cannot be read.

use thiserror::Error;

/// Why a ledger cannot be read; a sentence that follows the file's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// A line is not an event.
    #[error("damaged on line {line}: {problem}")]
    Damaged {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}
