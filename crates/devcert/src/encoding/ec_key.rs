//! Elliptic curve private keys (SEC 1, C.4; RFC 5915), on whatever curve, named or spelled out.

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

use super::error::KeyError;
use super::structure::{context, element};
use crate::key::weierstrass::significant;
use crate::key::{
    KeyFault, NamedCurve, OtherKey, PointForm, PrivateKey, PublicKey, Remark, named_curve, same_point,
};
use crate::model::algorithm;
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;
use crate::model::secret::Secret;

/// `ECPrivateKey`, not checked.
pub(super) struct EcKey<'a> {
    pub(super) scalar: &'a [u8],
    pub(super) parameters: Option<AnyRef<'a>>,
    pub(super) public: Option<&'a [u8]>,
}

impl<'a> EcKey<'a> {
    pub(super) fn from_der(der: &'a [u8]) -> der::Result<Self> {
        let whole = AnyRef::from_der(der)?;
        whole.tag().assert_eq(Tag::Sequence)?;
        let mut reader = SliceReader::new(whole.value())?;
        if u8::decode(&mut reader)? != 1 {
            return Err(Tag::Integer.value_error().into());
        }
        let scalar = AnyRef::decode(&mut reader)?;
        scalar.tag().assert_eq(Tag::OctetString)?;
        let mut key = Self { scalar: scalar.value(), parameters: None, public: None };
        while !reader.is_finished() {
            let field = AnyRef::decode(&mut reader)?;
            match field.tag() {
                tag if tag == context(0) => key.parameters = Some(AnyRef::from_der(field.value())?),
                tag if tag == context(1) => {
                    let bits = BitStringRef::from_der(field.value())?;
                    key.public = Some(bits.as_bytes().ok_or_else(|| Tag::BitString.value_error())?);
                }
                tag => return Err(tag.unexpected_error(None).into()),
            }
        }
        Ok(key)
    }

    /// The key on the curve that it states, or else on the one that is stated `outside` of it.
    pub(super) fn on_curve(&self, outside: Option<AnyRef<'_>>) -> Result<PrivateKey, KeyError> {
        let outside = outside.filter(|found| !found.is_null());
        let stated = outside.or(self.parameters);
        let inside = self.parameters.map(Curve::of).transpose()?;
        let outside = outside.map(Curve::of).transpose()?;
        if let (Some(inside), Some(outside)) = (&inside, &outside)
            && !inside.is(outside)
        {
            return Err(KeyError::TwoCurves);
        }
        let curve = outside.or(inside).ok_or(KeyFault::NoCurve)?;
        let key = match &curve {
            Curve::Named { oid, .. } => match algorithm::Curve::from_oid(*oid) {
                Some(curve) => self.usual(curve)?,
                None => self.other(AnyRef::from(oid), named_curve::named(*oid).as_ref())?,
            },
            Curve::Explicit(parameters) => self.other(*parameters, None)?,
        };
        let key = match curve {
            Curve::Named { is_spelled_out: true, .. } => key.remarked(Remark::ExplicitCurve),
            _ => key,
        };
        let point = self.public.unwrap_or(key.public().bits());
        let stated = PublicKey::assemble(known::ID_EC_PUBLIC_KEY, stated, point)?;
        // The form of a generator that is spelled out is not kept.
        let plain = stated.curve().and_then(|(_, form)| {
            stated.with_curve(form, PointForm::Uncompressed, stated.point_form().unwrap_or_default())
        });
        Ok(key.stating(plain.unwrap_or(stated)))
    }

    /// On a curve that devcert generates keys on.
    fn usual(&self, curve: crate::model::algorithm::Curve) -> Result<PrivateKey, KeyError> {
        let key = PrivateKey::from_scalar(curve, self.scalar)?.with_stated_public(self.public)?;
        Ok(match self.scalar.len() < curve.field_bytes() {
            true => key.remarked(Remark::ShortScalar),
            false => key,
        })
    }

