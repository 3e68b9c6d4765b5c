//! What the layouts of keys are made from.

use crate::text::algorithm::Algorithm;
use crate::text::element::{Fields, Tag};
use crate::text::integer::Integer;

/// What a public key is shown from.
pub(super) struct Public<'a> {
    pub(super) algorithm: Algorithm<'a>,
    /// The content of the bit string.
    pub(super) bits: Vec<u8>,
}

/// The next field, an integer; like openssl, without regard to a sign that some old keys have by
/// mistake.
pub(super) fn next(fields: &mut Fields<'_>) -> Option<Integer> {
    Some(Integer::unsigned(fields.universal(Tag::Integer)?.data))
}
