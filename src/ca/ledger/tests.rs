//! Reading and adding up.

use time::macros::datetime;

use super::{Event, FileRole, Issued, Ledger, Listed, Revoked};
use devcert::encoding::crl::Reason;
use devcert::model::profile::Profile;
use devcert::model::serial::SerialNumber;

const NOW: time::OffsetDateTime = datetime!(2030-06-01 00:00 UTC);

fn number(text: &str) -> SerialNumber {
    text.parse().unwrap()
}

fn issued(serial: &str) -> Event {
    Event::Issued(Issued {
        at: NOW,
        serial: number(serial),
        subject: "CN=x".to_owned(),
        names: vec!["DNS:x.test".to_owned()],
        not_before: NOW,
        not_after: datetime!(2031-06-01 00:00 UTC),
        profile: Profile::Server,
        key: "EC P-256".to_owned(),
        sha256: String::new(),
        files: Vec::new(),
    })
}

fn revoked(serial: &str, reason: &str) -> Event {
    Event::Revoked(Revoked {
        at: NOW,
        serial: number(serial),
        reason: Reason::named(reason).unwrap(),
        invalid_since: None,
    })
}

fn lines(events: &[Event]) -> Vec<u8> {
    events.iter().flat_map(Event::line).collect()
}

#[test]
fn events_add_up() {
    let list = Listed { at: NOW, number: 4, next_update: NOW, entries: 1 };
    let events = [
        issued("01"),
        issued("02"),
        revoked("02", "superseded"),
        revoked("02", "keyCompromise"),
        Event::Crl(list),
    ];
    let ledger = Ledger::read(&lines(&events)).unwrap();
    let status: Vec<_> = ledger.entries().map(|entry| entry.status(NOW)).collect();
    assert_eq!(status, ["valid", "revoked"]);
    assert_eq!(ledger.revocation(&number("02")).unwrap().reason, Reason(4), "the first revocation counts");
    assert_eq!((ledger.revoked.len(), ledger.next_crl_number()), (1, 5));
}

#[test]
fn a_torn_last_line_does_not_count_and_a_whole_one_without_its_newline_does() {
    let bytes = lines(&[issued("01"), issued("02")]);
    let torn = Ledger::read(&bytes[..bytes.len() - 9]).unwrap();
    assert_eq!(torn.issued.len(), 1);
    let unended = Ledger::read(&bytes[..bytes.len() - 1]).unwrap();
    assert_eq!(unended.issued.len(), 2);
    assert_eq!(Ledger::read(b"").unwrap().next_crl_number(), 1);
}

#[test]
fn a_damaged_line_in_between_is_named() {
    let bytes = [lines(&[issued("01")]), b"garbage\n".to_vec(), lines(&[issued("02")])].concat();
    let error = Ledger::read(&bytes).unwrap_err();
    assert!(error.to_string().starts_with("damaged on line 2: "), "{error}");
}

/// Lines as devcert writes them.
const WRITTEN: &str = r#"{"event":"created","created_at":"2026-11-29T06:16:51Z","serial":"1C:89:26:9A","subject":"CN=devcert CA","sha256":"78:2F:DB:0C"}
{"event":"permitted","permitted_at":"2026-11-29T06:16:51Z","serial":"5F:01:02","sha256":"AA:BB","permitted":["DNS:example.test"]}
{"event":"issued","issued_at":"2026-11-29T06:16:51Z","serial":"30:44:B7:46","subject":"CN=a.test","names":["DNS:a.test"],"not_before":"2026-11-29T05:16:51Z","not_after":"2027-11-29T05:16:50Z","profile":"server","key":"RSA 2048","sha256":"2C:71:B8:9B","files":[{"role":"key","path":"/home/me/a/private.pem","sha256":"44:C0:E4:C8"},{"role":"certificate","path":"/home/me/a/file.crt","sha256":"2C:71:B8:9B"}]}
{"event":"issued","issued_at":"2026-11-29T06:16:51Z","serial":"4E:ED:12:BD","subject":"CN=alice","names":[],"not_before":"2026-11-29T05:16:51Z","not_after":"2027-11-29T05:16:50Z","profile":"client","key":"RSA 2048","sha256":"57:D8:EB:6C","files":[{"role":"key","path":"/home/me/c/private.pem","sha256":"47:E7:BC:16"},{"role":"certificate","path":"/home/me/c/file.crt","sha256":"57:D8:EB:6C"}]}
{"event":"issued","issued_at":"2026-11-29T06:16:51Z","serial":"0A:0B","subject":"CN=below","names":[],"not_before":"2026-11-29T05:16:51Z","not_after":"2027-11-29T05:16:50Z","profile":"intermediate","key":"EC P-256","sha256":"CC:DD","files":[{"role":"certificate","path":"/home/me/sub/ca.crt","sha256":"CC:DD"}]}
{"event":"revoked","revoked_at":"2026-11-29T06:16:52Z","serial":"30:44:B7:46","reason":"keyCompromise","invalid_since":"2026-11-01T00:00:00Z"}
{"event":"revoked","revoked_at":"2026-11-29T06:16:52Z","serial":"4E:ED:12:BD","reason":"unspecified"}
{"event":"crl","issued_at":"2026-11-29T06:16:52Z","number":1,"next_update":"2026-12-29T06:16:52Z","entries":2}
"#;

