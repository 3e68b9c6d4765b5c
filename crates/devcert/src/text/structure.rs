//! The elements of any BER, one a line, as `openssl asn1parse` shows them.

use std::fmt::Write as _;

use super::object::Object;
use super::string;
use crate::model::control_chars::is_hidden;
use crate::model::oid::Oid;

/// How deep elements are shown.
const DEPTH_MAX: usize = 128;
/// How many bytes are on a line of a dump.
const DUMP_WIDTH: usize = 16;

const CONSTRUCTED: u8 = 0x20;
const CLASS: u8 = 0xc0;
const END_OF_CONTENTS: u32 = 0;
const BOOLEAN: u32 = 1;
const INTEGER: u32 = 2;
const OCTET_STRING: u32 = 4;
const OBJECT: u32 = 6;
const ENUMERATED: u32 = 10;
const BMP_STRING: u32 = 30;
/// The types that are shown as text: strings and times.
const TEXTS: [u32; 8] = [12, 18, 19, 20, 22, 23, 24, 26];

/// The names of the universal types by their numbers.
const TYPES: [&str; 31] = [
    "EOC",
    "BOOLEAN",
    "INTEGER",
    "BIT STRING",
    "OCTET STRING",
    "NULL",
    "OBJECT",
    "OBJECT DESCRIPTOR",
    "EXTERNAL",
    "REAL",
    "ENUMERATED",
    "<ASN1 11>",
    "UTF8STRING",
    "<ASN1 13>",
    "<ASN1 14>",
    "<ASN1 15>",
    "SEQUENCE",
    "SET",
    "NUMERICSTRING",
    "PRINTABLESTRING",
    "T61STRING",
    "VIDEOTEXSTRING",
    "IA5STRING",
    "UTCTIME",
    "GENERALIZEDTIME",
    "GRAPHICSTRING",
    "VISIBLESTRING",
    "GENERALSTRING",
    "UNIVERSALSTRING",
    "<ASN1 29>",
    "BMPSTRING",
];

/// How elements are shown.
#[derive(Clone, Copy)]
pub struct StructureStyle<'a> {
    /// Whether elements in others are indented.
    pub is_indented: bool,
    /// Whether content of types that are not shown otherwise is dumped.
    pub dump: Dump,
    /// The name of an object, if it has one.
    pub name: &'a dyn Fn(Oid) -> Option<String>,
}

/// How much of the content of other types is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dump {
    /// Octet strings alone, as one number.
    None,
    /// The first bytes, in rows.
    First(usize),
    /// All bytes, in rows.
    All,
}

/// The text of a structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    /// The lines, up to the first element that is malformed.
    pub text: String,
    /// Whether every element was shown.
    pub is_whole: bool,
}

/// The elements in `ber`, one after the other and those in others below them, as `openssl asn1parse` shows them:
/// position, depth, the length of the header and of the content, type and value. Control characters in strings appear
/// as `\0D`, and a line feed where the next line could pass for an element.
#[must_use]
pub fn structure(ber: &[u8], style: &StructureStyle<'_>) -> Structure {
    let mut shown = Shown { ber, style, text: String::new() };
    let is_whole = shown.elements(0, ber.len(), 0).is_some();
    Structure { text: shown.text, is_whole }
}

/// The header of an element.
struct Header {
    first: u8,
    tag: u32,
    /// Its own length.
    bytes: usize,
    /// The length of the content; `None` for an indefinite one.
    length: Option<usize>,
}

impl Header {
    /// The header at the start of `bytes`; `None` if it is malformed or the content is not all there.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (first, mut rest) = bytes.split_first()?;
        let mut tag = u32::from(first & 0x1f);
        if tag == 0x1f {
            tag = 0;
            loop {
                let (digit, after) = rest.split_first()?;
                rest = after;
                tag = tag.checked_mul(128)? | u32::from(digit & 0x7f);
                if digit & 0x80 == 0 {
                    break;
                }
                if tag > u32::MAX >> 8 {
                    return None;
                }
            }
        }
        let (length, rest) = content_length(rest)?;
        if length.is_none() && first & CONSTRUCTED == 0 || length.is_some_and(|length| length > rest.len()) {
            return None;
        }
        Some(Self { first: *first, tag, bytes: bytes.len() - rest.len(), length })
    }

    const fn is_constructed(&self) -> bool {
        self.first & CONSTRUCTED != 0
    }

    const fn is_universal(&self) -> bool {
        self.first & CLASS == 0
    }
}

