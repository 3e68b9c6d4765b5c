//! Signed certificate timestamps (RFC 6962, 3.2 and 3.3).

use super::super::element::Tag;
use super::super::lines::{HexCase, Lines, pairs};
use super::super::time;
use super::parts::only;

/// How many bytes stand on a line.
const WIDTH: usize = 16;
/// How far the bytes stand to the right.
const COLUMN: usize = 16;

/// The pairs of hash and signature that have a name (RFC 5246, 7.4.1.4.1).
const ALGORITHMS: [([u8; 2], &str); 2] = [([4, 1], "sha256WithRSAEncryption"), ([4, 3], "ecdsa-with-SHA256")];

/// The list of timestamps.
pub(super) fn list(content: &[u8]) -> Option<Lines> {
    let list = only(content, Tag::OctetString)?.data;
    let (mut rest, behind) = vector(list)?;
    let mut lines = Lines::new();
    while !rest.is_empty() {
        let (timestamp, following) = vector(rest)?;
        rest = following;
        lines.nest(0, &one(timestamp)?);
    }
    behind.is_empty().then_some(lines)
}

fn one(timestamp: &[u8]) -> Option<Lines> {
    let mut lines = Lines::one("Signed Certificate Timestamp:");
    let (version, body) = timestamp.split_first()?;
    if *version != 0 {
        lines.push("    Version   : unknown");
        rows(&mut lines, "", timestamp);
        return Some(lines);
    }
    let (log, body) = body.split_at_checked(32)?;
    let (time, body) = body.split_first_chunk::<8>()?;
    let (extensions, body) = vector(body)?;
    let (algorithm, body) = body.split_first_chunk::<2>()?;
    let (signature, behind) = vector(body)?;
    lines.push("    Version   : v1 (0x0)");
    rows(&mut lines, "Log ID    : ", log);
    lines.push(format!("    Timestamp : {}", time::milliseconds(u64::from_be_bytes(*time))?));
    match extensions.is_empty() {
        true => lines.push("    Extensions: none"),
        false => rows(&mut lines, "Extensions: ", extensions),
    }
    let (_, name) = ALGORITHMS.iter().find(|(known, _)| known == algorithm)?;
    lines.push(format!("    Signature : {name}"));
    rows(&mut lines, "            ", signature);
    behind.is_empty().then_some(lines)
}

/// Adds bytes behind a label.
fn rows(lines: &mut Lines, label: &str, bytes: &[u8]) {
    let count = bytes.len().div_ceil(WIDTH);
    for (index, row) in bytes.chunks(WIDTH).enumerate() {
        let colon = if index + 1 == count { "" } else { ":" };
        let row = pairs(row, HexCase::Upper);
        match index {
            0 => lines.push(format!("    {label:12}{row}{colon}")),
            _ => lines.push(format!("{:COLUMN$}{row}{colon}", "")),
        }
    }
}

/// Bytes behind their length in two bytes, and what follows.
fn vector(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}
