//! What people type by habit of openssl, mkcert, step, cfssl, certtool, keytool and others, and what devcert has instead.

mod correct;
mod exact;
mod fill;
mod foreign;
mod options;
mod slots;
mod table;

use std::ffi::OsString;

pub(super) use correct::corrected;

use self::foreign::ForeignLine;
use self::table::{Answer, COMMANDS, ForeignCommand};
use crate::cli::hint::Hint;
use crate::cli::line::{Line, is_passphrase};
use crate::openssl::{self, Typed};
use crate::report::shell::quoted;
use crate::usage::words::{is_file, is_one_of, is_option, line_of};
use devcert::model::san::San;

/// Programs whose name may stand before their command line.
const PROGRAMS: [&str; 10] = [
    "openssl",
    "mkcert",
    "step",
    "step-cli",
    "cfssl",
    "certtool",
    "keytool",
    "easyrsa",
    "./easyrsa",
    "minica",
];

/// The command for a line that begins with another program's, or with names or files alone.
pub(super) fn answer(line: &Line) -> Option<Hint> {
    let is_program = line.words.first().is_some_and(|word| PROGRAMS.contains(&word.as_str()));
    let line = &line_of(line.words[usize::from(is_program)..].to_vec());
    // Whoever names a command below another, as `ca init`, means devcert's.
    let may_be_foreign = is_program || line.depth() < 2 || renews_a_file(line);
    let mut rows = COMMANDS.iter().filter(|habit| may_be_foreign && begins_as(line, habit));
    rows.find_map(|habit| filled(line, habit))
        .or_else(|| without_a_command(line))
        .or_else(|| is_program.then(|| as_typed(line)).flatten())
}

/// Whether a file is typed after `ca renew`, as for step; devcert's command takes none.
fn renews_a_file(line: &Line) -> bool {
    let [ca, renew, rest @ ..] = line.words.as_slice() else { return false };
    ca == "ca" && renew == "renew" && rest.first().is_some_and(|word| !is_option(word))
}

/// A row's answer, filled in; one whose commands devcert would not read is none.
fn filled(line: &Line, (typed, answer): &ForeignCommand) -> Option<Hint> {
    let (template, note) = match answer {
        Answer::Advice(advice) => return Some((*advice).into()),
        Answer::FrontEnd => return front_end(line),
        Answer::Run(template) => (template, None),
        Answer::Noted(template, note) => (template, Some(*note)),
    };
    let command = ForeignLine::new(&line.words, typed).fill(template)?;
    if !are_understood(&command) {
        return None;
    }
    let hint = Hint::command(command);
    Some(match note {
        Some(note) => hint.note(note),
        None => hint,
    })
}

/// The same line in openssl's command line of devcert, or its help if it does not support an option.
fn front_end(line: &Line) -> Option<Hint> {
    let name = line.words.first()?;
    if openssl::read(&line.words).is_err() {
        return Some(Hint::command(format!("devcert openssl {name} -help")).note("lists the options"));
    }
    let mut words = vec!["openssl".to_owned()];
    let mut typed = line.words.iter().peekable();
    while let Some(word) = typed.next() {
        // Omit a passphrase on the command line: openssl prompts for it.
        let is_typed = |value: &&String| value.starts_with("pass:");
        if !(is_passphrase(word) && typed.next_if(is_typed).is_some()) {
            words.push(word.clone());
        }
    }
    Some(Hint::command(line_of(words).pasted()))
}

/// The commands that do what a line of openssl does, and notes on what they do in another way; `None` if devcert has
/// none.
pub(super) fn equivalent(command: &str, typed: Typed) -> Option<(String, Vec<&'static str>)> {
    let line = ForeignLine { options: typed.options, operands: typed.operands };
    exact::candidates(command, &line).find(|(commands, _)| are_understood(commands))
}

/// Whether devcert reads each command of a line that is ready to be pasted.
fn are_understood(commands: &str) -> bool {
    let mut parts = commands.split(" && ").flat_map(|part| part.split(" | "));
    parts.all(|part| !part.starts_with("devcert ") || is_understood(part))
}

/// Whether devcert reads a command line that is ready to be pasted.
fn is_understood(command: &str) -> bool {
    let words = shell_words(command);
    line_of(words.into_iter().skip(1).collect()).is_understood()
}

/// The words of a line that [`quoted`] has put together.
fn shell_words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut is_quoted) = (Vec::new(), None::<String>, false);
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            '\\' if !is_quoted => word.get_or_insert_default().extend(letters.next()),
            ' ' if !is_quoted => words.extend(word.take()),
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The line itself, or as it was meant, where another program's name stood before it.
fn as_typed(line: &Line) -> Option<Hint> {
    let is_ours = line.depth() > 0 && line.is_understood();
    if is_ours { Some(Hint::command(line.pasted())) } else { corrected(line) }
}

