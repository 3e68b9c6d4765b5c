//! The data types of SSH (RFC 4251, 5): strings and numbers behind their length.

use zeroize::Zeroizing;

use crate::encoding::defect::Defect;
use crate::encoding::error::OpenError;

/// Reads one value after the other.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// uint32
    pub(super) fn number(&mut self) -> Result<u32, OpenError> {
        let (number, rest) = self.0.split_first_chunk().ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*number))
    }

    /// string; also mpint, whose bytes are those of a big-endian number.
    pub(super) fn string(&mut self) -> Result<&'a [u8], OpenError> {
        let length = usize::try_from(self.number()?).map_err(|_| cut_off())?;
        let (string, rest) = self.0.split_at_checked(length).ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(string)
    }

    /// string of text
    pub(super) fn text(&mut self) -> Result<&'a str, OpenError> {
        std::str::from_utf8(self.string()?).map_err(|error| OpenError::Malformed(error.into()))
    }

    /// What has not been read.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.0
    }
}

fn cut_off() -> OpenError {
    OpenError::Malformed(Defect::Truncated)
}

/// Writes one value after the other.
#[derive(Default)]
pub(super) struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    pub(super) fn number(mut self, number: u32) -> Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    /// string; a key never comes near the length that does not fit.
    pub(super) fn string(self, string: &[u8]) -> Self {
        let mut out = self.number(u32::try_from(string.len()).unwrap_or(u32::MAX));
        out.0.extend_from_slice(string);
        out
    }

    /// mpint of a positive number: no zeros before it, save one where its first bit is set.
    pub(super) fn integer(self, number: &[u8]) -> Self {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let significant = number.get(zeros..).unwrap_or_default();
        match significant.first() {
            Some(0x80..) => self.string(&Zeroizing::new([&[0], significant].concat())),
            _ => self.string(significant),
        }
    }

    /// Bytes 1, 2, 3 and so on up to a whole number of blocks.
    pub(super) fn padded(mut self, block: usize) -> Self {
        let missing = self.0.len().next_multiple_of(block) - self.0.len();
        self.0.extend((1..).take(missing));
        self
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_beyond_the_end_is_an_error() {
        assert!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 1]).string().is_err());
        assert!(Reader::new(&[0, 0, 0]).number().is_err());
    }

    /// RFC 4251, 5.
    #[test]
    fn integers_are_those_of_the_standard() {
        let written = |number: &[u8]| Writer::default().integer(number).bytes().to_vec();
        assert_eq!(written(&[]), [0, 0, 0, 0]);
        assert_eq!(written(&[0, 0x80]), [0, 0, 0, 2, 0, 0x80]);
        assert_eq!(written(&[9, 0xa3]), [0, 0, 0, 2, 9, 0xa3]);
    }
}
