//! Integers, in the four ways that openssl writes them.

use super::lines::{HexCase, pairs};

/// The value of a DER integer of any size.
pub(super) struct Integer {
    negative: bool,
    /// Big-endian, without leading zeros; zero is one zero byte.
    magnitude: Vec<u8>,
}

impl Integer {
    /// Reads the content octets of an INTEGER or ENUMERATED; nothing when there is none.
    pub(super) fn from_content(content: &[u8]) -> Option<Self> {
        let negative = *content.first()? >= 0x80;
        let magnitude = if negative { negated(content) } else { content.to_vec() };
        let start = magnitude.iter().position(|byte| *byte != 0).unwrap_or(magnitude.len() - 1);
        Some(Self { negative, magnitude: magnitude[start..].to_vec() })
    }

    /// An integer without a sign.
    pub(super) fn unsigned(bytes: &[u8]) -> Self {
        let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        Self { negative: false, magnitude: bytes[start..].to_vec() }
    }

    /// The magnitude, big-endian.
    pub(super) fn magnitude(&self) -> &[u8] {
        &self.magnitude
    }

    /// Whether it lies below zero.
    pub(super) const fn is_negative(&self) -> bool {
        self.negative
    }

    /// The length of the magnitude in bits.
    pub(super) fn bit_length(&self) -> usize {
        let leading = self.magnitude.first().map_or(0, |byte| byte.leading_zeros() as usize);
        self.magnitude.len() * 8 - leading
    }

    /// The value, where it fits.
    pub(super) fn small(&self) -> Option<i64> {
        let magnitude = i128::try_from(self.wide()?).ok()?;
        i64::try_from(if self.negative { -magnitude } else { magnitude }).ok()
    }

    /// `5 (0x5)`, for what fits 64 bits.
    pub(super) fn both_ways(&self) -> Option<String> {
        let sign = self.sign();
        let value = u64::try_from(self.wide()?).ok()?;
        Some(format!("{sign}{value} ({sign}0x{value:x})"))
    }

    /// Decimal below 128 bits, hexadecimal behind `0x` above: the numbers in extensions.
    pub(super) fn in_extension(&self) -> String {
        let sign = self.sign();
        match self.wide().filter(|_| self.bit_length() < 128) {
            Some(value) => format!("{sign}{value}"),
            None => format!("{sign}0x{}", self.upper_hex()),
        }
    }

    /// Hexadecimal pairs without anything between: the serials in a revocation list.
    pub(super) fn bare_hex(&self) -> String {
        format!("{}{}", self.sign(), self.upper_hex())
    }

    /// The magnitude with a zero byte in front where its first bit is set: the big numbers of a key.
    pub(super) fn padded(&self) -> Vec<u8> {
        let pad = self.magnitude.first().is_some_and(|byte| *byte >= 0x80);
        [&[0_u8][..usize::from(pad)], self.magnitude.as_slice()].concat()
    }

    fn upper_hex(&self) -> String {
        pairs(&self.magnitude, HexCase::Upper).replace(':', "")
    }

    const fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }

    fn wide(&self) -> Option<u128> {
        let mut wide = [0; 16];
        wide[16_usize.checked_sub(self.magnitude.len())?..].copy_from_slice(&self.magnitude);
        Some(u128::from_be_bytes(wide))
    }
}

impl Drop for Integer {
    /// The numbers of private keys pass through here.
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.magnitude);
    }
}

/// The two's complement of `content`.
fn negated(content: &[u8]) -> Vec<u8> {
    let mut carry = true;
    let mut negated: Vec<u8> = content
        .iter()
        .rev()
        .map(|byte| {
            let (value, overflow) = (!byte).overflowing_add(u8::from(carry));
            carry = overflow;
            value
        })
        .collect();
    negated.reverse();
    negated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &[u8]) -> Integer {
        Integer::from_content(content).unwrap()
    }

    #[test]
    fn an_integer_reads_with_its_sign() {
        assert_eq!(read(&[0xff]).both_ways().unwrap(), "-1 (-0x1)");
        assert_eq!(read(&[0x80]).both_ways().unwrap(), "-128 (-0x80)");
        assert_eq!(read(&[0]).both_ways().unwrap(), "0 (0x0)");
        assert_eq!(read(&[0, 0x80]).bare_hex(), "80");
        assert!(Integer::from_content(&[]).is_none());
    }

    #[test]
    fn a_number_of_128_bits_turns_hexadecimal() {
        assert_eq!(read(&[0x7f; 16]).in_extension(), "169473963133173273960190490760135540607");
        assert_eq!(
            read(&[&[0, 0x80][..], &[0; 15]].concat()).in_extension(),
            format!("0x80{}", "00".repeat(15))
        );
    }
}
