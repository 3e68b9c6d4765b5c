//! A private key in PKCS#8, PKCS#1 or SEC1; what is read can be written and read again.

#![no_main]

use devcert::encoding::private_key::{self, KeyForm};
use devcert::key::PrivateKey;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let keys = [private_key::from_pkcs8(data), private_key::from_sec1(data, None)];
    let pkcs1 = PrivateKey::from_pkcs1(data).map_err(Into::into);
    for key in keys.into_iter().chain([pkcs1]).flatten() {
        let written = private_key::to_der(&key, KeyForm::Pkcs8).expect("a key that was read");
        let again = private_key::from_pkcs8(written.expose()).expect("a key that was written");
        assert_eq!(key.public(), again.public());
    }
});
