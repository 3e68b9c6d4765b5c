//! The database of a CA in the format of `openssl ca` (`index.txt`), and the text of its number files.
//!
//! Source: openssl-ca(1) and `crypto/txt_db/txt_db.c` of OpenSSL 3.0. A database has a line for each certificate, with six
//! columns and a tab between them: state (`V` valid, `R` revoked, `E` expired), expiry date, revocation, serial number,
//! file name (always `unknown`) and subject.

mod damage;
mod date;
mod number;
mod revocation;

use std::fmt;

use time::OffsetDateTime;

use damage::COLUMNS;
pub use damage::{Damage, Position, RowProblem};
pub use date::date;
pub use number::number;
pub use revocation::{ObjectNames, Revocation, RevocationError, reason};

/// The state of a certificate that is valid.
const VALID: char = 'V';
/// The state of a certificate that is revoked.
const REVOKED: char = 'R';
/// The state of a certificate that is marked as expired.
const EXPIRED: char = 'E';

/// A certificate in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `V`, `R` or `E`; others are kept.
    state: String,
    /// When it expires: the characters of its notAfter.
    pub expires: String,
    /// When and why it was revoked; empty if it is not.
    pub revocation: String,
    /// Its serial number in hexadecimal.
    pub serial: String,
    /// `unknown`.
    pub file: String,
    /// Its subject, as `/C=US/CN=name`, or its serial number if that is empty.
    pub subject: String,
}

impl Row {
    /// A valid certificate.
    #[must_use]
    pub fn valid(expires: String, serial: String, subject: String) -> Self {
        let subject = if subject.is_empty() { serial.clone() } else { subject };
        Self {
            state: VALID.to_string(),
            expires,
            revocation: String::new(),
            serial,
            file: "unknown".to_owned(),
            subject,
        }
    }

    /// The letter of its state; a space without one.
    #[must_use]
    pub fn letter(&self) -> char {
        self.state.chars().next().unwrap_or(' ')
    }

    /// Whether it is revoked.
    #[must_use]
    pub fn is_revoked(&self) -> bool {
        self.letter() == REVOKED
    }

    /// The word for its state in messages, if it has one.
    #[must_use]
    pub fn state(&self) -> Option<&'static str> {
        match self.letter() {
            VALID => Some("Valid"),
            REVOKED => Some("Revoked"),
            EXPIRED => Some("Expired"),
            'S' => Some("Suspended"),
            _ => None,
        }
    }

    /// Reads a line; the error is the number of columns that it has instead.
    fn read(line: &str) -> Result<Self, usize> {
        let columns: [String; COLUMNS] = columns(line).try_into().map_err(|columns: Vec<_>| columns.len())?;
        let [state, expires, revocation, serial, file, subject] = columns;
        Ok(Self { state, expires, revocation, serial, file, subject })
    }

    /// What is wrong with the row, if anything.
    fn problem(&self, objects: ObjectNames<'_>) -> Option<RowProblem> {
        if !self.is_revoked() && !self.revocation.is_empty() {
            return Some(RowProblem::RevocationOfValid);
        }
        if self.is_revoked()
            && let Err(error) = Revocation::parse(&self.revocation, objects)
        {
            return Some(RowProblem::Revocation(error));
        }
        if date(&self.expires).is_none() {
            return Some(RowProblem::Expiry);
        }
        let digits = self.serial.strip_prefix('-').unwrap_or(&self.serial);
        if digits.len() < 2 || digits.len() % 2 == 1 {
            return Some(RowProblem::SerialLength(digits.len()));
        }
        digits.chars().find(|digit| !digit.is_ascii_hexdigit()).map(RowProblem::SerialCharacter)
    }
}

