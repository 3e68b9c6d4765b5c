//! `devcert man`

use clap_mangen::Man;

use super::error::CommandError;
use crate::report::outcome::{Outcome, Report, Verdict};

/// Print the manual, for man(1)
///
/// One page for devcert, or one for a command, in roff on standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The command to print the page of
    command: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  devcert man | man -l -
  devcert man selfsign > devcert-selfsign.1";

/// Generates the page from the command line's definition.
pub(super) fn run(args: &Args) -> Result<Outcome, CommandError> {
    let mut definition = super::definition();
    definition.build();
    let page = match &args.command {
        None => definition,
        Some(name) => {
            let command = definition.find_subcommand(name).ok_or_else(|| {
                CommandError::new(format_args!("there is no command \"{}\"", name.escape_debug()))
                    .hint("devcert --help lists the commands")
            })?;
            command.clone().name(format!("devcert-{name}"))
        }
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text)?;
    Ok(Outcome { verdict: Verdict::Yes, report: Report::Text(String::from_utf8_lossy(&text).into_owned()) })
}
