//! The command: result to exit code.

use std::process::ExitCode;

use clap::Parser;
use devcert::commands::{self, Cli, Session};
use devcert::report::outcome::Verdict;
use devcert::report::print;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut session = Session::new(cli.global.ui());
    let ui = session.ui;
    let done = commands::run(&cli.command, &mut session).and_then(|outcome| {
        print::outcome(ui, &outcome)?;
        Ok(outcome.verdict)
    });
    match done {
        Ok(Verdict::Yes) => ExitCode::SUCCESS,
        Ok(Verdict::No) => ExitCode::from(1),
        Err(error) => {
            print::failure(ui, &error.message, &error.hints);
            ExitCode::from(2)
        }
    }
}
