//! The parameters of Diffie-Hellman as text.

use super::integer::Integer;
use super::lines::Lines;
use super::number::number;
use crate::key::DhParameters;

/// The parameters: the name of a standard group, or their numbers.
pub(super) fn parameters(parameters: &DhParameters) -> Lines {
    let mut lines = Lines::one(format!("DH Parameters: ({} bit)", parameters.bits()));
    if let Some(bits) = parameters.standard_bits() {
        lines.push(format!("GROUP: ffdhe{bits}"));
        return lines;
    }
    number(&mut lines, "P:   ", &Integer::unsigned(parameters.prime()));
    if let Some(order) = parameters.order() {
        number(&mut lines, "Q:   ", &Integer::unsigned(order));
    }
    number(&mut lines, "G:   ", &Integer::unsigned(parameters.generator()));
    lines
}
