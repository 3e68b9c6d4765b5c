//! POP3 (RFC 2595, 4): greeting, STLS.

use std::io::{Read, Write};

use super::lines;
use super::trouble::Trouble;

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    let expect_yes = |stream: &mut _| lines::expect(stream, |_| true, |line| line.starts_with("+OK"));
    expect_yes(stream)?;
    lines::send(stream, "STLS")?;
    expect_yes(stream)
}
