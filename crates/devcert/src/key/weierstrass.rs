//! Elliptic curves over prime fields, y² = x³ + ax + b (SEC 1, 2.2.1), as numbers: for the keys on curves
//! that no TLS program uses.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, CtAssign, Odd};

/// The numbers of a curve, big-endian; leading zeros have no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Domain {
    /// The prime of the field.
    pub(crate) prime: Vec<u8>,
    /// The coefficients a and b.
    pub(crate) coefficients: [Vec<u8>; 2],
    /// The generator in any form (SEC 1, 2.3.3).
    pub(crate) generator: Vec<u8>,
    /// The generator's order.
    pub(crate) order: Vec<u8>,
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

/// A point in projective coordinates: x = X/Z, y = Y/Z.
#[derive(Clone)]
pub(super) struct Point {
    x: BoxedMontyForm,
    y: BoxedMontyForm,
    z: BoxedMontyForm,
}

/// The points of a curve of odd order.
pub(super) struct Group {
    field: BoxedMontyParams,
    prime: BoxedUint,
    precision: u32,
    /// How many bytes a coordinate has.
    bytes: usize,
    a: BoxedMontyForm,
    b: BoxedMontyForm,
    /// Three times b.
    b3: BoxedMontyForm,
    generator: Point,
    /// The length of the order in bits.
    bits: u32,
}

impl Group {
    /// The curve with these numbers. `None` if they cannot be those of one.
    pub(super) fn new(domain: &Domain) -> Option<Self> {
        let prime = BoxedUint::from_be_slice_vartime(significant(&domain.prime));
        let precision = prime.bits_precision();
        let field = BoxedMontyParams::new(Odd::new(prime.clone()).into_option()?);
        let element = |bytes: &[u8]| Self::element(bytes, precision, &field);
        let [a, b] = [element(&domain.coefficients[0])?, element(&domain.coefficients[1])?];
        let one = BoxedMontyForm::one(&field);
        let mut group = Self {
            precision,
            bytes: significant(&domain.prime).len(),
            b3: b.double().add(&b),
            a,
            b,
            generator: Point { x: one.clone(), y: one.clone(), z: one },
            field,
            prime,
            bits: bit_length(&domain.order),
        };
        group.generator = group.point(&domain.generator)?;
        Some(group)
    }

    /// The number in the field; `None` if it is not below the prime.
    fn element(bytes: &[u8], precision: u32, field: &BoxedMontyParams) -> Option<BoxedMontyForm> {
        let number = BoxedUint::from_be_slice(significant(bytes), precision).ok()?;
        (number < **field.modulus()).then(|| BoxedMontyForm::new(number, field))
    }

    /// The point in any of its forms (SEC 1, 2.3.4). `None` if it is not on the curve.
    pub(super) fn point(&self, octets: &[u8]) -> Option<Point> {
        let (form, coordinates) = octets.split_first()?;
        let element = |bytes: &[u8]| Self::element(bytes, self.precision, &self.field);
        let z = BoxedMontyForm::one(&self.field);
        match form {
            2 | 3 if coordinates.len() == self.bytes => {
                let x = element(coordinates)?;
                let root = self.square_root(&self.square_of_y(&x))?;
                let is_odd = bool::from(root.retrieve().bit(0));
                let y = if is_odd == (*form == 3) { root } else { root.neg() };
                Some(Point { x, y, z })
            }
            4 | 6 | 7 if coordinates.len() == 2 * self.bytes => {
                let (x, y) = coordinates.split_at_checked(self.bytes)?;
                let sign = y.last()? & 1;
                let (x, y) = (element(x)?, element(y)?);
                let is_right = (*form == 4 || form & 1 == sign) && y.square() == self.square_of_y(&x);
                is_right.then_some(Point { x, y, z })
            }
            _ => None,
        }
    }

