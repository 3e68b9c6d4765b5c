//! Characters that a terminal does not show as themselves.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Control characters; marks that set the writing direction (UAX #9, 2); characters without width;
/// the line and paragraph separators.
#[must_use]
pub const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// `json` with every hidden character in its strings written as `\u…` (RFC 8259, 7), which any reader of
/// JSON takes for the character itself; the line feeds between its tokens stay.
#[must_use]
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let acts = |character: char| is_hidden(character) && character != '\n';
    if !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        match acts(character) {
            // Writing to a `String` does not fail.
            true => character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(escaped, "\\u{unit:04x}");
            }),
            false => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_that_a_terminal_would_act_on_is_escaped_and_means_the_same() {
        let value = serde_json::json!({ "a\u{9b}31m": ["\u{202e}b\n\u{7f}", "\u{e0001}", "东京"] });
        let json = serde_json::to_string_pretty(&value).unwrap();
        let escaped = escaped_json(&json);
        assert!(
            escaped.contains(r"a\u009b31m") && escaped.contains(r"\udb40\udc01") && escaped.contains("东京")
        );
        assert!(!escaped.contains(|one: char| is_hidden(one) && one != '\n'), "{escaped}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
        assert!(matches!(escaped_json("{\n  \"a\": 1\n}"), Cow::Borrowed(_)));
    }
}
