//! Building a chain to an anchor of trust (`build_chain`).
//!
//! OpenSSL looks in the store first, and among the other certificates where that has no issuer. Its second search along
//! other paths never happens with the settings of its programs.

use std::sync::Arc;

use time::OffsetDateTime;

use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::context::{Context, Stopped};
use super::issued::{can_issue, is_self_signed};
use super::settings::VerifyFlag;
use super::trust::{self, Trusted};

/// Whether the dates of a certificate include this time.
fn is_valid_at(certificate: &StoreCertificate, time: Option<OffsetDateTime>) -> bool {
    time.is_none_or(|time| {
        certificate.not_before.is_some_and(|start| start <= time)
            && certificate.not_after.is_some_and(|end| end > time)
    })
}

/// Of the certificates that can have issued `subject` the first valid one, else the one that expired last.
fn best_issuer(
    candidates: impl IntoIterator<Item = Arc<StoreCertificate>>,
    subject: &StoreCertificate,
    time: Option<OffsetDateTime>,
) -> Option<Arc<StoreCertificate>> {
    let mut best: Option<Arc<StoreCertificate>> = None;
    for candidate in candidates.into_iter().filter(|candidate| can_issue(candidate, subject)) {
        if is_valid_at(&candidate, time) {
            return Some(candidate);
        }
        if best.as_ref().is_none_or(|best| candidate.not_after > best.not_after) {
            best = Some(candidate);
        }
    }
    best
}

/// Extends the chain until its last certificate is trusted.
pub(super) fn build(context: &mut Context<'_, '_>) -> Result<(), Stopped> {
    let mut pool = context.run.untrusted.map(<[_]>::to_vec).unwrap_or_default();
    let mut search_untrusted = context.run.untrusted.is_some();
    // Chains are built to one more than the limit, and fail then.
    let limit = context.run.settings.depth.saturating_add(1);
    let mut trusted = Trusted::Unknown;
    loop {
        context.depth = context.chain.len() - 1;
        match extend_from_store(context, limit)? {
            Step::Trust(found) => {
                trusted = found;
                break;
            }
            Step::Continue => {
                search_untrusted = false;
                continue;
            }
            Step::Nothing { added } => search_untrusted &= !added,
        }
        if !search_untrusted {
            break;
        }
        search_untrusted = extend_from(context, &mut pool, limit);
    }
    let count = context.chain.len();
    if count <= limit && trusted == Trusted::Unknown && count == context.untrusted {
        trusted = check_trust(context, count);
    }
    match trusted {
        Trusted::Yes => Ok(()),
        Trusted::Rejected => Err(Stopped),
        Trusted::Unknown => no_anchor(context, limit),
    }
}

/// What a look in the store brought.
enum Step {
    /// A decision.
    Trust(Trusted),
    /// A certificate that is not an anchor by itself.
    Continue,
    /// No issuer, or one that ends the chain without a decision.
    Nothing {
        /// Whether the chain has a certificate of the store now.
        added: bool,
    },
}

fn extend_from_store(context: &mut Context<'_, '_>, limit: usize) -> Result<Step, Stopped> {
    let count = context.chain.len();
    let current = Arc::clone(&context.chain[count - 1]);
    if count > limit {
        return Ok(Step::Nothing { added: false });
    }
    let candidates = context.run.store.certificates(current.issuer(), context.in_crl_path);
    let Some(issuer) = best_issuer(candidates, &current, context.time()) else {
        return Ok(Step::Nothing { added: false });
    };
    let unreadable = |context: &mut Context<'_, '_>| context.code = VerifyCode::Unspecified;
    let mut ends = is_self_signed(&current).ok_or(Stopped).inspect_err(|_| unreadable(context))?;
    let mut from = count;
    if ends {
        // A certificate that only looks like an anchor is none.
        if current.der() != issuer.der() {
            return Ok(Step::Nothing { added: false });
        }
        from -= 1;
        context.untrusted = from;
        context.chain[from] = issuer;
    } else {
        ends = is_self_signed(&issuer).ok_or(Stopped).inspect_err(|_| unreadable(context))?;
        context.chain.push(issuer);
    }
    Ok(match check_trust(context, from) {
        Trusted::Unknown if ends => Step::Nothing { added: true },
        Trusted::Unknown => Step::Continue,
        trusted => Step::Trust(trusted),
    })
}

/// Adds an issuer from `pool`, which loses it; returns whether it found one.
fn extend_from(context: &mut Context<'_, '_>, pool: &mut Vec<Arc<StoreCertificate>>, limit: usize) -> bool {
    let count = context.chain.len();
    let current = Arc::clone(&context.chain[count - 1]);
    if is_self_signed(&current) == Some(true) || count > limit {
        return false;
    }
    let in_chain = |one: &Arc<StoreCertificate>| context.chain.iter().any(|link| link.der() == one.der());
    let may_repeat = current.is_self_issued() && count == 1;
    let candidates = pool.iter().filter(|one| may_repeat || !in_chain(one)).map(Arc::clone);
    let Some(issuer) = best_issuer(candidates, &current, context.time()) else { return false };
    pool.retain(|one| !Arc::ptr_eq(one, &issuer));
    context.chain.push(issuer);
    context.untrusted += 1;
    true
}

/// Whether a certificate of the chain from this position is an anchor (`check_trust`).
fn check_trust(context: &mut Context<'_, '_>, from: usize) -> Trusted {
    let wanted = context.run.settings.trust();
    for depth in from..context.chain.len() {
        match trust::check(&context.chain[depth], wanted, true) {
            Trusted::Yes => return Trusted::Yes,
            Trusted::Rejected => return rejected(context, depth),
            Trusted::Unknown => {}
        }
    }
    if !context.has(VerifyFlag::PartialChain) {
        return Trusted::Unknown;
    }
    if from < context.chain.len() {
        return Trusted::Yes;
    }
    let leaf = Arc::clone(&context.chain[0]);
    let found = context.run.store.certificates(leaf.subject(), context.in_crl_path);
    let same = found.into_iter().find(|one| one.der() == leaf.der());
    let Some(same) = same else { return Trusted::Unknown };
    if trust::check(&same, wanted, true) == Trusted::Rejected {
        return rejected(context, 0);
    }
    context.chain[0] = same;
    context.untrusted = 0;
    Trusted::Yes
}

fn rejected(context: &mut Context<'_, '_>, depth: usize) -> Trusted {
    match context.fail(depth, VerifyCode::CertRejected) {
        Ok(()) => Trusted::Unknown,
        Err(Stopped) => Trusted::Rejected,
    }
}

/// Reports why the chain ends without an anchor.
fn no_anchor(context: &mut Context<'_, '_>, limit: usize) -> Result<(), Stopped> {
    let count = context.chain.len();
    let last = count - 1;
    if context.code != VerifyCode::Ok {
        let code = context.code;
        return context.fail(last, code);
    }
    if count > limit {
        context.fail(last, VerifyCode::CertChainTooLong)?;
    }
    let code = match is_self_signed(&context.chain[last]) {
        Some(true) if count == 1 => VerifyCode::DepthZeroSelfSignedCert,
        Some(true) => VerifyCode::SelfSignedCertInChain,
        _ if context.untrusted < count => VerifyCode::UnableToGetIssuerCert,
        _ => VerifyCode::UnableToGetIssuerCertLocally,
    };
    context.fail(last, code)
}
