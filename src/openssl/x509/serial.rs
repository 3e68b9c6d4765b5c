//! The serial numbers of a CA in a file: the last one that was used, in hexadecimal.

use crate::host::files::Access;
use crate::openssl::failure::Failure;
use crate::openssl::issue;
use crate::openssl::number;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use devcert::text;
use devcert::x509::Integer;

/// The next serial number; the file is written with it if there is one, or if `-CAcreateserial` is given.
pub(super) fn next(session: &mut Session, line: &Line, ca: &str) -> Result<Integer<'static>, Failure> {
    let default = default_file(ca);
    let file = line.value("CAserial").unwrap_or(&default);
    let creates = line.has("CAcreateserial");
    let found = session.read_if_exists(file)?;
    let last = match &found {
        Some(bytes) => of_text(bytes).ok_or_else(|| {
            Failure::new(format_args!("Unable to load number from {file}"))
                .hint(format!("write one hexadecimal number to {file}"))
        })?,
        None if creates || line.value("CAserial").is_none() => issue::random_serial(session),
        None => {
            return Err(Failure::new(format_args!("{file}: No such file or directory"))
                .hint("add -CAcreateserial to create it"));
        }
    };
    let serial = Integer::unsigned(&number::next(&last));
    if found.is_some() || creates {
        let text = text::serial_number(&serial).unwrap_or_default();
        session.write_file(file, format!("{text}\n").as_bytes(), Access::Public)?;
    }
    Ok(serial)
}

/// The file beside that of the CA: its last extension replaced by `.srl`.
fn default_file(ca: &str) -> String {
    let end = ca.rfind('.').unwrap_or(ca.len());
    format!("{}.srl", &ca[..end])
}

/// The bytes of a hexadecimal number.
fn of_text(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.lines().next()?.trim();
    let number = number::integer(&format!("0x{text}"))?;
    Some(number.content().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_named_after_the_certificate() {
        assert_eq!(default_file("ca.pem"), "ca.srl");
        assert_eq!(default_file("dir/ca.b.crt"), "dir/ca.b.srl");
        assert_eq!(default_file("ca"), "ca.srl");
    }

    #[test]
    fn a_number_is_read_in_hexadecimal() {
        assert_eq!(of_text(b"01\n").unwrap(), [1]);
        assert_eq!(of_text(b"ff").unwrap(), [0, 0xff]);
        assert_eq!(of_text(b"x\n"), None);
        assert_eq!(of_text(b""), None);
    }
}
