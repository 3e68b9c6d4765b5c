//! `devcert trust install`

use super::from::FromArgs;
use super::options::ChangeArgs;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::report::outcome::Outcome;
use crate::report::trust::Command;
use crate::trust::verbs;

/// Add the CA to the trust stores
///
/// Reads each store back the way its clients do. Uses sudo for stores owned by root; sudo may prompt for a
/// password, but never without a terminal. If devcert ca permit has given the CA another certificate, that
/// one replaces the old one. Exits with 1 if a store does not trust the CA.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    from: FromArgs,
    #[command(flatten)]
    change: ChangeArgs,
}

const EXAMPLES: &str = "\
Examples:
  # Show the planned changes
  devcert trust install --dry-run
  devcert trust install --store system,java
  # A self-signed certificate
  devcert trust install --cert cert/file.crt
  # The root of a running server
  devcert trust install --from localhost:8443";

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let chosen = args.from.chosen(cx)?;
    args.change.carry_out(Command::Install, verbs::replace, chosen, cx)
}
