//! Results to people and machines.

pub mod build;
pub mod color;
pub mod doctor;
pub mod expires;
pub mod inspect;
pub mod issued;
pub mod lint;
pub mod next_step;
pub mod outcome;
pub mod place;
pub mod print;
pub mod probe;
pub mod progress;
pub mod sanitize;
pub mod schedule;
pub mod sentence;
pub mod shell;
pub mod trust;
pub mod ui;
pub mod verify;
pub mod webtransport;
mod wrap;