/// The columns of a line; a tab after a backslash belongs to its column.
fn columns(line: &str) -> Vec<String> {
    let (mut columns, mut column, mut is_escaped) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        if letter == '\t' && !is_escaped {
            columns.push(std::mem::take(&mut column));
            continue;
        }
        if letter == '\t' {
            column.pop();
        }
        is_escaped = letter == '\\';
        column.push(letter);
    }
    columns.push(column);
    columns
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = [&self.state, &self.expires, &self.revocation, &self.serial, &self.file, &self.subject];
        for (index, column) in columns.into_iter().enumerate() {
            let tab = if index == 0 { "" } else { "\t" };
            write!(f, "{tab}{}", column.replace('\t', "\\\t"))?;
        }
        f.write_str("\n")
    }
}

/// The database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    rows: Vec<Row>,
    /// The line of each row that was read.
    lines: Vec<usize>,
    /// Whether two valid certificates can have the same subject.
    pub subjects: Subjects,
}

/// Whether two valid certificates can have the same subject (`unique_subject`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subjects {
    /// Each has a subject of its own.
    Unique,
    /// Several can have the same.
    Shared,
}

impl Subjects {
    /// What the value of `unique_subject` means, by its first letter: yes, unless that is one of no, false or 0.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.starts_with(['f', 'F', 'n', 'N', '0']) {
            true => Self::Shared,
            false => Self::Unique,
        }
    }
}

impl Database {
    /// Reads a database. Lines that begin with `#` are comments, which the next change of the database removes.
    ///
    /// # Errors
    /// [`Damage::Columns`] for the first line that does not have six columns.
    pub fn parse(text: &str, subjects: Subjects) -> Result<Self, Damage> {
        let mut database = Self { rows: Vec::new(), lines: Vec::new(), subjects };
        let lines = text.split_terminator('\n').zip(1..);
        for (text, line) in lines.filter(|(text, _)| !text.starts_with('#')) {
            database.rows.push(Row::read(text).map_err(|found| Damage::Columns { line, found })?);
            database.lines.push(line);
        }
        Ok(database)
    }

    /// The first thing that is wrong with the rows, which [`parse`](Self::parse) accepts; `None` if nothing is. `objects`
    /// knows the names of hold instructions.
    #[must_use]
    pub fn damage(&self, objects: ObjectNames<'_>) -> Option<Damage> {
        let of_row = self.rows.iter().enumerate().find_map(|(index, row)| {
            let problem = row.problem(objects)?;
            Some(Damage::Row { line: self.line(index), entry: index + 1, problem })
        });
        of_row.or_else(|| self.clash())
    }

    /// Two rows with the same serial number, or the same subject where it must be unique.
    #[must_use]
    pub fn clash(&self) -> Option<Damage> {
        let at = |index: usize| Position { index, line: self.line(index) };
        for (second, row) in self.rows.iter().enumerate() {
            let same_serial = |other: &Row| same_number(&other.serial, &row.serial);
            if let Some(first) = self.rows[..second].iter().position(same_serial) {
                return Some(Damage::SameSerial { first: at(first), second: at(second) });
            }
        }
        if self.subjects == Subjects::Shared {
            return None;
        }
        let valid: Vec<_> = self.rows.iter().enumerate().filter(|(_, row)| row.letter() == VALID).collect();
        valid.iter().enumerate().find_map(|(index, (second, row))| {
            let (first, _) = valid[..index].iter().find(|(_, other)| other.subject == row.subject)?;
            Some(Damage::SameSubject { first: at(*first), second: at(*second) })
        })
    }

    /// The line of a row in the text; a row that was added has the line that it will have.
    fn line(&self, index: usize) -> usize {
        let added =
            || self.lines.last().copied().unwrap_or_default() + (index + 1).saturating_sub(self.lines.len());
        self.lines.get(index).copied().unwrap_or_else(added)
    }

    /// The rows in their order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The certificate with this serial number, leading zeros aside.
    #[must_use]
    pub fn by_serial(&self, serial: &str) -> Option<&Row> {
        self.rows.iter().find(|row| same_number(&row.serial, serial))
    }

