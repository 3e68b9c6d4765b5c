//! `devcert trust uninstall`

use super::options::ChangeArgs;
use crate::cli::error::CommandError;
use crate::cli::session::Session;
use crate::report::outcome::Outcome;
use crate::report::trust::Command;
use crate::trust::verbs;

/// Take the CA out of every store
///
/// Exactly this certificate, and those that devcert ca permit has replaced: each is recognised by its
/// fingerprint, so that another CA of the same name stays.
/// Exit code 1 when a store still trusts it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert trust uninstall --dry-run                 what would be done
  devcert trust uninstall --store firefox";

pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    args.change.carry_out(Command::Uninstall, verbs::remove, None, session)
}
