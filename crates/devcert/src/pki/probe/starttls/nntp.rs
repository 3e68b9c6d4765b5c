//! NNTP (RFC 4642): greeting, STARTTLS.

use std::io::{Read, Write};

use super::lines;
use super::trouble::Trouble;

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    // 200 where posting is allowed, 201 where it is not (RFC 3977, 5.1).
    let is_greeting = |line: &str| line.starts_with("200") || line.starts_with("201");
    lines::expect(stream, |_| true, is_greeting)?;
    lines::send(stream, "STARTTLS")?;
    lines::expect(stream, |_| true, |line| line.starts_with("382"))
}
