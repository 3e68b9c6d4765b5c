//! Elliptic curves over prime fields, y² = x³ + ax + b (SEC 1, 2.2.1), as numbers: for the keys on curves
//! that no TLS program uses, of which only the public point is computed here.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, CtAssign, Odd};
use spki::ObjectIdentifier;

/// Name, object identifier, and then in hexadecimal: prime, a, b, the generator's coordinates, order.
/// Each is a curve of prime order, for which the addition below has no exceptions.
static CURVES: &str = include_str!("curves.tsv");

/// The numbers of a curve, big-endian; leading zeros have no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Domain {
    /// The prime of the field.
    pub(crate) prime: Vec<u8>,
    /// The coefficients a and b.
    pub(crate) coefficients: [Vec<u8>; 2],
    /// The generator, uncompressed (SEC 1, 2.3.3).
    pub(crate) generator: Vec<u8>,
    /// The generator's order.
    pub(crate) order: Vec<u8>,
}

/// A curve that has a name.
pub(crate) struct NamedCurve {
    pub(crate) name: &'static str,
    pub(crate) oid: ObjectIdentifier,
    row: [&'static str; 6],
}

fn curves() -> impl Iterator<Item = NamedCurve> {
    CURVES.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        let (name, oid) = (cells.next()?, ObjectIdentifier::new(cells.next()?).ok()?);
        let row = cells.collect::<Vec<_>>().try_into().ok()?;
        Some(NamedCurve { name, oid, row })
    })
}

/// The curve with this object identifier.
pub(crate) fn named(oid: ObjectIdentifier) -> Option<NamedCurve> {
    curves().find(|curve| curve.oid == oid)
}

/// The curve that `domain` spells out, every number of it.
pub(crate) fn spelled_out(domain: &Domain) -> Option<NamedCurve> {
    let same = |one: &[u8], other: &[u8]| significant(one) == significant(other);
    curves().find(|curve| {
        let known = curve.domain();
        same(&known.prime, &domain.prime)
            && known.coefficients.iter().zip(&domain.coefficients).all(|(one, other)| same(one, other))
            && known.generator == domain.generator
            && same(&known.order, &domain.order)
    })
}

impl NamedCurve {
    /// Its numbers.
    pub(crate) fn domain(&self) -> Domain {
        let [prime, a, b, x, y, order] = self.row.map(from_hex);
        let generator = [vec![4], x, y].concat();
        Domain { prime, coefficients: [a, b], generator, order }
    }

    /// The length of its field in bits.
    pub(crate) fn bits(&self) -> u32 {
        bit_length(&from_hex(self.row[0]))
    }

    /// The length of a private number: that of the order.
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
        Group::new(&domain)?.multiply(scalar, bit_length(order))
    }
}

/// The length of a big-endian number in bits.
pub(crate) fn bit_length(number: &[u8]) -> u32 {
    let number = significant(number);
    let leading = number.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(number.len()).unwrap_or(u32::MAX / 8) * 8 - leading
}

/// A big-endian number without its leading zeros.
pub(crate) fn significant(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn from_hex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> =
        (text.len() % 2 == 1).then_some(0).into_iter().chain(text.bytes().filter_map(digit)).collect();
    digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect()
}

/// A point in projective coordinates: x = X/Z, y = Y/Z.
#[derive(Clone)]
struct Point {
    x: BoxedMontyForm,
    y: BoxedMontyForm,
    z: BoxedMontyForm,
}

/// The points of a curve of odd order.
struct Group {
    field: BoxedMontyParams,
    precision: u32,
    /// How many bytes a coordinate has.
    bytes: usize,
    a: BoxedMontyForm,
    /// Three times b.
    b3: BoxedMontyForm,
    generator: Point,
}

impl Group {
    fn new(domain: &Domain) -> Option<Self> {
        let prime = BoxedUint::from_be_slice_vartime(&domain.prime);
        let precision = prime.bits_precision();
        let field = BoxedMontyParams::new(Odd::new(prime).into_option()?);
        let element = |bytes: &[u8]| Self::element(bytes, precision, &field);
        let (x, y) = domain.generator.get(1..)?.split_at_checked(domain.generator.len() / 2)?;
        let b = element(&domain.coefficients[1])?;
        Some(Self {
            precision,
            bytes: domain.prime.len(),
            a: element(&domain.coefficients[0])?,
            b3: b.double().add(&b),
            generator: Point { x: element(x)?, y: element(y)?, z: BoxedMontyForm::one(&field) },
            field,
        })
    }

    fn element(bytes: &[u8], precision: u32, field: &BoxedMontyParams) -> Option<BoxedMontyForm> {
        let number = BoxedUint::from_be_slice(significant(bytes), precision).ok()?;
        Some(BoxedMontyForm::new(number, field))
    }

    /// `scalar` times the generator, in a time that depends on `bits` alone.
    fn multiply(&self, scalar: &[u8], bits: u32) -> Option<Vec<u8>> {
        let scalar = BoxedUint::from_be_slice(scalar, self.precision.max(bits)).ok()?;
        let (zero, one) = (BoxedMontyForm::zero(&self.field), BoxedMontyForm::one(&self.field));
        let mut sum = Point { x: zero.clone(), y: one, z: zero };
        for index in (0..bits).rev() {
            sum = self.add(&sum, &sum);
            let more = self.add(&sum, &self.generator);
            let is_set = scalar.bit(index);
            sum.x.ct_assign(&more.x, is_set);
            sum.y.ct_assign(&more.y, is_set);
            sum.z.ct_assign(&more.z, is_set);
        }
        let inverse = sum.z.invert().into_option()?;
        let coordinate = |number: BoxedMontyForm| {
            let bytes = number.mul(&inverse).retrieve().to_be_bytes();
            bytes[bytes.len().saturating_sub(self.bytes)..].to_vec()
        };
        Some([vec![4], coordinate(sum.x), coordinate(sum.y)].concat())
    }

    /// The sum of any two points, equal or not (Renes, Costello and Batina, "Complete addition formulas for
    /// prime order elliptic curves", 2015, algorithm 1).
    fn add(&self, one: &Point, other: &Point) -> Point {
        let (xx, yy, zz) = (one.x.mul(&other.x), one.y.mul(&other.y), one.z.mul(&other.z));
        let xy = one.x.add(&one.y).mul(&other.x.add(&other.y)).sub(&xx.add(&yy));
        let xz = one.x.add(&one.z).mul(&other.x.add(&other.z)).sub(&xx.add(&zz));
        let yz = one.y.add(&one.z).mul(&other.y.add(&other.z)).sub(&yy.add(&zz));
        let azz = self.a.mul(&zz);
        let shift = self.b3.mul(&zz).add(&self.a.mul(&xz));
        let (less, more) = (yy.sub(&shift), yy.add(&shift));
        let tangent = xx.double().add(&xx).add(&azz);
        let rest = self.b3.mul(&xz).add(&self.a.mul(&xx.sub(&azz)));
        Point {
            x: xy.mul(&less).sub(&yz.mul(&rest)),
            y: less.mul(&more).add(&tangent.mul(&rest)),
            z: yz.mul(&more).add(&xy.mul(&tangent)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::PrivateKey;
    use crate::model::algorithm::Curve;

    #[test]
    fn every_curve_of_the_table_has_the_order_that_it_states() {
        for curve in curves() {
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
