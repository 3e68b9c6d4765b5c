//! A request, as DER.

#![no_main]

use devcert::encoding::request::Request;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(request) = Request::from_der(data) {
        let _ = (request.names(), request.subject().to_string(), request.public_key().check());
    }
});
