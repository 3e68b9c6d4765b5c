//! `devcert trust uninstall`

use super::options::ChangeArgs;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::report::outcome::Outcome;
use crate::report::trust::Command;
use crate::trust::verbs;

/// Remove the CA from the trust stores
///
/// Removes only this certificate, and those that devcert ca permit has replaced, matched by fingerprint;
/// other certificates with the same name stay. Exits with 1 if a store still trusts the CA.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

const EXAMPLES: &str = "\
Examples:
  # Show the planned changes
  devcert trust uninstall --dry-run
  devcert trust uninstall --store firefox";

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    args.change.carry_out(Command::Uninstall, verbs::remove, None, cx)
}
