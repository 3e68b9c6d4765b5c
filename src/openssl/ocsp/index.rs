//! The database of a CA (`index.txt`), as a responder reads it.

use time::OffsetDateTime;

use devcert::model::oid::known;
use devcert::pki::ocsp::CertificateStatus;
use devcert::x509::{Element, Extension, Time};

/// A certificate in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    state: char,
    revocation: String,
    serial: String,
}

/// The number of columns of a line.
const COLUMNS: usize = 6;

/// The reasons of revocations in the database, with their numbers (RFC 5280, 5.3.1); the last three have a value.
const REASONS: [(&str, u8); 11] = [
    ("unspecified", 0),
    ("keyCompromise", 1),
    ("CACompromise", 2),
    ("affiliationChanged", 3),
    ("superseded", 4),
    ("cessationOfOperation", 5),
    ("certificateHold", 6),
    ("removeFromCRL", 8),
    ("holdInstruction", 6),
    ("keyTime", 1),
    ("CAkeyTime", 2),
];

/// Reads the database; `None` if a line of it has another form.
pub(super) fn read(text: &str) -> Option<Vec<Row>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    let columns: Vec<_> = line.split('\t').collect();
    // A tab in a subject stands after a backslash.
    let subject_parts = columns.get(COLUMNS - 1..)?;
    let (last, before) = subject_parts.split_last()?;
    if last.ends_with('\\') || !before.iter().all(|part| part.ends_with('\\')) {
        return None;
    }
    let row = Row {
        state: columns[0].chars().next()?,
        revocation: columns[2].to_owned(),
        serial: columns[3].to_owned(),
    };
    let is_hex = row.serial.chars().all(|digit| digit.is_ascii_hexdigit()) && !row.serial.is_empty();
    (is_hex && (row.state != 'R' || row.revoked().is_some())).then_some(row)
}

impl Row {
    /// Whether it is the certificate with this serial number, in hexadecimal digits.
    pub(super) fn is(&self, serial: &str) -> bool {
        self.serial.trim_start_matches('0').eq_ignore_ascii_case(serial.trim_start_matches('0'))
    }

    /// What a responder answers; `None` for a certificate that is marked as expired.
    pub(super) fn status(&self) -> Option<CertificateStatus> {
        match self.state {
            'V' => Some(CertificateStatus::Good),
            'R' => self.revoked(),
            _ => None,
        }
    }

    /// The date, the reason and its value.
    fn revoked(&self) -> Option<CertificateStatus> {
        let mut parts = self.revocation.splitn(3, ',');
        let at = moment(parts.next()?)?;
        let Some(name) = parts.next() else {
            return Some(CertificateStatus::Revoked { at, reason: None, extensions: Vec::new() });
        };
        let (known, number) = REASONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        let value = parts.next();
        let extensions = match *known {
            "holdInstruction" => vec![hold(value?)?],
            "keyTime" | "CAkeyTime" => vec![invalidity(value?)?],
            _ => Vec::new(),
        };
        Some(CertificateStatus::Revoked { at, reason: Some(*number), extensions })
    }
}

/// The date in the form of the database: the characters of a `UTCTime` or a `GeneralizedTime`.
fn moment(text: &str) -> Option<OffsetDateTime> {
    const UTC_LENGTH: usize = 13;
    let content = text.as_bytes().to_vec().into();
    let time = if text.len() == UTC_LENGTH { Time::Utc(content) } else { Time::Generalized(content) };
    time.moment()
}

/// What to do with a certificate on hold (RFC 5280 does not have it any more; RFC 3280, 5.3.2).
fn hold(name: &str) -> Option<Extension<'static>> {
    let oid = devcert::text::object_named(name).or_else(|| name.parse().ok())?;
    let value = Element::new(0x06, oid.octets()).ok()?;
    Some(Extension::new(known::ID_CE_HOLD_INSTRUCTION_CODE, value.der().to_vec()))
}

/// Since when a key is known to be no longer secret (RFC 5280, 5.3.2).
fn invalidity(text: &str) -> Option<Extension<'static>> {
    moment(text)?;
    let value = Element::new(0x18, text.as_bytes()).ok()?;
    Some(Extension::new(known::ID_CE_INVALIDITY_DATE, value.der().to_vec()))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const TEXT: &str = "V\t271129165042Z\t\t1234ABCD\tunknown\t/CN=host\n\
        R\t271129165042Z\t261129165042Z,keyCompromise\t02\tunknown\t/CN=x\n\
        E\t271129165042Z\t\t03\tunknown\t/CN=a\\\tb\n";

    #[test]
    fn rows_have_a_state_and_a_serial_number() {
        let rows = read(TEXT).unwrap();
        assert!(rows[0].is("1234abcd") && !rows[0].is("34ABCD") && rows[1].is("2"));
        let statuses: Vec<_> = rows.iter().map(Row::status).collect();
        let revoked = CertificateStatus::Revoked {
            at: datetime!(2026-11-29 16:50:42 UTC),
            reason: Some(1),
            extensions: Vec::new(),
        };
        assert_eq!(statuses, [Some(CertificateStatus::Good), Some(revoked), None]);
    }

    #[test]
    fn values_of_reasons_are_extensions() {
        let extensions = |revocation: &str| {
            let rows = read(&format!("R\t271129165042Z\t{revocation}\t02\tunknown\t/CN=x\n"))?;
            match rows[0].status()? {
                CertificateStatus::Revoked { extensions, .. } => Some(extensions.len()),
                _ => None,
            }
        };
        assert_eq!(extensions("261129165042Z"), Some(0));
        assert_eq!(extensions("261129165042Z,holdInstruction,holdInstructionReject"), Some(1));
        assert_eq!(extensions("261129165042Z,keyTime,20261101000000Z"), Some(1));
        assert_eq!(extensions("261129165042Z,keyTime"), None);
        assert_eq!(extensions("261129165042Z,nonsense"), None);
        assert_eq!(extensions("x"), None);
    }

    #[test]
    fn other_lines_are_not_a_database() {
        for text in ["junk\n", "V\tx\t\t02\tunknown\t/CN=x\ty\n", "V\tx\t\tzz\tunknown\t/CN=x\n"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
