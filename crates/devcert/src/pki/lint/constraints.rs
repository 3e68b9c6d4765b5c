//! Name constraints as they stand in the DER (RFC 5280, 4.2.1.10).

use const_oid::db::rfc5280::ID_CE_NAME_CONSTRAINTS;
use der::asn1::AnyRef;

use super::raw::{context, elements};
use super::subject::LintTarget;

/// Names of one type that have something in common, permitted or excluded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subtree<'a> {
    /// The number of the general name's type.
    pub(super) number: u32,
    /// What they have in common.
    pub(super) value: &'a [u8],
    /// Whether there is a minimum other than zero, or a maximum.
    pub(super) has_distances: bool,
    /// Whether the minimum is encoded as zero, a default that DER omits.
    pub(super) says_zero: bool,
}

/// The subtrees in the name constraints of `subject`, as far as they can be read; none when there are
/// none.
pub(super) fn subtrees<'a>(subject: &'a LintTarget<'_>) -> Vec<Subtree<'a>> {
    let lists = subject.parts(ID_CE_NAME_CONSTRAINTS).unwrap_or_default();
    let inside = lists.into_iter().flat_map(|list| elements(list.value()).unwrap_or_default());
    inside.filter_map(|any| subtree(&any)).collect()
}

fn subtree<'a>(any: &AnyRef<'a>) -> Option<Subtree<'a>> {
    let parts = elements(any.value()).ok()?;
    let base = parts.first()?;
    let is_zero = |part: &AnyRef<'_>| context(part) == Some(0) && part.value() == [0];
    Some(Subtree {
        number: context(base)?,
        value: base.value(),
        has_distances: parts[1..].iter().any(|part| !is_zero(part)),
        says_zero: parts[1..].iter().any(is_zero),
    })
}
