//! What each rendering makes of good certificates, bad ones, and hostile text.

use quick_xml::Reader;
use quick_xml::events::Event;
use rand::SeedableRng;
use rand::rngs::StdRng;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::{ScanReport, github, json, junit, sarif};
use crate::report::color::plain;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::sniff::ObjectKind;
use devcert::key;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::extension::{Extension, ExtensionValue};
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::serial::Serial;
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::expiry::{ExpiryInventory, Position, Problem, ScannedFile, Window};
use devcert::pki::{CertificateSpec, self_signed};

const NOW: OffsetDateTime = datetime!(2030-06-01 00:00 UTC);

/// A certificate with these dates and names.
fn certificate_between(not_before: OffsetDateTime, not_after: OffsetDateTime, names: &[&str]) -> Certificate {
    let key = key::generate(KeyAlgorithm::Ed25519, &mut StdRng::seed_from_u64(1)).unwrap();
    let names = names.iter().map(|name| name.parse::<San>().unwrap()).collect();
    let spec = CertificateSpec {
        subject: Name::from_common_name("server").unwrap(),
        extensions: vec![Extension { critical: false, body: ExtensionValue::SubjectAltName(names) }],
        validity: Validity::between(not_before, not_after).unwrap(),
        serial: Serial::random(&mut StdRng::seed_from_u64(2)),
    };
    self_signed(&spec, &key).unwrap()
}

/// A certificate that expires in `days` and is valid for a hundred days.
fn certificate(days: i64, names: &[&str]) -> Certificate {
    let not_after = NOW + Duration::days(days);
    certificate_between(not_after - Duration::days(100), not_after, names)
}

/// A survey of certificates, each in a file of its own.
fn survey(files: Vec<(&str, Certificate)>) -> ScanReport {
    let window = Window { now: NOW, within: Span::days(30) };
    let entries = files.into_iter().map(|(path, certificate)| {
        let spot = Position { line: Some(1), ..Position::default() };
        let scan = ScannedFile { certificates: vec![(certificate, spot)], ..ScannedFile::default() };
        ExpiryInventory::new(vec![(path.into(), scan)], window)
    });
    let mut inventory = ExpiryInventory::new(Vec::new(), window);
    entries.for_each(|one| inventory.entries.extend(one.entries));
    ScanReport {
        inventory,
        files: 7,
        servers: Vec::new(),
        unread: Vec::new(),
        unreached: Vec::new(),
        ignore_unreadable: true,
    }
}

fn locked(path: &str) -> (std::path::PathBuf, Problem) {
    (path.into(), Problem::Locked("a PKCS#12 file".to_owned()))
}

/// The table without its colors.
fn table(survey: &ScanReport, on_terminal: bool) -> String {
    plain(&super::table(survey, on_terminal))
}

#[test]
fn the_table_shows_where_now_lies_between_the_dates() {
    let mut survey = survey(vec![
        ("old.pem", certificate(-3, &["old.test"])),
        ("soon.pem", certificate(1, &["localhost", "soon.test"])),
        ("half.pem", certificate(50, &["localhost"])),
        ("new.pem", certificate(130, &["a.test", "b.test", "c.test", "d.test"])),
    ]);
    survey.inventory.problems.push(locked("my store.p12"));
    let expected = "      expires       left  lifetime used         certificate
FAIL  2030-05-29     -3d   [================]|  old.test
      old.pem
FAIL  2030-06-02     24h   [===============|]   soon.test and localhost
      soon.pem
ok    2030-07-21     50d   [========|-------]   localhost
      half.pem
warn  2030-10-09    130d  |[----------------]   a.test and 3 more
      new.pem
skip  my store.p12: a PKCS#12 file is encrypted, and no given passphrase opens it
      hint: add --passphrase env:NAME, file:PATH, stdin or prompt
4 certificates in 7 files: 1 expired, 1 expires within 30d, 1 not valid yet, 1 valid, 1 skipped
";
    assert_eq!(table(&survey, true), expected);
}

const KEYTOOL: &str = "keytool -importkeystore -srckeystore my.jks -srcstoretype JKS -destkeystore my.jks.p12 -deststoretype PKCS12";

#[test]
fn the_json_keeps_the_command_of_a_hint_apart_from_advice() {
    let mut survey = survey(Vec::new());
    survey.inventory.problems.push(("my.jks".into(), Problem::Foreign(ObjectKind::JavaKeyStore)));
    survey.inventory.problems.push(locked("my.p12"));
    let json = serde_json::to_value(json(&survey)).unwrap();
    let [foreign, locked] = [0, 1].map(|at| &json["skipped"][at]["hint"]);
    assert_eq!(*foreign, serde_json::json!({ "command": KEYTOOL, "note": null }));
    let advice = "add --passphrase env:NAME, file:PATH, stdin or prompt";
    assert_eq!(*locked, serde_json::json!({ "note": advice }));
}

#[test]
fn a_row_of_the_table_fits_80_columns() {
    let long = "a-rather-long-name-for-one-machine.in-a-department.example.test";
    let far = certificate_between(NOW, datetime!(9999-12-31 23:59:59 UTC), &[long]);
    for certificate in [
        far,
        certificate(-9_999, &[long]),
        certificate(-20_000, &[long]),
        certificate(40, &[long, "b", "c", "d"]),
    ] {
        let text = table(&survey(vec![("a.pem", certificate)]), true);
        let row = text.lines().nth(1).unwrap();
        assert!(row.chars().count() <= 80, "{row}");
        assert!(row.ends_with('…'), "{row}");
    }
}

