//! The `devcert` command, as a library for its own tests. Programs depend on the crate `devcert`, which has
//! the keys, certificates and structures; here are files, trust stores, operations and the command line.
#![allow(missing_docs, reason = "no crate depends on it, and a doc comment on a field of `Args` is its help")]

pub mod ca;
pub mod cli;
pub mod commands;
pub mod host;
pub mod openssl;
pub mod ops;
pub mod report;
pub mod trust;
pub mod usage;

/// The examples of the page run with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
pub struct LibraryPage;
