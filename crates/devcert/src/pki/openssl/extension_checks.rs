//! The extensions of the certificates of a chain (`check_extensions`).

use std::sync::Arc;

use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::context::{Context, Stopped};
use super::facts::{Fact, usage};
use super::purpose::{Place, Purpose, PurposeCheck, ca_kind};
use super::settings::VerifyFlag;
use super::trust::{self, Trusted};
use crate::key::PublicKeyAlgorithm;

/// What the next certificate of the chain must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Anything: the first certificate can be that of a CA.
    Any,
    /// A proxy certificate or the one of its user.
    NoCa,
    /// A CA.
    Ca,
}

/// Checks the extensions of every certificate.
pub(super) fn check(context: &mut Context<'_, '_>) -> Result<(), Stopped> {
    let purpose = match context.in_crl_path {
        true => Some(Purpose::CrlSign),
        false => context.run.settings.purpose(),
    };
    let allows_proxy = !context.in_crl_path && context.has(VerifyFlag::AllowProxy);
    let mut expected = Expected::Any;
    let (mut path_length, mut proxy_length) = (0, 0);
    for depth in 0..context.chain.len() {
        let certificate = Arc::clone(&context.chain[depth]);
        let is_proxy = certificate.has(Fact::Proxy);
        check_kind(context, &certificate, depth, expected, allows_proxy)?;
        if let Some(purpose) = purpose {
            let place = if expected == Expected::Ca { Place::Issuer } else { Place::Leaf };
            check_purpose(context, &certificate, purpose, depth, place)?;
        }
        let limit = certificate.facts.path_length.map(|limit| limit.saturating_add(proxy_length));
        let is_exceeded = depth > 1 && limit.is_some_and(|limit| path_length > limit);
        context.fail_if(depth, &[(is_exceeded, VerifyCode::PathLengthExceeded)])?;
        if depth > 0 && !certificate.is_self_issued() {
            path_length += 1;
        }
        expected = if is_proxy { Expected::NoCa } else { Expected::Ca };
        if is_proxy {
            proxy_length = longer_proxy(context, &certificate, depth, proxy_length)?;
        }
    }
    Ok(())
}

/// Checks what kind of certificate it is.
fn check_kind(
    context: &mut Context<'_, '_>,
    certificate: &StoreCertificate,
    depth: usize,
    expected: Expected,
    allows_proxy: bool,
) -> Result<(), Stopped> {
    let is_unhandled = certificate.has(Fact::UnhandledCritical) && !context.has(VerifyFlag::IgnoreCritical);
    let is_wrong_proxy = certificate.has(Fact::Proxy) && !allows_proxy;
    let faults = [
        (is_unhandled, VerifyCode::UnhandledCriticalExtension),
        (is_wrong_proxy, VerifyCode::ProxyCertificatesNotAllowed),
        kind_fault(context, certificate, depth, expected),
    ];
    context.fail_if(depth, &faults)?;
    check_curve(context, certificate, depth)?;
    if context.has(VerifyFlag::Strict) && context.chain.len() > 1 {
        let is_issued_in_chain = depth + 1 < context.chain.len();
        context.fail_if(depth, &usage_faults(certificate))?;
        context.fail_if(depth, &name_faults(certificate))?;
        context.fail_if(depth, &other_faults(certificate, is_issued_in_chain))?;
    }
    Ok(())
}

/// Whether the certificate is not what is expected at its place.
fn kind_fault(
    context: &Context<'_, '_>,
    certificate: &StoreCertificate,
    depth: usize,
    expected: Expected,
) -> (bool, VerifyCode) {
    let kind = ca_kind(certificate);
    let is_strict = context.has(VerifyFlag::Strict);
    let is_last = depth + 1 == context.chain.len();
    match expected {
        Expected::Any => (is_strict && kind > 1, VerifyCode::InvalidCa),
        Expected::NoCa => (kind != 0, VerifyCode::InvalidNonCa),
        Expected::Ca => (kind == 0 || (!is_last || is_strict) && kind != 1, VerifyCode::InvalidCa),
    }
}

/// Checks that an elliptic curve is named.
fn check_curve(
    context: &mut Context<'_, '_>,
    certificate: &StoreCertificate,
    depth: usize,
) -> Result<(), Stopped> {
    if context.chain.len() == 1 {
        return Ok(());
    }
    let is_explicit =
        |key: &crate::key::PublicKey| matches!(key.algorithm(), PublicKeyAlgorithm::ExplicitCurve { .. });
    let faults = [
        (certificate.key.is_none(), VerifyCode::Unspecified),
        (certificate.key.as_ref().is_some_and(is_explicit), VerifyCode::EcKeyExplicitParams),
    ];
    context.fail_if(depth, &faults)
}

