//! `devcert man`

use clap::Command;
use clap_mangen::Man;

use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::similar::nearest;
use crate::report::outcome::{Outcome, Report, Verdict};

/// Print the manual, for man(1)
///
/// One page for devcert, or one for a command, in roff on standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The command to print the page of, as in ca init or ca-init
    command: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  devcert man | man -l -
  devcert man ca init | man -l -
  devcert man selfsign > devcert-selfsign.1";

/// Generates the page from the command line's definition.
pub(super) fn run(args: &Args) -> Result<Outcome, CommandError> {
    let mut definition = super::definition();
    definition.build();
    let name = args.command.join("-");
    let name = name.strip_prefix("devcert-").unwrap_or(&name);
    let page = match name {
        "" | "devcert" => definition.clone(),
        name => match page(&definition, name) {
            Some(command) => command.clone().name(format!("devcert-{name}")),
            None => return Err(unknown(&args.command.join(" "), name)),
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

fn unknown(typed: &str, name: &str) -> CommandError {
    let error = CommandError::new(format_args!("there is no command \"{}\"", typed.escape_debug()));
    let pages = pages();
    let near = nearest(name, pages.iter().map(String::as_str));
    let near = near.map(|page| Hint::command(format!("devcert man {page}")));
    near.into_iter()
        .fold(error, CommandError::hint)
        .hint(Hint::command("devcert --help").note("lists the commands"))
}

/// The names of all pages but the first: `ca`, `ca-init` and so on.
pub(super) fn pages() -> Vec<String> {
    fn below(command: &Command, before: &str, pages: &mut Vec<String>) {
        for command in command.get_subcommands() {
            let name = format!("{before}{}", command.get_name());
            below(command, &format!("{name}-"), pages);
            pages.push(name);
        }
    }
    let mut pages = Vec::new();
    below(&super::definition(), "", &mut pages);
    pages.sort();
    pages
}
