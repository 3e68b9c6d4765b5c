//! LMTP (RFC 2033, and RFC 3207 for STARTTLS): greeting, LHLO, STARTTLS.

use std::io::{Read, Write};

use super::lines;
use super::trouble::Trouble;

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    lines::expect_number(stream, "220")?;
    lines::send(stream, "LHLO devcert.invalid")?;
    lines::expect_number(stream, "250")?;
    lines::send(stream, "STARTTLS")?;
    lines::expect_number(stream, "220")
}
