//! Floor 4: results to people and machines.

pub mod sanitize;
pub mod verify;
