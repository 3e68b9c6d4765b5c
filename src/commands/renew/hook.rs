//! The command that `--exec` runs after a renewal.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::context::Context;
use crate::host::process::{self, Call, ProcessError};
use crate::report::outcome::Hook;

/// How long the command may take: a service that restarts slowly is waited for.
const TIMEOUT: Duration = Duration::from_mins(10);

/// The variable that holds the paths of the renewed certificates, one per line.
const VARIABLE: &str = "DEVCERT_RENEWED";

/// Runs `command` in a shell, with the paths of the certificates that were renewed in its environment, and reports
/// when it fails. What it prints goes to standard error.
pub(super) fn run(command: &str, renewed: &[PathBuf], cx: &mut Context) -> Hook {
    cx.ui.note(format_args!("running {command}"));
    let ended = shell(command)
        .and_then(|call| call.env(VARIABLE, lines(renewed)).timeout(TIMEOUT).at_terminal().run());
    let error = match ended {
        Ok(captured) => {
            for line in [captured.stdout, captured.stderr].iter().flat_map(|text| text.split(|&c| c == b'\n'))
            {
                if !line.is_empty() {
                    cx.ui.note(String::from_utf8_lossy(line));
                }
            }
            None
        }
        Err(error) => {
            cx.fault(format!("the certificates are renewed, but --exec failed: {error}"));
            Some(error.to_string())
        }
    };
    Hook { command: command.to_owned(), succeeded: error.is_none(), error }
}

/// The call of the system's shell with this command line: where POSIX systems have it, whatever PATH is.
fn shell(command: &str) -> Result<Call, ProcessError> {
    if cfg!(unix) {
        return Ok(Call::new("/bin/sh").arg("-c").arg(command));
    }
    let program = process::find("cmd.exe", &process::search_path());
    let program = program.ok_or_else(|| ProcessError::Missing { program: "cmd.exe".to_owned() })?;
    // /S: cmd removes the first quote and the last one, and no others.
    Ok(Call::new(program).args(["/D", "/S", "/C"]).line(format!("\"{command}\"")))
}

fn lines(paths: &[PathBuf]) -> String {
    paths.iter().map(|path: &PathBuf| Path::display(path).to_string()).collect::<Vec<_>>().join("\n")
}
