//! `devcert man`

use clap::Command;
use clap_mangen::Man;

use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::pages::pages;
use crate::cli::similar::nearest;
use crate::report::outcome::{Outcome, Report, Verdict};

/// Generate man pages
///
/// Prints one page in roff to standard output: the page of devcert, or of a command.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Command of the page, such as ca init or ca-init
    command: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  devcert man | man -l -
  devcert man ca init | man -l -
  devcert man selfsign > devcert-selfsign.1";

/// Generates the page from the definition of the command line.
pub(super) fn run(args: &Args, mut definition: Command) -> Result<Outcome, CommandError> {
    let pages = pages(&definition);
    definition.build();
    let name = args.command.join("-");
    let name = name.strip_prefix("devcert-").unwrap_or(&name);
    let page = match name {
        "" | "devcert" => definition.clone(),
        name => match page(&definition, name) {
            Some(command) => command.clone().name(format!("devcert-{name}")),
            None => return Err(unknown(&args.command.join(" "), name, &pages)),
        },
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text)?;
    Ok(Outcome { verdict: Verdict::Yes, report: Report::Text(String::from_utf8_lossy(&text).into_owned()) })
}

/// The command of a page: `ca-init` is `init` below `ca`.
fn page<'a>(command: &'a Command, name: &str) -> Option<&'a Command> {
    command.get_subcommands().find_map(|below| match name.strip_prefix(below.get_name())? {
        "" => Some(below),
        rest => page(below, rest.strip_prefix('-')?),
    })
}

fn unknown(typed: &str, name: &str, pages: &[String]) -> CommandError {
    let error = CommandError::new(format_args!("unknown command \"{}\"", typed.escape_debug()));
    let near = nearest(name, pages.iter().map(String::as_str));
    let near = near.map(|page| Hint::command(format!("devcert man {page}")));
    near.into_iter()
        .fold(error, CommandError::hint)
        .hint(Hint::command("devcert --help").note("lists the commands"))
}
