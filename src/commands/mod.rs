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
mod openssl;
mod probe;
mod pubkey;
mod renew;
mod revoke;
mod run;
mod selfsign;
mod sign;
mod trust;
mod verify;

use clap::{ArgAction, CommandFactory, Parser, Subcommand};

pub use lazy::Options;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::report::outcome::Outcome;
use crate::report::ui::Ui;

/// Create, verify and trust TLS certificates for local development and CI
///
/// devcert creates the files that an HTTPS server needs and checks that they work: `devcert issue` creates a
/// CA, a private key and a certificate for localhost, starts a rustls server with them and connects to it as a
/// client.
#[derive(Debug, Parser)]
#[command(name = "devcert", version, max_term_width = 100, propagate_version = true, after_help = EXAMPLES)]
#[command(disable_help_flag = true, disable_version_flag = true)]
pub struct Cli<const ALL: bool = false> {
    #[command(flatten)]
    pub global: GlobalArgs,
    #[command(subcommand)]
    pub command: Command<ALL>,
}

const EXAMPLES: &str = "\
Examples:
  # A certificate for localhost from your local CA, in cert/
  devcert issue
  # Make this machine trust that CA
  devcert trust install
  # A self-signed certificate instead
  devcert selfsign
  # Check that a server works with the files
  devcert verify

Exit codes: 0 success; 1 a check failed; 2 error.";

/// Options that every command has.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Print errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Print the result as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use color: auto, always, never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    pub color: Color,
    /// Print help; -h prints a summary
    #[arg(long, short, global = true, action = ArgAction::Help)]
    pub help: Option<bool>,
    /// Print the version
    #[arg(long, short = 'V', global = true, action = ArgAction::Version)]
    pub version: Option<bool>,
}

/// When to use color.
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
    Selfsign(Options<selfsign::Args, ALL>),
    Issue(Options<issue::Args, ALL>),
    Trust(Options<trust::Args, ALL>),
    Verify(Options<verify::Args, ALL>),
    Doctor(Options<doctor::Args, ALL>),
    Ca(Options<ca::Args, ALL>),
    Sign(Options<sign::Args, ALL>),
    Renew(Options<renew::Args, ALL>),
    Revoke(Options<revoke::Args, ALL>),
    Crl(Options<crl::Args, ALL>),
    Inspect(Options<inspect::Args, ALL>),
    Lint(Options<lint::Args, ALL>),
    Probe(Options<probe::Args, ALL>),
    Expires(Options<expires::Args, ALL>),
    Genkey(Options<genkey::Args, ALL>),
    Pubkey(Options<pubkey::Args, ALL>),
    Csr(Options<csr::Args, ALL>),
    Convert(Options<convert::Args, ALL>),
    Openssl(Options<openssl::Args, ALL>),
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
    let command = Cli::<true>::command();
    let template = template(&command);
    command.help_template(template)
}

/// The commands, grouped by use.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Get started", &["selfsign", "issue", "trust", "verify", "doctor"]),
    ("Certificate authority", &["ca", "sign", "renew", "revoke", "crl"]),
    ("Inspect and check", &["inspect", "lint", "probe", "expires"]),
    ("Keys and formats", &["genkey", "pubkey", "csr", "convert", "openssl"]),
    ("Other", &["run", "completions", "man", "help"]),
];

/// The help of devcert itself: clap has no headings for commands.
fn template(command: &clap::Command) -> String {
    let header = command.get_styles().get_header();
    let literal = command.get_styles().get_literal();
    let about = |name: &str| {
        command.find_subcommand(name).and_then(clap::Command::get_about).map(ToString::to_string)
    };
    let groups = GROUPS.map(|(group, names)| {
        let lines = names.iter().map(|name| {
            let about = about(name).unwrap_or_else(|| "Print the help of a command".to_owned());
            format!("  {literal}{name:<12}{literal:#} {about}\n")
        });
        format!("\n{header}{group}:{header:#}\n{}", lines.collect::<String>())
    });
    let commands = groups.concat();
    format!(
        "{{before-help}}{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{commands}\n\
         {header}Global options:{header:#}\n{{options}}{{after-help}}"
    )
}

/// Runs the command.
///
/// # Errors
/// Why it could not be carried out.
pub fn run(command: &Command, cx: &mut Context) -> Result<Outcome, CommandError> {
    let outcome = dispatch(command, cx)?;
    cx.report_foreign_ca();
    Ok(outcome)
}

fn dispatch(command: &Command, cx: &mut Context) -> Result<Outcome, CommandError> {
    match command {
        Command::Genkey(args) => genkey::run(args, cx),
        Command::Pubkey(args) => pubkey::run(args, cx),
        Command::Csr(args) => csr::run(args, cx),
        Command::Selfsign(args) => selfsign::run(args, cx),
        Command::Issue(args) => issue::run(args, cx),
        Command::Sign(args) => sign::run(args, cx),
        Command::Renew(args) => renew::run(args, cx),
        Command::Revoke(args) => revoke::run(args, cx),
        Command::Crl(args) => crl::run(args, cx),
        Command::Ca(args) => ca::run(args, cx),
        Command::Verify(args) => verify::run(args, cx),
        Command::Doctor(args) => doctor::run(args, cx),
        Command::Probe(args) => probe::run(args, cx),
        Command::Inspect(args) => inspect::run(args, cx),
        Command::Expires(args) => expires::run(args, cx),
        Command::Lint(args) => lint::run(args, cx),
        Command::Convert(args) => convert::run(args, cx),
        Command::Trust(args) => trust::run(args, cx),
        Command::Openssl(args) => openssl::run(args),
        Command::Run(args) => run::run(args, cx),
        Command::Completions(args) => Ok(completions::run(args, definition())),
        Command::Man(args) => man::run(args, definition(), cx),
    }
}
