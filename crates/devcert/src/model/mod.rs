//! The vocabulary of certificates and keys, as types. What is parsed from text holds only valid values.
//!
//! Nothing here knows a file, a terminal, the environment or the clock.

pub mod algorithm;
pub mod constraint;
pub mod extension;
pub mod fingerprint;
pub mod hex;
pub mod hidden;
pub mod name;
pub mod oid;
pub mod profile;
pub mod san;
pub mod secret;
pub mod serial;
pub mod span;
pub mod suffix;
pub mod usage;
pub mod validity;