    /// On any other curve: the public point is computed where the curve is known here, and taken from the
    /// key otherwise.
    fn other(&self, parameters: AnyRef<'_>, known: Option<&NamedCurve>) -> Result<PrivateKey, KeyError> {
        let computed = known.map(|curve| curve.public_point(self.scalar));
        let public = |point: &[u8]| PublicKey::assemble(known::ID_EC_PUBLIC_KEY, Some(parameters), point);
        let algorithm = || Ok::<_, KeyError>(public(&[])?.algorithm());
        let computed = match computed {
            Some(None) => return Err(KeyFault::OtherScalar(algorithm()?).into()),
            Some(point) => point,
            None => None,
        };
        let point = match (self.public, computed.as_deref()) {
            (Some(stated), Some(own)) if !same_point(stated, own) => return Err(KeyFault::PublicPart.into()),
            (Some(point), _) | (None, Some(point)) => point,
            (None, None) => return Err(KeyError::NoPublic(algorithm()?)),
        };
        let length = known.map_or(self.scalar.len(), NamedCurve::scalar_bytes);
        let scalar = padded(self.scalar, length);
        let value = to_der(scalar.expose(), None, Some(point)).opaque()?;
        let kind = AlgorithmIdentifierRef { oid: known::ID_EC_PUBLIC_KEY, parameters: Some(parameters) };
        Ok(PrivateKey::other(OtherKey::new(&kind, value)?, public(point)?))
    }
}

/// As many bytes as the order of the curve has (RFC 5915, 3).
fn padded(scalar: &[u8], length: usize) -> Secret {
    let scalar = significant(scalar);
    Secret::new([&vec![0; length.saturating_sub(scalar.len())], scalar].concat())
}

/// The DER of an `ECPrivateKey`.
pub(super) fn to_der(scalar: &[u8], parameters: Option<&[u8]>, public: Option<&[u8]>) -> der::Result<Secret> {
    let field = |number, content: &[u8]| element(context(number), &[content]);
    let scalar = Secret::new(OctetStringRef::new(scalar)?.to_der()?);
    let parameters = parameters.map(|der| field(0, der)).transpose()?.unwrap_or_default();
    let public = public
        .map(|point| field(1, &BitStringRef::from_bytes(point)?.to_der()?))
        .transpose()?
        .unwrap_or_default();
    let parts = [&[2, 1, 1], scalar.expose(), parameters.as_slice(), public.as_slice()];
    Ok(Secret::new(element(Tag::Sequence, &parts)?))
}

/// A curve as a key states it (RFC 3279, 2.3.5: a choice).
enum Curve<'a> {
    Named { oid: ObjectIdentifier, is_spelled_out: bool },
    Explicit(AnyRef<'a>),
}

impl<'a> Curve<'a> {
    fn of(parameters: AnyRef<'a>) -> Result<Self, KeyError> {
        match parameters.tag() {
            Tag::ObjectIdentifier => {
                Ok(Self::Named { oid: parameters.decode_as().opaque()?, is_spelled_out: false })
            }
            Tag::Sequence => {
                let der = parameters.to_der().opaque()?;
                Ok(match NamedCurve::of_parameters(&der) {
                    Some((curve, _)) => Self::Named { oid: curve.oid(), is_spelled_out: true },
                    None => Self::Explicit(parameters),
                })
            }
            Tag::Null => Err(KeyFault::NoCurve.into()),
            tag => Err(DerError::new(tag.unexpected_error(None)).into()),
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named { oid, .. }, Self::Named { oid: other, .. }) => oid == other,
            (Self::Explicit(one), Self::Explicit(other)) => one == other,
            _ => false,
        }
    }
}

/// The private number of a key that [`EcKey::on_curve`] has read.
pub(super) fn scalar(key: &OtherKey) -> der::Result<Secret> {
    Ok(Secret::from(EcKey::from_der(key.value().expose())?.scalar))
}
