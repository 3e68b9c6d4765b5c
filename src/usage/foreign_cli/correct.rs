//! A command line with the options that were meant.

use clap::ArgAction;

use super::foreign::ForeignLine;
use super::options::{Fix, OPTIONS, OptionRow};
use super::slots;
use crate::cli::hint::Hint;
use crate::cli::line::{Line, is_passphrase};
use crate::cli::similar::nearest;
use crate::usage::words::{is_file, is_one_of, is_option, line_of};
use devcert::model::algorithm::KeyAlgorithm;

/// The options that every command has.
const EVERYWHERE: [&str; 3] = ["quiet", "json", "color"];

/// The values of `--color`.
const COLORS: [&str; 3] = ["auto", "always", "never"];

/// The command line that was meant; `None` where that cannot be said.
pub(in crate::usage) fn corrected(line: &Line) -> Option<Hint> {
    if let Some(("help", words)) = line.words.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        let meant = command_meant(words);
        return (meant != words)
            .then(|| Hint::command(line_of([&line.words[..1], &meant].concat()).pasted()));
    }
    let meant = line_of(command_meant(&command_first(line)));
    let mut correction = Correction::new(&meant);
    match correction.all() {
        Some(()) => correction.hint(line),
        None => correction.instead,
    }
}

/// The words, with the command that is nearly called so instead of one that does not exist.
fn command_meant(words: &[String]) -> Vec<String> {
    let line = line_of(words.to_vec());
    let known = || line.command().get_subcommands().map(clap::Command::get_name);
    let meant = words.get(line.depth()).and_then(|word| nearest(word, known()));
    let mut words = words.to_vec();
    if let Some(meant) = meant {
        meant.clone_into(&mut words[line.depth()]);
    }
    words
}

/// The words, with options that stand before the command after it.
fn command_first(line: &Line) -> Vec<String> {
    let mut words = line.words.clone();
    if !words.first().is_some_and(|word| is_option(word)) {
        return words;
    }
    let is_command = |word: &String| line_of(vec![word.clone()]).depth() == 1;
    let Some(at) = words.iter().position(is_command) else { return words };
    let is_value = |at: usize| at > 0 && is_option(&words[at - 1]);
    if (0..at).all(|at| is_option(&words[at]) || is_value(at)) {
        let depth = line_of(words[at..].to_vec()).depth();
        words[..at + depth].rotate_left(at);
    }
    words
}

struct Correction<'a> {
    line: &'a Line,
    at: usize,
    words: Vec<String>,
    subject: String,
    then: Vec<String>,
    notes: Vec<&'static str>,
    /// An option that is called otherwise, and how.
    renamed: Option<(String, &'static str)>,
    /// What is said where nothing can be pasted of this line.
    instead: Option<Hint>,
}

impl<'a> Correction<'a> {
    fn new(line: &'a Line) -> Self {
        let at = line.depth();
        let (words, subject) = (line.words[..at].to_vec(), String::new());
        Self { line, at, words, subject, then: Vec::new(), notes: Vec::new(), renamed: None, instead: None }
    }

    /// Goes through all words after the command's name.
    fn all(&mut self) -> Option<()> {
        while let Some(word) = self.line.words.get(self.at).cloned() {
            match is_option(&word) {
                _ if word == "--" => {
                    self.words.extend_from_slice(&self.line.words[self.at..]);
                    break;
                }
                true => self.option(&word)?,
                false => self.operand(&word)?,
            }
        }
        if !self.subject.is_empty() {
            self.words.extend(["--subject".to_owned(), self.subject.clone()]);
        }
        Some(())
    }

    /// The line that was meant, instead of the one that was typed.
    fn hint(mut self, typed: &Line) -> Option<Hint> {
        self.name_client();
        let line = line_of(self.words);
        if !line.is_understood() {
            return self.renamed.map(|(from, to)| format!("{from} is called {to} here").into());
        }
        if line.words == typed.words && self.then.is_empty() {
            return None;
        }
        let commands = [&[line.pasted()], self.then.as_slice()].concat();
        let hint = Hint::command(commands.join(" && "));
        Some(if self.notes.is_empty() { hint } else { hint.note(self.notes.join("; ")) })
    }

    /// A client needs a name, and a folder beside the server's.
    fn name_client(&mut self) {
        let is_client = self.words.windows(2).any(|pair| pair == ["--profile", "client"]);
        if self.line.command().get_name() != "issue" || !is_client {
            return;
        }
        let line = line_of(self.words.clone());
        let mut at = line.depth();
        let mut is_named = line.contains("subject");
        while let Some(word) = line.words.get(at) {
            is_named |= !is_option(word);
            at += if is_option(word) { line.width(at) } else { 1 };
        }
        if !is_named {
            self.words.push("client".to_owned());
        }
        if !["dir", "out", "key"].iter().any(|option| line.contains(option)) {
            self.words.extend(["--dir".to_owned(), "client".to_owned()]);
        }
    }

