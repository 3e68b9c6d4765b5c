//! All rules, topic by topic; one topic a file.

mod access;
mod basic_constraints;
mod chain;
mod crl;
mod extended_key_usage;
mod identifiers;
mod key;
mod key_usage;
mod name;
mod name_constraints;
mod policies;
mod san;
mod serial;
mod signature;
mod structure;
mod validity;

use super::rule::Rule;

pub(super) use structure::{MALFORMED, NOT_DER};

/// The topics, in the order in which their rules are reported.
static TOPICS: &[&[Rule]] = &[
    structure::RULES,
    serial::RULES,
    signature::RULES,
    key::RULES,
    validity::RULES,
    name::RULES,
    san::RULES,
    basic_constraints::RULES,
    key_usage::RULES,
    extended_key_usage::RULES,
    identifiers::RULES,
    name_constraints::RULES,
    policies::RULES,
    access::RULES,
    chain::RULES,
    crl::RULES,
];

/// Every rule, topic by topic.
#[must_use]
pub fn rules() -> impl DoubleEndedIterator<Item = &'static Rule> {
    TOPICS.iter().copied().flatten()
}
