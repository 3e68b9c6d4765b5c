//! `time-type`

use der::asn1::AnyRef;
use der::{Tag, Tagged};
use time::OffsetDateTime;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "time-type",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.5",
    scope: Scope::CERTIFICATE,
    why: "Dates up to 2049 are UTCTime, later ones GeneralizedTime; strict readers refuse the other one.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let dates = [subject.certificate.not_before, subject.certificate.not_after];
    let wrong = |(date, any): (OffsetDateTime, &AnyRef<'_>)| {
        let is_utc = any.tag() == Tag::UtcTime;
        (is_utc != (date.year() < 2050))
            .then(|| format!("its date {} is written as {}", date.date(), any.tag()))
    };
    dates.into_iter().zip(&subject.raw.validity).filter_map(wrong).collect()
}