    fn option(&mut self, word: &str) -> Option<()> {
        let name = word.trim_start_matches('-');
        let name = name.split('=').next().unwrap_or(name);
        let is_letter = !word.starts_with("--") && name.len() == 1;
        let is_known = self.line.has(name) || EVERYWHERE.contains(&name);
        if !is_letter && is_known {
            // With one hyphen too.
            return self.copy(&format!("--{}", word.trim_start_matches('-')));
        }
        if (is_letter && self.line.option_in(word).is_some()) || word == "-h" {
            return self.copy(word);
        }
        if let Some(row) = row(self.line, word) {
            return self.fix(row, word);
        }
        if let Some(near) = (!is_letter).then(|| self.near(name)).flatten() {
            let next = self.line.words.get(self.at + 1).map(String::as_str);
            if near == "color" && !word.contains('=') && next.is_none_or(|word| !COLORS.contains(&word)) {
                self.at += 1;
                self.notes.push("add --color auto, --color always or --color never");
                return Some(());
            }
            let value = word.split_once('=').map_or_else(String::new, |(_, value)| format!("={value}"));
            return self.copy(&format!("--{near}{value}"));
        }
        let is_cluster = !word.starts_with("--") && self.line.option_in(word).is_some();
        if is_cluster { self.copy(word) } else { None }
    }

    /// The command's option that is nearly called so.
    fn near(&self, name: &str) -> Option<String> {
        let options = self.line.command().get_arguments();
        let known = options.flat_map(|option| option.get_long_and_visible_aliases().unwrap_or_default());
        nearest(name, known.chain(EVERYWHERE)).map(str::to_owned)
    }

    /// Takes an option over under this name, with its value.
    fn copy(&mut self, word: &str) -> Option<()> {
        let option = line_of([&self.line.words[..self.line.depth()], &[word.to_owned()]].concat());
        let takes_value = option.option_in(word).is_some_and(|option| option.get_action().takes_values());
        let has_value = word.contains('=') || (!word.starts_with("--") && word.len() > 2);
        self.words.push(word.to_owned());
        self.at += 1;
        if takes_value && !has_value {
            let value = self.line.words.get(self.at)?.clone();
            self.words.push(value);
            self.at += 1;
        }
        Some(())
    }

    /// The value of the option at hand, which is passed over with it.
    fn value(&mut self, word: &str) -> Option<String> {
        self.at += 1;
        if let Some((_, value)) = word.split_once('=') {
            return Some(value.to_owned());
        }
        let value = self.line.words.get(self.at).filter(|value| !is_option(value))?;
        self.at += 1;
        Some(value.clone())
    }

    fn fix(&mut self, row: &'static OptionRow, word: &str) -> Option<()> {
        let OptionRow(_, _, fix, note) = row;
        match *fix {
            Fix::Rename(option) => {
                let option = self.with_unit(option, word);
                self.renamed.get_or_insert((word.split('=').next().unwrap_or(word).to_owned(), option));
                let value = word.split_once('=').map_or_else(String::new, |(_, value)| format!("={value}"));
                self.copy(&format!("{option}{value}"))?;
            }
            Fix::Put(words) => {
                self.at += 1;
                self.words.extend(words.iter().map(|word| (*word).to_owned()));
            }
            Fix::Drop => self.at += 1,
            Fix::DropWithValue => drop(self.value(word)),
            Fix::Rsa => {
                let bits = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
                let next = self.line.words.get(self.at + 1).filter(bits).cloned();
                self.at += 1 + usize::from(next.is_some());
                let new = next.map_or_else(
                    || ["--algorithm", "rsa"].map(str::to_owned),
                    |bits| ["--bits".to_owned(), bits],
                );
                self.words.extend(new);
            }
            Fix::Subject(attribute) => {
                let value = self.value(word)?.replace('/', "\\/");
                self.subject = format!("{}/{attribute}={value}", self.subject);
            }
            Fix::Then(command) => {
                // The passphrase itself is not repeated.
                match is_passphrase(word) {
                    true => drop(self.value(word)),
                    false => self.at += 1,
                }
                self.then.push(ForeignLine::new(&self.line.words, &[]).fill(command)?);
            }
            Fix::Instead(_) | Fix::Advice => {
                self.instead = self.other(row);
                return None;
            }
            fix => {
                let value = self.value(word)?;
                self.words.extend(with_value(fix, value)?);
            }
        }
        if !note.is_empty() && !self.notes.contains(note) {
            self.notes.push(note);
        }
        Some(())
    }

