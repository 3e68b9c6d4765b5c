//! DSA public keys (RFC 3279, 2.3.2).

use super::super::element::{Element, ElementTag as _, Fields, Tag};
use super::super::integer::Integer;
use super::super::lines::Lines;
use super::parts::{Public, next};
use crate::text::number::number;

/// A public key with its group.
pub(super) fn public(key: &Public<'_>) -> Option<Lines> {
    laid_out("Public-Key", &[("pub: ", &key.bits)], key)
}

/// A private key, the public one that belongs to it, and their group.
pub(super) fn private(value: &[u8], key: &Public<'_>) -> Option<Lines> {
    laid_out("Private-Key", &[("priv:", value), ("pub: ", &key.bits)], key)
}

/// Parameters without a key.
pub(super) fn alone(group: &Element<'_>) -> Option<Lines> {
    with_group(group, |prime| Some(Lines::one(format!("DSA-Parameters: ({} bit)", prime.bit_length()))))
}

fn laid_out(title: &str, own: &[(&str, &[u8])], key: &Public<'_>) -> Option<Lines> {
    with_group(key.algorithm.parameters.as_ref()?, |prime| {
        let mut lines = Lines::one(format!("{title}: ({} bit)", prime.bit_length()));
        for (label, der) in own {
            let value = super::super::element::whole(der).filter(|value| value.is(Tag::Integer))?;
            number(&mut lines, label, &Integer::from_content(value.data)?);
        }
        Some(lines)
    })
}

/// The lines that `before` makes of the prime, and those of the group.
fn with_group(group: &Element<'_>, before: impl FnOnce(&Integer) -> Option<Lines>) -> Option<Lines> {
    if !group.is(Tag::Sequence) {
        return None;
    }
    let mut fields = Fields::inside(group);
    let (prime, order, generator) = (next(&mut fields)?, next(&mut fields)?, next(&mut fields)?);
    let mut lines = before(&prime)?;
    for (label, value) in [("P:   ", &prime), ("Q:   ", &order), ("G:   ", &generator)] {
        number(&mut lines, label, value);
    }
    fields.end(lines)
}
