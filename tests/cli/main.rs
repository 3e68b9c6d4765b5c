//! The command as its users meet it: one sealed world a test, one sentence a behaviour.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, its helpers too"
)]

mod convert;
mod flow;
mod world;
