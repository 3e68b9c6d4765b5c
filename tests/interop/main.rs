//! devcert's files, checked by programs that share no code with it; and their files, read by devcert.
//!
//! README.md beside this file says what is needed and how to run it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "a test may fail, and works with files and programs"
)]

mod algorithms;
mod armour;
mod ca;
mod ca_faults;
mod ca_out_of_order;
mod ca_rotation;
mod certificates;
mod chains;
mod chromium;
mod ci_guide;
mod completions;
mod crowds;
mod deliberate;
#[path = "../../crates/devcert/tests/forms/der.rs"]
mod der;
mod expires;
mod faults;
mod fixtures;
mod foreign;
mod foreign_cas;
#[path = "../cli/forged.rs"]
mod forged;
mod full_disk;
mod guide;
mod hostile;
mod interrupted;
mod java;
mod keys;
mod limbo;
mod limits;
mod lint;
mod manual;
mod matrix;
mod memory;
mod names;
mod notes_server;
mod odd;
mod openssl;
mod other_keys;
mod pair;
mod permit;
mod probe;
mod schedule;
#[path = "../cli/schema.rs"]
mod schema;
mod schemas;
mod server;
mod servers;
mod signatures;
mod strictness;
mod structures;
mod tables;
mod text;
mod trace;
mod trust;
mod vectors;
mod verdicts;
mod world;
mod wycheproof;
