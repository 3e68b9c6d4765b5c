//! Numbers of any size, as openssl reads them: decimal, or hexadecimal after `0x`, with a sign.

use devcert::x509::Integer;

/// The INTEGER that `text` is; `None` if it is not a number.
#[must_use]
pub fn integer(text: &str) -> Option<Integer<'static>> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let magnitude = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => magnitude(hex, 16)?,
        None => magnitude(digits, 10)?,
    };
    Some(if is_negative { negative(&magnitude) } else { Integer::unsigned(&magnitude) })
}

/// The big-endian bytes of digits.
fn magnitude(digits: &str, radix: u32) -> Option<Vec<u8>> {
    if digits.is_empty() {
        return None;
    }
    // The last byte first.
    let mut bytes: Vec<u8> = Vec::new();
    for digit in digits.chars() {
        let mut carry = digit.to_digit(radix)?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * radix;
            *byte = u8::try_from(carry & 0xff).unwrap_or_default();
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(u8::try_from(carry).unwrap_or_default());
        }
    }
    bytes.reverse();
    Some(bytes)
}

/// The two's complement of a magnitude (X.690, 8.3).
fn negative(magnitude: &[u8]) -> Integer<'static> {
    let positive = Integer::unsigned(magnitude);
    let mut bytes: Vec<u8> = positive.content().iter().map(|byte| !byte).collect();
    for byte in bytes.iter_mut().rev() {
        let (sum, overflows) = byte.overflowing_add(1);
        *byte = sum;
        if !overflows {
            break;
        }
    }
    // DER has no byte that says nothing.
    let is_redundant = bytes.len() > 1 && bytes[0] == 0xff && bytes[1] >= 0x80;
    Integer::from_content(bytes[usize::from(is_redundant)..].to_vec())
}

/// The bytes of the absolute value of a number in two's complement, without a byte that only holds the sign.
#[must_use]
pub fn magnitude_of(content: &[u8]) -> Vec<u8> {
    match content {
        [0, rest @ ..] if !rest.is_empty() => rest.to_vec(),
        [first, ..] if first & 0x80 != 0 => {
            let flipped: Vec<u8> = content.iter().map(|byte| !byte).collect();
            let magnitude = next(&flipped);
            // The number -1 and the like need no byte of zeros.
            let start = magnitude.iter().position(|byte| *byte != 0).unwrap_or_default();
            magnitude[start..].to_vec()
        }
        content => content.to_vec(),
    }
}

/// The number after this one, both without a sign.
#[must_use]
pub fn next(number: &[u8]) -> Vec<u8> {
    let mut bytes = number.to_vec();
    for byte in bytes.iter_mut().rev() {
        let (sum, overflows) = byte.overflowing_add(1);
        *byte = sum;
        if !overflows {
            return bytes;
        }
    }
    bytes.insert(0, 1);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_are_read() {
        for (text, content) in [
            ("0", &[0][..]),
            ("127", &[0x7f]),
            ("128", &[0, 0x80]),
            ("0x0102", &[1, 2]),
            ("65537", &[1, 0, 1]),
            ("-1", &[0xff]),
            ("-128", &[0x80]),
            ("-129", &[0xff, 0x7f]),
            ("-256", &[0xff, 0]),
            ("-0", &[0]),
            ("340282366920938463463374607431768211456", &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(integer(text).unwrap().content(), content, "{text}");
        }
        for text in ["", "x", "0x", "1 ", "--1"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    fn a_magnitude_has_no_sign() {
        for (content, magnitude) in [
            (&[5][..], &[5][..]),
            (&[0, 0x80], &[0x80]),
            (&[0], &[0]),
            (&[0xfb], &[5]),
            (&[0xff, 0x7f], &[0x81]),
        ] {
            assert_eq!(magnitude_of(content), magnitude, "{content:?}");
        }
    }

    #[test]
    fn the_next_number_may_be_longer() {
        assert_eq!(next(&[0xff, 0xff]), [1, 0, 0]);
        assert_eq!(next(&[1, 0xff]), [2, 0]);
        assert_eq!(next(&[]), [1]);
    }
}
