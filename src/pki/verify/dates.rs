//! Whether now lies between the dates of the certificates.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use super::chain::Chain;
use super::check::{Check, CheckId, Role};
use super::files::title;
use super::remedy::Remedy;
use crate::encoding::certificate::Certificate;
use crate::model::span::Span;

const SECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");

/// The server's own certificate in any case, and those of its issuers that hold no longer: clients
/// look at their dates too. With `within`, an end that is no further off than that is a fault.
pub(super) fn checks(
    chain: &Chain<'_>,
    issuer: Option<&Certificate>,
    now: OffsetDateTime,
    within: Option<Span>,
) -> Vec<Check> {
    let leaf = chain.leaf();
    let own = match fault(leaf, now, within) {
        Some(fault) => Check::fail(CheckId::Dates, format!("it {fault}"))
            .about(Role::Certificate)
            .mended_by(Remedy::remake(Some(leaf))),
        None => Check::pass(CheckId::Dates, holds(leaf, now)).about(Role::Certificate),
    };
    let above = chain.in_order().skip(1).chain(issuer);
    let above = above.filter_map(|one| Some((one, fault(one, now, within)?))).map(|(one, fault)| {
        let text = format!("the certificate of its issuer, {}, {fault}", title(one));
        let remedy = Remedy::remake(Some(leaf)).signed_by_itself();
        Check::fail(CheckId::Dates, text).about(Role::Certificate).mended_by(remedy)
    });
    std::iter::once(own).chain(above).collect()
}

fn holds(certificate: &Certificate, now: OffsetDateTime) -> String {
    let left = (certificate.not_after - now).whole_days();
    format!("it is valid until {}, {} from now", shown(certificate.not_after), days(left))
}

/// What is wrong with the dates, to follow "it".
fn fault(certificate: &Certificate, now: OffsetDateTime, within: Option<Span>) -> Option<String> {
    let Certificate { not_before, not_after, .. } = certificate;
    let soon = within.filter(|within| *not_after - now < within.duration());
    if not_after < not_before {
        Some(format!("ends on {}, before it starts on {}", shown(*not_after), shown(*not_before)))
    } else if *not_after < now {
        Some(format!("expired on {}, {} ago", shown(*not_after), days((now - *not_after).whole_days())))
    } else if now < *not_before {
        Some(format!("is not valid before {}", shown(*not_before)))
    } else {
        soon.map(|within| format!("expires on {}, within {within}", shown(*not_after)))
    }
}

fn shown(moment: OffsetDateTime) -> String {
    let utc = moment.to_offset(UtcOffset::UTC);
    utc.format(SECONDS).unwrap_or_else(|_| utc.date().to_string())
}

pub(super) fn days(count: i64) -> String {
    match count {
        1 => "1 day".to_owned(),
        count => format!("{count} days"),
    }
}
