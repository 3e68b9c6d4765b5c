//! `devcert man`

use std::path::{Path, PathBuf};

use clap::Command;
use clap::builder::Resettable;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::pages::pages;
use crate::cli::similar::nearest;
use crate::host::files::{self, Output, Overwrite};
use crate::report::outcome::{Outcome, Report, Verdict};

/// Generate man pages
///
/// Prints one page in roff to standard output: the page of devcert, or of a command. With --out-dir, writes the
/// pages of devcert and of all its commands.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Command of the page, such as ca init or ca-init
    #[arg(conflicts_with = "out_dir")]
    command: Vec<String>,
    /// Write all pages to this directory: devcert.1, devcert-ca.1, devcert-ca-init.1 and so on
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Replace existing pages
    #[arg(long, short, requires = "out_dir")]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  devcert man | man -l -
  devcert man ca init | man -l -
  # All pages, for man devcert-ca-init
  devcert man --out-dir ~/.local/share/man/man1";

/// Generates pages from the definition of the command line.
pub(super) fn run(args: &Args, definition: Command, cx: &mut Context) -> Result<Outcome, CommandError> {
    let pages = pages(&definition);
    // A page lists the pages of the commands below; help has none.
    let mut definition = definition.disable_help_subcommand(true);
    definition.build();
    let text = match &args.out_dir {
        Some(folder) => {
            write(folder, &definition, &pages, args.force, cx)?;
            String::new()
        }
        None => printed(&args.command, &definition, &pages)?,
    };
    Ok(Outcome { verdict: Verdict::Yes, report: Report::Text(text) })
}

/// The page that is requested.
fn printed(typed: &[String], definition: &Command, pages: &[String]) -> Result<String, CommandError> {
    let name = typed.join("-");
    let name = name.strip_prefix("devcert-").unwrap_or(&name);
    match name {
        "" | "devcert" => page(definition, ""),
        name => match command(definition, name) {
            Some(command) => page(command, name),
            None => Err(unknown(&typed.join(" "), name, pages)),
        },
    }
}

/// Writes all pages.
fn write(
    folder: &Path,
    definition: &Command,
    pages: &[String],
    force: bool,
    cx: &mut Context,
) -> Result<(), CommandError> {
    cx.begin_report()?;
    let output = |name: &str, text: String| {
        Output::public(folder.join(format!("{}.1", title(name))), text.into_bytes(), Overwrite::when(force))
    };
    let mut outputs = vec![output("", page(definition, "")?)];
    for name in pages {
        if let Some(command) = command(definition, name) {
            outputs.push(output(name, page(command, name)?));
        }
    }
    let count = outputs.len();
    let notes = files::write(outputs)?;
    cx.warn_of(&notes);
    cx.ui.note(format_args!("created {count} man pages in {}", folder.display()));
    Ok(())
}

/// The command of a page: `ca-init` is `init` below `ca`.
fn command<'a>(above: &'a Command, name: &str) -> Option<&'a Command> {
    above.get_subcommands().find_map(|below| match name.strip_prefix(below.get_name())? {
        "" => Some(below),
        rest => command(below, rest.strip_prefix('-')?),
    })
}

/// The title of a page.
fn title(name: &str) -> String {
    if name.is_empty() { "devcert".to_owned() } else { format!("devcert-{name}") }
}

/// A page in roff.
fn page(command: &Command, name: &str) -> Result<String, CommandError> {
    let title = title(name);
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    // Instead of the sections EXTRA and VERSION that clap_mangen writes.
    let command = command.clone().name(&title).after_help(Resettable::Reset).version(Resettable::Reset);
    let man = Man::new(command).title(&title).source(concat!("devcert ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    man.render(&mut text)?;
    let mut text = String::from_utf8_lossy(&text).into_owned();
    text.push_str(&after(&help));
    text.push_str(&see_also(name));
    Ok(text)
}

/// What comes after the options in the help, line by line: each paragraph starts with its heading and a colon.
fn after(help: &str) -> String {
    let mut roff = Roff::new();
    for (heading, lines) in help.split("\n\n").filter_map(|paragraph| paragraph.split_once(':')) {
        roff.control("SH", [heading.to_uppercase().as_str()]).control("nf", []);
        for line in lines.trim_start_matches(['\n', ' ']).lines() {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        roff.control("fi", []);
    }
    sections(&roff)
}

/// The pages of the commands above.
fn see_also(name: &str) -> String {
    let mut roff = Roff::new();
    if !name.is_empty() {
        let above = name.match_indices('-').map(|(at, _)| title(&name[..at]));
        let pages = std::iter::once(title("")).chain(above).map(|page| format!("{page}(1)"));
        roff.control("SH", ["SEE ALSO"]).text([roman(pages.collect::<Vec<_>>().join(", "))]);
    }
    sections(&roff)
}

/// The sections without the definition of the apostrophe, which the page has at its start.
fn sections(roff: &Roff) -> String {
    let text = roff.render();
    text.find(".SH").map_or_else(String::new, |start| text[start..].to_owned())
}

fn unknown(typed: &str, name: &str, pages: &[String]) -> CommandError {
    let error = CommandError::new(format_args!("unknown command \"{}\"", typed.escape_debug()));
    let near = nearest(name, pages.iter().map(String::as_str));
    let near = near.map(|page| Hint::command(format!("devcert man {page}")));
    near.into_iter()
        .fold(error, CommandError::hint)
        .hint(Hint::command("devcert --help").note("lists the commands"))
}
