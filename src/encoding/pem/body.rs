//! What stands between the marker lines, as base64 and headers, however it is written there: as lines, as
//! a string of a program or of a configuration, behind the marks of a comment.

use zeroize::Zeroizing;

/// The base64 and the headers of an armoured object.
#[derive(Default)]
pub(super) struct Body {
    /// The base64 in one piece.
    pub(super) base64: Zeroizing<String>,
    /// The longest of the first pieces of it that stood together.
    pub(super) first: usize,
    /// How many pieces there were so far, and where the last of them began.
    pieces: usize,
    start: usize,
    /// Whether nothing else was there.
    pub(super) is_clean: bool,
    /// Whether the header of RFC 1421 says that the content is encrypted.
    pub(super) encrypted: bool,
    /// The header that says with which cipher.
    pub(super) dek_info: Option<String>,
}

/// Quotes of strings in programs and configurations.
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Stands for the code of a program between two strings.
const CODE: u8 = 0;

/// A character that does not belong into a line makes two pieces of it.
const FIRST_PIECES: usize = 3;

impl Body {
    /// Reads `text`, before whose BEGIN line stands `prefix`.
    pub(super) fn read(text: &str, prefix: &str) -> Self {
        let mut body = Self { is_clean: true, ..Self::default() };
        let is_data = |byte| is_base64(byte) || byte.is_ascii_whitespace();
        if prefix.trim().is_empty() && text.bytes().all(is_data) {
            text.lines().for_each(|line| body.data(line));
            return body;
        }
        let text = unquoted(&unescaped(text), prefix);
        let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).collect();
        let mark = comment_mark(prefix, &lines);
        let lines: Vec<&str> = lines.into_iter().filter_map(|line| bare(line, mark)).collect();
        match lines.as_slice() {
            [line] => body.one_line(line),
            lines => lines.iter().for_each(|line| body.line(line)),
        }
        body
    }

    /// A line of several.
    fn line(&mut self, line: &str) {
        match line.split_once(':') {
            Some((key, value)) if self.base64.is_empty() => self.header(key, value),
            _ => self.data(line),
        }
    }

    /// The only line: a header's value ends at a blank.
    fn one_line(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        while let Some(word) = words.next() {
            match word.strip_suffix(':') {
                Some(key) if self.base64.is_empty() => self.header(key, words.next().unwrap_or_default()),
                _ => self.data(word),
            }
        }
    }

    fn header(&mut self, key: &str, value: &str) {
        match key.trim() {
            "Proc-Type" => self.encrypted = value.contains("ENCRYPTED"),
            "DEK-Info" => self.dek_info = Some(value.trim().to_owned()),
            key => self.is_clean &= key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
        }
    }

    fn data(&mut self, line: &str) {
        for character in line.chars() {
            match u8::try_from(character) {
                Ok(byte) if is_base64(byte) => self.base64.push(character),
                Ok(CODE) => self.pieces = FIRST_PIECES,
                _ => {
                    self.is_clean &= character.is_whitespace();
                    self.piece_ends();
                }
            }
        }
        self.piece_ends();
    }

    fn piece_ends(&mut self) {
        let length = self.base64.len() - self.start;
        if length > 0 && self.pieces < FIRST_PIECES {
            self.first = self.first.max(length);
            self.pieces += 1;
        }
        self.start = self.base64.len();
    }
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// A line without the mark of a comment and what joins strings; `None` when nothing is left.
fn bare<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let line = line.strip_prefix(mark).unwrap_or(line).trim_end_matches([',', ';', '\\', ' ']).trim_start();
    Some(line).filter(|line| !line.is_empty())
}

/// What stands before the BEGIN line and before every other line too, as `#` or `>` does.
fn comment_mark<'a>(prefix: &'a str, lines: &[&str]) -> &'a str {
    let mark = prefix.trim();
    let is_mark = |mark: &str| !mark.contains(|one: char| one.is_alphanumeric() || QUOTES.contains(&one));
    let leads = |mark| lines.iter().all(|line| line.is_empty() || line.starts_with(mark));
    if is_mark(mark) && leads(mark) { mark } else { "" }
}

/// `text` with line breaks for `\n` and `\r`, and without the other escapes of strings, JSON, Java
/// properties and XML.
fn unescaped(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some(start) = rest.find(['\\', '&']) {
        let (before, escape) = rest.split_at(start);
        plain.push_str(before);
        let (character, length) = match escape.strip_prefix('\\') {
            Some(_) => backslash(escape),
            None => entity(escape).unwrap_or(('&', 1)),
        };
        plain.push(character);
        rest = &escape[length..];
    }
    plain.push_str(rest);
    plain
}

/// The character that one or more backslashes and what follows them mean, and how many bytes they have.
fn backslash(escape: &str) -> (char, usize) {
    let after = escape.trim_start_matches('\\');
    let slashes = escape.len() - after.len();
    match after.chars().next() {
        Some('n' | 'r') => ('\n', slashes + 1),
        Some('t') => (' ', slashes + 1),
        Some('u') => {
            let digits = after.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
            digits.and_then(char::from_u32).map_or(('\n', slashes), |one| (one, slashes + 5))
        }
        Some(one @ ('/' | '=' | '+' | ':' | '"' | '\'')) => (one, slashes + 1),
        // At the end of a line, the string goes on in the next one.
        _ => ('\n', slashes),
    }
}

/// The character of a numeric entity of XML, as in `&#13;` and `&#xD;`.
fn entity(escape: &str) -> Option<(char, usize)> {
    let end = escape.bytes().take(10).position(|byte| byte == b';')?;
    let number = escape.get(2..end).filter(|_| escape.starts_with("&#"))?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    Some((char::from_u32(code)?, end + 1))
}

/// What is inside the strings that `text` consists of, the first of which `prefix` may have opened; all of
/// it when there are no quotes in it.
fn unquoted(text: &str, prefix: &str) -> Zeroizing<String> {
    if !text.contains(QUOTES) {
        return Zeroizing::new(text.to_owned());
    }
    let mut inside = Zeroizing::new(String::with_capacity(text.len()));
    let mut open = open_quote(prefix);
    for character in text.chars() {
        match open {
            Some(quote) if quote == character => open = None,
            Some(_) => inside.push(character),
            None if QUOTES.contains(&character) => open = Some(character),
            None if character == '\n' => inside.push('\n'),
            None if character.is_alphanumeric() && !inside.ends_with(char::from(CODE)) => {
                inside.push(char::from(CODE));
            }
            None => {}
        }
    }
    inside
}

/// The quote of the string that `prefix` leaves open.
fn open_quote(prefix: &str) -> Option<char> {
    let last = prefix.chars().next_back().filter(|last| QUOTES.contains(last));
    last.or_else(|| {
        prefix.chars().fold(None, |open, character| match open {
            Some(quote) if quote == character => None,
            None if QUOTES.contains(&character) => Some(character),
            open => open,
        })
    })
}
