//! Whether now lies between the dates of the certificates.

use time::OffsetDateTime;

use super::chain::Chain;
use super::check::{Check, CheckId};
use super::path::VerifiedRequest;
use super::remedy::Remedy;
use super::role::FileRole;
use super::title::title;
use super::trust::Trust;
use crate::encoding::authority_info::issuer_url;
use crate::encoding::certificate::Certificate;
use crate::model::span::Span;
use crate::model::validity::{days_between, second};

/// The moment that is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) at: OffsetDateTime,
    /// Whether it is the present, and not one that somebody named.
    pub(super) is_now: bool,
}

impl Moment {
    const fn after_it(self) -> &'static str {
        if self.is_now { "from now" } else { "from then" }
    }

    const fn before_it(self) -> &'static str {
        if self.is_now { "ago" } else { "before then" }
    }
}

/// The server's own certificate in any case, and those of its issuers that are not valid: clients look
/// at their dates too, except where they have `accepted` a path without them. With `within`, an end
/// that is no further off than that is a fault.
pub(super) fn checks(
    chain: &Chain<'_>,
    trust: &Trust<'_>,
    accepted: Option<&VerifiedRequest>,
    now: Moment,
    within: Option<Span>,
) -> Vec<Check> {
    let leaf = chain.leaf();
    let own = match fault(leaf, now, within) {
        Some(fault) => Check::fail(CheckId::Dates, fault)
            .about(FileRole::Certificate)
            .mended_by(remedy(leaf, now, within)),
        None => Check::pass(CheckId::Dates, holds(leaf, now)).about(FileRole::Certificate),
    };
    let own = own.at(chain.position(0));
    let place = |height| (FileRole::Certificate, chain.position(height));
    let above = chain.in_order().enumerate().skip(1).map(|(height, one)| (one, place(height)));
    let top = trust.issuer_of(chain.top()).map(|(issuer, entry)| match entry {
        Some(_) => (issuer, (FileRole::Ca, entry)),
        None => (issuer, place(0)),
    });
    let above = above.chain(top).filter_map(|(one, (role, entry))| {
        let check = match accepted {
            Some(path) => beside_accepted(chain, one, path, now, within),
            None => fault(one, now, within).map(|fault| {
                let text = format!("the certificate of its issuer, {}: {fault}", title(one));
                Check::fail(CheckId::Dates, text).mended_by(renewed(chain, one))
            }),
        }?;
        Some(check.about(role).at(entry))
    });
    std::iter::once(own).chain(above).collect()
}

/// What is to be said of the dates of an issuer where a rustls client has accepted a path: it has
/// checked those of the intermediates on it, and it does not check those of the root.
fn beside_accepted(
    chain: &Chain<'_>,
    one: &Certificate,
    path: &VerifiedRequest,
    now: Moment,
    within: Option<Span>,
) -> Option<Check> {
    let text = format!("the certificate of its issuer, {}:", title(one));
    let warn = |text| Some(Check::warn(CheckId::Dates, text));
    match fault(one, now, None) {
        Some(fault) if path.is_root(one) => {
            let text = format!(
                "{text} {fault}; rustls and Java do not check the dates of a root, but OpenSSL, Go, Chromium and Firefox do"
            );
            Some(Check::fail(CheckId::Dates, text).mended_by(renewed(chain, one)))
        }
        Some(fault) => warn(format!("{text} {fault}; the accepted path does not need it")),
        None => {
            let soon = fault(one, now, within).filter(|_| path.includes(one))?;
            Some(Check::fail(CheckId::Dates, format!("{text} {soon}")))
        }
    }
}

/// A new certificate, where it is the present that the old one is not good for.
fn remedy(leaf: &Certificate, moment: Moment, within: Option<Span>) -> Option<Remedy> {
    let (not_before, not_after) = (leaf.not_before(), leaf.not_after());
    match moment.is_now {
        false => None,
        true if not_after < not_before || moment.at < not_before => Some(Remedy::remake(leaf)),
        true if not_after < moment.at => Some(Remedy::renew(leaf, None)),
        true => Some(Remedy::renew(leaf, within)),
    }
}

/// Another certificate for an issuer.
fn renewed(chain: &Chain<'_>, one: &Certificate) -> Remedy {
    Remedy::RenewIssuer { name: one.subject().clone(), url: issuer_url_below(chain, one) }
}

/// Where the certificate of `issuer` is published, as those say that it has signed.
fn issuer_url_below(chain: &Chain<'_>, issuer: &Certificate) -> Option<String> {
    chain.in_order().filter(|one| one.issuer() == issuer.subject()).find_map(issuer_url)
}

fn holds(certificate: &Certificate, now: Moment) -> String {
    let left = days_between(now.at, certificate.not_after());
    format!("valid until {}, {} {}", second(certificate.not_after()), days(left), now.after_it())
}

/// What is wrong with the dates, as a predicate of the certificate.
fn fault(certificate: &Certificate, moment: Moment, within: Option<Span>) -> Option<String> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    // Clients count whole seconds.
    let now = moment.at.replace_nanosecond(0).unwrap_or(moment.at);
    let soon = within.filter(|within| not_after - now < within.duration());
    if not_after < not_before {
        Some(format!("expires on {}, before it becomes valid on {}", second(not_after), second(not_before)))
    } else if not_after < now {
        let since = days(days_between(not_after, now));
        Some(format!("expired on {}, {since} {}", second(not_after), moment.before_it()))
    } else if now < not_before {
        Some(format!("not valid before {}", second(not_before)))
    } else {
        soon.map(|within| format!("expires on {}, within {within}", second(not_after)))
    }
}

pub(super) fn days(count: i64) -> String {
    match count {
        1 => "1 day".to_owned(),
        count => format!("{count} days"),
    }
}
