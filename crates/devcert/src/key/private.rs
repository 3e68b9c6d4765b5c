//! Private keys whose parts have been held against each other.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use der::asn1::AnyRef;
use der::{Decode, Encode};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKey};
use rsa::RsaPrivateKey;

use super::curve_parameters::CurveForm;
use super::ecdsa;
use super::fault::KeyFault;
use super::kind::PublicKeyAlgorithm;
use super::ml_dsa::MlDsaMaterial;
use super::other::OtherKey;
use super::point::{PointForm, same_point};
use super::public::PublicKey;
use super::rsa_numbers::{self, RsaNumbers};
use crate::model::algorithm::{Curve, MlDsa, Pss};
use crate::model::der_error::Opaque as _;
use crate::model::oid::known;
use crate::model::secret::Secret;

/// A private key, and its public key.
#[derive(Debug, Clone)]
pub struct PrivateKey {
    material: Material,
    public: PublicKey,
    remarks: Vec<Remark>,
    /// The public key as the file has it, if that differs.
    stated: Option<Box<PublicKey>>,
}

/// What devcert reads in a key's file, and other programs reject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// The public key of PKCS#8 version 2 in an explicit tag: ring#1464.
    ExplicitTag,
    /// The curve's numbers instead of its name; they are those of a named curve (RFC 5480, 2.1.1).
    ExplicitCurve,
    /// No NULL after rsaEncryption (RFC 8017, A.1).
    NoNull,
    /// Fewer bytes than the curve's order has (RFC 5915, 3).
    ShortScalar,
    /// RSA numbers without the leading zero that makes them positive (X.690, 8.3).
    NegativeNumbers,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ExplicitTag => {
                "PKCS#8 with a wrong tag around the public key, as ring before 0.17 and old rcgen wrote it; OpenSSL and others reject it"
            }
            Self::ExplicitCurve => {
                "explicit EC parameters instead of a named curve, which TLS programs reject"
            }
            Self::NoNull => "the NULL after rsaEncryption is missing; rustls and others reject it",
            Self::ShortScalar => {
                "the leading zeros of the private number are missing; rustls and others reject it"
            }
            Self::NegativeNumbers => {
                "the leading zeros that make the RSA numbers positive are missing; rustls and others reject it"
            }
        })
    }
}

