//! What is issued, signed and kept.

use std::fs;

use tempfile::TempDir;
use time::OffsetDateTime;

use super::{Quiet, quiet, request};
use crate::ca::layout::LEDGER;
use crate::ca::ledger::{Event as Entry, Ledger, Revoked};
use crate::host::files::FileError;
use crate::host::stdio::PathOrStdio;
use crate::ops::ca::{CreateCa, LazyCa};
use crate::ops::issue::{Issue, Issued, IssuingCa};
use crate::ops::names::default_subject;
use crate::ops::pair::Pair;
use crate::ops::sign::{Sign, SourceRequest};
use crate::ops::wanted::{Origin, Present, Wanted};
use crate::ops::{
    Batch, Error, Existing, Format, KeyRequest, Mismatch, Names, Operation, SignatureRequest, World, run,
};
use devcert::encoding::crl::Reason;
use devcert::model::constraint::NameConstraints;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::model::usage::{ExtendedKeyUsage, KeyUsage};
use devcert::model::validity::Validity;
use devcert::pki::Faults;

fn validity(world: &Quiet) -> Validity {
    Validity::starting(world.now(), Span::days(30)).unwrap()
}

fn new_ca(folder: &TempDir, world: &Quiet) -> CreateCa<'static> {
    CreateCa {
        folder: folder.path().join("ca"),
        subject: None,
        algorithm: "p256".parse().unwrap(),
        validity: validity(world),
        constraints: Some(NameConstraints::local()),
        parent: None,
        passphrase: None,
        signature: SignatureRequest::default(),
        faults: Faults::default(),
    }
}

/// A certificate on a key of its own, in the directory `leaf`.
fn issue<'a>(folder: &TempDir, ca: IssuingCa<'a>, world: &Quiet) -> Issue<'a> {
    let file = |name| PathOrStdio::File(folder.path().join("leaf").join(name));
    let existing = Existing::Refuse;
    let algorithm = "p256".parse().ok();
    Issue {
        ca,
        signature: SignatureRequest::default(),
        faults: Faults::default(),
        pair: Pair {
            key: KeyRequest {
                place: file("private.pem"),
                must_exist: false,
                algorithm,
                new: false,
                existing,
            },
            certificate: file("file.crt"),
            format: Format::Pem,
            existing,
        },
        profile: Profile::Server,
        subject: default_subject(&San::defaults()),
        names: San::defaults().to_vec(),
        wanted: Names::default(),
        extensions: Vec::new(),
        validity: validity(world),
        most: None,
        with_root: false,
        retires: false,
    }
}

/// The directory of a CA that exists, and a certificate from it.
fn issued(folder: &TempDir, world: &mut Quiet) -> Issued {
    let request = issue(folder, IssuingCa::New(Box::new(new_ca(folder, world))), world);
    run(&request, world).unwrap()
}

fn ledger(folder: &TempDir) -> Ledger {
    Ledger::read(&fs::read(folder.path().join("ca").join(LEDGER)).unwrap()).unwrap()
}

#[test]
fn new_ca_and_its_first_certificate_are_written_together() {
    let (folder, world) = (TempDir::new().unwrap(), &mut quiet());
    let done = issued(&folder, world);
    assert!(done.is_new_ca);
    assert!(done.ca.has_issued(&done.pair.certificate));
    let ledger = ledger(&folder);
    assert!(ledger.made.is_some());
    assert_eq!(ledger.issued.len(), 1, "the certificate is in the ledger of the new CA");
}

#[test]
fn new_ca_is_not_left_where_its_first_certificate_cannot_be_written() {
    let (folder, world) = (TempDir::new().unwrap(), &mut quiet());
    let request = issue(&folder, IssuingCa::New(Box::new(new_ca(&folder, world))), world);
    let mut batch = request.open(world).unwrap();
    request.prepare(&mut batch, world).unwrap();
    fs::create_dir(folder.path().join("leaf/file.crt")).unwrap();
    let error = batch.commit(world).unwrap_err();
    assert!(matches!(error, Error::File(FileError::Folder { .. })), "{error}");
    assert!(!folder.path().join("ca").exists(), "the CA is gone");
    assert!(!folder.path().join("leaf/private.pem").exists(), "so is the key");
}

#[test]
fn sign_and_issue_that_are_prepared_together_are_written_together() {
    let (folder, world) = (TempDir::new().unwrap(), &mut quiet());
    let ca = issued(&folder, world).ca;
    fs::remove_dir_all(folder.path().join("leaf")).unwrap();
    let csr = run(&request(&folder), world).unwrap().request;
    let (lazy, out) = (LazyCa::new(ca, None), PathOrStdio::File(folder.path().join("signed.crt")));
    let sign = Sign {
        ca: &lazy,
        request: SourceRequest { place: PathOrStdio::File(folder.path().join("csr.pem")), request: csr },
        profile: Profile::Server,
        allow: Vec::new(),
        subject: None,
        names: Vec::new(),
        validity: validity(world),
        most: None,
        signature: SignatureRequest::default(),
        faults: Faults::default(),
        certificate: out,
        format: Format::Pem,
        with_root: false,
        existing: Existing::Refuse,
        retires: false,
    };
    let issue = issue(&folder, IssuingCa::Existing(lazy.unlock(world).unwrap()), world);
    let mut batch = Batch::open(&[sign.places(), issue.places()].concat(), world).unwrap();
    sign.prepare(&mut batch, world).unwrap();
    issue.prepare(&mut batch, world).unwrap();
    assert_eq!(ledger(&folder).issued.len(), 1, "nothing is recorded before the commit");
    assert!(!folder.path().join("signed.crt").exists(), "nothing is written before the commit");
    batch.commit(world).unwrap();
    assert!(folder.path().join("signed.crt").exists() && folder.path().join("leaf/file.crt").exists());
    assert_eq!(ledger(&folder).issued.len(), 3);
}

