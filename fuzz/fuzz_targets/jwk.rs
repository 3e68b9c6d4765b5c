//! A JSON web key, or a set of them.

#![no_main]

use devcert::encoding::limits::Limits;
use devcert::encoding::sniff::ObjectKind;
use devcert::encoding::{jwk, private_key};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { objects: 100, rsa: 16, ..Limits::default() };
    for object in jwk::open(data, &limits).unwrap_or_default() {
        if object.kind == ObjectKind::Pkcs8 {
            let _ = private_key::from_pkcs8(object.der.expose());
        }
    }
});
