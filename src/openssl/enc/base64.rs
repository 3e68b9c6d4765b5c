//! Base64 as openssl writes and reads it: in lines of 64 characters, or in one line without an end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// How base64 is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::openssl) enum Layout {
    /// In lines of 64 characters.
    Lines,
    /// In one line that has no end.
    OneLine,
}

/// The characters of a line.
const COLUMNS: usize = 64;

/// The base64 of `bytes`.
#[must_use]
pub(in crate::openssl) fn encode(bytes: &[u8], layout: Layout) -> Zeroizing<Vec<u8>> {
    let text = Zeroizing::new(STANDARD.encode(bytes));
    match layout {
        Layout::OneLine => Zeroizing::new(text.as_bytes().to_vec()),
        Layout::Lines => {
            let mut lines = Zeroizing::new(Vec::with_capacity(text.len() + text.len() / COLUMNS + 1));
            for line in text.as_bytes().chunks(COLUMNS) {
                lines.extend_from_slice(line);
                lines.push(b'\n');
            }
            lines
        }
    }
}

/// The bytes of base64. As openssl does, this skips lines before the base64, and ends at a line that begins with a
/// hyphen, so that it reads PEM. `None` where openssl writes less than the text has, or nothing, without an error: an
/// incomplete group, other characters, or text after padding.
#[must_use]
pub(in crate::openssl) fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let lines = text.split(|byte| *byte == b'\n').skip_while(|line| !is_base64(line));
    let lines = lines.take_while(|line| !line.starts_with(b"-"));
    let letters = lines.flatten().copied().filter(|byte| !byte.is_ascii_whitespace());
    let letters: Zeroizing<Vec<u8>> = Zeroizing::new(letters.collect());
    let decoded = STANDARD.decode(letters.as_slice()).ok().map(Zeroizing::new)?;
    let is_nothing_of_something = letters.is_empty() && text.iter().any(|byte| !byte.is_ascii_whitespace());
    (!is_nothing_of_something).then_some(decoded)
}

/// Whether a line has base64, and nothing else.
fn is_base64(line: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let mut letters = line.iter().filter(|byte| !byte.is_ascii_whitespace()).peekable();
    letters.peek().is_some() && letters.all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_64_characters_and_an_end() {
        assert_eq!(encode(b"", Layout::Lines).as_slice(), b"");
        assert_eq!(encode(b"a", Layout::Lines).as_slice(), b"YQ==\n");
        assert_eq!(encode(b"a", Layout::OneLine).as_slice(), b"YQ==");
        let text = encode(&[0; 49], Layout::Lines);
        assert_eq!(text.as_slice(), [&[b'A'; 64], b"\nAA==\n".as_slice()].concat());
    }

    #[test]
    fn text_around_base64_is_skipped() {
        for text in [
            "aGVsbG8=",
            "aGVs\nbG8=\n",
            " aGVs bG8=\r\n",
            "not base64!\n\naGVsbG8=\n",
            "-----BEGIN X-----\naGVsbG8=\n-----END X-----\n",
        ] {
            assert_eq!(decode(text.as_bytes()).unwrap().as_slice(), b"hello", "{text}");
        }
        assert_eq!(decode(b"\n").unwrap().as_slice(), b"");
    }

    #[test]
    fn what_is_not_base64_is_an_error() {
        for text in ["aGVsbG8", "!!!!", "aGVsbG8=\naGVsbG8=\n", "aGVsbG8=\n!\n"] {
            assert!(decode(text.as_bytes()).is_none(), "{text}");
        }
    }
}
