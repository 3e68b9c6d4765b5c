//! The command as its users meet it: one sealed world a test, one sentence a behaviour.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests make files of their own, and fail by panicking, their helpers too"
)]

mod bad_values;
mod flow;
mod foreign_text;
mod help;
mod names;
mod output;
#[cfg(unix)]
mod special_files;
mod subject;
mod world;
