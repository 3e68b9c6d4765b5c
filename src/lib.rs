//! devcert library
pub mod encoding;
pub mod key;
pub mod model;
pub mod pki;
pub mod report;
