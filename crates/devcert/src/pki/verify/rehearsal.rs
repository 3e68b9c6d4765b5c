//! Connecting on each provider.

use time::OffsetDateTime;

use super::chain::Chain;
use super::check::{Check, Status};
use crate::pki::load::Provider;

/// What comes of connecting on each provider until one accepts, ring first. Ring checks fewer
/// signatures than aws-lc-rs, on which rustls builds unless it is told otherwise: where only
/// aws-lc-rs accepts, what ring says is a warning.
pub(super) fn rehearsed(
    providers: &[Provider],
    chain: &Chain<'_>,
    at: OffsetDateTime,
    connected: &dyn Fn(Provider, OffsetDateTime) -> Vec<Check>,
) -> Vec<Check> {
    let is_accepted = |checks: &[Check]| checks.iter().any(|check| check.status == Status::Pass);
    let mut first: Option<Vec<Check>> = None;
    for provider in providers {
        let found = connected(*provider, at);
        match first {
            Some(mut refused) if is_accepted(&found) => {
                refused.iter_mut().for_each(Check::soften);
                return found.into_iter().chain(refused).collect();
            }
            None if is_accepted(&found) => return found,
            None => first = Some(found),
            Some(_) => {}
        }
    }
    // What the dates hide comes to light at a moment at which all of them hold.
    let other = Some(chain.moment_of_all(at)).filter(|moment| *moment != at);
    let hidden = other.zip(providers.first()).map(|(moment, provider)| connected(*provider, moment));
    let hidden = hidden.into_iter().flatten().filter(|check| check.status == Status::Fail);
    first.into_iter().flatten().chain(hidden).collect()
}
