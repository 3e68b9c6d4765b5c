//! Help, manuals, completions and the version.

use crate::world::{World, foreign_target};

fn commands() -> Vec<String> {
    let definition = devcert_cli::commands::definition();
    definition.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn the_help_of_every_command_has_examples_that_name_it() {
    let world = World::new();
    assert!(commands().len() >= 6);
    for command in commands() {
        let outcome = world.run([&command, "--help"]);
        outcome.succeeds().says_nothing().prints("Usage: devcert").prints("Examples:\n");
        outcome.prints(&format!("\n  devcert {command}"));
    }
    world
        .run(["--help"])
        .succeeds()
        .prints("Examples:")
        .prints("Exit codes: 0 success")
        .prints("Get started:\n  selfsign ")
        .prints("Global options:\n");
}

/// Every command, those below others too, with the words that call it.
fn paths_of(command: &clap::Command, path: &str) -> Vec<(String, clap::Command)> {
    let below = command.get_subcommands().flat_map(|one| {
        let path = format!("{path} {}", one.get_name());
        [vec![(path.clone(), one.clone())], paths_of(one, &path)].concat()
    });
    below.collect()
}

/// What a shell reads of an example before it calls another program; `None` where quotes make words of their own.
fn typed(example: &str) -> Option<Vec<&str>> {
    let words = example.split(' ').take_while(|word| !["|", "||", "&&", ">", ">>", "<"].contains(word));
    let words: Vec<_> = words.collect();
    (!words.iter().any(|word| word.contains(['"', '\'', '$']))).then_some(words)
}

#[test]
fn examples_fit_80_columns_and_can_be_typed() {
    let mut tried = 0;
    for (path, command) in paths_of(&devcert_cli::commands::definition(), "devcert") {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in help.lines().filter(|line| line.starts_with("  ")) {
            assert!(line.chars().count() <= 80, "{path}: {line}");
            let example = line.trim_start();
            if !example.starts_with("devcert ") {
                continue;
            }
            let Some(words) = typed(example) else { continue };
            tried += 1;
            let error = devcert_cli::commands::definition().try_get_matches_from(words).err();
            let error = error.filter(|error| error.exit_code() != 0);
            assert!(error.is_none(), "{path}: {line}\n{}", error.unwrap());
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn the_short_help_tells_every_option_in_a_line() {
    let world = World::new();
    for command in commands() {
        let outcome = world.run([&command, "-h"]);
        outcome.succeeds().prints("--json").prints("--quiet");
    }
}

#[test]
fn every_command_is_in_one_group_of_the_help() {
    let outcome = World::new().run(["--help"]);
    let help = outcome.succeeds().stdout_text();
    for command in commands() {
        let lines = help.lines().filter(|line| line.starts_with(&format!("  {command} ")));
        assert_eq!(lines.count(), 1, "{command}");
    }
}

#[test]
fn the_list_of_commands_fits_80_columns() {
    let outcome = World::new().run(["--help"]);
    let help = outcome.succeeds().stdout_text();
    let (_, commands) = help.split_once("Get started:\n").unwrap();
    let long = commands.lines().filter(|line| line.chars().count() > 80);
    assert_eq!(long.collect::<Vec<_>>(), <[&str; 0]>::default());
}

#[test]
fn operands_have_the_first_heading() {
    let world = World::new();
    for command in commands() {
        let outcome = world.run([&command, "-h"]);
        let help = outcome.succeeds().stdout_text();
        let (before, after) = help.split_once("\nArguments:\n").unwrap_or(("", help));
        let (_, others) = after.split_once("\n\n").unwrap();
        let is_operand = |line: &str| line.starts_with("  [") || line.starts_with("  <");
        assert!(!before.contains("--") && !others.lines().any(is_operand), "{help}");
    }
}

#[test]
fn global_options_come_last() {
    let world = World::new();
    for command in commands() {
        let outcome = world.run([&command, "-h"]);
        let help = outcome.succeeds().stdout_text();
        let (_, last) = help.split_once("\nGlobal options:\n").unwrap();
        let headings = last.lines().filter(|line| !line.starts_with(' ') && line.ends_with(':'));
        assert!(headings.eq(["Examples:"]), "{help}");
    }
}

#[test]
fn help_on_a_command_can_be_asked_for_as_a_command() {
    let world = World::new();
    let asked = world.run(["help", "selfsign"]);
    assert_eq!(asked.succeeds().stdout(), world.run(["selfsign", "--help"]).stdout());
}

#[test]
fn the_version_is_the_packages() {
    let version = concat!("devcert ", env!("CARGO_PKG_VERSION"), "\n");
    for option in ["--version", "-V"] {
        assert_eq!(World::new().run([option]).succeeds().stdout_text(), version);
    }
}

#[test]
fn the_version_as_json_has_target_and_commit() {
    let world = World::new();
    let json = world.run(["--version", "--json"]).succeeds().json();
    assert_eq!(json["program_version"], env!("CARGO_PKG_VERSION"));
    let target = json["target"].as_str().unwrap();
    if let Some(foreign) = foreign_target() {
        assert_eq!(target, foreign);
    } else {
        let os = std::env::consts::OS.replace("macos", "darwin");
        assert!(target.starts_with(std::env::consts::ARCH) && target.contains(&os), "{target}");
    }
    let is_static =
        foreign_target().map_or(cfg!(target_feature = "crt-static"), |target| target.contains("musl"));
    let features = json["features"].as_array().unwrap();
    assert_eq!(features.contains(&"crt-static".into()), is_static, "{features:?}");
    let commit = &json["commit"];
    let is_commit = |text: &str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(commit.is_null() || commit.as_str().is_some_and(is_commit), "{commit}");
    assert_eq!(world.run(["issue", "--version", "--json"]).json(), json);
}

#[test]
fn every_shell_has_completions_that_know_every_command() {
    let world = World::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let outcome = world.run(["completions", shell]);
        outcome.succeeds().says_nothing();
        for word in commands().iter().map(String::as_str).chain(["if-needed"]) {
            outcome.prints(word);
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let world = World::new();
    world.run(["man"]).succeeds().says_nothing().prints(".TH devcert 1").prints(".SH NAME");
    for command in commands() {
        let outcome = world.run(["man", &command]);
        outcome.succeeds().prints(&format!(".TH devcert-{command} 1")).prints(".SH EXAMPLES");
    }
}

#[test]
fn printing_commands_leave_no_file() {
    let world = World::new();
    world.run(["man"]).succeeds();
    world.run(["completions", "zsh"]).succeeds();
    assert_eq!(world.files(), "");
}
