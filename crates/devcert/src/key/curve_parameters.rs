//! The curve of an EC key as structures state it (RFC 3279, 2.3.5; SEC 1, C.2): its name, or all its numbers.

use der::asn1::{AnyRef, BitStringRef, OctetStringRef, UintRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use spki::ObjectIdentifier;

use super::named_curve::{self, NamedCurve};
use super::point::{PointForm, in_form};
use super::weierstrass::{Domain, significant};
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;

/// How the curve of an EC key is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CurveForm {
    /// By its object identifier, which is the only form that TLS allows (RFC 5480, 2.1.1).
    #[default]
    Named,
    /// By its numbers, without the seed that they come from.
    Explicit,
    /// By its numbers, with the seed if they come from one.
    ExplicitWithSeed,
}

/// What an encoder returns.
type Encoded = der::Result<Vec<u8>>;

impl NamedCurve {
    /// The DER of the curve in this form; if its numbers are written, the generator among them is in the form
    /// `generator`.
    ///
    /// # Errors
    /// When DER cannot hold it, which does not happen.
    pub fn parameters(&self, form: CurveForm, generator: PointForm) -> Result<Vec<u8>, DerError> {
        match form {
            CurveForm::Named => self.oid().to_der().opaque(),
            CurveForm::Explicit => self.explicit(generator, &[]).opaque(),
            CurveForm::ExplicitWithSeed => self.explicit(generator, &self.seed()).opaque(),
        }
    }

    fn explicit(&self, generator: PointForm, seed: &[u8]) -> Encoded {
        let domain = self.domain();
        let number = |bytes: &[u8]| UintRef::new(significant(bytes))?.to_der();
        let octets = |bytes: &[u8]| OctetStringRef::new(bytes)?.to_der();
        let field = sequence(&[known::PRIME_FIELD.to_der()?, number(&domain.prime)?])?;
        let [a, b] = &domain.coefficients;
        let seed = match seed {
            [] => Vec::new(),
            seed => BitStringRef::from_bytes(seed)?.to_der()?,
        };
        let equation = sequence(&[octets(a)?, octets(b)?, seed])?;
        let generator = in_form(&domain.generator, generator).unwrap_or(domain.generator);
        let (version, cofactor) = (1_u8.to_der()?, 1_u8.to_der()?);
        sequence(&[version, field, equation, octets(&generator)?, number(&domain.order)?, cofactor])
    }

    /// The curve that the parameters of an EC key name or spell out, and in which of these forms. `None` for a curve
    /// without a name, and for one that is not over a prime field.
    #[must_use]
    pub fn of_parameters(der: &[u8]) -> Option<(Self, CurveForm)> {
        let parameters = AnyRef::from_der(der).ok()?;
        match parameters.tag() {
            Tag::ObjectIdentifier => {
                let oid = parameters.decode_as::<ObjectIdentifier>().ok()?;
                Some((named_curve::named(oid)?, CurveForm::Named))
            }
            Tag::Sequence => {
                let (domain, form) = domain(parameters)?;
                Some((named_curve::spelled_out(&domain)?, form))
            }
            _ => None,
        }
    }
}

fn sequence(parts: &[Vec<u8>]) -> Encoded {
    AnyRef::new(Tag::Sequence, &parts.concat())?.to_der()
}

/// The numbers of a curve over a prime field that is spelled out: `ECParameters` (SEC 1, C.2).
fn domain(parameters: AnyRef<'_>) -> Option<(Domain, CurveForm)> {
    let parts = children(parameters)?;
    let [_, field, equation, generator, order, ..] = parts.as_slice() else { return None };
    let (field, equation) = (children(*field)?, children(*equation)?);
    let ([kind, prime], [a, b, seed @ ..]) = (field.as_slice(), equation.as_slice()) else { return None };
    let form = if seed.is_empty() { CurveForm::Explicit } else { CurveForm::ExplicitWithSeed };
    let is_prime = kind.decode_as::<ObjectIdentifier>() == Ok(known::PRIME_FIELD);
    let domain = || Domain {
        prime: prime.value().to_vec(),
        coefficients: [a.value().to_vec(), b.value().to_vec()],
        generator: generator.value().to_vec(),
        order: order.value().to_vec(),
    };
    is_prime.then(|| (domain(), form))
}

/// The elements inside of `any`, as many as any part of a curve has.
fn children(any: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(any.value()).ok()?;
    let mut found = Vec::new();
    while !reader.is_finished() && found.len() < 8 {
        found.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hex;

    /// `openssl ecparam -name prime192v1 -param_enc explicit -conv_form compressed -outform DER`
    const SPELLED_OUT: &str = "3081af020101302406072a8648ce3d0101021900fffffffffffffffffffffffffffffffeffffffffffffffff304b0418fffffffffffffffffffffffffffffffefffffffffffffffc041864210519e59c80e70fa7e9ab72243049feb8deecc146b9b10315003045ae6fc8422f64ed579528d38120eae12196d5041903188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012021900ffffffffffffffffffffffff99def836146bc9b1b4d22831020101";

    #[test]
    fn a_curve_is_spelled_out_as_openssl_does_it() {
        let expected = hex::decode(SPELLED_OUT.chars()).unwrap();
        let curve = named_curve::named(ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.1")).unwrap();
        let form = CurveForm::ExplicitWithSeed;
        assert_eq!(curve.parameters(form, PointForm::Compressed).unwrap(), expected);
        assert_eq!(NamedCurve::of_parameters(&expected), Some((curve, form)));
        let mut other = expected;
        let last_of_order = other.len() - 4;
        other[last_of_order] ^= 1;
        assert_eq!(NamedCurve::of_parameters(&other), None);
    }

    #[test]
    fn every_curve_is_recognized_in_every_form() {
        for curve in named_curve::all() {
            for point in [PointForm::Uncompressed, PointForm::Compressed, PointForm::Hybrid] {
                for form in [CurveForm::Named, CurveForm::Explicit] {
                    let der = curve.parameters(form, point).unwrap();
                    assert_eq!(NamedCurve::of_parameters(&der), Some((curve, form)));
                }
            }
        }
    }
}
