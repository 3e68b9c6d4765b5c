//! The outside world. Nothing else in the program opens a file, reads the clock, starts
//! another program or asks for the machine's addresses.

#![allow(clippy::disallowed_methods, reason = "this is the place that they are reserved for")]

pub mod clock;
pub mod environment;
pub mod files;
pub mod hardening;
pub mod network;
pub mod passphrase;
pub mod process;
pub mod processor;
pub mod roots;
pub mod socket;
pub mod stdio;
pub mod tcp;
pub mod user_roots;