#[test]
fn a_line_that_is_read_is_written_the_same_way() {
    for line in WRITTEN.lines() {
        let event = Event::read(line.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(event.line()).unwrap(), format!("{line}\n"));
    }
    let ledger = Ledger::read(WRITTEN.as_bytes()).unwrap();
    let profiles: Vec<_> = ledger.issued.iter().map(|one| one.profile).collect();
    assert_eq!(profiles, [Profile::Server, Profile::Client, Profile::Intermediate]);
    let roles: Vec<_> = ledger.issued[0].files.iter().map(|file| file.role).collect();
    assert_eq!(roles, [FileRole::Key, FileRole::Certificate]);
    let reasons: Vec<_> = ledger.revoked.iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [Reason(1), Reason::UNSPECIFIED]);
    assert!(ledger.entries().take(2).all(|entry| entry.revoked.is_some()));
}

#[test]
fn the_words_of_earlier_versions_are_read() {
    let earlier = ["created", "permitted", "issued", "revoked"]
        .iter()
        .fold(WRITTEN.to_owned(), |text, event| text.replace(&format!("\"{event}_at\":"), "\"at\":"))
        .replace("\"event\":\"created\"", "\"event\":\"made\"");
    assert_eq!(earlier.matches("\"at\":").count(), WRITTEN.lines().count());
    let events =
        |text: &str| -> Vec<_> { text.lines().map(|line| Event::read(line.as_bytes()).unwrap()).collect() };
    assert_eq!(events(&earlier), events(WRITTEN));
}

#[test]
fn a_serial_number_with_a_zero_in_front_is_the_one_without() {
    let padded = WRITTEN.replace("\"serial\":\"1C:", "\"serial\":\"00:9C:");
    let made = Ledger::read(padded.as_bytes()).unwrap().made.unwrap();
    assert!(made.serial.to_string().starts_with("9C:"), "{}", made.serial);
}

#[test]
fn an_unknown_word_is_an_error_that_names_its_line() {
    for (word, other, problem) in [
        ("\"server\"", "\"servr\"", "damaged on line 3: \"servr\" is not a profile"),
        ("\"keyCompromise\"", "\"lost\"", "damaged on line 6: \"lost\" is not a reason"),
        (
            "\"serial\":\"5F:01:02\"",
            "\"serial\":\"5F:0\"",
            "damaged on line 2: \"5F:0\" is not a serial number",
        ),
        (
            "\"role\":\"key\"",
            "\"role\":\"keys\"",
            "damaged on line 3: unknown variant `keys`, expected `key` or `certificate`",
        ),
    ] {
        let error = Ledger::read(WRITTEN.replacen(word, other, 1).as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), problem);
    }
    let moved = r#"{"entries":1,"number":7,"issued_at":"2026-01-02T03:04:05Z","next_update":"2026-02-01T03:04:05Z","event":"crl"}"#;
    assert!(matches!(Event::read(moved.as_bytes()), Ok(Event::Crl(list)) if list.number == 7));
    let unended = WRITTEN.trim_end().replace("\"event\":\"crl\"", "\"event\":\"list\"");
    let error = Ledger::read(unended.as_bytes()).unwrap_err();
    assert!(error.to_string().starts_with("damaged on line 8: "), "{error}");
}
