//! A PKCS#12 file.

#![no_main]

use devcert::encoding::limits::Limits;
use devcert::encoding::pkcs12;
use devcert::model::secret::Secret;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { objects: 100, rounds: 100, scrypt: 1 << 16, ..Limits::default() };
    let _ = pkcs12::open(data, Some(&Secret::from(&b"secret"[..])), &limits);
    let _ = pkcs12::open(data, None, &limits);
});
