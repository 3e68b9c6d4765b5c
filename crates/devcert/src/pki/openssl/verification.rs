//! The order of the checks (`X509_verify_cert`).

use std::sync::Arc;

use super::build::build;
use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::context::{Context, Observer, Run, Stopped, Store, Verified};
use super::facts::Fact;
use super::issued::{can_issue, is_self_signed, signing_fault};
use super::list::RevocationList;
use super::policy::{self, Failure, Required};
use super::policy_extensions::PolicyExtensions;
use super::security::{is_key_strong, is_signature_strong};
use super::settings::{Settings, VerifyFlag};
use super::signatures::{self, SignatureFault};
use super::{constraints, extension_checks, identity, revocation, suite_b};

/// Builds a chain from `certificate` to a trusted one and checks it as OpenSSL 3.0 does.
///
/// `untrusted` are further certificates that may be in the chain, `lists` are CRLs; those of `store` are used where these
/// have none. `observer` hears of each error and decides whether the checks continue.
pub fn verify(
    certificate: &Arc<StoreCertificate>,
    untrusted: Option<&[Arc<StoreCertificate>]>,
    lists: &[Arc<RevocationList>],
    store: &mut dyn Store,
    settings: &Settings,
    observer: &mut dyn Observer,
) -> Verified {
    let mut run = Run { settings, store, untrusted, lists, observer, unsupported: None };
    let mut context = Context::new(&mut run, Arc::clone(certificate), false);
    let result = verify_chain(&mut context, certificate);
    if result.is_err() && context.code == VerifyCode::Ok {
        context.code = VerifyCode::Unspecified;
    }
    let (chain, untrusted, code) = (context.chain, context.untrusted, context.code);
    Verified { chain, untrusted, code, unsupported: run.unsupported }
}

/// Verifies the chain of the issuer of a CRL; its last certificate if that succeeds.
fn verify_crl_issuer(run: &mut Run<'_>, issuer: &Arc<StoreCertificate>) -> Option<Arc<StoreCertificate>> {
    let mut context = Context::new(run, Arc::clone(issuer), true);
    verify_chain(&mut context, issuer).ok()?;
    context.chain.pop()
}

fn verify_chain(context: &mut Context<'_, '_>, certificate: &StoreCertificate) -> Result<(), Stopped> {
    let level = context.run.settings.level;
    context.fail_if(0, &[(!is_key_strong(certificate, level), VerifyCode::EeKeyTooSmall)])?;
    build(context)?;
    extension_checks::check(context)?;
    check_security(context, level)?;
    identity::check(context, certificate)?;
    revocation::check(context, verify_crl_issuer)?;
    if let Some(suite) = context.run.settings.suite_b
        && let Err((code, depth)) = suite_b::check(&context.chain, suite)
    {
        context.fail(depth, code)?;
    }
    check_signatures(context)?;
    constraints::check(context)?;
    check_addresses(context)?;
    if context.has(VerifyFlag::PolicyCheck) && !context.in_crl_path {
        check_policies(context)?;
    }
    Ok(())
}

/// Checks the strength of keys and signatures (`check_auth_level`).
fn check_security(context: &mut Context<'_, '_>, level: i64) -> Result<(), Stopped> {
    for depth in 0..context.chain.len() {
        let certificate = Arc::clone(&context.chain[depth]);
        let is_last = depth + 1 == context.chain.len();
        let faults = [
            (depth > 0 && !is_key_strong(&certificate, level), VerifyCode::CaKeyTooSmall),
            (!is_last && !is_signature_strong(&certificate, level), VerifyCode::CaMdTooWeak),
        ];
        context.fail_if(depth, &faults)?;
    }
    Ok(())
}

