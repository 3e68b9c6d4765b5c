//! `devcert ca`

mod export;
mod init;
mod list;
mod path;
mod permit;
mod show;
mod throw_away;

use crate::cli::error::CommandError;
use crate::cli::session::Session;
use crate::report::outcome::Outcome;

/// A certificate authority (CA) of your own, for development
///
/// The key and the certificate lie in the CA's folder, beside a ledger of everything that was issued.
/// devcert issue, sign, revoke, crl and renew work with it; devcert trust install makes this machine's
/// programs trust it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  devcert ca init                                   for localhost, .test, private addresses and the like
  devcert ca init --permit dev.example.com          and for this domain
  devcert ca permit db redis                        let the CA issue for these names too
  devcert ca show                                   what the CA is, and until when
  devcert ca list                                   what it has issued
  devcert ca path                                   the directory of the CA
  devcert ca export --out ca.mobileconfig           its certificate, for a phone";

/// What to do with the CA.
#[derive(Debug, clap::Subcommand)]
enum Command {
    Init(Box<init::Args>),
    #[command(visible_alias = "status")]
    Show(show::Args),
    Permit(permit::Args),
    List(list::Args),
    Path(path::Args),
    Export(export::Args),
}

/// Does what was asked for.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    match &args.command {
        Command::Init(args) => init::run(args, session),
        Command::Show(args) => show::run(args, session),
        Command::Permit(args) => permit::run(args, session),
        Command::List(args) => list::run(args, session),
        Command::Path(args) => path::run(args, session),
        Command::Export(args) => export::run(args, session),
    }
}
