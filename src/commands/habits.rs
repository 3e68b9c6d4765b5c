//! What people type by habit of openssl, mkcert, step, cfssl and certtool, and what devcert has instead.

mod table;

use std::ffi::OsString;

use clap::Command;

use self::table::{COMMANDS, Habit, OPTIONS};
use crate::model::algorithm::KeyAlgorithm;
use crate::model::san::San;
use crate::report::shell::quoted;

/// A command line that makes no sense to devcert.
pub(super) struct Line<'a> {
    /// The words behind `devcert`, without the options that every command has.
    words: Vec<&'a str>,
    /// The innermost command that is named; devcert itself where none is.
    command: &'a Command,
    /// How many commands are named, one below the other.
    depth: usize,
}

impl<'a> Line<'a> {
    pub(super) fn new(line: &'a [OsString], definition: &'a Command) -> Self {
        let mut words: Vec<_> = line.iter().skip(1).filter_map(|word| word.to_str()).collect();
        if let Some(color) = words.iter().position(|word| *word == "--color") {
            words.drain(color..words.len().min(color + 2));
        }
        words.retain(|word| !["-q", "--quiet", "--json"].contains(word));
        let (mut command, mut depth) = (definition, 0);
        for word in &words {
            let Some(below) = command.find_subcommand(word) else { break };
            (command, depth) = (below, depth + 1);
        }
        Self { words, command, depth }
    }

    /// The command for a line that begins with another program's, or with names or files alone.
    pub(super) fn command(&self) -> Option<String> {
        // Whoever names a command below another, as `ca init`, means devcert's.
        let row = COMMANDS.iter().find(|habit| self.depth < 2 && self.begins_as(habit));
        row.map(|(_, instead)| (*instead).to_owned()).or_else(|| self.without_a_command())
    }

    fn begins_as(&self, (typed, _): &Habit) -> bool {
        let (Some((first, rest)), Some((known, others))) = (self.words.split_first(), typed.split_first())
        else {
            return false;
        };
        let Some((other, more)) = others.split_first() else { return is_one_of(known, first) };
        // A command has at most two below it; what follows are files and names.
        let near = if other.starts_with('-') { rest.len() } else { 2 };
        let is_there = |other: &str, among: &[&str]| among.iter().any(|word| is_one_of(other, word));
        is_one_of(known, first)
            && is_there(other, &rest[..near.min(rest.len())])
            && more.iter().all(|other| is_there(other, rest))
    }

    /// mkcert takes names without a command, and some who have a file type its name.
    fn without_a_command(&self) -> Option<String> {
        let first =
            self.words.first().filter(|word| self.command.get_name() == "devcert" && !is_option(word))?;
        if is_file(first) {
            return Some(format!("devcert inspect {}", quoted(first)));
        }
        let server = first.strip_prefix("https://").unwrap_or(first).trim_end_matches('/');
        if let Some((host, port)) = server.rsplit_once(':')
            && port.parse::<u16>().is_ok()
            && host.parse::<San>().is_ok()
        {
            return Some(format!("devcert probe {}", quoted(server)));
        }
        let is_name = |word: &str| word.parse::<San>().is_ok();
        let plain = *first == "localhost" || first.contains(['.', ':']);
        // Behind an option may stand its value.
        let names = self.words.iter().copied().take_while(|word| !is_option(word));
        let all = plain && names.clone().all(is_name);
        all.then(|| names.fold("devcert issue".to_owned(), |line, name| format!("{line} {}", quoted(name))))
    }

    /// What to type instead of an option or a word that the command does not take.
    pub(super) fn option(&self, typed: &str) -> Option<String> {
        match is_option(typed) {
            true => self.row(typed).map(|(_, instead)| (*instead).to_owned()),
            false => self.operand(typed),
        }
    }

    /// What is known of an option of another program.
    fn row(&self, typed: &str) -> Option<&'static Habit> {
        let is_meant = |(words, _): &Habit| words[1..].iter().all(|option| is_one_of(option, typed));
        OPTIONS.iter().find(|row| self.may_take(row) && is_meant(row))
    }

    /// Whether a row is for this command: it names it, or all, and the command has the option that is named
    /// instead.
    fn may_take(&self, (words, instead): &Habit) -> bool {
        let option = instead.strip_prefix("--").and_then(|rest| rest.split([' ', ';']).next());
        (words[0] == "*" || is_one_of(words[0], self.command.get_name()))
            && option.is_none_or(|option| self.has(option))
    }

    /// Whether the command has an option of that name, without its hyphens.
    fn has(&self, name: &str) -> bool {
        let mut options = self.command.get_arguments();
        options.any(|option| option.get_long_and_visible_aliases().is_some_and(|all| all.contains(&name)))
    }

    /// The option before a word that stands alone.
    fn operand(&self, word: &str) -> Option<String> {
        let option = match self.command.get_name() {
            "genkey" if word.bytes().all(|byte| byte.is_ascii_digit()) => "--bits",
            "genkey" if word.parse::<KeyAlgorithm>().is_ok() => "--algorithm",
            "genkey" => "--out",
            "probe" | "doctor" => {
                return Some(format!(
                    "host and port are one word: devcert {} HOST:PORT",
                    self.command.get_name()
                ));
            }
            _ if self.has("san") && !is_file(word) => "--san",
            _ if self.has("cert") => "--cert",
            _ => return None,
        };
        Some(format!("{option} {}", quoted(word)))
    }

    /// The option that was typed with one hyphen, devcert's or another program's. To clap, `-out` is the
    /// file `ut` for `-o`.
    pub(super) fn with_one_hyphen(&self) -> Option<OneHyphen<'a>> {
        let words = self.words.iter().copied().take_while(|word| *word != "--");
        words.filter(|word| may_have_one_hyphen(word)).find_map(|word| {
            let option = word.split('=').next().unwrap_or(word);
            let is_ours = self.has(&option[1..]) || EVERYWHERE.contains(&&option[1..]);
            (is_ours || self.row(option).is_some()).then_some(OneHyphen { option, is_ours })
        })
    }

    /// The whole word of which clap has named the first letter: `-noout` for `-n`.
    pub(super) fn whole(&self, argument: &'a str) -> &'a str {
        let is_letter = argument.len() == 2 && is_option(argument);
        let whole = self.words.iter().copied().find(|word| word.starts_with(argument));
        whole.filter(|_| is_letter).unwrap_or(argument)
    }
}

