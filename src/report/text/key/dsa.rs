//! DSA public keys (RFC 3279, 2.3.2).

use super::super::element::{Fields, Kind as _, Tag};
use super::super::integer::Integer;
use super::super::lines::Lines;
use super::{Public, next, number};

/// A public key with its group.
pub(super) fn public(key: &Public<'_>) -> Option<Lines> {
    let value = super::super::element::whole(&key.bits).filter(|value| value.is(Tag::Integer))?;
    let value = Integer::from_content(value.data)?;
    let group = key.algorithm.parameters.as_ref().filter(|group| group.is(Tag::Sequence))?;
    let mut fields = Fields::inside(group);
    let (prime, order, generator) = (next(&mut fields)?, next(&mut fields)?, next(&mut fields)?);
    let mut lines = Lines::one(format!("Public-Key: ({} bit)", prime.bit_length()));
    for (label, value) in [("pub: ", &value), ("P:   ", &prime), ("Q:   ", &order), ("G:   ", &generator)] {
        number(&mut lines, label, value);
    }
    fields.end(lines)
}
