//! An OpenSSH private key, and a public one.

#![no_main]

use devcert::encoding::limits::Limits;
use devcert::encoding::openssh;
use devcert::model::secret::Secret;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { objects: 100, rsa: 16, bcrypt: 1, ..Limits::default() };
    let _ = openssh::open(data, Some(&Secret::from(&b"secret"[..])), &limits);
    let _ = openssh::open_public(data);
});
