//! `devcert trust uninstall`

use super::certificate::Found;
use super::options::{DryRunArgs, StoreArgs};
use crate::commands::error::CommandError;
use crate::commands::session::Session;
use crate::report::outcome::Outcome;
use crate::report::trust::Command;
use crate::trust::{Machine, Store, verbs};

/// Take the CA out of every store
///
/// Exactly this certificate: it is told by its fingerprint, so that another one of the same name stays.
/// Exit code 1 when a store still trusts it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    stores: StoreArgs,
    #[command(flatten)]
    dry_run: DryRunArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert trust uninstall --dry-run                 what would be done
  devcert trust uninstall --store nss";

pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let mode = args.dry_run.mode();
    let uninstall = |store: &dyn Store, found: &Found, machine: &Machine| {
        verbs::uninstall(store, &found.anchor, machine, mode)
    };
    args.stores.for_each(Command::Uninstall, &uninstall, session)
}
