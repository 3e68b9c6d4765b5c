//! Conversations in lines.

use std::io::{self, ErrorKind, Read, Write};

use super::trouble::Trouble;

/// Longer than the lines of any of these protocols (RFC 5321, 4.5.3.1.5 has 512).
const LINE_MAX: usize = 4096;
/// More lines than any greeting has.
const LINES_MAX: usize = 100;

/// One line without its end, byte by byte: what follows it may be TLS already.
pub(super) fn read(stream: &mut impl Read) -> io::Result<String> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < LINE_MAX {
        if stream.read(&mut byte)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        match byte[0] {
            b'\n' => break,
            other => line.push(other),
        }
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

/// Sends one line.
pub(super) fn send(stream: &mut impl Write, line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes())?;
    stream.flush()
}

/// Reads lines until one is the `last` of an answer, which has to be a yes.
pub(super) fn expect(
    stream: &mut impl Read,
    last: impl Fn(&str) -> bool,
    yes: impl Fn(&str) -> bool,
) -> Result<(), Trouble> {
    for _ in 0..LINES_MAX {
        let line = read(stream)?;
        if last(&line) {
            return if yes(&line) { Ok(()) } else { Err(Trouble::Said(format!("\"{line}\""))) };
        }
    }
    Err(Trouble::Said("an answer without an end".to_owned()))
}

/// An answer of SMTP and FTP. Where a hyphen follows the number of its first line, it goes on to the
/// line with the same number and a space; in FTP what stands in between may be anything, other numbers
/// too (RFC 959, 4.2).
pub(super) fn expect_number(stream: &mut impl Read, number: &str) -> Result<(), Trouble> {
    let first = read(stream)?;
    let is_yes = |line: &str| line.starts_with(number);
    match first.split_at_checked(3) {
        Some((code, rest)) if rest.starts_with('-') => {
            let is_last = |line: &str| {
                line.strip_prefix(code).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            };
            expect(stream, is_last, is_yes)
        }
        _ if is_yes(&first) => Ok(()),
        _ => Err(Trouble::Said(format!("\"{first}\""))),
    }
}
