//! The vocabulary of certificates and keys, as types. What is built or parsed from text, such as a [`name::Name`] or a
//! [`san::San`], holds only what RFC 5280 allows: the constructors check it. What the readers of [`crate::encoding`]
//! find in a file is kept as it is, so that it can be shown and written again: a name with any relative names, an
//! alternative name with any text ([`san::UnusableName`]), and an extension with any value
//! ([`extension::OtherExtension`]).
//!
//! Nothing here knows a file, a terminal, the environment or the clock.

pub mod algorithm;
pub mod constraint;
pub mod control_chars;
pub mod der_error;
pub mod extension;
pub mod fingerprint;
pub mod hex;
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