/// The secret part of a key, in the form that all its encodings are made of.
#[derive(Clone)]
pub enum Material {
    /// The DER of a PKCS#1 `RSAPrivateKey` (RFC 8017, A.1.2), of a key bound to PSS too.
    Rsa(Secret),
    /// A scalar as long as the curve's field, big-endian.
    Ec(Curve, Secret),
    /// The 32 bytes of an Ed25519 key (RFC 8032, 5.1.5).
    Ed25519(Secret),
    /// An ML-DSA key.
    MlDsa(MlDsaMaterial),
    /// A key of a kind that devcert does not generate for TLS.
    Other(OtherKey),
}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl PrivateKey {
    const fn new(material: Material, public: PublicKey) -> Self {
        Self { material, public, remarks: Vec::new(), stated: None }
    }

    /// A key of a kind that devcert does not generate for TLS, and its public key.
    pub(crate) const fn other(key: OtherKey, public: PublicKey) -> Self {
        Self::new(Material::Other(key), public)
    }

    /// Reads a PKCS#1 `RSAPrivateKey` and holds every number in it against the others, the CRT
    /// exponents included, which rustls and the rsa crate pass over.
    pub fn from_pkcs1(der: &[u8]) -> Result<Self, KeyFault> {
        let parts = RsaPrivateKeyRef::from_der(der).opaque()?;
        if parts.other_prime_infos.is_some() {
            return Err(KeyFault::MultiPrime);
        }
        RsaNumbers::check(&parts)?;
        Self::from_rsa_der(Secret::from(der), &parts)
    }

    /// Reads the PKCS#1 `RSAPrivateKey` of a key that is bound to PSS, with the parameters that its kind has.
    pub(crate) fn from_pss(der: &[u8], parameters: Option<AnyRef<'_>>) -> Result<Self, KeyFault> {
        let key = Self::from_pkcs1(der)?;
        let public = PublicKey::assemble(known::ID_RSASSA_PSS, parameters, key.public.bits())?;
        Ok(Self { public, ..key })
    }

    /// The same RSA key, bound to PSS: rsaEncryption becomes id-RSASSA-PSS (RFC 4055, 1.2). `restriction` sets the
    /// digests and the least length of the salt that it signs with; without one it signs with any.
    ///
    /// # Errors
    /// [`KeyFault::NotRsa`] when it is not an RSA key.
    pub fn bound_to_pss(&self, restriction: Option<Pss>) -> Result<Self, KeyFault> {
        let Material::Rsa(der) = &self.material else { return Err(KeyFault::NotRsa(self.algorithm())) };
        let parameters = restriction.map(Pss::to_der).transpose()?;
        let parameters = parameters.as_deref().map(AnyRef::from_der).transpose().opaque()?;
        Self::from_pss(der.expose(), parameters)
    }

    /// Takes over an RSA key that the rsa crate has validated.
    pub(super) fn from_rsa(key: &RsaPrivateKey) -> Result<Self, KeyFault> {
        let der = rsa_numbers::pkcs1_of(key)?;
        let parts = RsaPrivateKeyRef::from_der(der.expose()).opaque()?;
        Self::from_rsa_der(der.clone(), &parts)
    }

    fn from_rsa_der(der: Secret, parts: &RsaPrivateKeyRef<'_>) -> Result<Self, KeyFault> {
        let public = RsaPublicKey { modulus: parts.modulus, public_exponent: parts.public_exponent };
        let public = PublicKey::from_pkcs1(&public.to_der().opaque()?)?;
        Ok(Self::new(Material::Rsa(der), public))
    }

    /// A key from a scalar; shorter ones, as some programs write them, are padded.
    pub fn from_scalar(curve: Curve, scalar: &[u8]) -> Result<Self, KeyFault> {
        let expected = curve.field_bytes();
        let significant = scalar.iter().skip_while(|byte| **byte == 0).count();
        if significant > expected {
            return Err(KeyFault::Length { expected, found: scalar.len() });
        }
        let mut padded = vec![0; expected - significant];
        padded.extend_from_slice(&scalar[scalar.len() - significant..]);
        let scalar = Secret::new(padded);
        let point = ecdsa::public_point(curve, scalar.expose()).ok_or(KeyFault::Scalar(curve))?;
        let public = PublicKey::from_point(curve, &point)?;
        Ok(Self::new(Material::Ec(curve, scalar), public))
    }

    /// A key from the 32 bytes of an Ed25519 private key.
    pub fn from_ed25519(seed: &[u8]) -> Result<Self, KeyFault> {
        let length = KeyFault::Length { expected: 32, found: seed.len() };
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| length)?;
        let public = PublicKey::from_ed25519(pair.public_key().as_ref())?;
        Ok(Self::new(Material::Ed25519(Secret::from(seed)), public))
    }

    /// A key from the 32 bytes of an ML-DSA seed.
    pub fn from_ml_dsa_seed(parameters: MlDsa, seed: &[u8]) -> Result<Self, KeyFault> {
        let (material, public) = MlDsaMaterial::from_seed(parameters, seed)?;
        Self::from_ml_dsa(material, &public)
    }

    /// A key from an expanded ML-DSA private key.
    pub fn from_ml_dsa_expanded(parameters: MlDsa, expanded: &[u8]) -> Result<Self, KeyFault> {
        let (material, public) = MlDsaMaterial::from_expanded(parameters, expanded)?;
        Self::from_ml_dsa(material, &public)
    }

    fn from_ml_dsa(material: MlDsaMaterial, public: &[u8]) -> Result<Self, KeyFault> {
        let public = PublicKey::assemble(material.parameters.oid(), None, public)?;
        Ok(Self::new(Material::MlDsa(material), public))
    }

    /// Returns the key if `stated`, the public key that its file contains, belongs to it.
    ///
    /// # Errors
    /// [`KeyFault::PublicPart`] when it belongs to another key.
    pub(crate) fn with_stated_public(self, stated: Option<&[u8]>) -> Result<Self, KeyFault> {
        match stated {
            Some(bits) if !same_point(bits, self.public.bits()) => Err(KeyFault::PublicPart),
            _ => Ok(self),
        }
    }

    /// Returns the key with a remark about the file that it was read from.
    #[must_use]
    pub(crate) fn remarked(mut self, remark: Remark) -> Self {
        self.remarks.push(remark);
        self
    }

    /// What is odd about the file that it was read from.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Returns the key with the public key that its file states, which may be in another form.
    #[must_use]
    pub(crate) fn stating(mut self, stated: PublicKey) -> Self {
        self.stated = (stated != self.public).then(|| Box::new(stated));
        self
    }

    /// The key in the form that its file has: an EC key that was read with its curve spelled out, or its point
    /// compressed, has a public key of that form, and is written so. Without this call, its curve is named and its point
    /// uncompressed.
    #[must_use]
    pub fn as_stated(self) -> Self {
        match self.stated {
            Some(stated) => Self { public: *stated, stated: None, ..self },
            None => self,
        }
    }

    /// The same key with a public key in these forms, in which it is written, as [`PublicKey::with_curve`] has it.
    #[must_use]
    pub fn with_curve(&self, curve: CurveForm, generator: PointForm, point: PointForm) -> Option<Self> {
        let public = self.public.with_curve(curve, generator, point)?;
        Some(Self { public, stated: None, ..self.clone() })
    }

    /// Whether it is of a kind that devcert generates for TLS. Those of other kinds are converted, and sign where they
    /// are requested by name.
    #[must_use]
    pub const fn is_usual(&self) -> bool {
        !matches!(self.material, Material::Other(_))
    }

    /// The secret part.
    #[must_use]
    pub const fn material(&self) -> &Material {
        &self.material
    }

    /// The public key.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// What kind of key it is.
    #[must_use]
    pub const fn algorithm(&self) -> PublicKeyAlgorithm {
        self.public.algorithm()
    }
}
