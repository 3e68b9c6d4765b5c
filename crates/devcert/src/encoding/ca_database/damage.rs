//! What is wrong with a database.

use std::fmt;

use super::revocation::RevocationError;

/// The number of columns.
pub(super) const COLUMNS: usize = 6;

/// Why a database cannot be used. The text of each is its line and the reason, without the file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// A line does not have six columns.
    Columns {
        /// The line, from 1.
        line: usize,
        /// How many columns it has.
        found: usize,
    },
    /// A column has a value that it cannot have.
    Row {
        /// The line, from 1.
        line: usize,
        /// The number of the row, from 1, without comments.
        entry: usize,
        /// What is wrong.
        problem: RowProblem,
    },
    /// Two rows have the same serial number.
    SameSerial {
        /// The first row.
        first: Position,
        /// The second row.
        second: Position,
    },
    /// Two valid rows have the same subject, which must be unique.
    SameSubject {
        /// The first row.
        first: Position,
        /// The second row.
        second: Position,
    },
}

/// Where a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// How many rows are before it.
    pub index: usize,
    /// Its line, from 1.
    pub line: usize,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowProblem {
    /// The certificate is not revoked, but has a revocation date.
    RevocationOfValid,
    /// The revocation cannot be read.
    Revocation(RevocationError),
    /// The expiry date is not a date.
    Expiry,
    /// The serial number does not have an even number of digits, but this one.
    SerialLength(usize),
    /// The serial number has a character that is not hexadecimal.
    SerialCharacter(char),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns { line, found } => {
                write!(f, "line {line}: found {found} columns, expected {COLUMNS}")
            }
            Self::Row { line, problem, .. } => write!(f, "line {line}: {problem}"),
            Self::SameSerial { first, second } => {
                write!(f, "line {}: same serial number as in line {}", second.line, first.line)
            }
            Self::SameSubject { first, second } => {
                write!(f, "line {}: same subject as in line {}", second.line, first.line)
            }
        }
    }
}

impl std::error::Error for Damage {}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RevocationOfValid => f.write_str("valid certificate has a revocation date"),
            Self::Revocation(error) => error.fmt(f),
            Self::Expiry => f.write_str("invalid expiry date"),
            Self::SerialLength(length) => write!(f, "bad serial number length ({length})"),
            Self::SerialCharacter(character) => write!(f, "bad character {character:?} in serial number"),
        }
    }
}
