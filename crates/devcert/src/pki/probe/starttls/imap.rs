//! IMAP (RFC 3501, 6.2.1): greeting, STARTTLS; lines that nobody asked for may stand in between.

use std::io::{Read, Write};

use super::lines;
use super::trouble::Trouble;

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    lines::expect(stream, |_| true, |line| line.starts_with("* OK"))?;
    lines::send(stream, "a1 STARTTLS")?;
    lines::expect(stream, |line| line.starts_with("a1 "), |line| line.starts_with("a1 OK"))
}
