//! Where dates lie, and what is put together.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::{ExpiryInventory, ExpiryStatus, Position, Problem, ScannedFile, Window};
use crate::encoding::certificate::Certificate;
use crate::encoding::read;
use crate::model::span::Span;

const NOW: OffsetDateTime = datetime!(2030-06-01 00:00 UTC);
const WINDOW: Window = Window { now: NOW, within: Span::days(30) };

fn certificate(not_before: OffsetDateTime, not_after: OffsetDateTime) -> Certificate {
    let bytes = include_bytes!("../../../tests/fixtures/forms/leaf.crt");
    let read = read::certificates(bytes).unwrap().remove(0);
    let extensions = read.extensions().to_vec();
    read.pretending(not_before, not_after, extensions)
}

fn other() -> Certificate {
    read::certificates(include_bytes!("../../../tests/fixtures/forms/root.crt")).unwrap().remove(0)
}

#[test]
fn the_last_moment_still_counts_and_the_window_ends_before_its_own() {
    let started = NOW - Duration::days(1);
    for (not_before, not_after, standing) in [
        (started, NOW - Duration::SECOND, ExpiryStatus::Expired),
        (started, NOW, ExpiryStatus::Due),
        (started, NOW + Duration::days(30) - Duration::SECOND, ExpiryStatus::Due),
        (started, NOW + Duration::days(30), ExpiryStatus::Good),
        (NOW, NOW + Duration::days(90), ExpiryStatus::Good),
        (NOW + Duration::SECOND, NOW + Duration::days(90), ExpiryStatus::NotYetValid),
        (NOW + Duration::SECOND, NOW + Duration::days(9), ExpiryStatus::Due),
        (started, datetime!(9999-12-31 23:59:59 UTC), ExpiryStatus::Good),
        (datetime!(1950-01-01 00:00 UTC), datetime!(1950-01-01 00:00 UTC), ExpiryStatus::Expired),
    ] {
        assert_eq!(WINDOW.evaluate(&certificate(not_before, not_after)), standing, "until {not_after}");
    }
}

fn found(line: usize, certificate: Certificate) -> ScannedFile {
    let spot = Position { line: Some(line), ..Position::default() };
    ScannedFile { certificates: vec![(certificate, spot)], ..ScannedFile::default() }
}

#[test]
fn a_certificate_in_several_files_is_one_entry_with_all_its_places_sorted() {
    let late = || certificate(NOW, datetime!(2040-01-01 00:00 UTC));
    let (start, extensions) = (other().not_before(), other().extensions().to_vec());
    let early = other().pretending(start, NOW, extensions);
    let files = vec![
        ("b.pem".into(), found(1, late())),
        ("a.pem".into(), found(20, late())),
        ("a.pem".into(), found(3, late())),
        ("a.pem".into(), found(3, late())),
        ("c.pem".into(), found(1, early)),
    ];
    let inventory = ExpiryInventory::new(files, WINDOW);
    let places: Vec<Vec<_>> = inventory
        .entries
        .iter()
        .map(|entry| {
            entry
                .places
                .iter()
                .map(|place| (place.path.to_str().unwrap(), place.spot.line.unwrap()))
                .collect()
        })
        .collect();
    assert_eq!(places, [vec![("c.pem", 1)], vec![("a.pem", 3), ("a.pem", 20), ("b.pem", 1)]]);
    assert!(inventory.is_due());
    assert_eq!(ExpiryStatus::ALL.map(|standing| inventory.count(standing)), [0, 1, 0, 1]);
}

#[test]
fn a_problem_is_told_once_a_file() {
    let locked =
        || ScannedFile { problems: vec![Problem::Locked("a PKCS#12 file".into())], ..ScannedFile::default() };
    let files = ["b.p12", "a.p12", "a.p12"].map(|path| (path.into(), locked()));
    let inventory = ExpiryInventory::new(files.into(), WINDOW);
    let paths: Vec<_> = inventory.problems.iter().map(|(path, _)| path.to_str().unwrap()).collect();
    assert_eq!(paths, ["a.p12", "b.p12"]);
    assert!(!inventory.is_due() && inventory.entries.is_empty());
}