    /// The row that keeps `row` out: a valid one with its subject, where subjects are unique, or one with its serial
    /// number.
    #[must_use]
    pub fn conflict(&self, row: &Row) -> Option<Conflict<'_>> {
        let same_subject = |other: &&Row| other.letter() == VALID && other.subject == row.subject;
        let subject = self.rows.iter().filter(|_| self.subjects == Subjects::Unique).find(same_subject);
        subject.map(Conflict::Subject).or_else(|| self.by_serial(&row.serial).map(Conflict::Serial))
    }

    /// Adds a certificate.
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Marks the certificate with this serial number as revoked; `column` is its revocation.
    pub fn revoke(&mut self, serial: &str, column: String) {
        if let Some(row) = self.rows.iter_mut().find(|row| same_number(&row.serial, serial)) {
            row.state = REVOKED.to_string();
            row.revocation = column;
        }
    }

    /// Marks the valid certificates that have expired `now`, and gives their serial numbers.
    pub fn expire(&mut self, now: OffsetDateTime) -> Vec<String> {
        let has_expired = |row: &Row| {
            let end = date(&row.expires).and_then(|date| date.moment());
            row.letter() == VALID && end.is_some_and(|end| end <= now)
        };
        let expired = self.rows.iter_mut().filter(|row| has_expired(row));
        expired
            .map(|row| {
                row.state = EXPIRED.to_string();
                row.serial.clone()
            })
            .collect()
    }

    /// The text of the file next to the database, `index.txt.attr`.
    #[must_use]
    pub fn attributes(&self) -> String {
        format!("unique_subject = {}\n", if self.subjects == Subjects::Unique { "yes" } else { "no" })
    }
}

/// Why a row cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict<'a> {
    /// There is a valid certificate with the same subject.
    Subject(&'a Row),
    /// There is a certificate with the same serial number.
    Serial(&'a Row),
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.iter().try_for_each(|row| write!(f, "{row}"))
    }
}

