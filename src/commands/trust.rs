//! `devcert trust`

mod env;
mod from;
mod install;
mod options;
mod status;
mod uninstall;

use clap::Subcommand;

use crate::cli::error::CommandError;
use crate::cli::session::Session;
use crate::report::outcome::Outcome;

/// Make the stores of this machine trust a CA, say which do, and take it out again
///
/// The stores are the operating system's, those of Chromium and Firefox (NSS), the cacerts of every
/// Java, and on WSL those of Windows too. Each is on its own: one that fails is named and stops no
/// other. Where nothing may be changed, as in CI, `trust env` and `devcert run` tell programs by
/// variables.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  devcert trust install                             the CA, in every store
  devcert trust status                              where is it trusted, and where not?
  devcert trust install --cert cert/file.crt --store firefox
  devcert trust install --from localhost:8443       the root of a running server
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
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    match &args.verb {
        Verb::Install(args) => install::run(args, session),
        Verb::Status(args) => status::run(args, session),
        Verb::Uninstall(args) => uninstall::run(args, session),
        Verb::Env(args) => env::run(args, session),
    }
}
