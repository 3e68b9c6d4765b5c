//! A revocation list, as DER.

#![no_main]

use devcert::encoding::crl::Crl;
use devcert::pki::lint::lint_crl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(list) = Crl::from_der(data) {
        let _ = (list.issuer().to_string(), list.signed().part());
        let _ = lint_crl(&list);
    }
});
