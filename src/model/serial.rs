//! Serial numbers.

use std::fmt;

use rand::CryptoRng;

use super::fingerprint::ColonHex;

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

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ColonHex(&self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_positive_and_fits_twenty_bytes() {
        assert_eq!(Serial::from_be_bytes(&[0, 0]), None);
        assert_eq!(Serial::from_be_bytes(&[0x80; 20]), None);
        assert_eq!(Serial::from_be_bytes(&[0, 5]), Some(Serial(vec![5])));
        assert!(Serial::from_be_bytes(&[0x7f; 20]).is_some());
    }
}
