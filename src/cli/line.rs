//! A command line as it was typed, and the same one with changes.

use std::ffi::OsString;

use clap::{Arg, Command};

use crate::host::files;
use crate::report::shell::{self, quoted};
use devcert::model::san::San;

/// A command line, without the options that every command has.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The words after `devcert`.
    pub(crate) words: Vec<String>,
    definition: Command,
}

/// What to change in a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// One more word at the end.
    Add(String),
    /// Another value for an option, typed or not.
    Set(&'static str, String),
    /// No such option, which is on the line.
    Remove(&'static str),
    /// No such option, whether or not it is on the line.
    Without(&'static str),
    /// Other words instead of one, which may be the value of an option.
    Replace(String, Vec<String>),
    /// The same for a name, and for every other name on the line that is written in such a form.
    Rename(String, Vec<String>),
    /// The values of two options, exchanged.
    Swap(&'static str, &'static str),
    /// The same, where both are files.
    SwapFiles(&'static str, &'static str),
}

impl Line {
    /// The words of `line`; `None` when one of them is not text.
    pub(crate) fn read(line: &[OsString], definition: Command) -> Option<Self> {
        let words = line.iter().skip(1).map(|word| word.to_str().map(str::to_owned));
        let mut words = words.collect::<Option<Vec<_>>>()?;
        let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
        let tail = words.split_off(end);
        if let Some(color) = words.iter().position(|word| word == "--color") {
            words.drain(color..words.len().min(color + 2));
        }
        words.retain(|word| !["-q", "--quiet", "--json"].contains(&word.as_str()));
        words.retain(|word| !word.starts_with("--color="));
        words.extend(tail);
        Some(Self::of(words, definition))
    }

    /// A line of these words, read as `definition` says.
    pub(crate) const fn of(words: Vec<String>, definition: Command) -> Self {
        Self { words, definition }
    }

    /// How many words name the command: 2 for `ca init`.
    pub(crate) fn depth(&self) -> usize {
        self.commands().count()
    }

    /// The innermost command; devcert itself without one.
    pub(crate) fn command(&self) -> &Command {
        self.commands().last().unwrap_or(&self.definition)
    }

    /// The commands that the line begins with, each below the one before.
    fn commands(&self) -> impl Iterator<Item = &Command> {
        self.words.iter().scan(&self.definition, |command, word| {
            *command = command.find_subcommand(word)?;
            Some(*command)
        })
    }

    /// The command in words, as in `devcert ca init`.
    pub(crate) fn command_path(&self) -> String {
        ["devcert"]
            .into_iter()
            .chain(self.words[..self.depth()].iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The command's option of this name, without its hyphens.
    pub(crate) fn option(&self, name: &str) -> Option<&Arg> {
        let mut options = self.command().get_arguments();
        options.find(|option| {
            option.get_long() == Some(name) || option.get_all_aliases().is_some_and(|all| all.contains(&name))
        })
    }

    /// Whether the command has an option of this name, without its hyphens.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.option(name).is_some()
    }

    /// The option that a word stands for, typed as `--out`, `--out=x`, `-o` or `-ox`.
    pub(crate) fn option_in(&self, word: &str) -> Option<&Arg> {
        if let Some(long) = word.strip_prefix("--") {
            return self.option(long.split('=').next().unwrap_or(long));
        }
        let letter = word.strip_prefix('-')?.chars().next()?;
        self.command().get_arguments().find(|option| {
            option.get_short() == Some(letter)
                || option.get_all_short_aliases().is_some_and(|all| all.contains(&letter))
        })
    }

    /// Whether the option is on the line.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let id = self.option(name).map(Arg::get_id);
        id.is_some() && self.options().iter().any(|word| self.option_in(word).map(Arg::get_id) == id)
    }

    /// Whether a word of the line stands for standard input.
    pub(crate) fn reads_stdin(&self) -> bool {
        let value =
            |word: &'_ String| word.split_once('=').map_or(word.clone(), |(_, value)| value.to_owned());
        self.words.iter().any(|word| ["-", "stdin"].contains(&value(word).as_str()))
    }

    /// The words before `--`.
    fn options(&self) -> &[String] {
        let end = self.words.iter().position(|word| word == "--").unwrap_or(self.words.len());
        &self.words[..end]
    }

    /// The option for another place of what the command writes.
    pub(crate) fn output_option(&self) -> Option<&'static str> {
        let known = ["save", "out", "out-dir", "dir", "ca"];
        let typed = known.into_iter().find(|name| self.contains(name));
        let pair = || (self.has("new-key") && self.has("ca") && self.has("dir")).then_some("dir");
        typed.or_else(pair).or_else(|| known.into_iter().find(|name| self.has(name)))
    }

    /// The line with these changes; `None` when it has not what is to be changed, or would not be understood.
    pub(crate) fn edited(&self, edits: &[Edit]) -> Option<Self> {
        let mut line = self.clone();
        for edit in edits {
            line.apply(edit)?;
        }
        line.is_understood().then_some(line)
    }

    fn apply(&mut self, edit: &Edit) -> Option<()> {
        match edit {
            Edit::Add(word) if self.words.contains(word) => {}
            Edit::Add(word) => self.words.insert(self.options().len(), word.clone()),
            Edit::Set(name, value) => {
                self.apply(&Edit::Remove(name));
                let end = self.options().len();
                self.words.splice(end..end, [format!("--{name}"), value.clone()]);
            }
            Edit::Remove(name) => {
                let id = self.option(name)?.get_id().clone();
                let is_it = |word: &String| self.option_in(word).is_some_and(|option| *option.get_id() == id);
                let at = self.options().iter().position(is_it)?;
                let width = self.width(at);
                self.words.drain(at..at + width);
            }
            Edit::Without(name) => {
                self.apply(&Edit::Remove(name));
            }
            Edit::Replace(from, to) => self.replace(from, to)?,
            Edit::Rename(from, to) => {
                self.replace(from, to)?;
                for (from, to) in self.misspelt_names() {
                    self.replace(&from, &to)?;
                }
            }
            Edit::SwapFiles(one, other) => {
                let is_file = |name| self.value(name).is_some_and(|file| files::is_file(file.as_ref()));
                if !is_file(one) || !is_file(other) {
                    return None;
                }
                self.apply(&Edit::Swap(one, other))?;
            }
            Edit::Swap(one, other) => {
                let [first, second] = [one, other].map(|name| self.value(name));
                self.apply(&Edit::Set(one, second?))?;
                self.apply(&Edit::Set(other, first?))?;
            }
        }
        Some(())
    }

    /// The words that are meant as names and written in another form, as URLs, with what to write instead.
    fn misspelt_names(&self) -> Vec<(String, Vec<String>)> {
        const NAMES: [&str; 3] = ["san", "host", "permit"];
        let (mut at, mut found) = (self.depth(), Vec::new());
        while let Some(word) = self.options().get(at) {
            let option = self.option_in(word).and_then(Arg::get_long);
            let width = self.width(at);
            let is_name = option.is_none_or(|option| NAMES.contains(&option));
            let value = &self.words[at + width - 1];
            if let Err(error) = value.parse::<San>()
                && is_name
                && (option.is_none() || width == 2)
            {
                found.push((value.clone(), error.instead()));
            }
            at += width;
        }
        found.retain(|(_, names)| !names.is_empty());
        found
    }

    /// Each of the new words gets the option that the old one was a value of.
    fn replace(&mut self, from: &str, to: &[String]) -> Option<()> {
        let inline = format!("={from}");
        let at = self.words.iter().position(|word| word == from || word.ends_with(&inline))?;
        let is_value = at > 0 && self.words[at - 1].starts_with('-') && self.width(at - 1) == 2;
        let new: Vec<_> = match self.words[at].strip_suffix(&inline) {
            Some(option) => to.iter().map(|word| format!("{option}={word}")).collect(),
            None if is_value => {
                let option = self.words[at - 1].clone();
                to.iter().flat_map(|word| [option.clone(), word.clone()]).skip(1).collect()
            }
            None => to.to_vec(),
        };
        self.words.splice(at..=at, new);
        Some(())
    }

    /// The value of an option on the line.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let id = self.option(name)?.get_id().clone();
        let is_it = |word: &String| self.option_in(word).is_some_and(|option| *option.get_id() == id);
        let at = self.options().iter().position(is_it)?;
        match (self.words[at].split_once('='), self.width(at)) {
            (Some((_, value)), _) => Some(value.to_owned()),
            (None, 2) => self.words.get(at + 1).cloned(),
            (None, _) => self.words[at].get(2..).filter(|value| !value.is_empty()).map(str::to_owned),
        }
    }

    /// How many words an option takes up with its value.
    pub(crate) fn width(&self, at: usize) -> usize {
        let word = &self.words[at];
        let has_value = word.contains('=') || (!word.starts_with("--") && word.len() > 2);
        let takes_value = self.option_in(word).is_some_and(|option| option.get_action().takes_values());
        if takes_value && !has_value && at + 1 < self.words.len() { 2 } else { 1 }
    }

    /// Whether devcert can read the line; what it then does is another matter.
    pub(crate) fn is_understood(&self) -> bool {
        let line = ["devcert"].into_iter().chain(self.words.iter().map(String::as_str));
        match self.definition.clone().try_get_matches_from(line) {
            Ok(_) => true,
            Err(error) => error.exit_code() == 0,
        }
    }

    /// The line, to be pasted into a shell. A passphrase that was typed by mistake is not repeated.
    pub(crate) fn pasted(&self) -> String {
        let mut text = "devcert".to_owned();
        let mut is_secret = false;
        for word in &self.words {
            let shown = match (is_secret, word.split_once('=')) {
                (true, _) if !is_source(word) => "prompt".to_owned(),
                (_, Some((option, value))) if is_passphrase(option) && !is_source(value) => {
                    format!("{option}=prompt")
                }
                _ if word.starts_with('-') => shell::word(word),
                _ => quoted(word),
            };
            text.push(' ');
            text.push_str(&shown);
            is_secret = is_passphrase(word);
        }
        text
    }
}

/// Whether an option has a passphrase as its value, or says where one comes from.
pub(crate) fn is_passphrase(option: &str) -> bool {
    option.starts_with('-') && ["pass", "password"].iter().any(|part| option.contains(part))
}

/// Whether a word says where a passphrase comes from.
fn is_source(word: &str) -> bool {
    let prefixes = ["env:", "file:", "new:"];
    word == "stdin" || word == "prompt" || prefixes.iter().any(|prefix| word.starts_with(prefix))
}
