//! From when until when.

use der::Tagged;
use time::{Duration, OffsetDateTime};

use crate::model::validity::{APPLE_SERVER_DAYS_MAX, PUBLIC_CA_DAYS_MAX};
use crate::pki::lint::names::quoted;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;
use crate::x509::Time;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    DATES_OUT_OF_ORDER,
    EXPIRED,
    NOT_YET_VALID,
    TIME_TYPE,
    TIME_FORMAT,
    VALIDITY_OVER_825_DAYS,
    VALIDITY_OVER_398_DAYS,
    VALIDITY_OVER_100_YEARS,
];

const DATES_OUT_OF_ORDER: Rule = Rule {
    id: "dates-out-of-order",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.5",
    scope: Scope::CERTIFICATE,
    why: "A certificate whose notAfter is earlier than its notBefore is never valid.",
    check: Check::Certificate(dates_out_of_order),
};

fn dates_out_of_order(subject: &LintTarget<'_>) -> Option<String> {
    let certificate = subject.certificate;
    (certificate.not_after() < certificate.not_before())
        .then(|| "notAfter is earlier than notBefore".to_owned())
}

const EXPIRED: Rule = Rule {
    id: "expired",
    severity: Severity::Error,
    clause: "RFC 5280, 6.1.3",
    scope: Scope::CERTIFICATE,
    why: "rustls, OpenSSL, curl and Node.js reject an expired certificate; OpenSSL and Go an expired root as well.",
    check: Check::Certificate(expired),
};

fn expired(subject: &LintTarget<'_>) -> Option<String> {
    let (at, last) = (subject.at?, subject.certificate.not_after());
    (at.truncate_to_second() > last).then(|| format!("expired on {}", last.date()))
}

const NOT_YET_VALID: Rule = Rule {
    id: "not-yet-valid",
    severity: Severity::Error,
    clause: "RFC 5280, 6.1.3",
    scope: Scope::CERTIFICATE,
    why: "rustls, OpenSSL, curl and Node.js reject a certificate that is not valid yet.",
    check: Check::Certificate(not_yet_valid),
};

fn not_yet_valid(subject: &LintTarget<'_>) -> Option<String> {
    let (at, first) = (subject.at?, subject.certificate.not_before());
    (at < first).then(|| format!("not valid before {}", first.date()))
}

const TIME_TYPE: Rule = Rule {
    id: "time-type",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.5",
    scope: Scope::CERTIFICATE,
    why: "Dates up to 2049 must be UTCTime and later ones GeneralizedTime; strict readers reject the wrong type.",
    check: Check::Each(time_type),
};

fn time_type(subject: &LintTarget<'_>) -> Vec<String> {
    let dates = [subject.certificate.not_before(), subject.certificate.not_after()];
    let wrong = |(date, time): (OffsetDateTime, &Time<'_>)| {
        (time.is_utc() != (date.year() < 2050))
            .then(|| format!("the date {} is encoded as {}", date.date(), time.tag()))
    };
    dates.into_iter().zip(written(subject)).filter_map(wrong).collect()
}

const TIME_FORMAT: Rule = Rule {
    id: "time-format",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.5.1 and 4.1.2.5.2",
    scope: Scope::CERTIFICATE,
    why: "A date must have seconds from 00 to 59, no fraction of a second, and the suffix Z.",
    check: Check::Each(time_format),
};

fn time_format(subject: &LintTarget<'_>) -> Vec<String> {
    let bad = written(subject).into_iter().filter(|date| date.moment().is_none());
    bad.map(|date| format!("the date {} has an invalid format", quoted(date.content()))).collect()
}

/// notBefore and notAfter.
const fn written<'a>(subject: &'a LintTarget<'a>) -> [&'a Time<'a>; 2] {
    let validity = &subject.body().validity;
    [&validity.not_before, &validity.not_after]
}

const VALIDITY_OVER_825_DAYS: Rule = Rule {
    id: "validity-over-825-days",
    severity: Severity::Warning,
    clause: "Apple 103769",
    scope: Scope::SERVER,
    why: "Apple's systems reject server certificates that are valid for more than 825 days, including those from a user's own CA.",
    check: Check::Certificate(validity_over_825_days),
};

fn validity_over_825_days(subject: &LintTarget<'_>) -> Option<String> {
    subject.longer_than(APPLE_SERVER_DAYS_MAX)
}

const VALIDITY_OVER_398_DAYS: Rule = Rule {
    id: "validity-over-398-days",
    severity: Severity::Notice,
    clause: "CABF BR, 6.3.2",
    scope: Scope::SERVER,
    why: "Public CAs may issue for up to 398 days, and fewer since March 2026; the limit does not apply to other CAs.",
    check: Check::Certificate(validity_over_398_days),
};

/// A day has 86,400 seconds, and the second of notAfter counts.
fn validity_over_398_days(subject: &LintTarget<'_>) -> Option<String> {
    let certificate = subject.certificate;
    let lifetime = certificate.not_after() - certificate.not_before() + Duration::SECOND;
    let is_exact = lifetime == Duration::days(PUBLIC_CA_DAYS_MAX) + Duration::SECOND;
    match is_exact {
        true => Some(format!("is valid for {PUBLIC_CA_DAYS_MAX} days and 1 second, because notAfter counts")),
        false => subject.longer_than(PUBLIC_CA_DAYS_MAX),
    }
}

const VALIDITY_OVER_100_YEARS: Rule = Rule {
    id: "validity-over-100-years",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.1.2.5",
    scope: Scope::CERTIFICATE,
    why: "A lifetime of a hundred years is a mistake, and clients with 32-bit clocks read such dates as past.",
    check: Check::Certificate(validity_over_100_years),
};

fn validity_over_100_years(subject: &LintTarget<'_>) -> Option<String> {
    subject.longer_than(36_525)
}
