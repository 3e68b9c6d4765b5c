//! `devcert completions`

use clap_complete::Shell;

use crate::report::outcome::{Outcome, Report, Verdict};

/// Print completions for a shell
///
/// Written to standard output, to be sourced or to be put where the shell looks for them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Which shell
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  devcert completions bash > /etc/bash_completion.d/devcert
  devcert completions zsh > ~/.zfunc/_devcert";

/// Generates the completions from the command line's definition.
pub(super) fn run(args: &Args) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::definition(), "devcert", &mut text);
    Outcome { verdict: Verdict::Yes, report: Report::Text(String::from_utf8_lossy(&text).into_owned()) }
}
