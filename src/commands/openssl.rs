//! `devcert openssl`, as the help of devcert has it. The line itself is read in `crate::openssl`, before devcert's own
//! options are.

use std::ffi::OsString;

use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::report::outcome::Outcome;

/// Run openssl's command line: `devcert openssl req -x509 ...`
///
/// Scripts that call openssl run unchanged: `devcert openssl SUBCOMMAND ...` reads the options and configuration files of
/// OpenSSL 3.0 and writes the same files. `--explain SUBCOMMAND ...` runs nothing and prints the devcert command for the
/// same. `--install DIR` creates a link by the name `openssl` in a directory to put
/// first on PATH; called by that name, devcert reads openssl's command line too. Options that are not supported are
/// rejected by name with exit code 1. `devcert openssl help` lists the subcommands.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Subcommand and its options, as openssl reads them
    #[arg(value_name = "SUBCOMMAND", trailing_var_arg = true, allow_hyphen_values = true, help_heading = None)]
    words: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  devcert openssl version
  devcert openssl help
  devcert openssl --explain req -new -key private.pem -out csr.pem
  devcert openssl --install ~/.local/lib/devcert";

/// Reached only if options of devcert precede `openssl`.
pub(super) fn run(args: &Args) -> Result<Outcome, CommandError> {
    let first = args.words.first().and_then(|word| word.to_str()).unwrap_or("help");
    let error = CommandError::new("devcert's own options cannot be used with openssl's command line");
    Err(error.hint(Hint::command(format!("devcert openssl {first}"))))
}