    /// The point uncompressed. `None` for the point at infinity.
    pub(super) fn uncompressed(&self, point: &Point) -> Option<Vec<u8>> {
        let inverse = point.z.invert().into_option()?;
        let coordinate = |number: &BoxedMontyForm| {
            let bytes = number.mul(&inverse).retrieve().to_be_bytes();
            bytes[bytes.len().saturating_sub(self.bytes)..].to_vec()
        };
        Some([vec![4], coordinate(&point.x), coordinate(&point.y)].concat())
    }

    /// The first coordinate of the point. `None` for the point at infinity.
    pub(super) fn first_coordinate(&self, point: &Point) -> Option<Vec<u8>> {
        Some(self.uncompressed(point)?.get(1..=self.bytes)?.to_vec())
    }

    fn square_of_y(&self, x: &BoxedMontyForm) -> BoxedMontyForm {
        x.square().add(&self.a).mul(x).add(&self.b)
    }

    /// A number whose square is `square`, in a time that depends on it (Tonelli and Shanks; Cohen, "A Course in
    /// Computational Algebraic Number Theory", 1993, algorithm 1.5.1). `None` if no root exists.
    fn square_root(&self, square: &BoxedMontyForm) -> Option<BoxedMontyForm> {
        let one = BoxedMontyForm::one(&self.field);
        let less = self.prime.wrapping_sub(BoxedUint::one_with_precision(self.precision));
        let twos = less.trailing_zeros_vartime();
        let odd = less.shr(twos);
        let half = odd.shr(1);
        let mut root = square.pow(&half);
        let mut rest = root.square().mul(square);
        root = root.mul(square);
        let mut step = self.non_residue(&less)?.pow(&odd);
        let mut exponent = twos;
        while rest != one {
            let mut power = rest.clone();
            let mut least = 0;
            while power != one {
                power = power.square();
                least += 1;
                if least == exponent {
                    return None;
                }
            }
            let factor = (least + 1..exponent).fold(step, |factor, _| factor.square());
            root = root.mul(&factor);
            step = factor.square();
            rest = rest.mul(&step);
            exponent = least;
        }
        (root.square() == *square).then_some(root)
    }

    /// A number without a square root; half of all numbers have none.
    fn non_residue(&self, less: &BoxedUint) -> Option<BoxedMontyForm> {
        let half = less.shr(1);
        let one = BoxedMontyForm::one(&self.field);
        let negative = one.neg();
        let mut candidate = one.clone();
        (0..256).find_map(|_| {
            candidate = candidate.add(&one);
            (candidate.pow(&half) == negative).then(|| candidate.clone())
        })
    }

    /// `scalar`, which is below the order, times the generator, in a time that depends on the curve alone.
    pub(super) fn times_generator(&self, scalar: &[u8]) -> Option<Point> {
        self.times(&self.generator, scalar)
    }

    /// `scalar`, which is below the order, times the point, in a time that depends on the curve alone.
    pub(super) fn times(&self, point: &Point, scalar: &[u8]) -> Option<Point> {
        let scalar = BoxedUint::from_be_slice(significant(scalar), self.precision.max(self.bits)).ok()?;
        let (zero, one) = (BoxedMontyForm::zero(&self.field), BoxedMontyForm::one(&self.field));
        let mut sum = Point { x: zero.clone(), y: one, z: zero };
        for index in (0..self.bits).rev() {
            sum = self.add(&sum, &sum);
            let more = self.add(&sum, point);
            let is_set = scalar.bit(index);
            sum.x.ct_assign(&more.x, is_set);
            sum.y.ct_assign(&more.y, is_set);
            sum.z.ct_assign(&more.z, is_set);
        }
        Some(sum)
    }

    /// The sum of any two points, equal or not (Renes, Costello and Batina, "Complete addition formulas for
    /// prime order elliptic curves", 2015, algorithm 1).
    pub(super) fn add(&self, one: &Point, other: &Point) -> Point {
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
