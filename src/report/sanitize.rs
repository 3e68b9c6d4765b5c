//! Foreign text on a terminal: what a certificate says must not move the cursor, turn the line
//! around or hide a letter.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::hidden::is_hidden;

/// `text` with every character that a terminal does not show as itself written as `\u{…}`; a line
/// break is one of them.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            // Writing to a `String` does not fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_of_any_script_stays_as_it_is() {
        assert!(matches!(sanitize("CN=münchen, 东京"), Cow::Borrowed("CN=münchen, 东京")));
    }

    #[test]
    fn what_a_terminal_would_not_show_is_escaped() {
        for (text, shown) in [
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("a\nb\r", "a\\u{a}b\\u{d}"),
            ("moc\u{202e}live", "moc\\u{202e}live"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("\u{61c}\u{200e}\u{2060}", "\\u{61c}\\u{200e}\\u{2060}"),
            ("\u{9b}31m", "\\u{9b}31m"),
        ] {
            assert_eq!(sanitize(text), shown);
        }
    }
}
