//! Names, alternative names and algorithms as people type them.

#![no_main]

use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::name::Name;
use devcert::model::san::San;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = text.parse::<KeyAlgorithm>();
    if let Some(name) = text.parse::<Name>().ok().filter(|name| !name.is_empty()) {
        let again: Name = name.to_string().parse().expect("what is shown can be typed");
        assert_eq!(again.to_string(), name.to_string());
    }
    if let Ok(san) = text.parse::<San>() {
        let _ = san.to_string();
    }
});
