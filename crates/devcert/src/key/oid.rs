//! What the object identifiers of keys and curves are called, known to devcert or not.

use const_oid::db::DB;
use spki::ObjectIdentifier;

use super::named_curve;
use crate::model::algorithm::KeyTypeInfo;
use crate::model::oid::Oid;

/// The name of a curve that devcert does not use.
#[must_use]
pub(crate) fn curve_name(oid: Oid) -> String {
    let name = |oid| named_curve::named(oid).map(|curve| curve.name).or_else(|| registered_name(oid));
    let known = oid.known().and_then(name);
    known.map_or_else(|| format!("on the curve {oid}"), str::to_owned)
}

/// The length of a curve's field in bits; the names of the curves that are not over prime fields have it.
#[must_use]
pub(crate) fn curve_bits(oid: Oid) -> Option<u32> {
    let oid = oid.known()?;
    let stated = || {
        let name = registered_name(oid)?;
        let digits = name.trim_start_matches(|character: char| !character.is_ascii_digit());
        let digits = digits.split(|character: char| !character.is_ascii_digit()).find(|part| part.len() > 1);
        digits?.parse().ok()
    };
    named_curve::named(oid).map(|curve| curve.bits()).or_else(stated)
}

/// The name in the registries of standards, without the "id-" that many begin with.
#[must_use]
pub(crate) fn registered_name(oid: ObjectIdentifier) -> Option<&'static str> {
    let name = DB.by_oid(&oid)?;
    Some(name.strip_prefix("id-alg-").or_else(|| name.strip_prefix("id-")).unwrap_or(name))
}

/// The name of a kind of key, or its dotted object identifier.
#[must_use]
pub(crate) fn algorithm_name(oid: Oid) -> String {
    let name = |oid| KeyTypeInfo::of_oid(oid).map(|row| row.title).or_else(|| registered_name(oid));
    let name = oid.known().and_then(name);
    name.map_or_else(|| oid.to_string(), str::to_owned)
}