/// What a certificate from `issued` is, with every request that it meets.
fn met<'a>(done: &'a Issued, names: &'a Names, now: OffsetDateTime) -> Wanted<'a> {
    Wanted {
        key: &done.pair.key,
        origin: Origin::Ca(&done.ca),
        names: done.pair.certificate.names(),
        subject: Some(done.pair.certificate.subject()),
        profile: Some(Profile::Server),
        usages: names,
        extensions: done.pair.certificate.extensions(),
        signature: SignatureRequest::default(),
        existing: Existing::KeepIfGood(Span::days(1)),
        now,
    }
}

#[test]
fn each_shortcoming_of_a_certificate_is_found_by_itself() {
    let ([folder, other], world) = ([TempDir::new().unwrap(), TempDir::new().unwrap()], &mut quiet());
    let (done, stranger) = (issued(&folder, world), issued(&other, world));
    let (found, none, now) = (&done.pair.certificate, Names::default(), world.now());
    let met = met(&done, &none, now);
    let of = |wanted: Wanted<'_>| wanted.mismatch(Present::Certificate(found)).unwrap();
    assert_eq!(of(met), None);

    let (key, names, subject) = (&stranger.pair.key, ["a.test".parse().unwrap()], "CN=a".parse().unwrap());
    let client = Names { extended_key_usages: vec![ExtendedKeyUsage::CLIENT_AUTH], ..Names::default() };
    let usages = Names { key_usages: vec![KeyUsage::KeyAgreement], ..Names::default() };
    let signature = SignatureRequest::of("sha512".parse().ok());
    let (end, late) = (found.not_after(), Existing::KeepIfGood(Span::days(365)));
    let extension = stranger.ca.certificate().extensions();
    let algorithm = found.signed().algorithm.to_string();
    for (wanted, expected) in [
        (Wanted { key, ..met }, Mismatch::OtherKey(key.place.clone())),
        (Wanted { origin: Origin::Ca(&stranger.ca), ..met }, Mismatch::NotFromCa),
        (Wanted { origin: Origin::OwnKey, ..met }, Mismatch::NotSelfSigned),
        (Wanted { names: &names, ..met }, Mismatch::Name(names[0].clone())),
        (Wanted { subject: Some(&subject), ..met }, Mismatch::Subject(found.subject().clone())),
        (Wanted { usages: &client, ..met }, Mismatch::Purpose(Profile::Server)),
        (Wanted { usages: &usages, ..met }, Mismatch::Usages),
        (Wanted { extensions: extension, ..met }, Mismatch::Extension(extension[0].body.oid())),
        (Wanted { signature, ..met }, Mismatch::Signature(algorithm)),
        (Wanted { now: now - Span::days(1).duration(), ..met }, Mismatch::NotYetValid),
        (Wanted { existing: late, ..met }, Mismatch::Expires { not_after: end, within: Span::days(365) }),
    ] {
        assert_eq!(of(wanted), Some(expected));
    }
    let revoked =
        Revoked { at: now, serial: found.serial_number(), reason: Reason::UNSPECIFIED, invalid_since: None };
    done.ca.record(&[Entry::Revoked(revoked)]).unwrap();
    assert_eq!(of(met), Some(Mismatch::Revoked));
}

#[test]
fn each_shortcoming_of_a_request_is_found_by_itself() {
    let (folder, world) = (TempDir::new().unwrap(), &mut quiet());
    let done = run(&request(&folder), world).unwrap();
    let found = &done.request;
    let own = found.names();
    let [none, usages] =
        [vec![], vec![KeyUsage::KeyAgreement]].map(|key_usages| Names { key_usages, ..Names::default() });
    let met = Wanted {
        key: &done.key,
        origin: Origin::OwnKey,
        names: &own,
        subject: Some(found.subject()),
        profile: None,
        usages: &none,
        extensions: &[],
        signature: SignatureRequest::default(),
        existing: Existing::KeepIfGood(Span::days(1)),
        now: world.now(),
    };
    let of = |wanted: Wanted<'_>| wanted.mismatch(Present::Request(found)).unwrap();
    assert_eq!(of(met), None);
    let (names, subject) = (["a.test".parse().unwrap()], "CN=a".parse().unwrap());
    let signature = SignatureRequest::of("sha512".parse().ok());
    let algorithm = found.signed().algorithm.to_string();
    for (wanted, expected) in [
        (Wanted { names: &names, ..met }, Mismatch::Name(names[0].clone())),
        (Wanted { subject: Some(&subject), ..met }, Mismatch::Subject(found.subject().clone())),
        (Wanted { usages: &usages, ..met }, Mismatch::Usages),
        (Wanted { signature, ..met }, Mismatch::Signature(algorithm)),
    ] {
        assert_eq!(of(wanted), Some(expected));
    }
}
