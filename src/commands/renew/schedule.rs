//! `devcert renew --schedule`: the same command, every day.

use std::path::Path;

use super::args::{Args, Scheduler};
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::host::environment;
use crate::host::files::absolute;
use crate::host::passphrase::Source;
use crate::report::outcome::{Outcome, Report, Verdict};
use crate::report::schedule;

/// Prints what makes the scheduler run this command every day.
pub(super) fn print(args: &Args, scheduler: Scheduler, cx: &mut Context) -> Result<Outcome, CommandError> {
    let words = words(args, cx)?;
    // crontab(5) has no escape for it, and the rest would be another line of the table.
    if matches!(scheduler, Scheduler::Cron) && words.iter().any(|word| word.contains(['\n', '\r'])) {
        return Err(CommandError::new("a line of crontab cannot contain a line break")
            .hint("put the commands into a script, and run that with --exec")
            .hint(Hint::again(vec![Edit::Set("schedule", "systemd".to_owned())])));
    }
    let scheduler = match scheduler {
        Scheduler::Systemd => schedule::Scheduler::Systemd { system: environment::is_root() },
        Scheduler::Cron => schedule::Scheduler::Cron,
    };
    let text = scheduler.daily("devcert-renew", "Renew certificates with devcert", &words);
    Ok(Outcome { verdict: Verdict::Yes, report: Report::Text(text) })
}

/// The words of the command, which have to mean the same in another folder and with another environment.
fn words(args: &Args, cx: &mut Context) -> Result<Vec<String>, CommandError> {
    let mut words = vec![program()?, "--quiet".to_owned(), "renew".to_owned()];
    words.extend(args.roots().iter().map(|path| text(&absolute(path))));
    let mut add = |option: &str, value: String| words.extend([format!("--{option}"), value]);
    add("within", args.within.to_string());
    if let Some(lifetime) = args.lifetime.lifetime() {
        add("valid-for", lifetime.to_string());
    }
    if let Some(ca) = authority::find(&args.ca.ca, cx)? {
        add("ca", text(&absolute(&ca.folder)));
    }
    match &args.ca.passphrase {
        None => {}
        Some(Source::File(path)) => add("passphrase", format!("file:{}", text(&absolute(path)))),
        Some(Source::Environment(_) | Source::Stdin | Source::Prompt) => {
            return Err(CommandError::new(
                "a scheduled command has no terminal, input or variables of yours",
            )
            .hint("put the passphrase in a file that only you can read: --passphrase file:PATH"));
        }
    }
    if let Some(command) = &args.exec {
        add("exec", command.clone());
    }
    if args.new_key {
        words.push("--new-key".to_owned());
    }
    Ok(words)
}

/// The path of this program.
fn program() -> Result<String, CommandError> {
    let program = std::env::current_exe();
    program.map(|path| text(&path)).map_err(|error| {
        CommandError::new(format_args!("cannot find the path of this program: {error}"))
            .hint("write the unit by hand; its command is devcert renew")
    })
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
