//! Hexadecimal digits.

/// The bytes of these digits, two for each byte, in either case; `None` for anything else.
#[must_use]
pub fn decode(digits: impl IntoIterator<Item = char>) -> Option<Vec<u8>> {
    let mut digits = digits.into_iter();
    let mut bytes = Vec::with_capacity(digits.size_hint().0 / 2);
    while let Some(high) = digits.next() {
        bytes.push(value(high)? << 4 | value(digits.next()?)?);
    }
    Some(bytes)
}

/// The value of a hexadecimal digit; `None` for other characters.
pub(super) fn value(digit: char) -> Option<u8> {
    digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_digits_are_bytes() {
        assert_eq!(decode("00fFa0".chars()), Some(vec![0, 255, 0xa0]));
        assert_eq!(decode("".chars()), Some(Vec::new()));
        assert_eq!((decode("0".chars()), decode("0g".chars()), decode("é0".chars())), (None, None, None));
    }
}
