//! `devcert completions`

mod powershell;

use clap::Command;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;

use crate::cli::options::reasons;
use crate::cli::pages::pages;
use crate::report::inspect::Field;
use crate::report::outcome::{Outcome, Report, Verdict};
use crate::trust;
use devcert::key::SignatureChoice;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::profile::Profile;
use devcert::model::usage::{ExtendedKeyUsage, KeyUsage};
use devcert::pki::lint::rules;
use devcert::pki::probe::Protocol;

/// Generate shell completions
///
/// Prints the script to standard output; source it or save it in your shell's completion directory.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  devcert completions bash > /etc/bash_completion.d/devcert
  devcert completions zsh > ~/.zfunc/_devcert";

/// Generates the completions from the definition of the command line.
pub(super) fn run(args: &Args, definition: Command) -> Outcome {
    let mut text = Vec::new();
    let pages = pages(&definition);
    let mut definition = with_values(definition, &pages);
    clap_complete::generate(args.shell, &mut definition, "devcert", &mut text);
    let text = String::from_utf8_lossy(&text).into_owned();
    let text = match args.shell {
        Shell::Bash => {
            let text = text.replace("complete -F _devcert ", "complete -F _devcert_or_program ");
            format!("{PROGRAM_IN_BASH}{text}")
        }
        Shell::Fish => text.replacen(PARSE_IN_FISH, PARSE_AGAIN_IN_FISH, 1) + &operands_in_fish(&definition),
        Shell::PowerShell => powershell::with_values(&text, definition),
        _ => text,
    };
    Outcome { verdict: Verdict::Yes, report: Report::Text(text) }
}

/// How the script for fish finds out whether there is a command in the line.
const PARSE_IN_FISH: &str = "    argparse -s (__fish_devcert_global_optspecs) -- $cmd 2>/dev/null\n";

/// The same, where the last word is an option whose value is being completed.
const PARSE_AGAIN_IN_FISH: &str = "    argparse -s (__fish_devcert_global_optspecs) -- $cmd 2>/dev/null
    or argparse -s (__fish_devcert_global_optspecs) -- $cmd[..-2] 2>/dev/null\n";

/// The values of operands: `clap_complete` writes none for fish.
fn operands_in_fish(definition: &Command) -> String {
    let line = |command: &Command| {
        let values = command.get_positionals().flat_map(clap::Arg::get_possible_values);
        let values: Vec<_> = values.map(|value| value.get_name().to_owned()).collect();
        (!values.is_empty()).then(|| {
            let (name, values) = (command.get_name(), values.join(" "));
            format!("complete -c devcert -n \"__fish_devcert_using_subcommand {name}\" -f -a \"{values}\"\n")
        })
    };
    definition.get_subcommands().filter_map(line).collect()
}

/// After `run --` stands the command line of another program, which has completions of its own.
const PROGRAM_IN_BASH: &str = r#"_devcert_or_program() {
    local i is_run=""
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${COMP_WORDS[i]}" in
            run) is_run=yes ;;
            --) [[ $is_run ]] && break ;;
        esac
    done
    if ((i == COMP_CWORD)); then
        _devcert "$@"
    elif declare -F _comp_command_offset >/dev/null; then
        _comp_command_offset $((i + 1))
    elif declare -F _command_offset >/dev/null; then
        _command_offset $((i + 1))
    elif ((COMP_CWORD == i + 1)); then
        COMPREPLY=( $(compgen -c -- "$2") )
    else
        COMPREPLY=( $(compgen -f -- "$2") )
    fi
}

"#;

/// The values that an option of this name has, where its type reads more than can be listed.
fn values(option: &str, pages: &[String]) -> Vec<String> {
    match option {
        "algorithm" => {
            // Shells take a colon for the end of a word.
            KeyAlgorithm::names().map(|name| name.replace(':', "")).collect()
        }
        "signature" => SignatureChoice::names(),
        "profile" => Profile::LEAVES.map(|profile| profile.name().to_owned()).into(),
        "store" => trust::Choice::names().map(str::to_owned).into(),
        "reason" => reasons(),
        "field" => Field::names().map(str::to_owned).collect(),
        "explain" | "ignore" | "select" => rules().map(|rule| rule.id.to_owned()).collect(),
        "starttls" => Protocol::ALL.map(|protocol| protocol.name().to_owned()).into(),
        "key_usage" => KeyUsage::ALL.map(|usage| usage.name().to_owned()).into(),
        "extended_key_usage" => ExtendedKeyUsage::names().map(str::to_owned).collect(),
        "allow" => {
            let usages = KeyUsage::ALL.iter().map(|usage| usage.name());
            std::iter::once("ca").chain(usages).chain(ExtendedKeyUsage::names()).map(str::to_owned).collect()
        }
        "command" => pages.to_vec(),
        _ => Vec::new(),
    }
}

/// The same command, with the values of its options.
fn with_values(mut command: Command, pages: &[String]) -> Command {
    let below: Vec<_> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for name in below {
        command = command.mut_subcommand(name, |below| with_values(below, pages));
    }
    let is_of_run = command.get_name() == "run";
    let options = command.get_arguments().filter(|option| option.get_action().takes_values() && !is_of_run);
    let options: Vec<_> = options.map(|option| option.get_id().as_str().to_owned()).collect();
    for option in options {
        let values = values(&option, pages);
        if !values.is_empty() {
            command =
                command.mut_arg(option, |option| option.value_parser(PossibleValuesParser::new(values)));
        }
    }
    command
}
