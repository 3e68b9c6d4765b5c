//! A subcommand as data.

use super::failure::Failure;
use super::options::{Line, Table};
use super::session::Session;

/// A subcommand.
pub(super) struct Subcommand {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// Its options.
    pub table: Table,
    /// Runs it and returns the exit status.
    pub run: fn(&Line, &mut Session) -> Result<u8, Failure>,
}
