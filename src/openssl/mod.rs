//! openssl's command line: `devcert openssl SUBCOMMAND …`, and devcert called by the name `openssl`.
//!
//! What a subcommand can do is data: `subcommands::SUBCOMMANDS` has a row for each, with the table of its options
//! ([`options`]); those that devcert does not have are in `subcommands::REJECTED` with the reason. What openssl does
//! and devcert cannot is rejected by name with status 1. A result that differs in silence would be worse.

mod asn1parse;
mod ca;
mod ciphers;
pub mod config;
mod configuration;
mod crl;
mod crl2pkcs7;
mod curve_options;
mod database_file;
mod dgst;
mod dhparam;
mod digests;
mod dsa;
mod dsaparam;
mod ec;
mod ecparam;
mod enc;
pub mod extension;
pub mod failure;
mod gendsa;
mod genpkey;
mod genrsa;
mod help;
mod inputs;
mod install;
mod issue;
mod keys;
mod name_hash;
pub mod names;
mod newkey;
pub mod number;
mod number_file;
pub mod objects;
mod ocsp;
pub mod options;
mod parts;
mod passphrase;
mod peer_name;
mod pkcs12;
mod pkcs7;
mod pkcs8;
mod pkey;
mod pkeyparam;
mod rand;
mod reference;
mod rehash;
mod req;
mod rsa;
mod sess_id;
pub mod session;
mod show;
mod subcommand;
mod subcommands;
mod tls;
mod verification;
mod verify;
mod version;
mod weak;
mod x509;

use std::ffi::OsString;
use std::path::Path;

pub use reference::reference;

use self::failure::Failure;
use self::options::Line;
use self::session::Session;
use crate::report::ui::Ui;

/// The words for openssl in a command line: those after the program's name if that is `openssl`, those after
/// `openssl` if it is the first word; `None` if the line is devcert's own.
#[must_use]
pub fn words(line: &[OsString]) -> Option<&[OsString]> {
    let (program, words) = line.split_first()?;
    if Path::new(program).file_stem().is_some_and(|name| name == "openssl") {
        return Some(words);
    }
    let words = words.split_first().filter(|(first, _)| *first == "openssl").map(|(_, words)| words)?;
    // devcert's own help of the command.
    let is_help = words.len() == 1 && ["--help", "-h"].iter().any(|help| words[0] == *help);
    (!is_help).then_some(words)
}

/// The words after `--explain`: a command line that is not run, but shown as one of devcert.
#[must_use]
pub fn to_explain(words: &[OsString]) -> Option<&[OsString]> {
    words.split_first().filter(|(first, _)| *first == "--explain").map(|(_, words)| words)
}

/// Runs a command line of openssl and returns its exit status.
#[must_use]
pub fn run(words: &[OsString]) -> u8 {
    let ui = Ui { quiet: false, json: false };
    match dispatch(words, ui) {
        Ok(status) => status,
        Err(failure) => {
            failure.print(ui);
            failure.status
        }
    }
}

fn dispatch(words: &[OsString], ui: Ui) -> Result<u8, Failure> {
    let words: Vec<String> = words
        .iter()
        .map(|word| word.to_str().map(str::to_owned))
        .collect::<Option<_>>()
        .ok_or_else(|| Failure::unsupported("arguments that are not UTF-8"))?;
    let mut session = Session::new(ui)?;
    let status = run_subcommand(&words, &mut session)?;
    session.finish()?;
    Ok(status)
}

/// A command line as the front end reads it.
#[derive(Debug)]
pub struct Typed {
    /// The options with their values; a digest or a cipher is an option without a value.
    pub options: Vec<(String, Option<String>)>,
    /// What follows the options.
    pub operands: Vec<String>,
}

/// Reads the words after `openssl` without running them.
///
/// # Errors
/// A subcommand or an option that openssl or devcert does not have.
pub fn read(words: &[String]) -> Result<Typed, Failure> {
    let (name, rest) = words.split_first().ok_or_else(|| subcommands::unknown(""))?;
    let subcommand = subcommands::find(name).ok_or_else(|| subcommands::unknown(name))?;
    let line = Line::read(name, &subcommand.table, rest)?;
    let option = |(name, value): (&str, &str)| match name {
        "" => (format!("-{value}"), None),
        name => (format!("-{name}"), Some(value.to_owned()).filter(|value| !value.is_empty())),
    };
    Ok(Typed { options: line.sequence().map(option).collect(), operands: line.operands.clone() })
}

fn run_subcommand(words: &[String], session: &mut Session) -> Result<u8, Failure> {
    let Some((name, rest)) = words.split_first() else {
        return subcommands::print_help(&Line::default(), session);
    };
    if name == "--install" {
        return install::run(rest, session);
    }
    let name = if name == "-help" || name == "--help" || name == "-h" { "help" } else { name };
    let subcommand = subcommands::find(name).ok_or_else(|| subcommands::unknown(name))?;
    let line = Line::read(name, &subcommand.table, rest)?;
    if line.has("help") {
        session.print_help(&help::page(subcommand));
        return Ok(0);
    }
    (subcommand.run)(&line, session)
}
