//! Bytes to model and key, and back.
//!
//! [`sniff`] says what a file holds, whatever it is called; the other modules read and write one
//! kind of object each.

pub mod authority_info;
pub mod ca_database;
pub mod certificate;
mod constraint;
pub mod crl;
pub mod defect;
pub(crate) mod diagnose;
mod ec_key;
pub mod encrypted_key;
pub(crate) mod error;
mod extension;
pub mod jwk;
pub mod legacy_pem;
mod lenient_time;
pub mod limits;
mod ml_dsa;
pub(crate) mod name;
pub(crate) mod object;
pub mod ocsp;
pub(crate) mod oddity;
pub mod open;
pub mod openssh;
mod other_key;
mod outline;
mod pbe;
pub mod pem;
pub mod pkcs12;
pub mod pkcs7;
mod pkcs8;
mod pki_types;
pub mod private_key;
pub mod read;
pub mod request;
mod san;
pub mod signed;
pub mod sniff;
pub(crate) mod strict;
mod structure;
pub mod symmetric;
pub mod term;

pub(crate) use extension::to_der as extension_to_der;
pub(crate) use structure::to_der as ber_to_der;
pub(crate) use structure::with_readable_parts;
