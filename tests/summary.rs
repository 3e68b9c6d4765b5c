//! The short summary of what a file holds, and the single values for scripts.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use devcert::encoding::certificate::Certificate;
use devcert::encoding::request::Request;
use devcert::key::{self, PrivateKey};
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::serial::Serial;
use devcert::model::validity::Validity;
use devcert::pki::{CertificateSpec, RequestSpec, request, self_signed};
use devcert::report::summary::{CertificateSummary, FIELDS, FieldError, KeySummary, RequestSummary, Summary};
use time::OffsetDateTime;
use time::macros::datetime;

const START: OffsetDateTime = datetime!(2030-01-01 00:00 UTC);
const END: OffsetDateTime = datetime!(2030-12-31 23:59:59 UTC);

fn a_key() -> PrivateKey {
    key::generate("p256".parse().unwrap(), &mut rand::rng()).unwrap()
}

fn a_certificate(key: &PrivateKey, name: &str, profile: Profile) -> Certificate {
    let spec = CertificateSpec {
        subject: Name::common_name(name).unwrap(),
        extensions: profile.extensions(false, San::defaults().to_vec()),
        validity: Validity::between(START, END).unwrap(),
        serial: Serial::from_be_bytes(&[0x0a, 0xff]).unwrap(),
    };
    Certificate::from_der(&self_signed(&spec, key).unwrap()).unwrap()
}

fn seen_at(now: OffsetDateTime) -> CertificateSummary {
    CertificateSummary::new(&a_certificate(&a_key(), "localhost", Profile::Server), now)
}

#[test]
fn a_certificate_fits_a_screen() {
    let shown = seen_at(datetime!(2030-12-01 00:00 UTC)).to_string();
    let (said, digests) = shown.split_once("serial").unwrap();
    assert_eq!(
        said,
        "certificate for     CN=localhost
issued by           itself
valid until         2030-12-31T23:59:59Z, 30 days left
names               DNS:localhost
                    IP:127.0.0.1
                    IP:::1
key                 EC P-256
signed with         ecdsa-with-SHA256
is a CA             no
used for            digitalSignature, serverAuth
"
    );
    assert!(digests.starts_with("              0A:FF\n"), "{digests}");
    assert!(shown.lines().count() < 24 && shown.lines().all(|line| line.len() <= 115), "{shown}");
}

#[test]
fn a_date_tells_how_far_it_lies_from_now() {
    for (now, said, days) in [
        (START - time::Duration::SECOND, "2030-12-31T23:59:59Z, and only from 2030-01-01T00:00:00Z", "365"),
        (END, "2030-12-31T23:59:59Z, 0 days left", "0"),
        (END - time::Duration::DAY, "2030-12-31T23:59:59Z, 1 day left", "1"),
        (END + time::Duration::days(3), "2030-12-31T23:59:59Z, expired 3 days ago", "-3"),
    ] {
        let summary = seen_at(now);
        assert!(summary.to_string().contains(said), "{summary}");
        assert_eq!(Summary::Certificate(summary).field("days-left").unwrap(), days);
    }
}

#[test]
fn every_field_of_a_certificate_has_a_value() {
    let summary = Summary::Certificate(seen_at(START));
    for field in &FIELDS {
        assert!(!summary.field(field.name).unwrap().is_empty(), "{}", field.name);
    }
    assert_eq!(summary.field("san").unwrap(), "DNS:localhost\nIP:127.0.0.1\nIP:::1");
    assert_eq!(summary.field("not-after").unwrap(), "2030-12-31T23:59:59Z");
    assert_eq!(summary.field("serial").unwrap(), "0A:FF");
}

#[test]
fn a_field_that_does_not_exist_names_those_that_do() {
    let key = Summary::Key(KeySummary::new(a_key().public(), true));
    assert_eq!(key.field("key").unwrap(), "EC P-256");
    let absent = FieldError::Absent { kind: "a key", field: "not-after" };
    assert_eq!(key.field("not-after"), Err(absent));
    let unknown = key.field("color").unwrap_err().to_string();
    assert!(unknown.contains("not-after, days-left, key"), "{unknown}");
}

#[test]
fn what_a_name_does_to_a_terminal_is_escaped() {
    let certificate = a_certificate(&a_key(), "moc\u{202e}live", Profile::Server);
    let shown = CertificateSummary::new(&certificate, START).to_string();
    assert!(shown.contains("CN=moc\\u{202e}live"), "{shown}");
}

#[test]
fn a_request_says_what_it_asks_for() {
    let spec = RequestSpec {
        subject: Name::common_name("x").unwrap(),
        extensions: Profile::Server.extensions(false, San::defaults().to_vec()),
    };
    let request = Request::from_der(&request(&spec, &a_key()).unwrap()).unwrap();
    let summary = RequestSummary::new(&request);
    assert!(summary.to_string().contains("asks to be used for digitalSignature, serverAuth\n"), "{summary}");
    assert_eq!(Summary::Request(summary).field("subject").unwrap(), "CN=x");
}
