//! An encrypted private key in PKCS#8, and one with the old PEM headers.

#![no_main]

use devcert::encoding::limits::Limits;
use devcert::encoding::{encrypted_key, legacy_pem};
use devcert::model::secret::Secret;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { rounds: 100, scrypt: 1 << 16, ..Limits::default() };
    let passphrase = Secret::from(&b"secret"[..]);
    let _ = encrypted_key::decrypt(data, &passphrase, &limits);
    let line = data.iter().position(|byte| *byte == b'\n').unwrap_or_default();
    let (header, rest) = data.split_at(line);
    let _ = legacy_pem::decrypt(rest, &String::from_utf8_lossy(header), &passphrase);
});
