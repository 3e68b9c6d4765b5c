//! Where in a text armour is: from each `-----BEGIN ` to its `-----END `, wherever on a line they stand.

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;
use zeroize::Zeroizing;

use super::block::{Block, PemError};
use super::body::PemBody;
use super::label::Label;
use crate::encoding::oddity::EncodingQuirk;
use crate::encoding::structure;
use crate::model::secret::Secret;

/// What a `-----BEGIN ` in a text is.
pub(in crate::encoding) enum Armour {
    /// An object.
    Block(Block),
    /// What is left of one.
    Damaged(PemError),
    /// The text speaks of one, as programs and manuals do; there is no data.
    Mention {
        /// The line's number, counted from 1.
        line: usize,
    },
}

/// Every `-----BEGIN ` of a text in turn, each with the part of the text that it accounts for.
pub(in crate::encoding) struct Scan<'a> {
    text: &'a str,
    at: usize,
    lines: Lines<'a>,
}

const HYPHENS: &str = "-----";
const BEGIN: &str = "BEGIN ";
const END: &str = "END ";

/// The data of every object begins with base64 that is longer than the words of programs and manuals.
const DATA: usize = 40;

impl Armour {
    /// This armour on another line, as when the text was inside base64.
    pub(in crate::encoding) fn on_line(self, line: usize) -> Self {
        match self {
            Self::Block(block) => Self::Block(Block { line, ..block }),
            Self::Damaged(error) => Self::Damaged(error.on_line(line)),
            Self::Mention { .. } => Self::Mention { line },
        }
    }
}

impl<'a> Scan<'a> {
    pub(in crate::encoding) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, lines: Lines::new(text) }
    }

    fn armour(&mut self, start: usize) -> Armour {
        let line = self.lines.number_at(start);
        let prefix = &self.text[self.lines.start.max(self.at)..start];
        let after = start + HYPHENS.len() + BEGIN.len();
        let Some(begin) = label(&self.text[after..]) else { return self.without_label(prefix, line, after) };
        let inside = after + begin.len() + HYPHENS.len();
        let stop = marker(self.text, inside);
        let end = stop.as_ref().filter(|stop| !stop.begins).and_then(|stop| {
            let after = stop.start + HYPHENS.len() + END.len();
            let found = label(&self.text[after..]);
            // GnuTLS reads END lines without the hyphens after the label too.
            let found = found.or_else(|| self.text[after..].starts_with(begin).then_some(begin));
            found.map(|label| (label, after + label.len()))
        });
        let until = stop.as_ref().map_or(self.text.len(), |stop| stop.start);
        let found = ArmourParts {
            label: begin,
            line,
            prefix,
            body: &self.text[inside..until],
            end: end.map(|(label, _)| label),
            has_end_hyphens: end.is_none_or(|(_, after)| self.text[after..].starts_with(HYPHENS)),
        };
        let armour = found.armour();
        self.at = match (&armour, end) {
            // What follows may be something else.
            (Armour::Mention { .. }, _) => inside,
            // The hyphens that end one line may be those that begin the next.
            (_, Some((_, after))) => after,
            (_, None) => stop.map_or(self.text.len(), Marker::after_end),
        };
        armour
    }

    /// A BEGIN line that does not end as one, from `after` on: damaged where data follow it.
    fn without_label(&mut self, prefix: &str, line: usize, after: usize) -> Armour {
        let stop = marker(self.text, after);
        let until = stop.as_ref().map_or(self.text.len(), |stop| stop.start);
        let starts_line = prefix.trim_start_matches('-').trim().is_empty();
        if starts_line || PemBody::read(&self.text[after..until], prefix).first >= DATA {
            self.at = stop.map_or(self.text.len(), Marker::after_end);
            return Armour::Damaged(PemError::BadBegin { line });
        }
        self.at = after;
        Armour::Mention { line }
    }
}

impl Iterator for Scan<'_> {
    type Item = (Range<usize>, Armour);

    fn next(&mut self) -> Option<Self::Item> {
        let mut from = self.at;
        let start = loop {
            let found = marker(self.text, from)?;
            if found.begins {
                break found.start;
            }
            from = found.start + HYPHENS.len();
        };
        let armour = self.armour(start);
        Some((start..self.at, armour))
    }
}

/// `-----BEGIN ` or `-----END `
struct Marker {
    start: usize,
    begins: bool,
}

impl Marker {
    /// Where to go on: after an END line, and at the next BEGIN line.
    const fn after_end(self) -> usize {
        if self.begins { self.start } else { self.start + HYPHENS.len() + END.len() }
    }
}

fn marker(text: &str, from: usize) -> Option<Marker> {
    let mut from = from;
    while let Some(found) = memmem::find(&text.as_bytes()[from..], HYPHENS.as_bytes()) {
        let start = from + found;
        let rest = &text[start + HYPHENS.len()..];
        if rest.starts_with(BEGIN) || rest.starts_with(END) {
            return Some(Marker { start, begins: rest.starts_with(BEGIN) });
        }
        from = start + 1;
    }
    None
}

/// The label that `text` begins with, and that ends at the first five hyphens.
fn label(text: &str) -> Option<&str> {
    let near = &text.as_bytes()[..text.len().min(Label::MOST_BYTES + HYPHENS.len())];
    let end = memmem::find(near, HYPHENS.as_bytes())?;
    Some(&text[..end]).filter(|label| Label::is_plausible(label))
}

/// The parts of an object's armour.
struct ArmourParts<'a> {
    label: &'a str,
    line: usize,
    /// What stands before the BEGIN line, on the same line.
    prefix: &'a str,
    body: &'a str,
    /// The label of the END line, where there is one.
    end: Option<&'a str>,
    /// Whether hyphens follow it.
    has_end_hyphens: bool,
}

