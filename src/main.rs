//! The command: result to exit code.

#[cfg(not(target_env = "musl"))]
use std::alloc::System as Heap;
use std::process::ExitCode;

// The heap of musl has one lock for all threads: two threads together need longer for an RSA key than one.
#[cfg(target_env = "musl")]
use mimalloc::MiMalloc as Heap;

use devcert_cli::cli::context::Context;
use devcert_cli::commands;
use devcert_cli::host::hardening;
use devcert_cli::openssl;
use devcert_cli::report::outcome::Verdict;
use devcert_cli::report::print;
use devcert_cli::usage::{self, ParseExit};

/// Wipes what is freed, so that no copy of a secret that a library made on its way stays in memory.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<Heap> = zeroizing_alloc::ZeroAlloc(Heap);

fn main() -> ExitCode {
    hardening::harden();
    let line: Vec<_> = std::env::args_os().collect();
    if let Some(words) = openssl::words(&line) {
        let status = match openssl::to_explain(words) {
            Some(words) => usage::print_equivalent(words),
            None => openssl::run(words),
        };
        hardening::wipe_stack();
        return ExitCode::from(status);
    }
    let cli = match usage::parse(&line) {
        Ok(cli) => cli,
        Err(ParseExit::Printed(code)) => return ExitCode::from(code),
        Err(ParseExit::Usage(global, error)) => {
            print::failure(global.ui(), &error.message, &error.hints(&line, commands::definition));
            return ExitCode::from(2);
        }
    };
    let ui = cli.global.ui();
    let done = Context::new(ui).and_then(|mut cx| commands::run(&cli.command, &mut cx)).and_then(|outcome| {
        print::outcome(ui, &outcome)?;
        Ok(outcome.verdict)
    });
    hardening::wipe_stack();
    match done {
        Ok(Verdict::Yes) => ExitCode::SUCCESS,
        Ok(Verdict::No) => ExitCode::from(1),
        Err(error) => {
            print::failure(ui, &error.message, &error.hints(&line, commands::definition));
            ExitCode::from(2)
        }
    }
}