/// An option that has two hyphens, and was typed with one.
#[derive(Clone, Copy)]
pub(super) struct OneHyphen<'a> {
    /// With its hyphen, without a value.
    pub(super) option: &'a str,
    /// Whether devcert's command has it, or else another program's.
    pub(super) is_ours: bool,
}

/// The options that every command has, and their values stand behind `=` if at all.
const EVERYWHERE: [&str; 3] = ["quiet", "json", "color"];

/// Whether some word of a line may be a long option with one hyphen.
pub(super) fn one_hyphen(line: &[OsString]) -> bool {
    line.iter().filter_map(|word| word.to_str()).any(may_have_one_hyphen)
}

fn may_have_one_hyphen(word: &str) -> bool {
    let name = word.strip_prefix('-').unwrap_or_default();
    name.len() > 1 && name.starts_with(|letter: char| letter.is_ascii_lowercase())
}

fn is_option(word: &str) -> bool {
    word.starts_with('-') && word.len() > 1
}

/// Whether a word of a line is one of those, with one hyphen or two, with a value behind `=` or not.
fn is_one_of(those: &str, word: &str) -> bool {
    let word = if word.starts_with("--") { &word[1..] } else { word };
    let word = if is_option(word) { word.split('=').next().unwrap_or(word) } else { word };
    those.split('|').any(|one| one == word)
}

/// Whether a word names a file rather than a host.
fn is_file(word: &str) -> bool {
    const EXTENSIONS: [&str; 10] =
        [".pem", ".crt", ".cer", ".key", ".der", ".csr", ".p12", ".pfx", ".p7b", ".crl"];
    !word.contains("://")
        && (word.contains('/') || EXTENSIONS.iter().any(|extension| word.ends_with(extension)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::definition;

    /// The commands that a row names.
    fn commands(instead: &str) -> Vec<&str> {
        let lines = instead.split("   (").next().unwrap_or_default();
        lines
            .match_indices("devcert ")
            .map(|(at, _)| lines[at..].split([',', ';']).next().unwrap())
            .map(|line| line.split(" && ").next().unwrap())
            .filter(|line| {
                line.split(' ')
                    .nth(1)
                    .is_some_and(|word| definition().find_subcommand(word).is_some() || word.starts_with('-'))
            })
            .collect()
    }

    #[test]
    fn every_command_that_is_named_instead_is_one() {
        for (typed, instead) in COMMANDS.iter().chain(OPTIONS) {
            for line in commands(instead) {
                let parsed = definition().try_get_matches_from(line.split(' '));
                let fine = parsed.as_ref().map_or_else(|error| error.exit_code() == 0, |_| true);
                assert!(fine, "{typed:?}: {line}: {parsed:?}");
            }
        }
    }

    #[test]
    fn every_option_that_is_named_instead_is_one_of_the_command() {
        let mut definition = definition();
        definition.build();
        for (typed, instead) in OPTIONS.iter().filter(|(_, instead)| !instead.contains("devcert ")) {
            let names: Vec<_> = match typed[0] {
                "*" => definition.get_subcommands().map(Command::get_name).collect(),
                names => names.split('|').collect(),
            };
            let options: Vec<_> = names
                .iter()
                .map(|name| definition.find_subcommand(name).expect(name))
                .flat_map(Command::get_arguments)
                .flat_map(|option| option.get_long_and_visible_aliases().unwrap_or_default())
                .collect();
            for word in instead.split([' ', ',']).filter_map(|word| word.strip_prefix("--")) {
                assert!(options.contains(&word), "{typed:?}: {word}");
            }
        }
    }

    #[test]
    fn every_row_is_reached_by_what_it_stands_for() {
        for (index, (typed, _)) in COMMANDS.iter().enumerate() {
            let first = |words: &'static str| OsString::from(words.split('|').next().unwrap());
            let line: Vec<_> = ["devcert"].iter().chain(*typed).map(|words| first(words)).collect();
            let definition = definition();
            let line = Line::new(&line, &definition);
            assert_eq!(COMMANDS.iter().position(|habit| line.begins_as(habit)), Some(index), "{typed:?}");
        }
    }
}