/// Padding may be missing, as Java reads it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl ArmourParts<'_> {
    fn armour(&self) -> Armour {
        let body = PemBody::read(self.body, self.prefix);
        let content = Some(&body).filter(|body| body.is_clean);
        let content = content.and_then(|body| BASE64.decode(body.base64.as_bytes()).ok()).map(Secret::new);
        if body.first < DATA && self.is_mention(content.as_ref()) {
            return Armour::Mention { line: self.line };
        }
        let (label, line) = (Label::new(self.label), self.line);
        match (self.end, content) {
            (None, _) => Armour::Damaged(PemError::Truncated { label, line }),
            (Some(end), content) if end != self.label && !content.as_ref().is_some_and(is_object) => {
                Armour::Damaged(PemError::WrongEnd { label, line, found: Label::new(end) })
            }
            (Some(_), None) => Armour::Damaged(PemError::NotBase64 { label, line }),
            (Some(_), Some(content)) => {
                let oddity = self.oddity(&body);
                let PemBody { encrypted, dek_info, .. } = body;
                Armour::Block(Block { label, line, encrypted, dek_info, oddity, content })
            }
        }
    }

    /// Whether so little data is none: in a program or a manual, where something else stands in its place.
    fn is_mention(&self, content: Option<&Secret>) -> bool {
        let is_der = content.is_some_and(|content| content.expose().starts_with(&[0x30]));
        let is_in_text = !self.lead().trim().is_empty();
        let stands_for_data =
            self.body.contains("...") || self.body.contains(['\u{2026}', '<', '{', '[', '$', '%']);
        !is_der && (is_in_text || stands_for_data)
    }

    /// What stands before the BEGIN line, the END line before it left out.
    fn lead(&self) -> &str {
        let after = self.prefix.trim_start_matches('-');
        match self.is_joined() {
            true => after_escaped_breaks(after),
            false => self.prefix,
        }
    }

    /// Whether the END line before it is on the same line; a list or a comment has fewer hyphens.
    fn is_joined(&self) -> bool {
        self.prefix.starts_with("----")
    }

    /// What other programs stumble on.
    fn oddity(&self, body: &PemBody) -> Option<EncodingQuirk> {
        self.place_oddity().or_else(|| {
            let line = self.line;
            let is_padded = body.base64.len().is_multiple_of(4);
            let ends_as_it_begins = self.has_end_hyphens && self.end == Some(self.label);
            match (ends_as_it_begins, body.is_escaped, is_padded) {
                (false, ..) => Some(EncodingQuirk::EndLine { line }),
                (true, true, _) => Some(EncodingQuirk::Escaped),
                (true, false, is_padded) => (!is_padded).then_some(EncodingQuirk::Unpadded { line }),
            }
        })
    }

    /// What other programs stumble on in the place where it is.
    fn place_oddity(&self) -> Option<EncodingQuirk> {
        let (before, after) = (self.prefix, self.body.trim_start_matches([' ', '\t']));
        let starts_line = after.starts_with(['\n', '\r']);
        let ends_line = self.body.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']);
        if !self.lead().trim().is_empty() {
            Some(EncodingQuirk::Embedded)
        } else if after_escaped_breaks(after).len() < after.len() {
            Some(EncodingQuirk::EscapedLineBreaks)
        } else if self.is_joined() {
            Some(EncodingQuirk::Joined)
        } else if has_lone_carriage_return(self.body) {
            Some(EncodingQuirk::LoneCarriageReturns)
        } else if !starts_line || !ends_line {
            Some(EncodingQuirk::OneLine)
        } else {
            (!before.is_empty()).then_some(EncodingQuirk::Indented)
        }
    }
}

/// Whether `content` begins with a SEQUENCE, as every object in DER does.
fn is_object(content: &Secret) -> bool {
    let der = content.expose();
    der.starts_with(&[0x30]) && structure::element_length(der).is_some()
}

/// `text` without the escaped line breaks that it begins with; strings in strings have more backslashes.
fn after_escaped_breaks(text: &str) -> &str {
    let letter = text.trim_start_matches('\\');
    match letter.strip_prefix(['n', 'r']).filter(|_| letter.len() < text.len()) {
        Some(after) => after_escaped_breaks(after),
        None => text,
    }
}

fn has_lone_carriage_return(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
}

/// The numbers of lines that end in LF, CR LF or CR (RFC 7468, 2), counted from 1.
pub(in crate::encoding) struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: usize,
    /// Where the line begins.
    start: usize,
}

impl<'a> Lines<'a> {
    pub(in crate::encoding) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, number: 1, start: 0 }
    }

    /// The number of the line at `offset`, which never goes back.
    pub(in crate::encoding) fn number_at(&mut self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        for end in memchr::memchr2_iter(b'\n', b'\r', &bytes[self.at..offset]).map(|found| self.at + found) {
            if bytes[end] == b'\n' || bytes.get(end + 1) != Some(&b'\n') {
                self.number += 1;
                self.start = end + 1;
            }
        }
        self.at = offset;
        self.number
    }
}

/// The armour that is in `base64`, which is decoded as far as it goes; `None` where there is none.
pub(in crate::encoding) fn in_base64(base64: &str) -> Option<Zeroizing<String>> {
    let whole = base64.trim_end_matches('=');
    let engine = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    // One character alone is no byte.
    let end = whole.len() - usize::from(whole.len() % 4 == 1);
    let decoded = Zeroizing::new(engine.decode(&whole.as_bytes()[..end]).ok()?);
    let text = Zeroizing::new(String::from_utf8_lossy(&decoded).into_owned());
    marker(&text, 0).is_some_and(|marker| marker.begins).then_some(text)
}
