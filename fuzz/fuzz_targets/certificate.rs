//! A certificate, as DER.

#![no_main]

use devcert::encoding::certificate::Certificate;
use devcert::pki::lint::{Context, lint_all};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(certificate) = Certificate::from_der(data) {
        assert!(data.ends_with(certificate.signed().part()) || !certificate.signed().part().is_empty());
        let _ = (certificate.names(), certificate.is_ca(), certificate.subject().to_string());
        let _ = certificate.public_key().check();
        let _ = lint_all(&[&certificate, &certificate], Context::default());
    }
});
