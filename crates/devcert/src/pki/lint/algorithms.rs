//! What the rules ask about the algorithms of keys and signatures.

use std::fmt;

use der::Decode;
use pkcs1::RsaPublicKeyRef;

use crate::key::PublicKey;
use crate::model::algorithm::{AlgorithmIdentifier, DigestAlgorithm, Pss, SignatureAlgorithm};
use crate::model::oid::{Oid, known};
use crate::x509;

/// What is wrong with the parameters of a signature algorithm that is known.
pub(super) fn signature_parameters_fault(algorithm: &x509::AlgorithmIdentifier<'_>) -> Option<String> {
    let id = algorithm.id.oid()?.known()?;
    if id == known::ID_RSASSA_PSS {
        return pss_fault(algorithm.parameters.as_ref().map(x509::Element::der)?);
    }
    let known = SignatureAlgorithm::from_oid(id)?;
    let identifier = known.identifier().ok()?;
    parameters_fault(algorithm, identifier.parameters().is_some(), &known)
}

/// What is wrong with the parameters of RSA-PSS (RFC 4055, 3.1; RFC 8446, 4.2.3). Another rule is about broken digests.
fn pss_fault(der: &[u8]) -> Option<String> {
    let Ok(found) = Pss::from_der(der) else {
        return Some("the parameters of rsassaPss cannot be decoded, or name an unknown digest".to_owned());
    };
    if found.digest.is_broken() {
        return None;
    }
    if let Some(fault) = found.tls_fault() {
        return Some(format!("rsassaPss with {} has {fault}", found.digest));
    }
    let is_standard = found.to_der().is_ok_and(|standard| standard == der);
    (!is_standard).then(|| "the parameters of rsassaPss are not encoded as in RFC 4055".to_owned())
}

/// What is wrong with the parameters of a key's algorithm, where it is one that has NULL or none.
pub(super) fn key_parameters_fault(algorithm: &x509::AlgorithmIdentifier<'_>) -> Option<String> {
    match algorithm.id.oid()?.known()? {
        known::RSA_ENCRYPTION => parameters_fault(algorithm, true, &"rsaEncryption"),
        // The identifiers of these keys are those of their signatures.
        known::ID_ED_25519
        | known::ID_ED_448
        | known::ID_ML_DSA_44
        | known::ID_ML_DSA_65
        | known::ID_ML_DSA_87 => signature_parameters_fault(algorithm),
        _ => None,
    }
}

/// NULL as DER.
const NULL: &[u8] = &[5, 0];

fn parameters_fault(
    algorithm: &x509::AlgorithmIdentifier<'_>,
    has_null: bool,
    name: &impl fmt::Display,
) -> Option<String> {
    let (is_right, wanted) = match has_null {
        true => (algorithm.parameters.as_ref().is_some_and(|parameters| parameters.der() == NULL), "NULL"),
        false => (algorithm.parameters.is_none(), "none"),
    };
    let found = if algorithm.parameters.is_some() { "others" } else { "none" };
    (!is_right).then(|| format!("the parameters of {name} are {wanted}, and it has {found}"))
}

/// The name of the signature algorithm when its digest can be forged.
pub(super) fn weak_digest(algorithm: &x509::AlgorithmIdentifier<'_>) -> Option<String> {
    let oid = algorithm.id.oid()?;
    if oid == known::ID_RSASSA_PSS {
        let parameters = algorithm.parameters.as_ref().map(x509::Element::der);
        // What cannot be read names no digest, or one that nobody knows.
        let digest = parameters.map_or(Some(Pss::DEFAULT), |der| Pss::from_der(der).ok())?.digest;
        return digest.is_broken().then(|| format!("rsassaPss with {digest}"));
    }
    let identifier = AlgorithmIdentifier::new(oid, None);
    identifier.is_broken().then(|| identifier.to_string())
}

/// Whether TLS clients know signatures of this algorithm.
pub(super) fn is_known_signature(oid: Oid) -> bool {
    let identifier = AlgorithmIdentifier::new(oid, None);
    // TLS 1.2 has SHA-224 (RFC 5246, 7.4.1.4.1), and no client offers it.
    let is_offered = |one: SignatureAlgorithm| one.digest() != Some(DigestAlgorithm::Sha224);
    oid == known::ID_RSASSA_PSS || identifier.signature().is_some_and(is_offered) || identifier.is_broken()
}

/// The numbers of an RSA key, big-endian, without zeros before them.
pub(super) struct RsaNumbers<'a> {
    pub(super) modulus: &'a [u8],
    pub(super) exponent: &'a [u8],
}

/// The numbers of `key`, if it is an RSA key.
pub(super) fn rsa_numbers(key: &PublicKey) -> Option<RsaNumbers<'_>> {
    key.algorithm().rsa_bits()?;
    let parts = RsaPublicKeyRef::from_der(key.bits()).ok()?;
    Some(RsaNumbers { modulus: parts.modulus.as_bytes(), exponent: parts.public_exponent.as_bytes() })
}
