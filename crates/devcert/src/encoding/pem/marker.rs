//! BEGIN and END lines whose hyphens and blanks are escaped: in URLs, JSON, XML and HTML.

use memchr::memmem;
use zeroize::Zeroizing;

use super::Label;

const WORDS: [&str; 2] = ["BEGIN", "END"];

/// How a hyphen is written.
const HYPHENS: [&str; 9] = ["-", "%2D", "%2d", "%252D", "%252d", "\\u002d", "\\u002D", "&#45;", "&#x2D;"];

/// How a blank is written.
const BLANKS: [&str; 7] = [" ", "+", "%20", "%2B", "%2520", "&nbsp;", "&#32;"];

/// What a text with escaped BEGIN lines has in it.
const ESCAPED: [&str; 11] = [
    "BEGIN+",
    "BEGIN%20",
    "BEGIN%2B",
    "BEGIN%2520",
    "BEGIN&nbsp;",
    "BEGIN&#32;",
    "u002dBEGIN ",
    "u002DBEGIN ",
    "%2DBEGIN ",
    "%2dBEGIN ",
    "&#45;BEGIN ",
];

/// Whether `text` may have armour in it.
pub(crate) fn may_hold_armour(text: &[u8]) -> bool {
    memmem::find(text, b"-----BEGIN ").is_some() || may_be_escaped(text)
}

fn may_be_escaped(text: &[u8]) -> bool {
    ESCAPED.iter().any(|beginning| memmem::find(text, beginning.as_bytes()).is_some())
}

/// `text` with such lines as they are elsewhere; `None` where it has none.
pub(in crate::encoding) fn plain(text: &str) -> Option<Zeroizing<String>> {
    if !may_be_escaped(text.as_bytes()) {
        return None;
    }
    let mut plain = Zeroizing::new(String::new());
    let mut copied = 0;
    for at in places(text) {
        if let Some(line) = Line::at(text, at).filter(|line| line.is_escaped && line.start >= copied) {
            plain.push_str(&text[copied..line.start]);
            plain.push_str("-----");
            plain.push_str(&line.content);
            plain.push_str("-----");
            copied = line.end;
        }
    }
    if copied == 0 {
        return None;
    }
    plain.push_str(&text[copied..]);
    Some(plain)
}

/// Where one of the words is.
fn places(text: &str) -> Vec<usize> {
    let mut places: Vec<usize> =
        WORDS.iter().flat_map(|word| memmem::find_iter(text.as_bytes(), word.as_bytes())).collect();
    places.sort_unstable();
    places
}

/// A line of hyphens, a word, a label, and hyphens.
struct Line {
    start: usize,
    end: usize,
    /// What is between the hyphens.
    content: String,
    is_escaped: bool,
}

impl Line {
    fn at(text: &str, word: usize) -> Option<Self> {
        let mut line = Self { start: word, end: word, content: String::new(), is_escaped: false };
        for _ in 0..5 {
            let before = &text[..line.start];
            let hyphen = HYPHENS.iter().find(|hyphen| before.ends_with(*hyphen))?;
            line.start -= hyphen.len();
            line.is_escaped |= hyphen.len() > 1;
        }
        while line.content.len() < Label::MOST_BYTES {
            if let Some((hyphens, is_escaped)) = hyphens(&text[line.end..]) {
                line.end += hyphens;
                line.is_escaped |= is_escaped;
                return line.content.contains(' ').then_some(line);
            }
            line.next(text)?;
        }
        None
    }

    /// One more character of the label.
    fn next(&mut self, text: &str) -> Option<()> {
        let rest = &text[self.end..];
        if let Some(blank) = BLANKS.iter().find(|blank| rest.starts_with(*blank)) {
            self.content.push(' ');
            self.end += blank.len();
            self.is_escaped |= *blank != " ";
            return Some(());
        }
        let character = rest.chars().next()?;
        self.content.push(character);
        self.end += character.len_utf8();
        Label::is_plausible(character.encode_utf8(&mut [0; 4])).then_some(())
    }
}

/// How many bytes the five hyphens have that `text` begins with, and whether one of them is escaped.
fn hyphens(text: &str) -> Option<(usize, bool)> {
    let (mut length, mut is_escaped) = (0, false);
    for _ in 0..5 {
        let hyphen = HYPHENS.iter().find(|hyphen| text[length..].starts_with(*hyphen))?;
        length += hyphen.len();
        is_escaped |= hyphen.len() > 1;
    }
    Some((length, is_escaped))
}
