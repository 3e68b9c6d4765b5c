//! Strings from somebody else's file, made safe for a terminal.

use super::lines::{HexCase, pairs};
use crate::model::control_chars::is_hidden;

/// The text in `bytes` as it is, except for bytes that are no UTF-8 and for characters that would
/// act on the terminal instead of being shown: those appear as `\0D`, one pair for each byte.
pub(super) fn shown(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match is_hidden(character) {
                true => escape(&mut text, character.encode_utf8(&mut [0; 4]).as_bytes()),
                false => text.push(character),
            }
        }
        escape(&mut text, chunk.invalid());
    }
    text
}

/// The text of `bytes` up to the first zero byte, at which openssl ends some strings.
pub(super) fn shown_to_zero(bytes: &[u8]) -> String {
    bytes.split(|byte| *byte == 0).next().map(shown).unwrap_or_default()
}

/// The printable ASCII in `bytes`, a dot for everything else.
pub(super) fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if is_printable(*byte) { char::from(*byte) } else { '.' }).collect()
}

/// The printable ASCII in `bytes`, a dot for everything else but line feeds: how openssl shows what
/// it cannot read. A line feed before a space becomes a dot too: every line of the layout begins with
/// spaces, and no content may pass for one.
pub(super) fn ascii_lines(bytes: &[u8]) -> Vec<String> {
    let mut lines = vec![String::new()];
    for (index, byte) in bytes.iter().enumerate() {
        let breaks = *byte == b'\n' && bytes.get(index + 1) != Some(&b' ');
        match lines.last_mut() {
            Some(line) if !breaks => line.push_str(&ascii(&[*byte])),
            _ => lines.push(String::new()),
        }
    }
    lines
}

/// Adds `bytes` as openssl escapes them: `\C3\A9`.
pub(super) fn escape(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        text.push('\\');
        text.push_str(&pairs(&[*byte], HexCase::Upper));
    }
}

/// Whether openssl shows this byte where it shows ASCII only.
pub(super) const fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_escaped_and_the_rest_stays() {
        assert_eq!(shown("h\u{e9}\u{202e}\u{1b}[0m".as_bytes()), "h\u{e9}\\E2\\80\\AE\\1B[0m");
        assert_eq!(shown(b"a\xffb\n"), "a\\FFb\\0A");
    }

    #[test]
    fn content_cannot_pass_for_a_line_of_the_layout() {
        assert_eq!(ascii_lines(b"\x0c\nab\n    DNS:x\r"), [".", "ab.    DNS:x."]);
    }
}
