//! Hexadecimal digits.

/// The bytes of these digits, two for each byte, in either case; `None` for anything else.
#[must_use]
pub fn decode(digits: impl IntoIterator<Item = char>) -> Option<Vec<u8>> {
    let digits =
        digits.into_iter().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    let digits = digits.collect::<Option<Vec<_>>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
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
