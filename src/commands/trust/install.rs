//! `devcert trust install`

use super::from::FromArgs;
use super::options::ChangeArgs;
use crate::cli::error::CommandError;
use crate::cli::session::Session;
use crate::report::outcome::Outcome;
use crate::report::trust::Command;
use crate::trust::verbs;

/// Make every store trust the CA
///
/// Afterwards each store is read back as its clients read it. What belongs to root is changed through
/// sudo, which asks at the terminal if it has to; without a terminal nothing asks. Exit code 1 when a
/// store could not be made to trust it. Where devcert ca permit has given the CA another certificate, that one
/// takes the former one's place.
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
  devcert trust install --dry-run                   what would be done
  devcert trust install --store system,java
  devcert trust install --cert cert/file.crt        a self-signed certificate
  devcert trust install --from localhost:8443       the root of a running server";

pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let chosen = args.from.chosen(session)?;
    args.change.carry_out(Command::Install, verbs::replace, chosen, session)
}
