//! Escapes that strings, JSON, Java properties, XML, HTML, URLs, mails and PowerShell have in the text of an
//! armoured object.

use zeroize::Zeroizing;

use super::alphabet::is_base64;

/// A text without escapes.
pub(super) struct Plain {
    /// Line breaks in the place of those that were escaped.
    pub(super) text: Zeroizing<String>,
    /// Whether characters of base64 were escaped, as in URLs and mails, or lines broken as in HTML.
    pub(super) is_data: bool,
}

/// One escape: the character that it means, if any, and how many bytes it has.
type Escape = (Option<char>, usize);

/// `text` without its escapes.
pub(super) fn undone(text: &str) -> Plain {
    let is_power_shell = text.starts_with("`n") || text.starts_with("`r");
    let mut plain = Plain { text: Zeroizing::new(String::with_capacity(text.len())), is_data: false };
    let mut rest = text;
    while let Some(start) = rest.find(['\\', '&', '%', '=', '<', '`']) {
        let (before, escape) = rest.split_at(start);
        plain.text.push_str(before);
        let first = escape.as_bytes()[0];
        let found = match first {
            b'\\' => Some(backslash(escape)),
            b'&' => entity(escape),
            b'%' => percent(escape),
            b'=' => quoted_printable(escape),
            b'<' => tag(escape),
            _ if is_power_shell => backtick(escape),
            _ => None,
        };
        plain.is_data |= found.is_some() && matches!(first, b'&' | b'%' | b'=' | b'<');
        let (character, length) = found.unwrap_or((Some(char::from(first)), 1));
        plain.text.extend(character);
        rest = &escape[length..];
    }
    plain.text.push_str(rest);
    plain
}

/// The character that one or more backslashes and what follows them mean.
fn backslash(escape: &str) -> Escape {
    let after = escape.trim_start_matches('\\');
    let slashes = escape.len() - after.len();
    let (character, length) = match after.chars().next() {
        // RTF
        Some('p') if after.starts_with("par") => ('\n', slashes + 3),
        Some('n' | 'r') => ('\n', slashes + 1),
        Some('t') => (' ', slashes + 1),
        Some('u') => {
            let digits = after.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
            digits.and_then(char::from_u32).map_or(('\n', slashes), |one| (one, slashes + 5))
        }
        Some(one @ ('/' | '=' | '+' | ':' | '"' | '\'')) => (one, slashes + 1),
        // At the end of a line, the string goes on in the next one.
        _ => ('\n', slashes),
    };
    (Some(character), length)
}

/// Entities of HTML that may be in armour.
const ENTITIES: [(&str, char); 6] = [
    ("&NewLine;", '\n'),
    ("&Tab;", ' '),
    ("&nbsp;", ' '),
    ("&plus;", '+'),
    ("&sol;", '/'),
    ("&equals;", '='),
];

/// The character of an entity, as in `&#13;`, `&#xD;` and `&plus;`.
fn entity(escape: &str) -> Option<Escape> {
    if let Some((name, character)) = ENTITIES.iter().find(|(name, _)| escape.starts_with(name)) {
        return Some((Some(*character), name.len()));
    }
    let end = escape.bytes().take(10).position(|byte| byte == b';')?;
    let number = escape.get(2..end).filter(|_| escape.starts_with("&#"))?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    Some((Some(char::from_u32(code)?), end + 1))
}

/// `%2B`, and `%252B` where it was encoded twice (RFC 3986, 2.1).
fn percent(escape: &str) -> Option<Escape> {
    let mut digits = escape.strip_prefix('%')?;
    while let Some(inner) = digits.strip_prefix("25") {
        digits = inner;
    }
    let code = hexadecimal(digits)?;
    Some((Some(code), escape.len() - digits.len() + 2))
}

/// `=3D`, and a line that goes on in the next one (RFC 2045, 6.7).
fn quoted_printable(escape: &str) -> Option<Escape> {
    let after = escape.strip_prefix('=')?;
    let line = after.strip_prefix('\r').unwrap_or(after);
    match line.strip_prefix('\n') {
        Some(next) => {
            // After padding comes the mark of a comment or the time of a log at most.
            let goes_on = next.bytes().take(16).filter(|byte| is_base64(*byte)).count() == 16;
            goes_on.then(|| (None, escape.len() - next.len()))
        }
        None => Some((Some(hexadecimal(after)?), 3)),
    }
}

/// A tag of HTML, in the place of a line break.
fn tag(escape: &str) -> Option<Escape> {
    let end = escape.bytes().take(80).position(|byte| byte == b'>')?;
    let inside = escape.get(1..end)?;
    let is_tag = inside.starts_with(|one: char| one.is_ascii_alphabetic() || one == '/');
    is_tag.then_some((Some('\n'), end + 1))
}

/// A line break of PowerShell.
fn backtick(escape: &str) -> Option<Escape> {
    escape[1..].starts_with(['n', 'r']).then_some((Some('\n'), 2))
}

/// The ASCII character of two hexadecimal digits.
fn hexadecimal(digits: &str) -> Option<char> {
    let code = u8::from_str_radix(digits.get(..2)?, 16).ok()?;
    Some(char::from(code)).filter(char::is_ascii)
}
