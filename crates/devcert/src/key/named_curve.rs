//! The curves over prime fields that have a name.

use std::fmt;

use spki::ObjectIdentifier;

use super::point::same_point;
use super::weierstrass::{Domain, Group, bit_length, significant};
use crate::model::oid::known;

/// Name, object identifier, and then in hexadecimal: prime, a, b, the generator's coordinates, order, and the seed
/// that the coefficients come from, where they come from one.
/// Each is a curve of prime order, for which the addition of points has no exceptions.
static CURVES: &str = include_str!("curves.tsv");

/// A curve over a prime field that has a name (SEC 2, X9.62, RFC 5639).
#[derive(Clone, Copy)]
pub struct NamedCurve {
    pub(crate) name: &'static str,
    pub(crate) oid: ObjectIdentifier,
    row: [&'static str; 7],
}

/// Every curve.
pub(crate) fn all() -> impl Iterator<Item = NamedCurve> {
    CURVES.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        let (name, oid) = (cells.next()?, ObjectIdentifier::new(cells.next()?).ok()?);
        let row = cells.collect::<Vec<_>>().try_into().ok()?;
        Some(NamedCurve { name, oid, row })
    })
}

/// The curve with this object identifier.
pub(crate) fn named(oid: ObjectIdentifier) -> Option<NamedCurve> {
    all().find(|curve| curve.oid == oid)
}

/// The curve that `domain` spells out, every number of it.
pub(crate) fn spelled_out(domain: &Domain) -> Option<NamedCurve> {
    let same = |one: &[u8], other: &[u8]| significant(one) == significant(other);
    all().find(|curve| {
        let known = curve.domain();
        same(&known.prime, &domain.prime)
            && known.coefficients.iter().zip(&domain.coefficients).all(|(one, other)| same(one, other))
            && same_point(&domain.generator, &known.generator)
            && same(&known.order, &domain.order)
    })
}

impl NamedCurve {
    /// The curve with this object identifier.
    #[must_use]
    pub fn of_oid(oid: ObjectIdentifier) -> Option<Self> {
        named(oid)
    }

    /// Its object identifier.
    #[must_use]
    pub const fn oid(&self) -> ObjectIdentifier {
        self.oid
    }

    /// Whether keys on it make ECDSA signatures: those on SM2 make signatures of their own (GB/T 32918.2).
    #[must_use]
    pub fn is_for_ecdsa(&self) -> bool {
        self.oid != known::SM_2
    }

    /// Its numbers.
    pub(crate) fn domain(&self) -> Domain {
        let [prime, a, b, x, y, order, _] = self.row.map(from_hex);
        let generator = [vec![4], x, y].concat();
        Domain { prime, coefficients: [a, b], generator, order }
    }

    /// The seed that its coefficients come from; empty where they do not come from one.
    pub(crate) fn seed(&self) -> Vec<u8> {
        from_hex(self.row[6])
    }

    /// The length of its field in bits.
    pub(crate) fn bits(&self) -> u32 {
        bit_length(&from_hex(self.row[0]))
    }

    /// The length of a private key in bytes, which is that of the order.
    pub(crate) fn scalar_bytes(&self) -> usize {
        from_hex(self.row[5]).len()
    }

    /// The uncompressed public point of a private number; `None` when the number is zero or not below the
    /// order.
    pub(crate) fn public_point(&self, scalar: &[u8]) -> Option<Vec<u8>> {
        let domain = self.domain();
        let scalar = significant(scalar);
        let order = significant(&domain.order);
        if scalar.is_empty() || (scalar.len(), scalar) >= (order.len(), order) {
            return None;
        }
        let group = Group::new(&domain)?;
        group.uncompressed(&group.times_generator(scalar)?)
    }

    /// The uncompressed form of a point in any form; `None` if it is not on the curve.
    pub(crate) fn uncompressed(&self, point: &[u8]) -> Option<Vec<u8>> {
        let group = Group::new(&self.domain())?;
        group.uncompressed(&group.point(point)?)
    }
}

impl fmt::Debug for NamedCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for NamedCurve {
    fn eq(&self, other: &Self) -> bool {
        self.oid == other.oid
    }
}

impl Eq for NamedCurve {}

fn from_hex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> =
        (text.len() % 2 == 1).then_some(0).into_iter().chain(text.bytes().filter_map(digit)).collect();
    digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect()
}

#[cfg(test)]
mod tests {
    use crypto_bigint::BoxedUint;

    use super::*;
    use crate::key::PrivateKey;
    use crate::model::algorithm::Curve;

    #[test]
    fn every_curve_of_the_table_has_the_order_that_it_states() {
        for curve in all() {
            let domain = curve.domain();
            let order = BoxedUint::from_be_slice_vartime(&domain.order);
            let last = order.wrapping_sub(BoxedUint::one()).to_be_bytes_trimmed_vartime();
            let point = curve.public_point(&last).unwrap();
            // One less than the order times the generator is its mirror image: the same x.
            let half = domain.generator.len() / 2;
            assert_eq!(point[..=half], domain.generator[..=half], "{}", curve.name);
            assert_ne!(point, domain.generator, "{}", curve.name);
            assert_eq!(curve.public_point(&[1]).unwrap(), domain.generator, "{}", curve.name);
            assert_eq!(curve.public_point(&domain.order), None, "{}", curve.name);
            // The sign of the compressed form tells the two apart.
            for point in [point, domain.generator] {
                let compressed = [&[2 | point[point.len() - 1] & 1][..], &point[1..=half]].concat();
                assert_eq!(curve.uncompressed(&compressed), Some(point), "{}", curve.name);
            }
        }
    }

    #[test]
    fn points_are_those_that_aws_lc_computes() {
        for curve in Curve::ALL {
            let scalar = vec![0x5a; curve.field_bytes() - 1];
            let key = PrivateKey::from_scalar(curve, &scalar).unwrap();
            let named = named(curve.oid()).unwrap();
            assert_eq!(named.public_point(&scalar).as_deref(), Some(key.public().bits()));
        }
    }
}
