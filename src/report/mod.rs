//! Floor 4: results to people and machines.

pub mod outcome;
pub mod print;
pub mod sanitize;
pub mod summary;
pub mod text;
pub mod ui;
pub mod verify;
