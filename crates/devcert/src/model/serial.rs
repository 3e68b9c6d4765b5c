//! Serial numbers.

use std::fmt;
use std::str::FromStr;

use rand::CryptoRng;
use thiserror::Error;

use super::fingerprint::ColonHex;
use super::hex;

/// A certificate's serial number: positive, at most 20 bytes (RFC 5280, 4.1.2.2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(Vec<u8>);

impl Serial {
    /// 159 random bits: the most that fits 20 bytes and stays positive.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        loop {
            let mut bytes = [0_u8; 20];
            rng.fill_bytes(&mut bytes);
            bytes[0] &= 0x7f;
            if let Some(serial) = Self::from_be_bytes(&bytes) {
                return serial;
            }
        }
    }

    /// A serial from big-endian bytes, leading zeros ignored; `None` for zero and for more than
    /// 20 bytes.
    #[must_use]
    pub fn from_be_bytes(bytes: &[u8]) -> Option<Self> {
        let start = bytes.iter().position(|byte| *byte != 0)?;
        let significant = &bytes[start..];
        let encoded = significant.len() + usize::from(significant[0] >= 0x80);
        (encoded <= 20).then(|| Self(significant.to_vec()))
    }

    /// Big-endian bytes without leading zeros.
    #[must_use]
    pub fn as_be_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for Serial {
    type Err = SerialError;

    /// Reads hexadecimal digits as devcert, openssl and browsers show them: with colons or without,
    /// in either case, with `0x` before them or not.
    fn from_str(text: &str) -> Result<Self, SerialError> {
        let error = || SerialError(text.to_owned());
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
        let digits: Vec<char> = digits.chars().filter(|c| !matches!(c, ':' | ' ')).collect();
        let padding = std::iter::repeat_n('0', digits.len() % 2);
        let bytes = hex::decode(padding.chain(digits)).ok_or_else(error)?;
        Self::from_be_bytes(&bytes).ok_or_else(error)
    }
}

/// Not a serial number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a serial number (1 to 40 hexadecimal digits)")]
pub struct SerialError(String);

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ColonHex(&self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_read_however_programs_show_it() {
        for text in ["0A:B1:02", "ab102", "0xAB102", "0a b1 02", "000AB102"] {
            assert_eq!(
                text.parse::<Serial>().map(|serial| serial.to_string()),
                Ok("0A:B1:02".to_owned()),
                "{text}"
            );
        }
        for text in ["", "0", "xyz", "cert.pem", &"f".repeat(42)] {
            assert!(text.parse::<Serial>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_serial_is_positive_and_fits_twenty_bytes() {
        assert_eq!(Serial::from_be_bytes(&[0, 0]), None);
        assert_eq!(Serial::from_be_bytes(&[0x80; 20]), None);
        assert_eq!(Serial::from_be_bytes(&[0, 5]), Some(Serial(vec![5])));
        assert!(Serial::from_be_bytes(&[0x7f; 20]).is_some());
    }
}
