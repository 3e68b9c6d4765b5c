//! The commands. One command, one file: its `Args`, whose doc comments are the help, then
//! `run`.

mod ca;
mod completions;
mod convert;
mod crl;
mod csr;
mod doctor;
mod expires;
mod genkey;
mod inspect;
mod issue;
mod lazy;
mod lint;
mod man;
mod probe;
mod pubkey;
mod renew;
mod revoke;
mod run;
mod selfsign;
mod sign;
mod trust;
mod verify;

use clap::{CommandFactory, Parser, Subcommand};

pub use lazy::Options;

use crate::cli::error::CommandError;
use crate::cli::session::Session;
use crate::report::outcome::Outcome;
use crate::report::ui::Ui;

/// TLS keys and certificates for development and CI, checked before you use them
///
/// devcert makes the files that an HTTPS server starts from, and proves that it does: `devcert
/// selfsign` makes a private key and a certificate for localhost, loads them into a rustls server
/// and connects to it as a client.
#[derive(Debug, Parser)]
#[command(name = "devcert", version, max_term_width = 100, propagate_version = true, after_help = EXAMPLES)]
pub struct Cli<const ALL: bool = false> {
    #[command(flatten)]
    pub global: GlobalArgs,
    #[command(subcommand)]
    pub command: Command<ALL>,
}

const EXAMPLES: &str = "\
Examples:
  devcert selfsign                     a key and a certificate for localhost, in cert/
  devcert selfsign --lan               the same, for phones in the local network too
  devcert verify                       does a server start from them, and does a client accept it?
  devcert genkey && devcert pubkey && devcert csr && devcert selfsign

Exit codes: 0 done, or yes; 1 a clean no; 2 could not do it.";

/// Options that every command has.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct GlobalArgs {
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print the result as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// When to colour what is printed: auto, always, never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    pub color: Color,
}

/// When to colour.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Color {
    /// On terminals, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do. `ALL` is whether the options of all commands are defined, or only those of the one
/// that is asked for.
#[derive(Debug, Subcommand)]
pub enum Command<const ALL: bool = false> {
    Genkey(Options<genkey::Args, ALL>),
    Pubkey(Options<pubkey::Args, ALL>),
    Csr(Options<csr::Args, ALL>),
    Selfsign(Options<selfsign::Args, ALL>),
    Ca(Options<ca::Args, ALL>),
    Sign(Options<sign::Args, ALL>),
    Renew(Options<renew::Args, ALL>),
    Revoke(Options<revoke::Args, ALL>),
    Crl(Options<crl::Args, ALL>),
    Issue(Options<issue::Args, ALL>),
    Verify(Options<verify::Args, ALL>),
    Probe(Options<probe::Args, ALL>),
    Doctor(Options<doctor::Args, ALL>),
    Inspect(Options<inspect::Args, ALL>),
    Expires(Options<expires::Args, ALL>),
    Lint(Options<lint::Args, ALL>),
    Convert(Options<convert::Args, ALL>),
    Trust(Options<trust::Args, ALL>),
    Run(Options<run::Args, ALL>),
    Completions(Options<completions::Args, ALL>),
    Man(Options<man::Args, ALL>),
}

impl GlobalArgs {
    /// The printing that these options ask for.
    #[must_use]
    pub fn ui(&self) -> Ui {
        match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        Ui { quiet: self.quiet, json: self.json }
    }
}

/// The command line's definition, for help, completions and manuals.
#[must_use]
pub fn definition() -> clap::Command {
    Cli::<true>::command()
}

/// Runs the command.
///
/// # Errors
/// Why it could not be carried out.
pub fn run(command: &Command, session: &mut Session) -> Result<Outcome, CommandError> {
    let outcome = dispatch(command, session)?;
    session.report_foreign_ca();
    Ok(outcome)
}

fn dispatch(command: &Command, session: &mut Session) -> Result<Outcome, CommandError> {
    match command {
        Command::Genkey(args) => genkey::run(args, session),
        Command::Pubkey(args) => pubkey::run(args, session),
        Command::Csr(args) => csr::run(args, session),
        Command::Selfsign(args) => selfsign::run(args, session),
        Command::Issue(args) => issue::run(args, session),
        Command::Sign(args) => sign::run(args, session),
        Command::Renew(args) => renew::run(args, session),
        Command::Revoke(args) => revoke::run(args, session),
        Command::Crl(args) => crl::run(args, session),
        Command::Ca(args) => ca::run(args, session),
        Command::Verify(args) => verify::run(args, session),
        Command::Doctor(args) => doctor::run(args, session),
        Command::Probe(args) => probe::run(args, session),
        Command::Inspect(args) => inspect::run(args, session),
        Command::Expires(args) => expires::run(args, session),
        Command::Lint(args) => lint::run(args, session),
        Command::Convert(args) => convert::run(args, session),
        Command::Trust(args) => trust::run(args, session),
        Command::Run(args) => run::run(args, session),
        Command::Completions(args) => Ok(completions::run(args, definition())),
        Command::Man(args) => man::run(args, definition()),
    }
}