/// The length of the content (X.690, 8.1.3), and what follows it.
fn content_length(bytes: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    match first {
        0..=0x7f => Some((Some(usize::from(*first)), rest)),
        0x80 => Some((None, rest)),
        _ => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits.iter().try_fold(0_usize, |length, digit| {
                length.checked_mul(256).map(|length| length | usize::from(*digit))
            });
            Some((Some(length?), rest))
        }
    }
}

/// How a list of elements ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// With the last byte.
    Bytes,
    /// With the end-of-contents octets (X.690, 8.1.5), before this position.
    Marker(usize),
}

struct Shown<'a> {
    ber: &'a [u8],
    style: &'a StructureStyle<'a>,
    text: String,
}

impl Shown<'_> {
    /// The elements between two positions; `None` after one that is malformed.
    fn elements(&mut self, start: usize, end: usize, depth: usize) -> Option<End> {
        if depth > DEPTH_MAX {
            self.text.push_str("BAD RECURSION DEPTH\n");
            return None;
        }
        let mut at = start;
        while at < end {
            let Some(header) = Header::read(&self.ber[at..end]) else {
                self.text.push_str("Error in encoding\n");
                return None;
            };
            self.describe(&header, at, depth);
            let content = at + header.bytes;
            at = match header.length {
                Some(length) if header.is_constructed() => {
                    self.text.push('\n');
                    self.elements_to(content, content + length, depth + 1)?;
                    content + length
                }
                Some(length) => {
                    self.value(&header, content, length);
                    if header.is_universal() && header.tag == END_OF_CONTENTS {
                        return Some(End::Marker(content + length));
                    }
                    content + length
                }
                None => {
                    self.text.push('\n');
                    match self.elements(content, end, depth + 1)? {
                        End::Marker(at) => at,
                        End::Bytes => end,
                    }
                }
            };
        }
        Some(End::Bytes)
    }

    /// The elements up to a position, whatever end-of-contents octets are between them.
    fn elements_to(&mut self, start: usize, end: usize, depth: usize) -> Option<()> {
        let mut at = start;
        while at < end {
            at = match self.elements(at, end, depth)? {
                End::Marker(at) => at,
                End::Bytes => end,
            };
        }
        Some(())
    }

    /// The begin of a line: everything but the value.
    fn describe(&mut self, header: &Header, at: usize, depth: usize) {
        let length = header.length.map_or_else(|| "inf ".to_owned(), |length| format!("{length:4}"));
        let form = if header.is_constructed() { "cons" } else { "prim" };
        let tag = header.tag;
        let kind = match header.first & CLASS {
            0xc0 => format!("priv [ {tag} ] "),
            0x80 => format!("cont [ {tag} ]"),
            0x40 => format!("appl [ {tag} ]"),
            _ => TYPES.get(tag as usize).map_or_else(|| format!("<ASN1 {tag}>"), |name| (*name).to_owned()),
        };
        let indent = if self.style.is_indented { depth } else { 0 };
        // Writing to a `String` does not fail.
        let _ = write!(
            self.text,
            "{at:5}:d={depth:<2} hl={} l={length} {form}: {:indent$}{kind:<18}",
            header.bytes, ""
        );
    }

    /// The value of an element that holds no others, and the line end.
    fn value(&mut self, header: &Header, at: usize, length: usize) {
        let content = &self.ber[at..at + length];
        let is_dumped = header.is_universal() && self.dumped(header.tag, content);
        if !is_dumped {
            if header.is_universal() {
                let value = self.plain(header.tag, content);
                self.text.push_str(&value);
            }
            self.text.push('\n');
        }
    }

    /// Adds the rows of a dump, if the content is shown so.
    fn dumped(&mut self, tag: u32, content: &[u8]) -> bool {
        let count = match self.style.dump {
            Dump::None => return false,
            Dump::First(count) => count.min(content.len()),
            Dump::All => content.len(),
        };
        let has_own_form = match tag {
            BOOLEAN | INTEGER | OBJECT | ENUMERATED | BMP_STRING => true,
            OCTET_STRING => is_text(content),
            tag => TEXTS.contains(&tag),
        };
        if has_own_form || content.is_empty() {
            return false;
        }
        self.text.push('\n');
        for (row, bytes) in content[..count].chunks(DUMP_WIDTH).enumerate() {
            let pair =
                |(column, byte): (usize, &u8)| format!("{byte:02x}{}", if column == 7 { '-' } else { ' ' });
            let hex: String = bytes.iter().enumerate().map(pair).collect();
            let _ = writeln!(
                self.text,
                "      {:04x} - {hex:<width$}  {}",
                row * DUMP_WIDTH,
                string::ascii(bytes),
                width = DUMP_WIDTH * 3
            );
        }
        true
    }

    fn plain(&self, tag: u32, content: &[u8]) -> String {
        match tag {
            tag if TEXTS.contains(&tag) => format!(":{}", text(content)),
            OCTET_STRING if content.is_empty() => String::new(),
            OCTET_STRING if is_text(content) => format!(":{}", text(content)),
            OCTET_STRING => format!("[HEX DUMP]:{}", hex(content)),
            OBJECT => self.object(content).map_or_else(|| bad("OBJECT", content), |name| format!(":{name}")),
            BOOLEAN => match content {
                [value] => format!(":{value}"),
                [value, ..] => format!(":BAD BOOLEAN:{value}:[{}]", hex(content)),
                [] => ":BAD BOOLEAN:[]".to_owned(),
            },
            INTEGER => number(content).map_or_else(|| bad("INTEGER", content), |number| format!(":{number}")),
            ENUMERATED => {
                number(content).map_or_else(|| bad("ENUMERATED", content), |number| format!(":{number}"))
            }
            _ => String::new(),
        }
    }

    fn object(&self, content: &[u8]) -> Option<String> {
        let own = Oid::from_octets(content);
        let object = Object::from_content(content)?;
        let named = own.ok().and_then(self.style.name);
        // Base-128 numbers have no leading zeros.
        let starts = std::iter::once(&0).chain(content);
        let is_minimal = !starts.zip(content).any(|(before, byte)| before & 0x80 == 0 && *byte == 0x80);
        is_minimal.then(|| named.unwrap_or_else(|| object.dotted().to_owned()))
    }
}

