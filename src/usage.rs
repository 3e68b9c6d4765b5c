//! What is wrong with a command line, said like every other error.

mod foreign_cli;
mod pasted;
mod values;
mod words;

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Error, FromArgMatches, ValueEnum};

use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::{Edit, Line};
use crate::commands::{Cli, Color, Command, GlobalArgs, definition};
use crate::openssl;
use crate::report::print;
use crate::report::ui::Ui;
use words::line_of;

/// Why there is nothing to run.
pub enum ParseExit {
    /// Help or the version, printed as it was asked for; with the exit code.
    Printed(u8),
    /// A command line that makes no sense, and how its error shall look.
    Usage(GlobalArgs, CommandError),
}

/// Reads the command line.
pub fn parse(line: &[OsString]) -> Result<Cli, ParseExit> {
    if let Some(error) = pasted::refused(line) {
        return Err(ParseExit::Usage(typed_globally(line), error));
    }
    let parsed = match of_one_command(line) {
        // Help and suggestions are made from the options of all commands.
        Err(error) if error.kind() != ErrorKind::DisplayVersion => {
            let matches = definition().try_get_matches_from(line);
            matches.and_then(|matches| Cli::from_arg_matches(&matches))
        }
        parsed => parsed,
    };
    if let Ok(cli) = &parsed
        && let Some(error) = misread(cli, line)
    {
        return Err(ParseExit::Usage(typed_globally(line), error));
    }
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => print_requested(&error, line),
        _ => ParseExit::Usage(typed_globally(line), explain(&error, line)),
    })
}

/// Prints help or the version; the version as JSON with `--json`.
fn print_requested(requested: &Error, line: &[OsString]) -> ParseExit {
    let global = typed_globally(line);
    let printed = match requested.kind() {
        ErrorKind::DisplayVersion if global.json => print::build(global.ui()),
        _ => print::help(requested),
    };
    match printed {
        Ok(()) => ParseExit::Printed(u8::try_from(requested.exit_code()).unwrap_or(2)),
        Err(error) => ParseExit::Usage(global, error.into()),
    }
}

/// Reads a command line by the definition of the command that it names. What an error says may be less than there
/// is to say, as that definition is no larger than it has to be.
fn of_one_command(line: &[OsString]) -> Result<Cli, Error> {
    let all = Cli::<false>::command();
    let asked = line.get(1).and_then(|word| all.find_subcommand(word)).cloned();
    let definition = match asked {
        // With the others beside it each of them would be given the options that all have.
        Some(command) => GlobalArgs::augment_args(one_command()).subcommand(command),
        None => all,
    };
    Cli::from_arg_matches(&definition.try_get_matches_from(line)?)
}

/// devcert without its commands.
fn one_command() -> clap::Command {
    let command = clap::Command::new("devcert").version(env!("CARGO_PKG_VERSION")).propagate_version(true);
    command.disable_help_flag(true).disable_version_flag(true)
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
        help: None,
        version: None,
    }
}

/// What clap has taken for letters that belong together: `-out FILE` is openssl's.
fn misread(cli: &Cli, line: &[OsString]) -> Option<CommandError> {
    // Behind `run` are the options of another program.
    if matches!(cli.command, Command::Run(_)) || !foreign_cli::one_hyphen(line) {
        return None;
    }
    let typed = Line::read(line, definition())?;
    Some(unknown(foreign_cli::with_one_hyphen(&typed)?, &typed))
}

/// A word that the command does not know.
fn unknown(word: &str, typed: &Line) -> CommandError {
    let error = CommandError::new(format_args!("unexpected argument \"{word}\""));
    error.hint(meant(typed).unwrap_or_else(|| help(typed)))
}

/// The command line that was meant.
fn meant(typed: &Line) -> Option<Hint> {
    foreign_cli::answer(typed).or_else(|| foreign_cli::corrected(typed))
}

/// Prints the command of devcert that does what a command line of openssl does, and returns the exit status: 1 where
/// devcert has none.
#[must_use]
pub fn print_equivalent(words: &[OsString]) -> u8 {
    let ui = Ui { quiet: false, json: false };
    let typed: Vec<_> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let Some(name) = typed.first() else {
        ui.error("missing command after --explain");
        ui.hint("add one, as in `devcert openssl --explain genrsa -out private.pem`");
        return 1;
    };
    let line = match openssl::read(&typed) {
        Ok(line) => line,
        Err(failure) => {
            failure.print(ui);
            return 1;
        }
    };
    let Some((command, notes)) = foreign_cli::equivalent(name, line) else {
        ui.error(format_args!("devcert has no command of its own for this call of openssl {name}"));
        ui.hint("omit --explain to run the call");
        return 1;
    };
    for note in notes {
        ui.note(note);
    }
    match ui.text(&format!("{command}\n")) {
        Ok(()) => 0,
        Err(error) => {
            ui.error(format_args!("cannot write to standard output: {error}"));
            1
        }
    }
}

/// The help of the command that a line is for, where nothing better is known.
fn help(typed: &Line) -> Hint {
    Hint::command(format!("{} --help", typed.command_path()))
}

