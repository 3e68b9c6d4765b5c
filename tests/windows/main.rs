//! What is different on Windows, with devcert.exe under Wine; tests/windows/run builds it and runs this.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    reason = "tests make files of their own, and fail by panicking; the world is that of the command line's tests"
)]

#[path = "../cli/schema.rs"]
mod schema;
#[path = "../cli/shell.rs"]
mod shell;
#[path = "../cli/world.rs"]
mod world;

mod console;
mod files;
mod locks;
mod names;
mod programs;
mod shells;
mod stores;
mod strikes;
mod wine;
