//! Floor 4: results to people and machines.

pub mod inspect;
pub mod outcome;
pub mod print;
pub mod sanitize;
pub mod shell;
pub mod text;
pub mod trust;
pub mod ui;
pub mod verify;
