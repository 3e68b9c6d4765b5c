//! The command as its users meet it: one sealed world a test, one sentence a behaviour.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests make files of their own, and fail by panicking, their helpers too"
)]

mod accounting;
mod bad_files;
mod bad_values;
mod ca;
mod ca_export;
mod ca_files;
mod ca_folder;
mod ca_renew;
mod ca_rotate;
mod chains;
mod convert;
mod csr;
mod deliberate;
mod doctor;
mod expires;
#[cfg(unix)]
mod fixes;
mod flow;
mod foreign_cli;
mod foreign_text;
mod forged;
mod genkey;
mod git;
mod help;
mod hint_scenarios;
mod if_needed;
mod inspect;
mod issue;
mod lint;
mod lint_fixes;
mod manual;
mod many_keys;
#[cfg(unix)]
mod modes;
mod names;
mod next_steps;
mod odd_armour;
mod openssl;
mod options;
mod output;
mod overwrite;
mod people_names;
mod permit;
mod probe;
mod project;
mod pubkey;
mod renew;
mod reproducible;
mod requests;
mod revoke;
#[cfg(unix)]
mod run;
mod schema;
mod schemas;
mod secp256k1;
mod secrets;
mod selfsign;
mod shell;
mod sign;
#[cfg(unix)]
mod signatures;
mod special_files;
mod streams;
mod subject;
#[cfg(unix)]
mod trust;
#[cfg(unix)]
mod verdicts;
mod waiting;
mod work;
mod world;
