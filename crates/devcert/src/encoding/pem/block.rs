//! One armoured object, and why it may be damaged.

use thiserror::Error;

use super::label::Label;
use crate::encoding::oddity::EncodingQuirk;
use crate::model::secret::Secret;

/// One armoured object of a file.
#[derive(Debug, Clone)]
pub struct Block {
    /// The text between `-----BEGIN ` and `-----`.
    pub label: Label,
    /// The line of its `-----BEGIN`, counted from 1.
    pub line: usize,
    /// Whether the header of RFC 1421 says that the content is encrypted.
    pub encrypted: bool,
    /// The header that says with which cipher, when it does.
    pub dek_info: Option<String>,
    /// What other programs stumble on in the way it is written.
    pub oddity: Option<EncodingQuirk>,
    /// The decoded content.
    pub content: Secret,
}

/// Where and why the armour is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PemError {
    /// The BEGIN line is not one.
    #[error("the BEGIN line on line {line} is damaged: a label and five hyphens are expected")]
    BadBegin {
        /// The line's number.
        line: usize,
    },
    /// The end line is missing: the file was cut off.
    #[error("the {label} that begins on line {line} has no END line: the file is truncated")]
    Truncated {
        /// The label of the begin line.
        label: Label,
        /// The begin line's number.
        line: usize,
    },
    /// The end line names another label than the begin line.
    #[error("the {label} that begins on line {line} ends as {found}")]
    WrongEnd {
        /// The label of the begin line.
        label: Label,
        /// The begin line's number.
        line: usize,
        /// The label of the end line.
        found: Label,
    },
    /// What stands between the lines is not base64.
    #[error("the {label} that begins on line {line} is not base64")]
    NotBase64 {
        /// The label of the begin line.
        label: Label,
        /// The begin line's number.
        line: usize,
    },
}

impl PemError {
    /// The number of the begin line.
    #[must_use]
    pub const fn line(&self) -> usize {
        match self {
            Self::BadBegin { line }
            | Self::Truncated { line, .. }
            | Self::WrongEnd { line, .. }
            | Self::NotBase64 { line, .. } => *line,
        }
    }

    /// The label of the begin line, where it has one.
    #[must_use]
    pub const fn label(&self) -> Option<&Label> {
        match self {
            Self::BadBegin { .. } => None,
            Self::Truncated { label, .. } | Self::WrongEnd { label, .. } | Self::NotBase64 { label, .. } => {
                Some(label)
            }
        }
    }

    /// This error for an object on another line, as when the text was inside base64.
    #[must_use]
    pub(in crate::encoding) fn on_line(mut self, number: usize) -> Self {
        match &mut self {
            Self::BadBegin { line }
            | Self::Truncated { line, .. }
            | Self::WrongEnd { line, .. }
            | Self::NotBase64 { line, .. } => *line = number,
        }
        self
    }
}
