//! Any file: what it holds, and everything that opens without a passphrase.

#![no_main]

use devcert::encoding::limits::Limits;
use devcert::encoding::open::open_all;
use devcert::encoding::read;
use devcert::encoding::sniff::sniff_within;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits {
        bytes: 1 << 20,
        objects: 100,
        rounds: 100,
        scrypt: 1 << 16,
        bcrypt: 1,
        rsa: 16,
        ..Limits::default()
    };
    if let Ok(contents) = sniff_within(data, &limits) {
        let _ = open_all(&contents, None, &limits);
    }
    let _ = read::private_key(data);
    let _ = read::public_key(data);
    let _ = read::certificates(data);
    let _ = read::request(data);
});
