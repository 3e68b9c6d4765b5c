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
        Self::from_be_bytes(&octets(text).ok_or_else(error)?).ok_or_else(error)
    }
}

/// The octets of hexadecimal digits, with colons and spaces between them or not, and with `0x` before them or not.
fn octets(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let digits = || digits.bytes().filter(|byte| !matches!(byte, b':' | b' '));
    let mut octets = Vec::with_capacity(text.len() / 2);
    // An odd number of digits lacks a zero in front.
    let mut high = (digits().count() % 2 == 1).then_some(0);
    for digit in digits() {
        let digit = hex::value(char::from(digit))?;
        match high.take() {
            Some(high) => octets.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    Some(octets)
}

/// The serial number of any certificate, also of one that breaks the rules of RFC 5280: an integer of any length and
/// sign. Displayed as hexadecimal pairs with colons, after a minus sign if it is negative.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SerialNumber(Vec<u8>);

impl SerialNumber {
    /// The number with these content octets of an INTEGER (X.690, 8.3); no octets are zero.
    #[must_use]
    pub fn from_content(content: &[u8]) -> Self {
        let mut content = content;
        // The first nine bits of the shortest form are not all the same (X.690, 8.3.2).
        while let [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] = content {
            content = &content[1..];
        }
        Self(if content.is_empty() { vec![0] } else { content.to_vec() })
    }

    /// The content octets of the shortest INTEGER.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.0
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.first().is_some_and(|first| *first >= 0x80)
    }

    /// The number without its sign, big-endian, without leading zeros.
    fn magnitude(&self) -> Vec<u8> {
        let magnitude = if self.is_negative() { negated(&self.0) } else { self.0.clone() };
        match magnitude.as_slice() {
            [0, rest @ ..] if !rest.is_empty() => rest.to_vec(),
            _ => magnitude,
        }
    }
}

/// The two's complement of a number of the same length.
fn negated(number: &[u8]) -> Vec<u8> {
    let mut negated: Vec<u8> = number.iter().map(|byte| !byte).collect();
    for byte in negated.iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            break;
        }
    }
    negated
}

impl From<&Serial> for SerialNumber {
    fn from(serial: &Serial) -> Self {
        Self::from_content(&[&[0], serial.as_be_bytes()].concat())
    }
}

impl FromStr for SerialNumber {
    type Err = SerialNumberError;

    /// Reads hexadecimal digits with colons or without, in either case, with `0x` before them or not, after a
    /// minus sign if the number is negative.
    fn from_str(text: &str) -> Result<Self, SerialNumberError> {
        let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let magnitude = octets(digits).filter(|octets| !octets.is_empty());
        let magnitude = magnitude.ok_or_else(|| SerialNumberError(text.to_owned()))?;
        let number = [&[0], magnitude.as_slice()].concat();
        Ok(Self::from_content(&if is_negative { negated(&number) } else { number }))
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative() {
            f.write_str("-")?;
        }
        ColonHex(&self.magnitude()).fmt(f)
    }
}

/// Not a serial number of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a serial number (hexadecimal digits, after a minus sign if it is negative)")]
pub struct SerialNumberError(String);

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
    fn a_serial_number_of_any_sign_and_length_is_its_shortest_integer() {
        for (text, content, shown) in [
            ("0", &[0][..], "00"),
            ("7f", &[0x7f], "7F"),
            ("80", &[0, 0x80], "80"),
            ("-80", &[0x80], "-80"),
            ("-1", &[0xff], "-01"),
            ("-0x0100", &[0xff, 0], "-01:00"),
            ("-0", &[0], "00"),
            (&"a".repeat(60), &[&[0][..], &[0xaa; 30]].concat(), &["AA"; 30].join(":")),
        ] {
            let number: SerialNumber = text.parse().unwrap();
            assert_eq!((number.content(), number.to_string()), (content, shown.to_owned()), "{text}");
            assert_eq!(number.to_string().parse(), Ok(number.clone()));
            let longer = [if number.is_negative() { &[0xff; 2] } else { &[0; 2] }, content].concat();
            assert_eq!(SerialNumber::from_content(&longer), number);
        }
        for text in ["", "-", "--1", "xyz", "1.5"] {
            assert!(text.parse::<SerialNumber>().is_err(), "{text}");
        }
        let positive = Serial::from_be_bytes(&[0x80]).unwrap();
        assert_eq!(SerialNumber::from(&positive).content(), [0, 0x80]);
    }

    #[test]
    fn a_serial_is_positive_and_fits_twenty_bytes() {
        assert_eq!(Serial::from_be_bytes(&[0, 0]), None);
        assert_eq!(Serial::from_be_bytes(&[0x80; 20]), None);
        assert_eq!(Serial::from_be_bytes(&[0, 5]), Some(Serial(vec![5])));
        assert!(Serial::from_be_bytes(&[0x7f; 20]).is_some());
    }
}
