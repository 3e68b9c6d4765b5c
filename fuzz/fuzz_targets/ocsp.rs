//! An OCSP response, as DER.

#![no_main]

use devcert::encoding::ocsp::Response;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(response) = Response::from_der(data) {
        assert!(!response.signed.part().is_empty());
        let _ = (response.responder.to_string(), response.produced_at);
    }
});