/// The rules of RFC 5280 for basicConstraints and keyUsage that are applied on request only.
fn usage_faults(certificate: &StoreCertificate) -> [(bool, VerifyCode); 5] {
    let is_ca = certificate.has(Fact::Ca);
    let has_length = certificate.facts.path_length.is_some();
    let has_critical =
        !certificate.has(Fact::BasicConstraints) || certificate.has(Fact::BasicConstraintsCritical);
    let signs = signs(certificate, usage::CERT_SIGN);
    [
        (has_length && !is_ca, VerifyCode::PathlenInvalidForNonCa),
        (has_length && !signs, VerifyCode::PathlenWithoutKuKeyCertSign),
        (is_ca && !has_critical, VerifyCode::CaBconsNotCritical),
        (is_ca && certificate.facts.key_usage.is_none(), VerifyCode::CaCertMissingKeyUsage),
        (!is_ca && signs, VerifyCode::KuKeyCertSignInvalidForNonCa),
    ]
}

/// Whether keyUsage has this bit.
fn signs(certificate: &StoreCertificate, bit: u16) -> bool {
    certificate.facts.key_usage.is_some_and(|usage| usage & bit != 0)
}

/// Those for names.
fn name_faults(certificate: &StoreCertificate) -> [(bool, VerifyCode); 4] {
    let names = certificate.facts.names.as_ref();
    let has_subject = !certificate.subject().is_empty();
    let needs_subject = certificate.has(Fact::Ca) || signs(certificate, usage::CRL_SIGN) || names.is_none();
    let is_uncritical = names.is_some() && !certificate.has(Fact::NamesCritical);
    [
        (certificate.issuer().is_empty(), VerifyCode::IssuerNameEmpty),
        (needs_subject && !has_subject, VerifyCode::SubjectNameEmpty),
        (!has_subject && is_uncritical, VerifyCode::EmptySubjectSanNotCritical),
        (names.is_some_and(Vec::is_empty), VerifyCode::EmptySubjectAltName),
    ]
}

/// Those for everything else.
fn other_faults(certificate: &StoreCertificate, is_issued_in_chain: bool) -> [(bool, VerifyCode); 4] {
    let facts = &certificate.facts;
    let is_version_3 = certificate.version >= 2;
    let has_key_id = facts.authority_key.as_ref().is_some_and(|authority| authority.key_id.is_some());
    let lacks_key_id = is_version_3 && is_issued_in_chain && !has_key_id;
    let lacks_own_id = is_version_3 && certificate.has(Fact::Ca) && facts.subject_key.is_none();
    [
        (!certificate.is_consistent, VerifyCode::SignatureAlgorithmInconsistency),
        (lacks_key_id, VerifyCode::MissingAuthorityKeyIdentifier),
        (lacks_own_id, VerifyCode::MissingSubjectKeyIdentifier),
        (!is_version_3 && !certificate.extensions().is_empty(), VerifyCode::ExtensionsRequireVersion3),
    ]
}

fn check_purpose(
    context: &mut Context<'_, '_>,
    certificate: &StoreCertificate,
    purpose: Purpose,
    depth: usize,
    place: Place,
) -> Result<(), Stopped> {
    // The trust settings of a certificate in the store come before its extensions.
    let is_trusted = depth >= context.untrusted && Some(purpose) == context.run.settings.purpose();
    let trusted = match is_trusted {
        true => trust::check(certificate, context.run.settings.trust(), false),
        false => Trusted::Unknown,
    };
    let is_right = match trusted {
        Trusted::Yes => true,
        Trusted::Rejected => false,
        Trusted::Unknown => match purpose.check(certificate, place) {
            PurposeCheck::Yes => true,
            PurposeCheck::No => false,
            PurposeCheck::Doubtful(_) | PurposeCheck::Invalid => !context.has(VerifyFlag::Strict),
        },
    };
    context.fail_if(depth, &[(!is_right, VerifyCode::InvalidPurpose)])
}

/// The greatest path length that the proxy certificates so far leave (RFC 3820, 4.1.3).
fn longer_proxy(
    context: &mut Context<'_, '_>,
    certificate: &StoreCertificate,
    depth: usize,
    length: u64,
) -> Result<u64, Stopped> {
    let Some(own) = certificate.facts.proxy_length else { return Ok(length + 1) };
    context.fail_if(depth, &[(length > own, VerifyCode::ProxyPathLengthExceeded)])?;
    Ok(own.saturating_add(1))
}
