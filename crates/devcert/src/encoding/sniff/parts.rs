//! What a file consists of, damaged parts included.

use thiserror::Error;

use crate::encoding::object::{Contents, Object};
use crate::encoding::oddity::EncodingQuirk;
use crate::encoding::pem::PemError;

/// What a file consists of, damaged parts included.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The objects and what is left of others, in their order; at least one.
    pub parts: Vec<Part>,
    /// What devcert reads over and other programs stumble on.
    pub oddities: Vec<EncodingQuirk>,
}

/// One part of a file.
#[derive(Debug, Clone)]
pub enum Part {
    /// An object.
    Object(Object),
    /// Something that is not read.
    Flaw(Flaw),
}

/// A part of a file that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Flaw {
    /// Armour that is damaged.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// What follows the objects of a DER file.
    #[error(
        "read up to byte {start} of {end}; the rest {}",
        if *is_cut_off { "is DER that was cut off" } else { "does not belong to it" }
    )]
    Remainder {
        /// The position of the first byte, counted from 0.
        start: usize,
        /// The position after the last one.
        end: usize,
        /// Whether it is only white space and zeros.
        is_blank: bool,
        /// Whether it begins like an object.
        is_cut_off: bool,
    },
}

impl From<Contents> for Parts {
    fn from(contents: Contents) -> Self {
        let Contents { objects, oddities } = contents;
        Self { parts: objects.into_iter().map(Part::Object).collect(), oddities }
    }
}
