//! FTP (RFC 4217): greeting, AUTH TLS.

use std::io::{Read, Write};

use super::lines;
use super::trouble::Trouble;

pub(super) fn ask(stream: &mut (impl Read + Write)) -> Result<(), Trouble> {
    lines::expect_number(stream, "220")?;
    lines::send(stream, "AUTH TLS")?;
    lines::expect_number(stream, "234")
}