fn begins_as(line: &Line, (typed, _): &ForeignCommand) -> bool {
    let (Some((first, rest)), Some((known, others))) = (line.words.split_first(), typed.split_first()) else {
        return false;
    };
    let Some((other, more)) = others.split_first() else { return is_one_of(known, first) };
    // A command has at most two below it; what follows are files and names.
    let near = if other.starts_with(['-', ':', '.']) { rest.len() } else { 2 };
    let is_there = |other: &str, among: &[String]| {
        among.iter().any(|word| match other.chars().next() {
            Some(':') => word.contains(other) && !is_option(word),
            Some('.') => word.ends_with(other) && !is_option(word),
            _ => is_one_of(other, word),
        })
    };
    is_one_of(known, first)
        && is_there(other, &rest[..near.min(rest.len())])
        && more.iter().all(|other| is_there(other, rest))
}

/// mkcert takes names without a command, and some who have a file type its name.
fn without_a_command(line: &Line) -> Option<Hint> {
    let first = line.words.first().filter(|word| line.depth() == 0 && !is_option(word))?;
    if is_file(first) {
        return Some(Hint::command(format!("devcert inspect {}", quoted(first))));
    }
    if let Some(server) = crate::cli::target::server(first.as_ref()) {
        return Some(server);
    }
    let is_name = |word: &String| word.parse::<San>().is_ok();
    let plain = *first == "localhost" || first.contains(['.', ':']);
    let names = line.words.iter().take_while(|word| !is_option(word));
    if !(plain && names.clone().all(is_name)) {
        return None;
    }
    let issue = line_of([&["issue".to_owned()], line.words.as_slice()].concat());
    match issue.is_understood() {
        true => Some(Hint::command(issue.pasted())),
        false => corrected(&issue).or_else(|| {
            let names =
                names.fold("devcert issue".to_owned(), |line, name| format!("{line} {}", quoted(name)));
            Some(Hint::command(names))
        }),
    }
}

/// The option that was typed with one hyphen, devcert's or another program's. To clap, `-out` is the
/// file `ut` for `-o`.
pub(super) fn with_one_hyphen(line: &Line) -> Option<&str> {
    let words = line.words.iter().take_while(|word| *word != "--");
    let mut options =
        words.filter(|word| may_have_one_hyphen(word)).map(|word| word.split('=').next().unwrap_or(word));
    options.find(|option| {
        line.has(&option[1..])
            || ["quiet", "json", "color"].contains(&&option[1..])
            || correct::row(line, option).is_some()
    })
}

/// The whole word of which clap has named the first letter: `-noout` for `-n`.
pub(super) fn whole<'a>(line: &'a Line, argument: &'a str) -> &'a str {
    let is_letter = argument.len() == 2 && is_option(argument);
    let whole = line.words.iter().find(|word| word.starts_with(argument));
    whole.filter(|_| is_letter).map_or(argument, String::as_str)
}

/// Whether some word of a line may be a long option with one hyphen.
pub(super) fn one_hyphen(line: &[OsString]) -> bool {
    line.iter().filter_map(|word| word.to_str()).any(may_have_one_hyphen)
}

fn may_have_one_hyphen(word: &str) -> bool {
    let name = word.strip_prefix('-').unwrap_or_default();
    name.len() > 1 && name.starts_with(|letter: char| letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a person might type for a row, with a value for each option.
    fn typed(row: &ForeignCommand) -> Line {
        let first = |words: &&'static str| words.split('|').next().unwrap_or_default();
        let words = row.0.iter().map(first).flat_map(|word| match word {
            ":" => vec!["a.test:443"],
            "://" => vec!["https://a.test/"],
            ".json" => vec!["a.json"],
            option if option.starts_with('-') => vec![option],
            word => vec![word],
        });
        line_of(words.map(str::to_owned).collect())
    }

    #[test]
    fn every_answer_is_a_command_that_devcert_reads_whatever_is_filled_in() {
        for row in COMMANDS.iter().filter(|(_, answer)| !matches!(answer, Answer::Advice(_))) {
            let line = typed(row);
            let values = ["a.test", "b.pem", "https://c.test/"].map(str::to_owned);
            let with_values = line_of([line.words.as_slice(), &values].concat());
            let each_with_one = line.words.iter().flat_map(|word| match is_option(word) {
                true => vec![word.clone(), "b.pem".to_owned()],
                false => vec![word.clone()],
            });
            let each_with_one = line_of(each_with_one.collect());
            let with_url = line_of([line.words.as_slice(), &values[2..]].concat());
            let lines = [line, with_values, with_url, each_with_one];
            assert!(lines.iter().any(|line| filled(line, row).is_some()), "{row:?}");
        }
    }

    #[test]
    fn every_row_is_reached_by_what_it_stands_for() {
        for (index, row) in COMMANDS.iter().enumerate() {
            let line = typed(row);
            let reached = COMMANDS.iter().enumerate().find(|(_, habit)| {
                begins_as(&line, habit) && (habit.0 != row.0 || std::ptr::eq(*habit, row))
            });
            assert_eq!(reached.map(|(index, _)| index), Some(index), "{row:?}");
        }
    }

    #[test]
    fn a_line_to_be_pasted_comes_apart_into_its_words() {
        assert_eq!(
            shell_words(r"devcert issue '*.a.test' 'it'\''s'"),
            ["devcert", "issue", "*.a.test", "it's"]
        );
    }
}
