//! Lines of text, put into each other with an indentation.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// How many bytes of a number stand on a line.
const NUMBER_WIDTH: usize = 15;

/// Lines without their ends; wiped when dropped, since the lines of a private key pass through here.
#[derive(Clone, Default, Zeroize, ZeroizeOnDrop)]
pub(super) struct Lines(Vec<Line>);

#[derive(Clone, Zeroize)]
struct Line {
    text: String,
    #[zeroize(skip)]
    place: LinePosition,
}

/// Where a line goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinePosition {
    /// Below the one before, indented.
    Below,
    /// Below the one before, at the very left whatever it is put into.
    Flush,
    /// Right behind the one before, its indentation between them: openssl forgets some line ends.
    RunOn,
}

impl Line {
    fn indented(&self, indent: usize) -> Self {
        let indent = if self.place == LinePosition::Flush || self.text.is_empty() { 0 } else { indent };
        Self { text: format!("{:indent$}{}", "", self.text), place: self.place }
    }
}

impl Lines {
    /// No line yet.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// One line.
    pub(super) fn one(line: impl Into<String>) -> Self {
        let mut lines = Self::new();
        lines.push(line);
        lines
    }

    /// Whether there is no line yet.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a line.
    pub(super) fn push(&mut self, line: impl Into<String>) {
        self.0.push(Line { text: line.into(), place: LinePosition::Below });
    }

    /// Adds a line that no indentation will move.
    pub(super) fn push_flush(&mut self, line: impl Into<String>) {
        self.0.push(Line { text: line.into(), place: LinePosition::Flush });
    }

    /// Adds a line right behind the last one, its indentation between them.
    pub(super) fn run_on(&mut self, line: impl Into<String>) {
        self.0.push(Line { text: line.into(), place: LinePosition::RunOn });
    }

    /// Adds the lines of `inner`, each `indent` spaces further to the right; an empty line stays empty.
    pub(super) fn nest(&mut self, indent: usize, inner: &Self) {
        self.0.extend(inner.0.iter().map(|line| line.indented(indent)));
    }

    /// Writes `inner` on, its first line right behind the last one here.
    pub(super) fn continue_with(&mut self, inner: &Self) {
        let mut inner = inner.0.iter();
        if let (Some(last), Some(first)) = (self.0.last_mut(), inner.next()) {
            last.text.push_str(&first.text);
        }
        self.0.extend(inner.cloned());
    }

    /// Adds bytes in lower-case hexadecimal, `width` to a line, colons between them.
    pub(super) fn hex(&mut self, indent: usize, width: usize, bytes: &[u8]) {
        let rows = bytes.chunks(width);
        let last = rows.len().saturating_sub(1);
        for (index, row) in rows.enumerate() {
            let colon = if index == last { "" } else { ":" };
            self.push(format!("{:indent$}{}{colon}", "", pairs(row, HexCase::Lower)));
        }
    }

    /// Adds `label` and below it `bytes`, as openssl shows the parts of a key.
    pub(super) fn labelled(&mut self, label: &str, bytes: &[u8]) {
        self.push(label);
        self.hex(4, NUMBER_WIDTH, bytes);
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, line) in self.0.iter().enumerate() {
            let end = if index == 0 || line.place == LinePosition::RunOn { "" } else { "\n" };
            write!(f, "{end}{}", line.text)?;
        }
        writeln!(f)
    }
}

/// In which letters hexadecimal is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HexCase {
    /// `0a`
    Lower,
    /// `0A`
    Upper,
}

/// Hexadecimal pairs with colons between.
pub(super) fn pairs(bytes: &[u8], case: HexCase) -> String {
    let pair = |byte: &u8| match case {
        HexCase::Lower => format!("{byte:02x}"),
        HexCase::Upper => format!("{byte:02X}"),
    };
    bytes.iter().map(pair).collect::<Vec<_>>().join(":")
}
