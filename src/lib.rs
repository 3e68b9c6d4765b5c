//! devcert library
#[doc(hidden)]
pub mod commands;
pub mod encoding;
#[doc(hidden)]
pub mod host;
pub mod key;
pub mod model;
pub mod pki;
#[doc(hidden)]
pub mod report;
