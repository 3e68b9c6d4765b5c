//! `devcert trust status`

use super::options::StoreArgs;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::TrustedCertificate;
use crate::report::outcome::Outcome;
use crate::report::trust::Command;
use crate::trust::{Machine, Store, verbs};

/// Show which trust stores trust the CA
///
/// Reads each store the way its clients do. Exits with 0 if all trust the CA, and with 1 if one does not.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    stores: StoreArgs,
}

const EXAMPLES: &str = "\
Examples:
  devcert trust status
  devcert trust status --store firefox,chrome --json
  devcert trust status --quiet || devcert trust install";

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let look =
        |store: &dyn Store, chosen: &TrustedCertificate, _: &Machine| verbs::look(store, &chosen.anchor);
    args.stores.for_each(Command::Status, &look, None, cx)
}
