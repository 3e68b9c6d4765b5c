//! The text of the files with the next serial number or CRL number.

/// The number at the beginning of the text, big-endian: an even number of hexadecimal digits. A backslash at the end of a line
/// continues it. `None` if the text does not begin with a number.
#[must_use]
pub fn number(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?.replace("\\\n", "");
    let line = text.lines().next()?;
    let end = line.find(|letter: char| !letter.is_ascii_hexdigit()).unwrap_or(line.len());
    let digits = &line.as_bytes()[..end];
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    digits.chunks(2).map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_an_even_number_of_digits() {
        for (text, bytes) in [
            (&b"01\n"[..], &[1][..]),
            (b"0100 more", &[1, 0]),
            (b"00", &[0]),
            (b"01\\\n02\n", &[1, 2]),
            (b"fF", &[0xff]),
        ] {
            assert_eq!(number(text).unwrap(), bytes);
        }
        for text in [&b""[..], b"\n", b"1\n", b"x", b"-01"] {
            assert_eq!(number(text), None);
        }
    }
}
