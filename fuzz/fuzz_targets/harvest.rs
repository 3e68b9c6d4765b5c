//! A file of any kind, in which certificates are looked for.

#![no_main]

use devcert::pki::expiry::{scan, is_worth_reading};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = is_worth_reading(data, data.len() as u64);
    for (certificate, spot) in scan(data, &[]).certificates {
        assert!(spot.line.is_none_or(|line| line > 0));
        assert!(!certificate.der().is_empty());
    }
});