fn bad(kind: &str, content: &[u8]) -> String {
    format!(":BAD {kind}:[{}]", hex(content))
}

fn hex(content: &[u8]) -> String {
    content.iter().fold(String::with_capacity(content.len() * 2), |mut text, byte| {
        // Writing to a `String` does not fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}

/// Whether openssl shows an octet string as text.
fn is_text(content: &[u8]) -> bool {
    content.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
}

/// The text of a string: tabs stay, and line feeds unless the next line could pass for one of the layout.
fn text(content: &[u8]) -> String {
    let mut text = String::with_capacity(content.len());
    let mut at = 0;
    for chunk in content.utf8_chunks() {
        for character in chunk.valid().chars() {
            at += character.len_utf8();
            let next = content.get(at);
            let passes = next.is_none_or(|next| *next == b' ' || next.is_ascii_digit());
            match character {
                '\t' => text.push('\t'),
                '\n' if !passes || next.is_none() => text.push('\n'),
                hidden if is_hidden(hidden) => {
                    string::escape(&mut text, hidden.encode_utf8(&mut [0; 4]).as_bytes());
                }
                shown => text.push(shown),
            }
        }
        at += chunk.invalid().len();
        string::escape(&mut text, chunk.invalid());
    }
    text
}

/// A number in hexadecimal with a sign; `None` if it has needless bytes.
fn number(content: &[u8]) -> Option<String> {
    let (first, rest) = content.split_first()?;
    let second = rest.first();
    let is_negative = first & 0x80 != 0;
    let is_padding = match (first, second) {
        (0, Some(_)) => true,
        // The least number of its length has this byte too, and it counts there.
        (0xff, Some(_)) => rest.iter().any(|byte| *byte != 0),
        _ => false,
    };
    if is_padding && second.is_some_and(|second| (second & 0x80 != 0) == is_negative) {
        return None;
    }
    let digits = if is_padding { rest } else { content };
    if !is_negative {
        return Some(hex(digits));
    }
    let mut magnitude: Vec<u8> = digits.iter().map(|byte| !byte).collect();
    for byte in magnitude.iter_mut().rev() {
        let (sum, overflows) = byte.overflowing_add(1);
        *byte = sum;
        if !overflows {
            break;
        }
    }
    Some(format!("-{}", hex(&magnitude)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(ber: &[u8], dump: Dump) -> Structure {
        let name = |oid: Oid| super::super::object_names(oid).map(|(_, long)| long.to_owned());
        structure(ber, &StructureStyle { is_indented: true, dump, name: &name })
    }

    /// The expected lines are those of OpenSSL 3.0.
    #[test]
    fn elements_are_shown_as_openssl_shows_them() {
        for (ber, lines) in [
            (
                &[0x30, 5, 6, 3, 0x55, 4, 3][..],
                "    0:d=0  hl=2 l=   5 cons: SEQUENCE          \n    2:d=1  hl=2 l=   3 prim:  OBJECT            :commonName\n",
            ),
            (&[2, 2, 0xff, 0], "    0:d=0  hl=2 l=   2 prim: INTEGER           :-0100\n"),
            (&[2, 2, 0xff, 0x7f], "    0:d=0  hl=2 l=   2 prim: INTEGER           :-81\n"),
            (&[2, 2, 0, 0x80], "    0:d=0  hl=2 l=   2 prim: INTEGER           :80\n"),
            (&[2, 2, 0, 1], "    0:d=0  hl=2 l=   2 prim: INTEGER           :BAD INTEGER:[0001]\n"),
            (&[6, 2, 0x80, 1], "    0:d=0  hl=2 l=   2 prim: OBJECT            :BAD OBJECT:[8001]\n"),
            (&[1, 2, b'a', b'b'], "    0:d=0  hl=2 l=   2 prim: BOOLEAN           :BAD BOOLEAN:97:[6162]\n"),
            (
                &[0x30, 0x80, 4, 1, b'a', 0, 0],
                "    0:d=0  hl=2 l=inf  cons: SEQUENCE          \n    2:d=1  hl=2 l=   1 prim:  OCTET STRING      :a\n    5:d=1  hl=2 l=   0 prim:  EOC               \n",
            ),
            (&[0x1f, 0x81, 1, 1, b'a'], "    0:d=0  hl=4 l=   1 prim: <ASN1 129>        \n"),
            (&[4, 1, 0xff], "    0:d=0  hl=2 l=   1 prim: OCTET STRING      [HEX DUMP]:FF\n"),
            (&[0x45, 0], "    0:d=0  hl=2 l=   0 prim: appl [ 5 ]        \n"),
        ] {
            assert_eq!(
                shown(ber, Dump::None),
                Structure { text: lines.to_owned(), is_whole: true },
                "{ber:?}"
            );
        }
    }

    #[test]
    fn content_is_dumped_in_rows() {
        let ber: Vec<u8> = [3, 18].into_iter().chain(b'a'..b'a' + 18).collect();
        let row = "      0000 - 61 62 63 64 65 66 67 68-69 6a 6b 6c 6d 6e 6f 70   abcdefghijklmnop\n";
        let start = "    0:d=0  hl=2 l=  18 prim: BIT STRING        \n";
        let last = "      0010 - 71 72                                             qr\n";
        assert_eq!(shown(&ber, Dump::All).text, [start, row, last].concat());
        assert_eq!(shown(&ber, Dump::First(16)).text, [start, row].concat());
        assert_eq!(shown(&ber, Dump::None).text, start);
    }

    #[test]
    fn what_is_malformed_ends_the_text() {
        for ber in [&[0x30, 1][..], &[4, 0x80], &[0x30, 3, 2, 2, 1], &[0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1]]
        {
            let shown = shown(ber, Dump::None);
            assert!(
                !shown.is_whole && shown.text.ends_with("Error in encoding\n"),
                "{ber:?}: {}",
                shown.text
            );
        }
        let deep = [0x30, 0x80].repeat(1000);
        assert!(shown(&deep, Dump::None).text.ends_with("BAD RECURSION DEPTH\n"));
    }

    #[test]
    fn no_string_can_pass_for_a_line_or_act_on_a_terminal() {
        let text = |content: &[u8]| {
            let length = u8::try_from(content.len()).unwrap();
            shown(&[&[12, length], content].concat(), Dump::None).text
        };
        assert!(text(b"a\nb\tc").ends_with(":a\nb\tc\n"));
        assert!(text(b"a\n    0:d=0").contains(r"a\0A    0:d=0"));
        assert!(text(b"a\n12345:d=0").contains(r"a\0A12345"));
        assert!(text(b"\x1b[0m\xff").contains(r"\1B[0m\FF"));
    }
}
