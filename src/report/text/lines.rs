//! Lines of text, put into each other with an indentation.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// How many bytes of a number stand on a line.
const NUMBER_WIDTH: usize = 15;

/// Lines without their ends; wiped when dropped, since the lines of a private key pass through here.
#[derive(Clone, Default, Zeroize, ZeroizeOnDrop)]
pub(super) struct Lines(Vec<String>);

impl Lines {
    /// No line yet.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// One line.
    pub(super) fn one(line: impl Into<String>) -> Self {
        Self(vec![line.into()])
    }

    /// Adds a line.
    pub(super) fn push(&mut self, line: impl Into<String>) {
        self.0.push(line.into());
    }

    /// Adds the lines of `inner`, each `indent` spaces further to the right; an empty line stays empty.
    pub(super) fn nest(&mut self, indent: usize, inner: &Self) {
        let indented = |line: &String| match line.is_empty() {
            true => String::new(),
            false => format!("{:indent$}{line}", ""),
        };
        self.0.extend(inner.0.iter().map(indented));
    }

    /// Writes `inner` on, its first line right behind the last one here.
    pub(super) fn continue_with(&mut self, inner: &Self) {
        let mut inner = inner.0.iter();
        if let (Some(last), Some(first)) = (self.0.last_mut(), inner.next()) {
            last.push_str(first);
        }
        self.0.extend(inner.cloned());
    }

    /// Adds bytes in lower-case hexadecimal, `width` to a line, colons between them.
    pub(super) fn hex(&mut self, indent: usize, width: usize, bytes: &[u8]) {
        let rows = bytes.chunks(width);
        let last = rows.len().saturating_sub(1);
        for (index, row) in rows.enumerate() {
            let colon = if index == last { "" } else { ":" };
            self.0.push(format!("{:indent$}{}{colon}", "", pairs(row, HexCase::Lower)));
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
        self.0.iter().try_for_each(|line| writeln!(f, "{line}"))
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
