//! Foreign text on a terminal and in logs: what a certificate says must not move the cursor, turn the line
//! around, hide a letter or give a command to a CI system.

use std::borrow::Cow;
use std::fmt::Write as _;

use devcert::model::control_chars::{commands, is_hidden};

/// `text` with every character that a terminal does not show as itself written as `\u{…}`; a line
/// break is one of them. So is the first character of what a CI system would read as a command.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    let mut commands = commands(text).peekable();
    if !text.contains(is_hidden) && commands.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (position, character) in text.char_indices() {
        if commands.next_if_eq(&position).is_some() || is_hidden(character) {
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
        for text in ["CN=münchen, 东京", "::1", "::ffff:10.0.0.1", "a ::error::b", "## [x]", "C#"] {
            assert!(matches!(sanitize(text), Cow::Borrowed(same) if same == text));
        }
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
            ("  ::error file=a::b", "  \\u{3a}:error file=a::b"),
            ("::stop-commands::x", "\\u{3a}:stop-commands::x"),
            ("a ##[error]b ##vso[x]", "a \\u{23}#[error]b \\u{23}#vso[x]"),
        ] {
            assert_eq!(sanitize(text), shown);
        }
    }
}
