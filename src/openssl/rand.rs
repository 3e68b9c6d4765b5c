//! `rand`: random bytes.

use std::fmt::Write as _;

use rand::Rng as _;
use zeroize::Zeroizing;

use super::enc::base64;
use super::failure::Failure;
use super::options::{COMMON, Line, PROVIDERS, RANDOM, Table, Unknown, flag, integer, output};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files::Access;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "rand",
    summary: "Write random bytes",
    table: Table {
        groups: &[
            COMMON,
            &[
                output("out", "Output file, for its owner alone (default: standard output)"),
                flag("base64", "Write base64"),
                flag("hex", "Write hexadecimal digits"),
            ],
            RANDOM,
            PROVIDERS,
        ],
        unknown: Unknown::Mistake,
        operands: "num",
    },
    run,
};

/// The most bytes: openssl's number is a C int, and devcert holds all of them before it writes.
const MOST: i64 = i32::MAX as i64;

fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let hint = "write the number of bytes last";
    let count = match line.operands.as_slice() {
        [number] => integer(number).filter(|count| *count <= MOST).ok_or_else(|| {
            Failure::usage("rand", format_args!("Can't parse \"{number}\" as a number")).hint(hint)
        })?,
        // Without a number, openssl writes nothing.
        [] => return Ok(0),
        _ => return Err(Failure::usage_only("rand").hint(hint)),
    };
    let count = usize::try_from(count).unwrap_or_default();
    if count == 0 {
        return Err(Failure::usage_only("rand").hint(hint));
    }
    let mut bytes = Zeroizing::new(vec![0; count]);
    session.rng.fill_bytes(&mut bytes);
    let written = match line.last_of(&["base64", "hex"]) {
        None => bytes,
        Some("base64") => base64::encode(&bytes, base64::Layout::Lines),
        Some(_) => {
            let mut digits = Zeroizing::new(String::with_capacity(2 * count + 1));
            for byte in bytes.iter() {
                // Writing to a `String` does not fail.
                let _ = write!(digits, "{byte:02x}");
            }
            digits.push('\n');
            Zeroizing::new(digits.as_bytes().to_vec())
        }
    };
    session.write(line.value("out"), &written, Access::Secret)?;
    Ok(0)
}
