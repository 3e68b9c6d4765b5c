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

/// Where in a line a log of a CI system would read a command: `::error::` at the start, as GitHub's runners
/// do, and `##[group]` or `##vso[task]` anywhere. Each is the position of its first character.
pub fn commands(line: &str) -> impl Iterator<Item = usize> {
    let start = line.len() - line.trim_start().len();
    let leading = is_workflow_command(&line[start..]).then_some(start);
    let bracketed = line.match_indices('#').map(|(position, _)| position).filter(|position| {
        let after = line[*position..].strip_prefix("##");
        let after = after.map(|after| after.trim_start_matches(|one: char| one.is_ascii_alphabetic()));
        after.is_some_and(|after| after.starts_with('['))
    });
    leading.into_iter().chain(bracketed)
}

/// `::name::` or `::name parameters::`; an IPv6 address is none.
fn is_workflow_command(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("::") else { return false };
    let after = rest.trim_start_matches(|one: char| one.is_ascii_alphabetic() || one == '-' || one == '_');
    after.len() < rest.len() && (after.starts_with("::") || after.starts_with(' ') && after.contains("::"))
}

/// `json` with every hidden character in its strings, and what a CI system would read as a command, written as
/// `\u…` (RFC 8259, 7), which any reader of
/// JSON takes for the character itself; the line feeds between its tokens stay.
#[must_use]
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let acts = |character: char| is_hidden(character) && character != '\n';
    // Outside of strings there is no `#`.
    let mut commands = commands(json).peekable();
    if !json.contains(acts) && commands.peek().is_none() {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len());
    for (position, character) in json.char_indices() {
        match acts(character) || commands.next_if_eq(&position).is_some() {
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
