//! Elliptic curve keys, on named curves (RFC 5480) and on spelled-out ones (SEC 1, C.2).

use super::super::element::{Element, ElementTag as _, Fields, Tag, bits};
use super::super::integer::Integer;
use super::super::lines::Lines;
use super::super::object::Object;
use super::curve;
use super::parts::{Public, next};
use crate::model::oid::known;
use crate::text::number::number;

/// The forms of a point by its first byte (SEC 1, 2.3.3).
const FORMS: [(&[u8], &str); 3] = [
    (&[2, 3], "Generator (compressed):"),
    (&[4], "Generator (uncompressed):"),
    (&[6, 7], "Generator (hybrid):"),
];

/// A public key.
pub(super) fn public(key: &Public<'_>) -> Option<Lines> {
    form(&key.bits)?;
    let (size, parameters) = parameters(key)?;
    let mut lines = Lines::one(format!("Public-Key: ({size} bit)"));
    lines.labelled("pub:", &key.bits);
    lines.nest(0, &parameters);
    Some(lines)
}

/// A private key and the public one that belongs to it.
pub(super) fn private(scalar: &[u8], key: &Public<'_>) -> Option<Lines> {
    let (size, parameters) = parameters(key)?;
    let mut lines = Lines::one(format!("Private-Key: ({size} bit)"));
    lines.labelled("priv:", scalar);
    lines.labelled("pub:", &key.bits);
    lines.nest(0, &parameters);
    Some(lines)
}

/// Parameters without a key.
pub(super) fn alone(parameters: &Element<'_>) -> Option<Lines> {
    let (size, parameters) = curve_of(parameters)?;
    let mut lines = Lines::one(format!("EC-Parameters: ({size} bit)"));
    lines.nest(0, &parameters);
    Some(lines)
}

/// The size in bits, and the lines about the curve.
fn parameters(key: &Public<'_>) -> Option<(usize, Lines)> {
    curve_of(key.algorithm.parameters.as_ref()?)
}

fn curve_of(parameters: &Element<'_>) -> Option<(usize, Lines)> {
    match Object::from_element(parameters) {
        Some(object) => named(&object),
        None => explicit(parameters),
    }
}

fn named(object: &Object) -> Option<(usize, Lines)> {
    let curve = curve::named(object.short())?;
    let mut lines = Lines::one(format!("ASN1 OID: {}", object.short()));
    if let Some(nist) = curve.nist {
        lines.push(format!("NIST CURVE: {nist}"));
    }
    Some((usize::try_from(curve.bits).ok()?, lines))
}

fn explicit(parameters: &Element<'_>) -> Option<(usize, Lines)> {
    if !parameters.is(Tag::Sequence) {
        return None;
    }
    let mut fields = Fields::inside(parameters);
    next(&mut fields)?;
    let mut lines = field(&fields.universal(Tag::Sequence)?)?;
    let equation = fields.universal(Tag::Sequence)?;
    coefficients(&mut lines, &equation)?;
    let base = fields.universal(Tag::OctetString)?;
    let order = next(&mut fields)?;
    number(&mut lines, form(base.data)?, &Integer::unsigned(base.data));
    number(&mut lines, "Order: ", &order);
    if let Some(cofactor) = fields.optional(Tag::Integer) {
        number(&mut lines, "Cofactor: ", &Integer::from_content(cofactor.data)?);
    }
    if let Some(seed) = Fields::inside(&equation).rest()?.get(2) {
        lines.labelled("Seed:", &bits(seed.data)?);
    }
    fields.end((order.bit_length(), lines))
}

fn field(field: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(field);
    let kind = Object::from_element(&fields.any()?)?;
    let mut lines = Lines::one(format!("Field Type: {}", kind.short()));
    if kind.known() == Some(known::PRIME_FIELD) {
        number(&mut lines, "Prime:", &next(&mut fields)?);
    } else {
        let mut fields = Fields::inside(&fields.universal(Tag::Sequence)?);
        let degree = next(&mut fields)?;
        let basis = Object::from_element(&fields.any()?)?;
        lines.push(format!("Basis Type: {}", basis.short()));
        number(&mut lines, "Polynomial:", &polynomial(&degree, &fields.any()?)?);
    }
    Some(lines)
}

/// The reduction polynomial: the degree, the one or three middle terms, and one.
fn polynomial(degree: &Integer, middle: &Element<'_>) -> Option<Integer> {
    /// Twice the degree of the largest field that openssl takes.
    const LIMIT: usize = 1322;
    let exponent =
        |element: &Element<'_>| usize::try_from(Integer::from_content(element.data)?.small()?).ok();
    let middle = match middle.is(Tag::Sequence) {
        true => Fields::inside(middle).rest()?.iter().map(exponent).collect::<Option<Vec<_>>>()?,
        false => vec![exponent(middle)?],
    };
    let degree = usize::try_from(degree.small()?).ok().filter(|degree| *degree <= LIMIT)?;
    let mut bytes = vec![0_u8; degree / 8 + 1];
    for exponent in middle.into_iter().chain([degree, 0]) {
        let index = (degree / 8).checked_sub(exponent / 8)?;
        bytes[index] |= 1 << (exponent % 8);
    }
    Some(Integer::unsigned(&bytes))
}

fn coefficients(lines: &mut Lines, equation: &Element<'_>) -> Option<()> {
    let mut fields = Fields::inside(equation);
    for label in ["A:   ", "B:   "] {
        number(lines, label, &Integer::unsigned(fields.universal(Tag::OctetString)?.data));
    }
    Some(())
}

fn form(point: &[u8]) -> Option<&'static str> {
    let first = point.first()?;
    FORMS.iter().find(|(bytes, _)| bytes.contains(first)).map(|(_, label)| *label)
}
