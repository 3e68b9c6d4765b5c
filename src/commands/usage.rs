//! What is wrong with a command line, said like every other error.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{FromArgMatches, ValueEnum};

use super::error::CommandError;
use super::{Cli, Color, Command, GlobalArgs, habits, lazy, pasted};

/// Why there is nothing to run.
pub enum Refusal {
    /// Help or the version, printed as it was asked for; with the exit code.
    Printed(u8),
    /// A command line that makes no sense, and how its error shall look.
    Usage(GlobalArgs, CommandError),
}

/// Reads the command line.
pub fn parse(line: &[OsString]) -> Result<Cli, Refusal> {
    if let Some(error) = pasted::refused(line) {
        return Err(Refusal::Usage(typed_globally(line), error));
    }
    let parsed = match lazy::parse(line) {
        // Help and suggestions are made from the options of all commands.
        Err(error) if error.kind() != ErrorKind::DisplayVersion => {
            let matches = super::definition().try_get_matches_from(line);
            matches.and_then(|matches| Cli::from_arg_matches(&matches))
        }
        parsed => parsed,
    };
    if let Ok(cli) = &parsed
        && let Some(error) = misread(cli, line)
    {
        return Err(Refusal::Usage(typed_globally(line), error));
    }
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Whoever asked for help and closed the stream has seen enough.
            let _ = error.print();
            Refusal::Printed(u8::try_from(error.exit_code()).unwrap_or(2))
        }
        _ => Refusal::Usage(typed_globally(line), explain(&error, line)),
    })
}

/// The options that say how an error shall look, as far as they can be made out.
fn typed_globally(line: &[OsString]) -> GlobalArgs {
    let words: Vec<_> = line.iter().filter_map(|word| word.to_str()).collect();
    let behind = words.windows(2).find(|pair| pair[0] == "--color").map(|pair| pair[1]);
    let color = words.iter().find_map(|word| word.strip_prefix("--color=")).or(behind);
    GlobalArgs {
        quiet: false,
        json: words.contains(&"--json"),
        color: color.and_then(|when| Color::from_str(when, false).ok()).unwrap_or(Color::Auto),
    }
}

/// What clap has taken for letters that belong together: `-out FILE` is openssl's.
fn misread(cli: &Cli, line: &[OsString]) -> Option<CommandError> {
    // Behind `run` are the options of another program.
    if matches!(cli.command, Command::Run(_)) || !habits::one_hyphen(line) {
        return None;
    }
    let definition = super::definition();
    let typed = habits::Line::new(line, &definition);
    Some(one_hyphen(&typed, typed.with_one_hyphen()?, line))
}

/// An option with one hyphen too few, or another program's.
fn one_hyphen(typed: &habits::Line<'_>, found: habits::OneHyphen<'_>, line: &[OsString]) -> CommandError {
    let word = found.option;
    let instead = match found.is_ours {
        true => Some(format!("write -{word}")),
        false => typed.option(word),
    };
    let unknown = CommandError::new(format_args!("\"{word}\" is not known here"));
    instead.into_iter().fold(unknown, CommandError::hint).hint(format!("{} --help", command_in(line)))
}

/// clap's error as one line and its next steps.
fn explain(error: &clap::Error, line: &[OsString]) -> CommandError {
    let definition = super::definition();
    let typed = habits::Line::new(line, &definition);
    let usage = texts(error, ContextKind::Usage).concat();
    let usage = usage.trim_start_matches("Usage: ").lines().next().unwrap_or_default();
    let help = format!("{} --help", command_in(line));
    let value = texts(error, ContextKind::InvalidValue).concat();
    let argument = option(&texts(error, ContextKind::InvalidArg).join(" and "));
    match (error.kind(), error.source()) {
        // What follows the letter is taken for its value.
        (ErrorKind::ValueValidation | ErrorKind::InvalidValue, _)
            if let Some(found) = typed.with_one_hyphen() =>
        {
            one_hyphen(&typed, found, line)
        }
        // What has no option is recognised by itself.
        (ErrorKind::ValueValidation, Some(source)) if argument.starts_with('<') => CommandError::new(source),
        (ErrorKind::ValueValidation, Some(source)) => CommandError::new(format_args!("{argument}: {source}")),
        (ErrorKind::InvalidValue, _) if value.is_empty() => {
            CommandError::new(format_args!("{argument} has no value")).hint(help)
        }
        (ErrorKind::InvalidValue, _) => {
            let known = texts(error, ContextKind::ValidValue).join(", ");
            CommandError::new(format_args!("{argument}: \"{value}\" is none of {known}"))
        }
        (ErrorKind::UnknownArgument, _) => {
            if let Some(found) = typed.with_one_hyphen()
                && typed.command().is_none()
            {
                return one_hyphen(&typed, found, line);
            }
            let argument = typed.whole(&argument);
            let unknown = CommandError::new(format_args!("\"{argument}\" is not known here"));
            let instead = typed.command().or_else(|| typed.option(argument));
            match instead {
                Some(instead) => unknown.hint(instead),
                None => suggest(unknown, error, ContextKind::SuggestedArg),
            }
            .hint(help)
        }
        (ErrorKind::InvalidSubcommand, _) => {
            let name = texts(error, ContextKind::InvalidSubcommand).concat();
            let unknown = CommandError::new(format_args!("there is no command \"{name}\""));
            match typed.command() {
                Some(instead) => unknown.hint(instead),
                None => suggest(unknown, error, ContextKind::SuggestedSubcommand),
            }
            .hint(format!("{help} lists the commands"))
        }
        (ErrorKind::MissingRequiredArgument, _) => {
            let missing = texts(error, ContextKind::InvalidArg).join(" and ");
            CommandError::new(format_args!("{missing} is missing")).hint(usage).hint(help)
        }
        (ErrorKind::ArgumentConflict, _) => {
            let prior = texts(error, ContextKind::PriorArg);
            let prior: Vec<_> = prior.iter().map(|name| option(name)).collect();
            match prior.join(" and ") {
                prior if prior == argument || prior.is_empty() => {
                    CommandError::new(format_args!("{argument} is given twice"))
                }
                prior => {
                    let told = CommandError::new(format_args!("{argument} and {prior} exclude each other"));
                    match [argument.as_str(), &prior].contains(&"--bits") {
                        true => told.hint("--bits alone makes an RSA key"),
                        false => told,
                    }
                }
            }
            .hint(help)
        }
        _ => CommandError::new(first_line(error)).hint(help),
    }
}

/// The texts in one kind of an error's context.
fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// `--bits <N>` without its value's name.
fn option(argument: &str) -> String {
    let value = argument.starts_with('-').then(|| argument.find(" <")).flatten();
    argument[..value.unwrap_or(argument.len())].to_owned()
}

/// `devcert ca init` of `devcert -q ca init --bogus`.
fn command_in(line: &[OsString]) -> String {
    let definition = super::definition();
    let mut command = &definition;
    let mut named = vec!["devcert"];
    for word in line.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(subcommand) = command.find_subcommand(word) {
            command = subcommand;
            named.push(word);
        }
    }
    named.join(" ")
}

fn suggest(told: CommandError, error: &clap::Error, kind: ContextKind) -> CommandError {
    // clap has the nearest last.
    let near: Vec<_> = texts(error, kind).into_iter().rev().collect();
    if near.is_empty() { told } else { told.hint(format!("did you mean {}?", near.join(" or "))) }
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
