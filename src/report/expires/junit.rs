//! JUnit's XML, which CI systems show as tests.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use time::OffsetDateTime;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;

use super::{PassedOver, ScanReport, all_shown, id, message, name};
use crate::report::sanitize::sanitize;
use devcert::pki::expiry::{Entry, ExpiryStatus};

type Xml = Writer<Vec<u8>>;

/// A test a certificate, which fails when it has expired or soon will; what could not be read is a test with an
/// error, or skipped where that is accepted.
///
/// # Errors
/// When memory does not take what is written, which does not happen.
pub fn junit(survey: &ScanReport) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let passed_over = survey.passed_over();
    let counts = [
        ("tests", survey.inventory.entries.len() + passed_over.len()),
        (
            "failures",
            survey.inventory.count(ExpiryStatus::Expired) + survey.inventory.count(ExpiryStatus::Due),
        ),
        ("errors", survey.unreadable()),
        ("skipped", passed_over.len() - survey.unreadable()),
    ]
    .map(|(what, count)| (what, count.to_string()));
    let counts = || counts.iter().map(|(what, count)| (*what, count.as_str()));
    let now = stamp(survey.inventory.window.now);
    let suite = [("name", "certificates"), ("timestamp", &now), ("time", "0")];
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attributes([("name", "devcert expires"), ("time", "0")])
        .with_attributes(counts().filter(|(what, _)| *what != "skipped"))
        .write_inner_content(|xml| {
            xml.create_element("testsuite")
                .with_attributes(suite)
                .with_attributes(counts())
                .write_inner_content(|xml| {
                    survey.inventory.entries.iter().try_for_each(|entry| certificate(xml, entry, survey))?;
                    passed_over.iter().try_for_each(|one| unread(xml, one))
                })?;
            Ok(())
        })?;
    Ok(String::from_utf8_lossy(&xml.into_inner()).into_owned() + "\n")
}

fn certificate(xml: &mut Xml, entry: &Entry, survey: &ScanReport) -> io::Result<()> {
    let path = entry.places.first().map(|place| place.path.display().to_string()).unwrap_or_default();
    let text = message(entry, survey.inventory.window.now);
    let about = lines(&[
        text.clone(),
        format!("in {}", all_shown(&entry.places)),
        format!("serial {}", entry.certificate.serial_number()),
        format!("SHA-256 {}", entry.fingerprint),
    ]);
    case(xml, &path, &name(entry), |xml| match entry.standing {
        ExpiryStatus::Expired | ExpiryStatus::Due => {
            let failure = [("message", clean(&text)), ("type", id(entry.standing).to_owned())];
            let failure = failure.iter().map(|(key, value)| (*key, value.as_str()));
            xml.create_element("failure").with_attributes(failure).write_text_content(about.borrow())?;
            Ok(())
        }
        ExpiryStatus::NotYetValid | ExpiryStatus::Good => {
            xml.create_element("system-out").write_text_content(about.borrow())?;
            Ok(())
        }
    })
}

fn unread(xml: &mut Xml, one: &PassedOver) -> io::Result<()> {
    let hint = one.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
    let (name, element) = if one.fails { ("unreadable", "error") } else { ("skipped", "skipped") };
    case(xml, &one.path, name, |xml| {
        let reason = clean(&format!("{}{hint}", one.reason));
        xml.create_element(element).with_attribute(("message", reason.as_str())).write_empty()?;
        Ok(())
    })
}

/// One test: the file stands where JUnit has the class.
fn case(
    xml: &mut Xml,
    path: &str,
    name: &str,
    inside: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    let (path, name) = (clean(path), clean(name));
    let attributes = [("classname", path.as_str()), ("name", name.as_str()), ("time", "0")];
    xml.create_element("testcase").with_attributes(attributes).write_inner_content(inside)?;
    Ok(())
}

/// Text of these lines; a line break inside one of them is foreign, and escaped like any other character
/// that acts.
fn lines(lines: &[String]) -> BytesText<'static> {
    let lines: Vec<_> = lines.iter().map(|line| clean(line)).collect();
    BytesText::new(&lines.join("\n")).into_owned()
}

/// Without the characters that XML has no place for (XML 1.0, 2.2).
fn clean(text: &str) -> String {
    sanitize(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn stamp(moment: OffsetDateTime) -> String {
    const STAMP: StaticFormatDescription =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
    moment.to_offset(time::UtcOffset::UTC).format(STAMP).unwrap_or_default()
}