/// clap's error as one line and its next steps.
fn explain(error: &clap::Error, line: &[OsString]) -> CommandError {
    // What is not text is in no option, and can be quoted in no answer.
    let typed = Line::read(line, definition()).unwrap_or_else(|| line_of(Vec::new()));
    let help = help(&typed);
    let argument = option(&texts(error, ContextKind::InvalidArg).join(" and "));
    match error.kind() {
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => value(error, &argument, &typed)
            .unwrap_or_else(|| missing_value(&argument, &texts(error, ContextKind::ValidValue)).hint(help)),
        ErrorKind::UnknownArgument => {
            let one_hyphen =
                foreign_cli::with_one_hyphen(&typed).filter(|_| foreign_cli::answer(&typed).is_none());
            unknown(one_hyphen.unwrap_or_else(|| foreign_cli::whole(&typed, &argument)), &typed)
        }
        ErrorKind::InvalidSubcommand => {
            let name = texts(error, ContextKind::InvalidSubcommand).concat();
            let error = CommandError::new(format_args!("unknown command \"{name}\""));
            error.hint(meant(&typed).unwrap_or_else(|| help.note("lists the commands")))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = texts(error, ContextKind::InvalidArg);
            let words = EXAMPLES.iter().filter(|(name, _)| missing.iter().any(|one| one == name));
            let words = words.flat_map(|(_, words)| words.iter().map(|word| (*word).to_owned()));
            // An option without a value that another one requires.
            let options =
                missing.iter().filter(|name| name.starts_with("--") && !name.contains('<')).cloned();
            let hint = match typed.contains("path-length") && !typed.contains("parent") {
                true => Hint::again(vec![Edit::Remove("path-length")]).note("a root CA has no such limit"),
                false => Hint::again(words.chain(options).map(Edit::Add).collect()),
            };
            CommandError::new(format_args!("missing required argument {}", missing.join(" and ")))
                .hint(hint)
                .hint(help)
        }
        ErrorKind::ArgumentConflict => conflict(error, &argument, &typed, help),
        kind => CommandError::new(kind).hint(help),
    }
}

/// What can be typed for arguments that are missing, in words.
const EXAMPLES: [(&str, &[&str]); 5] = [
    ("<HOST:PORT>", &["localhost:443"]),
    ("<SHELL>", &["bash"]),
    ("<FILE|SERIAL>...", &["cert/file.crt"]),
    ("<NAME|RANGE>...", &["example.test"]),
    ("<COMMAND>...", &["curl", "https://localhost"]),
];

/// An option without its value, with what it accepts.
fn missing_value(argument: &str, known: &[String]) -> CommandError {
    match known {
        [] => CommandError::new(format_args!("missing value for {argument}")),
        _ => CommandError::new(format_args!(
            "missing value for {argument} (possible values: {})",
            known.join(", ")
        )),
    }
}

/// A value that an option does not take; `None` where it has none.
fn value(error: &clap::Error, argument: &str, typed: &Line) -> Option<CommandError> {
    // What follows the letter is taken for its value.
    if let Some(word) = foreign_cli::with_one_hyphen(typed) {
        return Some(unknown(word, typed));
    }
    if let Some(algorithm) =
        typed.value("algorithm").filter(|name| argument == "--bits" && !name.starts_with("rsa"))
    {
        return Some(
            CommandError::new(format_args!("--bits is the size of RSA keys, and --algorithm is {algorithm}"))
                .hint(Hint::again(vec![Edit::Remove("bits")])),
        );
    }
    let text = texts(error, ContextKind::InvalidValue).concat();
    let Some(source) = error.source() else {
        let known = texts(error, ContextKind::ValidValue);
        let failure = CommandError::new(format_args!(
            "invalid value \"{text}\" for {argument} (possible values: {})",
            known.join(", ")
        ));
        return (!text.is_empty()).then(|| values::near(failure, argument, &text, &known));
    };
    // What has no option is recognised by itself.
    let failure = match argument.starts_with('<') {
        true => CommandError::new(source),
        false => CommandError::new(format_args!("{argument}: {source}")),
    };
    Some(values::meant(failure, argument, &text, source))
}

/// Options that do not go together.
fn conflict(error: &clap::Error, argument: &str, typed: &Line, help: Hint) -> CommandError {
    let prior: Vec<_> = texts(error, ContextKind::PriorArg).iter().map(|name| option(name)).collect();
    match prior.join(" and ") {
        prior if prior == argument || prior.is_empty() => {
            CommandError::new(format_args!("{argument} cannot be used twice")).hint(help)
        }
        prior => {
            let failure = CommandError::new(format_args!("{argument} cannot be used with {prior}"));
            let (has_bits, preset) = ([argument, &prior].contains(&"--bits"), typed.value("preset"));
            let is_convert = typed.command().get_name() == "convert";
            match preset.filter(|_| is_convert && [argument, &prior].contains(&"--preset")) {
                _ if has_bits => {
                    let is_rsa = typed.value("algorithm").is_some_and(|name| name.starts_with("rsa"));
                    let other = (!is_rsa).then(|| Hint::again(vec![Edit::Remove("bits")]));
                    other.into_iter().fold(failure, CommandError::hint).hint(
                        Hint::again(vec![Edit::Remove("algorithm")]).note("--bits alone creates an RSA key"),
                    )
                }
                Some(preset) if preset == "k8s" => {
                    failure.hint(Hint::again(vec![Edit::Remove("preset"), Edit::Set("to", preset)]))
                }
                Some(_) => failure
                    .hint(Hint::again(vec![Edit::Without("out"), Edit::Without("to")]).note(
                        "uses the file names that the program expects; --out-dir sets their directory",
                    )),
                None => failure.hint(help),
            }
        }
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
