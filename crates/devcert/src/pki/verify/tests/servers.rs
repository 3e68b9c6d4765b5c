//! Pairs, dates, and whether a rustls server starts.

use super::*;
use crate::pki::load::Provider;

#[test]
fn the_key_of_another_certificate_is_named_with_both_kinds() {
    let mismatch = Case::good().key(&key_pem(&key(2, P256)));
    let check =
        mismatch.finds(CheckId::Pair, Status::Fail, "does not match the private key; both are EC P-256");
    assert_eq!(remade(check.remedy.as_ref()), remake(false, &[]));
    mismatch.finds(CheckId::Loads, Status::Fail, "does not match the first certificate");
    mismatch.finds(CheckId::Handshake, Status::Skip, "no rustls server starts");

    let other_kind = Case::good().key(&key_pem(&key(2, KeyAlgorithm::Ed25519)));
    other_kind.finds(CheckId::Pair, Status::Fail, "the certificate has EC P-256, the key file Ed25519");
}

#[test]
fn a_bad_key_in_the_certificate_asks_for_no_new_key_when_the_key_file_has_another() {
    let p521 = key(3, KeyAlgorithm::Ec(Curve::P521));
    let foreign = Leaf::default().self_signed(&p521);
    let case = Case::good().certificates(&certificate_pem(&foreign));
    assert_eq!(
        remade(case.finds(CheckId::BrowserKey, Status::Warn, "P-521").remedy.as_ref()),
        remake(false, &[])
    );
}

#[test]
fn dates_are_checked_against_the_clock() {
    let at = |now| Case { now, ..Case::good() };
    at(NOW).finds(CheckId::Dates, Status::Pass, "valid until 2030-08-30 00:00:00 UTC, 90 days from now");
    let early = at(datetime!(2030-05-31 22:59:59 UTC));
    early.finds(CheckId::Dates, Status::Fail, "not valid before 2030-05-31 23:00:00 UTC");
    early.finds(CheckId::Handshake, Status::Fail, "not valid yet");
    let late = at(datetime!(2030-09-01 00:00 UTC));
    let check = late.finds(CheckId::Dates, Status::Fail, "expired on 2030-08-30 00:00:00 UTC, 2 days ago");
    assert_eq!(remade(check.remedy.as_ref()), remake(false, &[]));
    late.finds(CheckId::Handshake, Status::Fail, "rejects it: expired on 2030-08-30");
}

#[test]
fn an_end_that_is_near_is_a_fault_when_asked_for() {
    let within = |days| Case { within: Some(Span::days(days)), ..Case::good() };
    within(90).is_usable();
    within(91).finds(CheckId::Dates, Status::Fail, "expires on 2030-08-30 00:00:00 UTC, within 91d");
}

#[test]
fn the_recipe_of_the_notes_fails_for_each_of_its_reasons_and_one_command_mends_all() {
    let notes = Case::of(fixture!("notes.key"), fixture!("notes.crt"));
    for (id, part) in [
        (CheckId::Loads, "the key is RSA 1024, but rustls accepts RSA keys of 2048 bits and more"),
        (CheckId::BrowserVersion, "version 1 certificate, which rustls, Go, Chromium and Firefox reject"),
        (CheckId::BrowserKey, "RSA 1024"),
        (CheckId::BrowserNames, "no subject alternative name"),
    ] {
        assert_eq!(remade(notes.finds(id, Status::Fail, part).remedy.as_ref()), remake(true, &[]), "{id:?}");
    }
    notes.finds(CheckId::Handshake, Status::Skip, "no rustls server starts");
}

#[test]
fn version_1_is_refused_by_rustls_itself() {
    let case = Case::of(fixture!("p256.key"), fixture!("version-1.crt"));
    let check = case.finds(
        CheckId::Loads,
        Status::Fail,
        "not a version 3 certificate, the only version that rustls supports",
    );
    assert_eq!(remade(check.remedy.as_ref()), remake(false, &[]));
    case.finds(CheckId::BrowserVersion, Status::Fail, "version 1");
}

#[test]
fn rsa_sizes_that_one_provider_takes_are_a_warning_that_names_the_other() {
    let case = Case::of(fixture!("rsa4104.key"), fixture!("rsa4104.crt"));
    assert_eq!(case.finds(CheckId::Loads, Status::Pass, "aws-lc-rs").providers, [Provider::AwsLcRs]);
    let check =
        case.finds(CheckId::Loads, Status::Warn, "ring accepts only RSA keys of 2048, 3072 and 4096 bits");
    assert_eq!((remade(check.remedy.as_ref()), check.providers), (remake(true, &[]), vec![Provider::Ring]));
    case.finds(CheckId::Handshake, Status::Pass, "TLS 1.3 and TLS 1.2");
}

#[test]
fn rsa_sizes_that_no_provider_takes_are_a_fault_of_each() {
    let large = Case::of(fixture!("rsa16384.key"), fixture!("rsa16384.crt"));
    large.finds(CheckId::Loads, Status::Fail, "aws-lc-rs accepts RSA keys of at most 8192 bits");
    large.finds(CheckId::Loads, Status::Fail, "ring accepts only RSA keys of 2048, 3072 and 4096 bits");
    let odd = Case::of(fixture!("rsa2047.key"), fixture!("rsa2047.crt"));
    let check = odd.finds(
        CheckId::Loads,
        Status::Fail,
        "RSA 2047, but rustls accepts RSA keys of 2048 bits and more",
    );
    assert_eq!(check.providers, Provider::ALL);
}

#[test]
fn p521_is_taken_by_aws_lc_and_not_by_ring() {
    let p521 = key(3, KeyAlgorithm::Ec(Curve::P521));
    let case = Case::of(&key_pem(&p521), &certificate_pem(&Leaf::default().self_signed(&p521)));
    assert_eq!(case.finds(CheckId::Loads, Status::Pass, "aws-lc-rs").providers, [Provider::AwsLcRs]);
    case.finds(CheckId::Loads, Status::Warn, "EC P-521, a curve that ring does not have");
    case.finds(CheckId::BrowserKey, Status::Warn, "Chromium rejects");
    assert_eq!(case.verify().verdict(), Status::Warn);
}
