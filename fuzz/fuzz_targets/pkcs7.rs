//! A PKCS#7 bundle.

#![no_main]

use devcert::encoding::limits::Limits;
use devcert::encoding::pkcs7;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = pkcs7::open(data, &Limits { objects: 100, ..Limits::default() });
});
