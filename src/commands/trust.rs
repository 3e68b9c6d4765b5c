//! `devcert trust`

mod env;
mod from;
mod install;
mod options;
mod status;
mod uninstall;

use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::report::outcome::Outcome;

/// Manage a CA in the system, browser and Java trust stores
///
/// devcert manages the trust stores of the operating system, Chromium and Firefox (NSS) and every Java
/// installation, and on WSL also those of Windows. Stores are handled independently: if one fails, it is
/// reported and the others continue. Where stores cannot be changed, as in CI, use `devcert trust env` or
/// `devcert run`, which set environment variables instead.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  # Add the CA to every trust store
  devcert trust install
  # Show which trust stores trust the CA
  devcert trust status
  devcert trust install --cert cert/file.crt --store firefox
  # Trust the root of a running server
  devcert trust install --from localhost:8443
  devcert trust uninstall
  eval \"$(devcert trust env)\"";

/// What to do with the stores.
#[derive(Debug, Subcommand)]
enum Verb {
    Install(install::Args),
    Status(status::Args),
    Uninstall(uninstall::Args),
    Env(env::Args),
}

/// Does what was asked for.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    match &args.verb {
        Verb::Install(args) => install::run(args, cx),
        Verb::Status(args) => status::run(args, cx),
        Verb::Uninstall(args) => uninstall::run(args, cx),
        Verb::Env(args) => env::run(args, cx),
    }
}
