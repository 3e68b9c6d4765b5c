//! `ManageSieve` (RFC 5804, 2.2): a greeting with the server's capabilities, STARTTLS.

use std::io::{self, ErrorKind, Read, Write};

use super::lines;
use super::trouble::Trouble;

/// Longer than the capabilities of any server.
const LITERAL_MAX: u64 = 4096;

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    expect_ok(stream)?;
    lines::send(stream, "STARTTLS")?;
    expect_ok(stream)
}

/// Reads a response up to its last line, which begins with OK, NO or BYE.
fn expect_ok(stream: &mut impl Read) -> Result<(), Trouble> {
    let ended_by = |line: &str, word: &str| {
        line.split([' ', '(']).next().is_some_and(|first| first.eq_ignore_ascii_case(word))
    };
    let is_last = |line: &str| ["OK", "NO", "BYE"].iter().any(|word| ended_by(line, word));
    lines::expect(&mut Literals { stream, line: Vec::new() }, is_last, |line| ended_by(line, "OK"))
}

/// The stream with the literals taken into the lines that they are part of: `{5}`, a line break and five
/// bytes (RFC 5804, 4).
struct Literals<'a, S> {
    stream: &'a mut S,
    /// What has come of the current line.
    line: Vec<u8>,
}

impl<S: Read> Read for Literals<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Byte by byte, as `lines` reads.
        let byte = buffer.get_mut(..1).unwrap_or_default();
        if self.stream.read(byte)? == 0 {
            return Ok(0);
        }
        let [byte] = byte else { return Ok(0) };
        match *byte {
            b'\n' => match literal(&self.line) {
                Some(length) => {
                    self.skip(length)?;
                    *byte = b' ';
                }
                None => self.line.clear(),
            },
            other => self.line.push(other),
        }
        Ok(1)
    }
}

impl<S: Read> Literals<'_, S> {
    fn skip(&mut self, length: u64) -> io::Result<()> {
        self.line.clear();
        let skipped = io::copy(&mut self.stream.by_ref().take(length), &mut io::sink())?;
        if skipped < length { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

/// The length of the literal that follows a line.
fn literal(line: &[u8]) -> Option<u64> {
    let line = std::str::from_utf8(line).ok()?.trim_end().strip_suffix('}')?;
    let length = line.rsplit_once('{')?.1.trim_end_matches('+').parse().ok()?;
    (length <= LITERAL_MAX).then_some(length)
}