#[test]
fn a_name_is_whole_where_the_table_does_not_go_to_a_terminal() {
    let long = "a-rather-long-name-for-one-machine.in-a-department.example.test";
    let text = table(&survey(vec![("a.pem", certificate(40, &[long]))]), false);
    assert!(text.lines().any(|line| line.ends_with(long)), "{text}");
}

#[test]
fn a_certificate_of_one_moment_has_a_timeline() {
    let certificate = certificate_between(NOW, NOW, &["a.test"]);
    assert!(table(&survey(vec![("a.pem", certificate)]), true).contains("[|---------------]"));
}

#[test]
fn what_was_passed_over_does_not_flood_the_screen() {
    let mut survey = survey(vec![("a.pem", certificate(50, &["a.test"]))]);
    survey.inventory.problems.extend((0..50).map(|number| locked(&format!("{number}.p12"))));
    let text = table(&survey, true);
    assert_eq!(text.matches("no given passphrase opens it").count(), 20);
    assert!(text.contains("\nskip  and 30 more, which --json lists\n"), "{text}");
}

/// Text that would end a line, a parameter, an attribute or a terminal's patience.
const HOSTILE: &str = "a,b:c%\n::error::x\u{1b}[2J<\"&'>\u{ffff}é.pem";

#[test]
fn an_annotation_stays_on_its_line_and_in_its_parameter() {
    let mut survey = survey(vec![(HOSTILE, certificate(-1, &["a.test"]))]);
    survey.inventory.problems.push(locked(HOSTILE));
    let text = github(&survey);
    assert_eq!(text.lines().count(), 2, "{text}");
    let file = "file=a%2Cb%3Ac%25\\u{a}%3A%3Aerror%3A%3Ax\\u{1b}[2J<\"&'>\u{ffff}é.pem";
    assert!(
        text.starts_with(&format!("::error {file},line=1,title=Certificate expired::a.test: ")),
        "{text}"
    );
    assert!(text.contains(&format!("\n::warning {file},title=File skipped::a,b:c%25")), "{text}");
}

#[test]
fn an_annotation_names_the_other_places() {
    let mut survey = survey(vec![("a.pem", certificate(3, &["a.test"]))]);
    let mut other = survey.inventory.entries[0].places[0].clone();
    other.path = "b.pem".into();
    other.spot.line = Some(9);
    survey.inventory.entries[0].places.push(other);
    let expected = "::error file=a.pem,line=1,title=Certificate expires soon::a.test: expires in 3 days, on \
                    2030-06-04 00:00:00 UTC; also in b.pem:9\n";
    assert_eq!(github(&survey), expected);
}

#[test]
fn good_certificates_need_no_annotation_and_no_result() {
    let survey = survey(vec![("a.pem", certificate(50, &["a.test"]))]);
    assert_eq!(github(&survey), "");
    assert_eq!(sarif(&survey)["runs"][0]["results"].as_array().unwrap().len(), 0);
}

#[test]
fn the_xml_is_whole_whatever_the_text_in_it() {
    let mut survey =
        survey(vec![(HOSTILE, certificate(-1, &["a.test"])), ("b.pem", certificate(50, &["b.test"]))]);
    survey.inventory.problems.push(locked(HOSTILE));
    let text = junit(&survey).unwrap();
    let mut reader = Reader::from_str(&text);
    let mut elements = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                elements.push(element.name().as_ref().to_owned());
                for attribute in element.attributes() {
                    attribute.unwrap();
                }
            }
            _ => {}
        }
    }
    let expected = "testsuites testsuite testcase failure testcase system-out testcase skipped";
    assert_eq!(elements.join(" "), expected);
    let forbidden = |c: char| c != '\n' && c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&c);
    assert!(!text.contains(forbidden), "{text:?}");
    assert!(text.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""), "{text}");
}

#[test]
fn paths_in_sarif_are_uris() {
    for (path, uri) in [
        ("a b/ü%.pem", "a%20b/%C3%BC%25.pem"),
        ("/etc/ssl/a.pem", "file:///etc/ssl/a.pem"),
        ("x:y.pem", "x%3Ay.pem"),
        ("../a.pem", "../a.pem"),
    ] {
        let log = sarif(&survey(vec![(path, certificate(-1, &["a.test"]))]));
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], uri);
    }
}

#[test]
fn a_result_of_sarif_points_at_its_rule() {
    let log = sarif(&survey(vec![
        ("a.pem", certificate(-1, &["a.test"])),
        ("b.pem", certificate(1, &["b.test"])),
        ("c.pem", certificate(150, &["c.test"])),
    ]));
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let found: Vec<_> = results
        .iter()
        .map(|result| {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(result["ruleId"], run["tool"]["driver"]["rules"][index]["id"]);
            (result["ruleId"].as_str().unwrap(), result["level"].as_str().unwrap())
        })
        .collect();
    assert_eq!(found, [("expired", "error"), ("expires-soon", "error"), ("not-yet-valid", "warning")]);
}

#[test]
fn the_verdict_of_the_json_is_that_of_the_worst_certificate() {
    for (days, verdict) in [(50, "pass"), (150, "warn"), (29, "fail"), (-1, "fail")] {
        let survey = survey(vec![("a.pem", certificate(days, &["a.test"]))]);
        let json = serde_json::to_value(json(&survey)).unwrap();
        assert_eq!(json["verdict"], verdict);
        assert_eq!(json["certificates"][0]["days_left"], days);
    }
}