/// Checks signatures and dates, from the anchor down (`internal_verify`).
fn check_signatures(context: &mut Context<'_, '_>) -> Result<(), Stopped> {
    let mut depth = context.chain.len() - 1;
    let mut issuer = Arc::clone(&context.chain[depth]);
    let mut subject = Arc::clone(&issuer);
    context.depth = depth;
    if !can_issue(&issuer, &issuer) && !context.has(VerifyFlag::PartialChain) {
        if depth == 0 {
            context.fail(0, VerifyCode::UnableToVerifyLeafSignature)?;
        } else {
            depth -= 1;
            subject = Arc::clone(&context.chain[depth]);
        }
    }
    loop {
        let is_same = Arc::ptr_eq(&issuer, &subject);
        let checks_self =
            context.has(VerifyFlag::CheckSelfSignature) && is_self_signed(&issuer) == Some(true);
        if !is_same || checks_self {
            check_signature(context, depth, &subject, &issuer, is_same)?;
        }
        check_dates(context, depth, &subject)?;
        context.depth = depth;
        context.tell(Some(&subject), |observer, certificate| observer.checked(certificate));
        let Some(next) = depth.checked_sub(1) else { return Ok(()) };
        depth = next;
        issuer = subject;
        subject = Arc::clone(&context.chain[depth]);
    }
}

fn check_signature(
    context: &mut Context<'_, '_>,
    depth: usize,
    subject: &StoreCertificate,
    issuer: &StoreCertificate,
    is_same: bool,
) -> Result<(), Stopped> {
    let issuer_depth = if is_same { depth } else { depth + 1 };
    // RFC 5280 does not apply to a certificate that is its own issuer and not a CA (RFC 6818, 2).
    let fault = signing_fault(issuer, subject).filter(|_| !is_same || issuer.has(Fact::Ca));
    if let Some(code) = fault {
        context.fail(issuer_depth, code)?;
    }
    let Some(key) = &issuer.key else {
        return context.fail(issuer_depth, VerifyCode::UnableToDecodeIssuerPublicKey);
    };
    let Err(fault) = signatures::check_certificate(subject, key) else { return Ok(()) };
    if let SignatureFault::Unsupported(what) = fault {
        context.run.unsupported = Some(what);
    }
    context.fail(depth, VerifyCode::CertSignatureFailure)
}

fn check_dates(
    context: &mut Context<'_, '_>,
    depth: usize,
    certificate: &StoreCertificate,
) -> Result<(), Stopped> {
    let Some(time) = context.time() else { return Ok(()) };
    let (start, end) = (certificate.not_before, certificate.not_after);
    let faults = [
        (start.is_none(), VerifyCode::ErrorInCertNotBeforeField),
        (start.is_some_and(|start| start > time), VerifyCode::CertNotYetValid),
        (end.is_none(), VerifyCode::ErrorInCertNotAfterField),
        (end.is_some_and(|end| end <= time), VerifyCode::CertHasExpired),
    ];
    context.fail_if(depth, &faults)
}

/// Certificates with the addresses of RFC 3779 are not supported.
fn check_addresses(context: &mut Context<'_, '_>) -> Result<(), Stopped> {
    if !context.chain[0].has(Fact::Addresses) {
        return Ok(());
    }
    context.run.unsupported = Some("certificates with the address blocks of RFC 3779".to_owned());
    context.code = VerifyCode::Unspecified;
    Err(Stopped)
}

fn check_policies(context: &mut Context<'_, '_>) -> Result<(), Stopped> {
    let required = Required {
        explicit: context.has(VerifyFlag::ExplicitPolicy),
        inhibit_any: context.has(VerifyFlag::InhibitAny),
        inhibit_map: context.has(VerifyFlag::InhibitMap),
    };
    match policy::check(&context.chain, &context.run.settings.policies, required) {
        Ok(policies) => {
            context.policies = policies;
            if context.has(VerifyFlag::NotifyPolicy) {
                context.tell(None, |observer, found| observer.policies(found));
            }
            Ok(())
        }
        Err(Failure::Invalid) => {
            for depth in 0..context.chain.len() - 1 {
                let is_invalid = PolicyExtensions::of(&context.chain[depth]).is_err();
                context.fail_if(depth, &[(is_invalid, VerifyCode::InvalidPolicyExtension)])?;
            }
            Ok(())
        }
        Err(Failure::NoPolicy(policies)) => {
            context.policies = policies;
            context.fail_about(None, VerifyCode::NoExplicitPolicy)
        }
        Err(Failure::TooMany) => {
            context.code = VerifyCode::Unspecified;
            Err(Stopped)
        }
    }
}