/// Whether two serial numbers are the same but for leading zeros.
fn same_number(one: &str, other: &str) -> bool {
    one.trim_start_matches('0') == other.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const TEXT: &str = "\
R\t271129165042Z\t261129165042Z,keyCompromise\t01\tunknown\t/C=US/O=Acme, Inc/CN=host/emailAddress=a@b
V\t271129165042Z\t\t02\tunknown\t/CN=other
V\t20510101000000Z\t\t5164965A82B9F61FBEF1EC336915BB11F31DB5BA\tunknown\t/O=a\\/b\\+c/CN=\\xC3\\xBC
E\t261129165042Z\t\t00\tunknown\t00
";

    fn database(text: &str) -> Database {
        Database::parse(text, Subjects::Unique).unwrap()
    }

    #[test]
    fn what_openssl_wrote_is_written_again() {
        let read = database(TEXT);
        assert_eq!((read.to_string().as_str(), read.rows().len()), (TEXT, 4));
        assert_eq!(read.damage(&|_| None), None);
        assert_eq!(database("").to_string(), "");
        assert_eq!(database(&format!("# comment\n{TEXT}")).rows(), read.rows());
        // openssl loses a last line without an end; no certificate may be lost.
        assert_eq!(database(TEXT.trim_end()), read);
    }

    #[test]
    fn a_tab_belongs_to_a_column_after_a_backslash() {
        let text = "V\t271129165042Z\t\t02\tunknown\t/CN=a\\\tb\n";
        let read = database(text);
        assert_eq!(read.rows()[0].subject, "/CN=a\tb");
        assert_eq!(read.to_string(), text);
    }

    #[test]
    fn lines_with_other_columns_are_damaged() {
        for (text, line, found) in [
            ("junk\n", 1, 1),
            ("\n", 1, 1),
            ("# comment\nV\t271129165042Z\t02\tunknown\t/CN=x\n", 2, 5),
            ("V\tx\t\t02\tunknown\t/CN=x\ty\n", 1, 7),
        ] {
            assert_eq!(
                Database::parse(text, Subjects::Unique),
                Err(Damage::Columns { line, found }),
                "{text}"
            );
        }
    }

    #[test]
    fn damage_is_reported_with_its_line_and_reason() {
        for (row, damage) in [
            ("V\t271129165042Z\tx\t02\tunknown\t/CN=x", "line 6: valid certificate has a revocation date"),
            ("R\t271129165042Z\tx\t03\tunknown\t/CN=x", "line 6: invalid revocation date x"),
            ("V\tx\t\t03\tunknown\t/CN=x", "line 6: invalid expiry date"),
            ("V\t271129165042Z\t\t3\tunknown\t/CN=x", "line 6: bad serial number length (1)"),
            ("V\t271129165042Z\t\t0x\tunknown\t/CN=x", "line 6: bad character 'x' in serial number"),
            ("V\t271129165042Z\t\t0002\tunknown\t/CN=x", "line 6: same serial number as in line 3"),
            ("V\t271129165042Z\t\t03\tunknown\t/CN=other", "line 6: same subject as in line 3"),
        ] {
            let damage_found = database(&format!("# comment\n{TEXT}{row}\n")).damage(&|_| None);
            assert_eq!(damage_found.unwrap().to_string(), damage, "{row}");
        }
        let twice = format!("{TEXT}V\t271129165042Z\t\t03\tunknown\t/CN=other\n");
        assert_eq!(Database::parse(&twice, Subjects::Shared).unwrap().damage(&|_| None), None);
    }

    #[test]
    fn a_row_that_is_added_has_the_next_line() {
        let mut read = database(TEXT);
        read.add(Row::valid("300101000000Z".to_owned(), "02".to_owned(), String::new()));
        assert_eq!(
            read.damage(&|_| None),
            Some(Damage::SameSerial {
                first: Position { index: 1, line: 2 },
                second: Position { index: 4, line: 5 },
            })
        );
    }

    #[test]
    fn a_certificate_conflicts_with_a_valid_subject_and_with_any_serial_number() {
        let read = database(TEXT);
        let row = |serial: &str, subject: &str| {
            Row::valid("300101000000Z".to_owned(), serial.to_owned(), subject.to_owned())
        };
        assert!(
            matches!(read.conflict(&row("03", "/CN=other")), Some(Conflict::Subject(found)) if found.serial == "02")
        );
        assert!(
            matches!(read.conflict(&row("0001", "/CN=x")), Some(Conflict::Serial(found)) if found.is_revoked())
        );
        assert_eq!(read.conflict(&row("03", "/C=US/O=Acme, Inc/CN=host/emailAddress=a@b")), None);
        let shared = Database { subjects: Subjects::Shared, ..read };
        assert_eq!(shared.conflict(&row("03", "/CN=other")), None);
    }

    #[test]
    fn revoked_and_expired_certificates_change_their_state() {
        let mut read = database(TEXT);
        assert_eq!(read.expire(datetime!(2027-11-29 16:50:42 UTC)), ["02"]);
        assert_eq!(read.by_serial("02").unwrap().state(), Some("Expired"));
        read.revoke("02", "271129165042Z".to_owned());
        assert_eq!(
            read.by_serial("2").unwrap().to_string(),
            "R\t271129165042Z\t271129165042Z\t02\tunknown\t/CN=other\n"
        );
        assert_eq!(read.attributes(), "unique_subject = yes\n");
    }

    #[test]
    fn an_empty_subject_is_the_serial_number() {
        assert_eq!(Row::valid("x".to_owned(), "02".to_owned(), String::new()).subject, "02");
    }

    #[test]
    fn unique_subject_is_read_by_its_first_letter() {
        let is_unique = |text| Subjects::parse(text) == Subjects::Unique;
        assert!(["yes", "True", "1", "", "maybe"].into_iter().all(is_unique));
        assert!(!["no", "False", "0"].into_iter().any(is_unique));
    }
}
