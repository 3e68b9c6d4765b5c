//! Every form that devcert reads, as other programs write it, and back.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test may fail, and reads files"
)]

mod armour;
mod ber;
mod bundles;
mod damage;
mod der;
mod encrypted;
mod escaped;
mod hostile;
mod json;
mod keys;
mod lenient;
mod ml_dsa;
mod other_keys;
mod other_programs;
mod scan;
mod signatures;
mod ssh;

use std::path::Path;
use std::time::{Duration, Instant};

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

/// Runs `work`, which takes a hundredth of this when it does what it should.
fn soon<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    result
}
