//! Private keys of the kinds that devcert reads and writes, and does not generate for TLS: DSA, Diffie-Hellman,
//! RSA bound to PSS, RSA of several primes, X25519, X448 and Ed448.

use der::asn1::{AnyRef, OctetStringRef, UintRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKey};
use spki::AlgorithmIdentifierRef;

use super::error::KeyError;
use super::pkcs8::PrivateKeyInfo;
use super::structure::element;
use crate::key::weierstrass::significant;
use crate::key::{KeyFault, OtherKey, Powers, PrivateKey, PublicKey, RsaNumbers, edwards_public, oid};
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;
use crate::model::secret::Secret;

/// The key in `info`, of a kind that devcert does not generate for TLS.
pub(super) fn from_info(info: &PrivateKeyInfo<'_>) -> Result<PrivateKey, KeyError> {
    let public = match info.algorithm.oid {
        known::ID_RSASSA_PSS => rsa_public(info.key, true)?,
        known::ID_DSA | known::DH_KEY_AGREEMENT | known::DHPUBLICNUMBER => {
            powers(&info.algorithm)?.public(integer(AnyRef::from_der(info.key).opaque()?).opaque()?)?
        }
        known::ID_X_25519 | known::ID_X_448 | known::ID_ED_448 => {
            let key = <&OctetStringRef>::from_der(info.key).opaque()?;
            edwards_public(info.algorithm.oid, key.as_bytes())?
        }
        other => return Err(KeyError::Unsupported(oid::algorithm_name(other.into()))),
    };
    other(&info.algorithm, Secret::from(info.key), &public)
}

/// An RSA key of more than two primes, in PKCS#1 form; only its public half is looked at.
pub(super) fn of_many_primes(pkcs1: &[u8]) -> Result<PrivateKey, KeyError> {
    let algorithm = AlgorithmIdentifierRef { oid: known::RSA_ENCRYPTION, parameters: Some(AnyRef::NULL) };
    let public = rsa_public(pkcs1, false)?;
    other(&algorithm, Secret::from(pkcs1), &public)
}

/// A DSA key in openssl's own form: version, p, q, g, and the key's two halves.
pub(super) fn from_dsa(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let numbers = integers(AnyRef::from_der(der).opaque()?).opaque()?;
    let [_, prime, factor, generator, public, private] = numbers.as_slice() else {
        return Err(DerError::new(Tag::Sequence.length_error()).into());
    };
    let group = dsa_group([prime, factor, generator]).opaque()?;
    let algorithm =
        AlgorithmIdentifierRef { oid: known::ID_DSA, parameters: Some(AnyRef::from_der(&group).opaque()?) };
    let own = Powers { prime, generator }.public(private)?;
    match number(public).opaque()? == own {
        true => other(&algorithm, Secret::new(number(private).opaque()?), &own),
        false => Err(KeyFault::PublicPart.into()),
    }
}

/// The PKCS#8 of a DSA key from its numbers.
pub(super) fn dsa_pkcs8(group: [&[u8]; 3], private: &[u8]) -> Result<Secret, KeyError> {
    let group = dsa_group(group).opaque()?;
    let private = Secret::new(number(private).opaque()?);
    super::pkcs8::to_der(known::ID_DSA, Some(AnyRef::from_der(&group).opaque()?), private.expose())
}

/// The public key of a DSA key from its numbers.
pub(super) fn dsa_public(group: [&[u8]; 3], public: &[u8]) -> Result<PublicKey, KeyError> {
    let group = dsa_group(group).opaque()?;
    Ok(PublicKey::assemble(
        known::ID_DSA,
        Some(AnyRef::from_der(&group).opaque()?),
        &number(public).opaque()?,
    )?)
}

/// The DER of p, q and g (RFC 3279, 2.3.2).
fn dsa_group(numbers: [&[u8]; 3]) -> der::Result<Vec<u8>> {
    let [prime, factor, generator] = numbers.map(number);
    element(Tag::Sequence, &[&prime?, &factor?, &generator?])
}

/// The DER of a DSA key in openssl's own form.
pub(super) fn dsa_der(key: &OtherKey, public: &PublicKey) -> Result<Secret, KeyError> {
    let algorithm = key.algorithm()?;
    let group =
        algorithm.parameters.ok_or_else(|| der::Error::from(Tag::Sequence.length_error())).opaque()?;
    let parts = [&[2, 1, 0], group.value(), public.bits(), key.value().expose()];
    Ok(Secret::new(element(Tag::Sequence, &parts).opaque()?))
}

fn other(
    algorithm: &AlgorithmIdentifierRef<'_>,
    value: Secret,
    public: &[u8],
) -> Result<PrivateKey, KeyError> {
    let public = PublicKey::assemble(algorithm.oid, algorithm.parameters, public)?;
    Ok(PrivateKey::other(OtherKey::new(algorithm, value)?, public))
}

/// The public half of an RSA private key, in PKCS#1 form.
fn rsa_public(pkcs1: &[u8], is_checked: bool) -> Result<Vec<u8>, KeyError> {
    let parts = RsaPrivateKeyRef::from_der(pkcs1).opaque()?;
    if is_checked {
        RsaNumbers::check(&parts)?;
    }
    Ok(RsaPublicKey { modulus: parts.modulus, public_exponent: parts.public_exponent }.to_der().opaque()?)
}

/// The prime and the generator: the second and third number of DSA's parameters, or else the first two.
fn powers<'a>(algorithm: &AlgorithmIdentifierRef<'a>) -> Result<Powers<'a>, KeyError> {
    let parameters = algorithm.parameters.filter(|found| found.tag() == Tag::Sequence);
    let parameters =
        parameters.ok_or_else(|| KeyError::NoGroup(oid::algorithm_name(algorithm.oid.into())))?;
    let index = usize::from(algorithm.oid == known::ID_DSA) + 1;
    let numbers = leading_integers(parameters).opaque()?;
    match (numbers.first(), numbers.get(index)) {
        (Some(prime), Some(generator)) => Ok(Powers { prime, generator }),
        _ => Err(DerError::new(Tag::Sequence.length_error()).into()),
    }
}

/// The numbers at the start of `sequence`; X9.42 has more than numbers after them.
fn leading_integers(sequence: AnyRef<'_>) -> der::Result<Vec<&[u8]>> {
    let mut reader = SliceReader::new(sequence.value())?;
    let mut found = Vec::new();
    while !reader.is_finished() && found.len() < 8 {
        match AnyRef::decode(&mut reader)? {
            any if any.tag() == Tag::Integer => found.push(any.value()),
            _ => break,
        }
    }
    Ok(found)
}

fn integers(sequence: AnyRef<'_>) -> der::Result<Vec<&[u8]>> {
    sequence.tag().assert_eq(Tag::Sequence)?;
    leading_integers(sequence)
}

fn integer(any: AnyRef<'_>) -> der::Result<&[u8]> {
    any.tag().assert_eq(Tag::Integer)?;
    Ok(any.value())
}

/// The DER of a number from its big-endian bytes.
fn number(bytes: &[u8]) -> der::Result<Vec<u8>> {
    UintRef::new(significant(bytes))?.to_der()
}

/// The content of the OCTET STRING in a key of RFC 8410.
pub(super) fn octets(key: &OtherKey) -> der::Result<Secret> {
    let inner = <&OctetStringRef>::from_der(key.value().expose())?;
    Ok(Secret::from(inner.as_bytes()))
}
