//! `devcert ca`

mod csr;
mod export;
mod init;
mod list;
mod path;
mod permit;
mod renew;
mod rotate;
mod show;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::report::outcome::Outcome;

/// Create and inspect your local certificate authority (CA)
///
/// The CA directory contains the key, the certificate and a ledger of everything the CA has issued. devcert
/// issue, sign, revoke, crl and renew use this CA; devcert trust install makes this machine's programs trust
/// it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  # A CA for localhost, .test, private addresses and other local names
  devcert ca init
  # A CA that is also permitted to issue for this domain
  devcert ca init --permit dev.example.com
  # Permit more names later
  devcert ca permit db redis
  # Extend its validity
  devcert ca renew
  # Replace its key, and reissue its certificates
  devcert ca rotate
  # Subject, validity and permitted names
  devcert ca show
  # Issued certificates
  devcert ca list
  # The directory of the CA
  devcert ca path
  # The certificate of the CA, for a phone
  devcert ca export --out ca.mobileconfig";

/// What to do with the CA.
#[derive(Debug, clap::Subcommand)]
enum Command {
    Init(Box<init::Args>),
    #[command(visible_alias = "status")]
    Show(show::Args),
    Permit(permit::Args),
    Renew(renew::Args),
    #[command(visible_alias = "rekey", alias = "rollover", alias = "roll")]
    Rotate(Box<rotate::Args>),
    List(list::Args),
    Path(path::Args),
    Export(export::Args),
    #[command(alias = "request")]
    Csr(csr::Args),
}

/// Does what was asked for.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    match &args.command {
        Command::Init(args) => init::run(args, cx),
        Command::Show(args) => show::run(args, cx),
        Command::Permit(args) => permit::run(args, cx),
        Command::Renew(args) => renew::run(args, cx),
        Command::Rotate(args) => rotate::run(args, cx),
        Command::List(args) => list::run(args, cx),
        Command::Path(args) => path::run(args, cx),
        Command::Export(args) => export::run(args, cx),
        Command::Csr(args) => csr::run(args, cx),
    }
}
