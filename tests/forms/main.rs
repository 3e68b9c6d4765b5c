//! Every form that devcert reads, as other programs write it, and back.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test may fail, and reads files"
)]

mod bundles;
mod damage;
mod encrypted;
mod harvest;
mod hostile;
mod json;
mod keys;
mod ml_dsa;
mod ssh;

use std::path::Path;

use devcert::encoding::limits::Limits;
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::sniff::Contents;
use devcert::key::PrivateKey;
use devcert::model::secret::Secret;

/// A file of `tests/fixtures/forms`; its README says which command made it.
fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/forms").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn secret() -> Secret {
    Secret::from(&b"secret"[..])
}

fn opened(name: &str) -> Result<Contents, ReadError> {
    read::contents(&fixture(name), Some(&secret()), &Limits::default())
}

fn key(name: &str) -> Result<PrivateKey, ReadError> {
    read::private_key_in(&opened(name)?)
}

fn assert_same_key(name: &str, other: &str) {
    let (found, expected) = (key(name).unwrap(), key(other).unwrap());
    assert_eq!(found.public(), expected.public(), "{name}");
}

/// One element: tag, length, content.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let header = match content.len() {
        short @ 0..0x80 => vec![tag, u8::try_from(short).unwrap()],
        0x80..0x100 => vec![tag, 0x81, length[3]],
        0x100..0x1_0000 => vec![tag, 0x82, length[2], length[3]],
        0x1_0000..0x100_0000 => vec![tag, 0x83, length[1], length[2], length[3]],
        _ => [&[tag, 0x84][..], &length].concat(),
    };
    [header, content].concat()
}
