//! Whether certificates of a chain are revoked by CRLs (`check_revocation`).

use std::sync::Arc;

use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::context::{Context, Run, Stopped};
use super::crl_score::{Found, SAME_PATH, SCOPE, TIME, choose, has_valid_delta};
use super::facts::{ALL_REASONS, Fact, usage};
use super::issued::can_issue;
use super::list::{NextUpdate, RevocationList, Status};
use super::settings::VerifyFlag;
use super::signatures::{self, SignatureFault};
use super::suite_b;

/// Verifies the chain of the issuer of a list; its last certificate if that succeeds.
pub(super) type PathCheck = fn(&mut Run<'_>, &Arc<StoreCertificate>) -> Option<Arc<StoreCertificate>>;

/// Checks the certificates whose revocation is to be checked.
pub(super) fn check(context: &mut Context<'_, '_>, path_check: PathCheck) -> Result<(), Stopped> {
    let last = match (context.has(VerifyFlag::CrlCheckAll), context.in_crl_path) {
        _ if !context.has(VerifyFlag::CrlCheck) => return Ok(()),
        (true, _) => context.chain.len() - 1,
        (false, true) => return Ok(()),
        (false, false) => 0,
    };
    for depth in 0..=last {
        context.depth = depth;
        check_certificate(context, path_check)?;
    }
    Ok(())
}

fn fail(context: &mut Context<'_, '_>, code: VerifyCode) -> Result<(), Stopped> {
    context.fail(context.depth, code)
}

fn fail_if(context: &mut Context<'_, '_>, applies: bool, code: VerifyCode) -> Result<(), Stopped> {
    if applies { fail(context, code) } else { Ok(()) }
}

fn check_certificate(context: &mut Context<'_, '_>, path_check: PathCheck) -> Result<(), Stopped> {
    let certificate = Arc::clone(&context.chain[context.depth]);
    if certificate.has(Fact::Proxy) {
        return Ok(());
    }
    let mut reasons = 0;
    while reasons != ALL_REASONS {
        let before = reasons;
        let mut found = find(context, &certificate, reasons);
        let Some(list) = found.list.take() else {
            return fail(context, VerifyCode::UnableToGetCrl);
        };
        reasons = found.reasons;
        check_list(context, &list, &found, path_check)?;
        let mut is_removed = false;
        if let Some(delta) = found.delta.take() {
            check_list(context, &delta, &found, path_check)?;
            is_removed = check_entry(context, &delta, &certificate)?;
        }
        // What a delta list removes is not looked for in the full one.
        if !is_removed {
            check_entry(context, &list, &certificate)?;
        }
        if reasons == before {
            return fail(context, VerifyCode::UnableToGetCrl);
        }
    }
    Ok(())
}

/// The best list for the certificate: among those that were given, then in the store.
fn find(context: &mut Context<'_, '_>, certificate: &StoreCertificate, reasons: u16) -> Found {
    let mut found = Found { reasons, ..Found::default() };
    let given = context.run.lists;
    if !choose(context, &mut found, given, certificate) {
        let stored = context.run.store.lists(certificate.issuer());
        choose(context, &mut found, &stored, certificate);
    }
    found
}

/// The certificate of the issuer of the list.
fn issuer_of(context: &mut Context<'_, '_>, found: &Found) -> Result<Arc<StoreCertificate>, Stopped> {
    if let Some(issuer) = &found.issuer {
        return Ok(Arc::clone(issuer));
    }
    if let Some(next) = context.chain.get(context.depth + 1) {
        return Ok(Arc::clone(next));
    }
    let anchor = Arc::clone(&context.chain[context.depth]);
    fail_if(context, !can_issue(&anchor, &anchor), VerifyCode::UnableToGetCrlIssuer)?;
    Ok(anchor)
}

/// Checks the list itself (`check_crl`).
fn check_list(
    context: &mut Context<'_, '_>,
    list: &RevocationList,
    found: &Found,
    path_check: PathCheck,
) -> Result<(), Stopped> {
    let issuer = issuer_of(context, found)?;
    if list.base.is_none() {
        fail_if(context, issuer.facts.rejects_usage(usage::CRL_SIGN), VerifyCode::KeyusageNoCrlSign)?;
        fail_if(context, found.score & SCOPE == 0, VerifyCode::DifferentCrlScope)?;
        if found.score & SAME_PATH == 0 && !has_path(context, found, path_check) {
            fail(context, VerifyCode::CrlPathValidationError)?;
        }
        fail_if(context, list.scope.is_invalid(), VerifyCode::InvalidExtension)?;
    }
    if found.score & TIME == 0 {
        check_dates(context, list, found.score)?;
    }
    let Some(key) = &issuer.key else {
        return fail(context, VerifyCode::UnableToDecodeIssuerPublicKey);
    };
    if let Some(suite) = context.run.settings.suite_b
        && let Err(code) = suite_b::check_list(key, list.algorithm.as_ref(), suite)
    {
        fail(context, code)?;
    }
    if let Err(fault) = signatures::check_list(list, key) {
        if let SignatureFault::Unsupported(what) = fault {
            context.run.unsupported = Some(what);
        }
        fail(context, VerifyCode::CrlSignatureFailure)?;
    }
    Ok(())
}

/// Whether the issuer of the list has a chain to the same anchor (`check_crl_path`).
fn has_path(context: &mut Context<'_, '_>, found: &Found, path_check: PathCheck) -> bool {
    let Some(issuer) = found.issuer.as_ref().filter(|_| !context.in_crl_path) else { return false };
    let anchor = path_check(context.run, issuer);
    let own = context.chain.last();
    anchor.is_some_and(|anchor| own.is_some_and(|own| own.der() == anchor.der()))
}

fn check_dates(context: &mut Context<'_, '_>, list: &RevocationList, score: u16) -> Result<(), Stopped> {
    let Some(time) = context.time() else { return Ok(()) };
    match list.this_update {
        None => fail(context, VerifyCode::ErrorInCrlLastUpdateField)?,
        Some(start) => fail_if(context, start > time, VerifyCode::CrlNotYetValid)?,
    }
    match list.next_update {
        NextUpdate::Absent => Ok(()),
        NextUpdate::Malformed => fail(context, VerifyCode::ErrorInCrlNextUpdateField),
        NextUpdate::At(end) => {
            fail_if(context, end <= time && !has_valid_delta(score), VerifyCode::CrlHasExpired)
        }
    }
}

/// Checks the entry of the certificate (`cert_crl`); returns whether a delta list removes it.
fn check_entry(
    context: &mut Context<'_, '_>,
    list: &RevocationList,
    certificate: &StoreCertificate,
) -> Result<bool, Stopped> {
    let is_unhandled = list.set.has(Fact::UnhandledCritical) && !context.has(VerifyFlag::IgnoreCritical);
    fail_if(context, is_unhandled, VerifyCode::UnhandledCriticalCrlExtension)?;
    let status = list.status(&certificate.serial, certificate.issuer());
    fail_if(context, status == Status::Revoked, VerifyCode::CertRevoked)?;
    Ok(status == Status::Removed)
}
