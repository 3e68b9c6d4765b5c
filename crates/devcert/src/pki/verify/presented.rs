//! Whether a rustls server that asks for client certificates accepts this one.

use time::OffsetDateTime;

use super::check::{Check, CheckId};
use super::client::{listed, speaks};
use super::reason::Reasons;
use super::rehearsal::rehearsed;
use crate::key::PublicKeyAlgorithm;
use crate::pki::handshake::{Admission, FixedClock, TlsVersion, client_starts};
use crate::pki::load::{Provider, ServerFiles};
use crate::pki::refusal::RejectReason;

/// Starts clients, and shows the certificate to a server in TLS 1.3 and 1.2.
pub(super) fn checks<'a>(
    files: &ServerFiles,
    key: PublicKeyAlgorithm,
    reasons: &dyn Fn(Provider) -> Reasons<'a>,
    at: OffsetDateTime,
) -> Vec<Check> {
    let Reasons { chain, trust, .. } = reasons(Provider::AwsLcRs);
    let clock = FixedClock::at(at);
    let (checks, providers) =
        super::server::started("client", key, chain.leaf(), |provider| client_starts(files, provider, clock));
    let tried = match providers.is_empty() {
        true => vec![Check::skip(CheckId::Handshake, "no rustls client starts")],
        false if !trust.is_usable() => {
            vec![Check::skip(CheckId::Handshake, "the CA file cannot be used")]
        }
        false => rehearsed(&providers, chain, at, &|provider, at| {
            show(files, &reasons(provider), FixedClock::at(at))
        }),
    };
    checks.into_iter().chain(tried).collect()
}

fn show(files: &ServerFiles, reasons: &Reasons<'_>, clock: FixedClock) -> Vec<Check> {
    let &Reasons { chain, trust, provider, .. } = reasons;
    let admission = match Admission::new(files, provider, trust.anchors(chain), clock) {
        Ok(admission) => admission,
        Err(refusal) => {
            let text = format!("a rustls server cannot load the trusted CAs: {refusal}");
            return vec![Check::fail(CheckId::Handshake, text)];
        }
    };
    let spoken = admission.connect().filter(|(version, _)| speaks(chain.leaf(), *version));
    let (accepted, refused): (Vec<_>, Vec<_>) = spoken.partition(|(_, outcome)| outcome.is_ok());
    let accepted: Vec<TlsVersion> = accepted.into_iter().map(|(version, _)| version).collect();
    let acceptance = || {
        let text =
            format!("a rustls server that requests client certificates accepts it in {}", listed(&accepted));
        Check::pass(CheckId::Handshake, text).over(accepted.clone()).with_providers(vec![provider])
    };
    let mut checks: Vec<_> = (!accepted.is_empty()).then(acceptance).into_iter().collect();
    let mut reasons_met: Vec<(RejectReason, Vec<TlsVersion>)> = Vec::new();
    for (version, outcome) in refused {
        let Err(refusal) = outcome else { continue };
        match reasons_met.iter_mut().find(|(known, _)| *known == refusal) {
            Some((_, versions)) => versions.push(version),
            None => reasons_met.push((refusal, vec![version])),
        }
    }
    checks.extend(reasons_met.into_iter().map(|(refusal, versions)| {
        let text =
            format!("a rustls server rejects it in {}: {}", listed(&versions), reasons.text(refusal, None));
        Check::fail(CheckId::Handshake, text)
            .over(versions)
            .with_providers(vec![provider])
            .mended_by(reasons.remedy(refusal, &[]))
    }));
    checks
}
