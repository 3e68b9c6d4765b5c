//! Whether one certificate can be the issuer of another, before any signature is checked.

use const_oid::ObjectIdentifier;

use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::facts::{AuthorityKey, Fact, usage};
use super::general_name::GeneralName;
use crate::key::PublicKeyAlgorithm;
use crate::model::algorithm::KeyType;
use crate::model::oid::{Oid, known};

/// Whether the certificate can be its own issuer; `None` when its key or an extension is malformed
/// (`X509_self_signed`).
pub(super) fn is_self_signed(certificate: &StoreCertificate) -> Option<bool> {
    if certificate.key.is_none() || certificate.has(Fact::Invalid) {
        return None;
    }
    Some(certificate.is_self_issued() && is_match(certificate, certificate))
}

/// Whether `issuer` can have issued `subject`: names, identifiers and kinds of keys match
/// (`ossl_x509_likely_issued`).
pub(super) fn can_issue(issuer: &StoreCertificate, subject: &StoreCertificate) -> bool {
    issuer.subject() == subject.issuer()
        && !issuer.has(Fact::Invalid)
        && !subject.has(Fact::Invalid)
        && is_match(issuer, subject)
}

fn is_match(issuer: &StoreCertificate, subject: &StoreCertificate) -> bool {
    is_key_of(issuer, subject.facts.authority_key.as_ref()) && is_signer(issuer, subject)
}

/// Whether `key` does not exclude the key of `issuer` (`X509_check_akid`).
pub(super) fn is_key_of(issuer: &StoreCertificate, key: Option<&AuthorityKey>) -> bool {
    let Some(key) = key else { return true };
    let same_id = match (&key.key_id, &issuer.facts.subject_key) {
        (Some(id), Some(own)) => id == own,
        _ => true,
    };
    let same_serial = key.serial.as_ref().is_none_or(|serial| *serial == issuer.serial);
    let name = key.issuer.iter().flatten().find_map(GeneralName::directory);
    same_id && same_serial && name.is_none_or(|name| name == issuer.issuer())
}

/// Whether keyUsage of `issuer` allows to sign `subject` (`ossl_x509_signing_allowed`).
pub(super) fn signing_fault(issuer: &StoreCertificate, subject: &StoreCertificate) -> Option<VerifyCode> {
    let (bit, code) = match subject.has(Fact::Proxy) {
        true => (usage::DIGITAL_SIGNATURE, VerifyCode::KeyusageNoDigitalSignature),
        false => (usage::CERT_SIGN, VerifyCode::KeyusageNoCertsign),
    };
    issuer.facts.rejects_usage(bit).then_some(code)
}

/// A kind of keys, as far as signatures tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Rsa,
    RsaPss,
    Ec,
    Dsa,
    /// The object identifier of the algorithm is that of the key too.
    Own(Oid),
}

/// Whether the key of `issuer` is of the kind that makes signatures like that of `subject`.
fn is_signer(issuer: &StoreCertificate, subject: &StoreCertificate) -> bool {
    let signature = subject.algorithm.as_ref().map(|algorithm| family_of_signature(algorithm.oid()));
    let key = issuer.key.as_ref().and_then(|key| family_of_key(key.algorithm()));
    match (signature, key) {
        (Some(Family::RsaPss), Some(Family::Rsa)) => true,
        (Some(signature), Some(key)) => signature == key,
        _ => false,
    }
}

fn family_of_signature(oid: Oid) -> Family {
    let below = |parent: ObjectIdentifier| oid.octets().strip_prefix(parent.as_bytes());
    if oid == known::ID_RSASSA_PSS {
        return Family::RsaPss;
    }
    if below(known::PKCS_1).is_some() || oid == known::OIW_SHA_1_WITH_RSA {
        return Family::Rsa;
    }
    if below(known::EC_SIG_TYPE).is_some() {
        return Family::Ec;
    }
    if known::DSA_SIGNATURES.iter().any(|known| oid == *known) {
        return Family::Dsa;
    }
    match below(known::NIST_SIGNATURES) {
        Some([1..=8]) => Family::Dsa,
        Some([9..=12]) => Family::Ec,
        Some([13..=16]) => Family::Rsa,
        _ => Family::Own(oid),
    }
}

fn family_of_key(key: PublicKeyAlgorithm) -> Option<Family> {
    match key {
        PublicKeyAlgorithm::Rsa { .. } => Some(Family::Rsa),
        PublicKeyAlgorithm::RsaPss { .. } => Some(Family::RsaPss),
        PublicKeyAlgorithm::Ec(_)
        | PublicKeyAlgorithm::OtherCurve(_)
        | PublicKeyAlgorithm::ExplicitCurve { .. } => Some(Family::Ec),
        PublicKeyAlgorithm::Dsa { .. } => Some(Family::Dsa),
        PublicKeyAlgorithm::Ed25519 => Some(Family::Own(Oid::of(known::ID_ED_25519))),
        PublicKeyAlgorithm::MlDsa(parameters) => Some(Family::Own(Oid::of(parameters.oid()))),
        other if other.key_type() == Some(KeyType::Ed448) => Some(Family::Own(Oid::of(known::ID_ED_448))),
        _ => None,
    }
}
