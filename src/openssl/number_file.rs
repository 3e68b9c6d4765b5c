//! Files with the next serial number or CRL number, in hexadecimal.

use zeroize::Zeroizing;

use super::failure::Failure;
use super::number;
use super::session::Session;
use crate::host::files::Access;
use devcert::encoding::ca_database;
use devcert::text;
use devcert::x509::Integer;

/// A file with the next number.
pub(super) struct NumberFile<'a> {
    path: &'a str,
    /// What was in it; `None` if there was none.
    before: Option<Zeroizing<Vec<u8>>>,
    /// The next number, big-endian.
    pub(super) next: Vec<u8>,
}

impl<'a> NumberFile<'a> {
    /// Reads the file; `first` is the next number if there is no file.
    ///
    /// # Errors
    /// In openssl's words, when there is no file and no first number, or the file has no number.
    pub(super) fn read(session: &Session, path: &'a str, first: Option<Vec<u8>>) -> Result<Self, Failure> {
        let before = session.read_if_exists(path)?;
        let next = match (&before, first) {
            (Some(text), _) => ca_database::number(text).ok_or_else(|| {
                Failure::new(format_args!("Unable to load number from {path}"))
                    .hint(format!("write one hexadecimal number with an even number of digits to {path}"))
            })?,
            (None, Some(first)) => first,
            (None, None) => {
                return Err(Failure::new(format_args!("{path}: No such file or directory"))
                    .hint(format!("create it with `echo 01 > {path}`")));
            }
        };
        Ok(Self { path, before, next })
    }

    /// Writes the next number, and what was in the file to the file with `.old` at its end.
    ///
    /// # Errors
    /// When the file is in no directory.
    pub(super) fn write(&self, session: &mut Session) -> Result<(), Failure> {
        if let Some(before) = &self.before {
            session.write_file(&format!("{}.old", self.path), before, Access::Public)?;
        }
        let number = shown(&Integer::unsigned(&self.next));
        session.write_file(self.path, format!("{number}\n").as_bytes(), Access::Public)
    }

    /// Counts on.
    pub(super) fn advance(&mut self) {
        self.next = number::next(&self.next);
    }
}

/// A number in hexadecimal with an even number of digits.
pub(super) fn shown(number: &Integer<'_>) -> String {
    let digits = text::serial_number(number).unwrap_or_default();
    if digits.is_empty() { "00".to_owned() } else { digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_in_pairs() {
        for (bytes, text) in
            [(&[][..], "00"), (&[0], "00"), (&[1], "01"), (&[0, 0xff], "FF"), (&[1, 0], "0100")]
        {
            assert_eq!(shown(&Integer::unsigned(bytes)), text);
        }
    }
}