    /// The option for a lifetime whose value has a unit, instead of `--days`.
    fn with_unit(&self, option: &'static str, word: &str) -> &'static str {
        let value = word.split_once('=').map(|(_, value)| value);
        let value = value.or_else(|| self.line.words.get(self.at + 1).map(String::as_str));
        let is_number = value.is_none_or(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
        if option == "--days" && !is_number && self.line.has("valid-for") { "--valid-for" } else { option }
    }

    /// What is said instead of a line that can be pasted.
    fn other(&self, OptionRow(_, _, fix, note): &OptionRow) -> Option<Hint> {
        let Fix::Instead(template) = fix else { return Some((*note).into()) };
        let names: Vec<_> = self.line.words[..self.line.depth()].iter().map(String::as_str).collect();
        let hint = Hint::command(ForeignLine::new(&self.line.words, &names).fill(template)?);
        Some(if note.is_empty() { hint } else { hint.note(*note) })
    }

    /// A word that is no option.
    fn operand(&mut self, word: &str) -> Option<()> {
        self.at += 1;
        let command = self.line.command();
        let positional = command.get_positionals().next();
        let taken = self.words[self.line.depth()..].iter().filter(|word| !is_option(word)).count();
        let new = match (command.get_name(), positional) {
            ("probe" | "doctor", _) if taken == 1 && word.parse::<u16>().is_ok() => {
                let host = self.words.pop()?;
                self.words.push(format!("{host}:{word}"));
                return Some(());
            }
            (_, Some(one))
                if taken > 0 && matches!(one.get_action(), ArgAction::Set) && self.line.has("out") =>
            {
                vec!["--out".to_owned(), word.to_owned()]
            }
            (_, Some(_)) => vec![word.to_owned()],
            (name, None) => self.option_for(name, word)?,
        };
        self.words.extend(new);
        Some(())
    }

    /// The option that a word stands alone for.
    fn option_for(&self, command: &str, word: &str) -> Option<Vec<String>> {
        let option = match command {
            "genkey" if word.bytes().all(|byte| byte.is_ascii_digit()) => "--bits",
            "genkey" if word.parse::<KeyAlgorithm>().is_ok() => "--algorithm",
            "genkey" | "crl" => "--out",
            "init" if self.words.iter().any(|word| word == "--intermediate") => "--parent",
            "init" if word.contains(' ') => "--name",
            "init" => "--ca",
            _ if self.line.has("dir")
                && (word.ends_with('/') || crate::host::files::is_folder(word.as_ref())) =>
            {
                "--dir"
            }
            _ if self.line.has("san") && !is_file(word) => "--san",
            _ if self.line.has("cert") => "--cert",
            _ => return None,
        };
        Some(vec![option.to_owned(), word.to_owned()])
    }
}

/// The words for an option of another program that has this value.
fn with_value(fix: Fix, value: String) -> Option<Vec<String>> {
    Some(match fix {
        Fix::Operand => vec![value],
        Fix::NewKey => vec!["--key".to_owned(), value, "--new-key".to_owned()],
        Fix::Algorithm if value.bytes().all(|byte| byte.is_ascii_digit()) => vec!["--bits".to_owned(), value],
        Fix::Algorithm => vec!["--algorithm".to_owned(), value],
        Fix::Seconds(option) => vec![option.to_owned(), slots::seconds(&value)?],
        Fix::Passphrase(option) => {
            vec![option.to_owned(), slots::source(&value).unwrap_or("prompt").to_owned()]
        }
        Fix::Extension => {
            let names = value.strip_prefix("subjectAltName=").or_else(|| value.strip_prefix("SAN="))?;
            names.split(',').flat_map(|name| ["--san".to_owned(), name.trim().to_owned()]).collect()
        }
        _ => return None,
    })
}

/// What is known of an option that this command does not have.
pub(super) fn row(line: &Line, word: &str) -> Option<&'static OptionRow> {
    let name = line.command().get_name();
    OPTIONS.iter().find(|OptionRow(commands, options, fix, _)| {
        (*commands == "*" || is_one_of(commands, name)) && is_one_of(options, word) && is_offered(line, *fix)
    })
}

/// Whether the command has the option that is meant.
fn is_offered(line: &Line, fix: Fix) -> bool {
    let option = match fix {
        Fix::Rename(option) | Fix::Seconds(option) | Fix::Passphrase(option) => option,
        Fix::Put(words) => words[0],
        Fix::NewKey => "--new-key",
        Fix::Algorithm | Fix::Rsa => "--algorithm",
        Fix::Subject(_) => "--subject",
        Fix::Extension => "--san",
        Fix::Operand => return line.command().get_positionals().next().is_some(),
        Fix::Drop | Fix::DropWithValue | Fix::Then(_) | Fix::Instead(_) | Fix::Advice => return true,
    };
    line.has(option.trim_start_matches('-'))
}
