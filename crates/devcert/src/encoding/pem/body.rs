//! What stands between the marker lines, as base64 and headers, however it is written there: as lines, as
//! a string of a program or of a configuration, behind the marks of a comment.

use zeroize::Zeroizing;

use super::alphabet::is_base64;
use super::escape;

/// The base64 and the headers of an armoured object.
#[derive(Default)]
pub(super) struct PemBody {
    /// The base64 in one piece.
    pub(super) base64: Zeroizing<String>,
    /// The longest of the first pieces of it that stood together.
    pub(super) first: usize,
    /// How many pieces there were so far, and where the last of them began.
    pieces: usize,
    start: usize,
    /// Whether nothing else was there.
    pub(super) is_clean: bool,
    /// Whether base64 was written with escapes, as in URLs and mails.
    pub(super) is_escaped: bool,
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

impl PemBody {
    /// Reads `text`, before whose BEGIN line stands `prefix`.
    pub(super) fn read(text: &str, prefix: &str) -> Self {
        let mut body = Self { is_clean: true, ..Self::default() };
        if prefix.trim().is_empty() && is_plain(text) {
            text.lines().for_each(|line| body.data(line));
            return body;
        }
        let plain = escape::undone(text);
        body.is_escaped = plain.is_data;
        let text = unquoted(&plain.text, prefix);
        let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).collect();
        let mark = mark(prefix, &lines);
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
            // URLs have a plus sign for a blank.
            "DEK-Info" => self.dek_info = Some(value.trim_matches([' ', '\t', '+']).to_owned()),
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

/// Whether it is nothing but lines of base64, with padding at its end only.
fn is_plain(text: &str) -> bool {
    let data = text.trim_end_matches(|one: char| one == '=' || one.is_ascii_whitespace());
    data.bytes().all(|byte| byte != b'=' && (is_base64(byte) || byte.is_ascii_whitespace()))
}

/// A line without the mark before it and what joins strings; `None` when nothing is left.
fn bare<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let line = if is_marked(line, mark) { line.get(mark.len()..).unwrap_or(line) } else { line };
    let line = line.trim_end_matches([',', ';', '\\', ' ']).trim_start();
    Some(line).filter(|line| !line.is_empty())
}

/// What is before the BEGIN line and before every other line too, as `#` or `>` is, or the time in a log.
fn mark<'a>(prefix: &'a str, lines: &[&str]) -> &'a str {
    let mark = prefix.trim();
    let is_word = |one: char| one.is_alphanumeric() || QUOTES.contains(&one);
    let marked = lines.iter().filter(|line| is_marked(line, mark)).count();
    let is_everywhere = lines.iter().all(|line| line.is_empty() || is_marked(line, mark));
    // A word alone may be the beginning of base64.
    let is_sure = marked > 1 && mark.contains([' ', ':', '|']) && !mark.contains(QUOTES);
    if is_everywhere && (is_sure || !mark.contains(is_word)) { mark } else { "" }
}

/// Whether `line` begins with `mark`, whose digits may be others: those of a time.
fn is_marked(line: &str, mark: &str) -> bool {
    let same = |(one, other): (u8, u8)| one == other || one.is_ascii_digit() && other.is_ascii_digit();
    line.len() >= mark.len() && line.bytes().zip(mark.bytes()).all(same)
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
