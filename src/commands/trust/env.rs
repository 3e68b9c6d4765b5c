//! `devcert trust env`

use std::ffi::OsString;

use clap::ValueEnum;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::options::TrustedArgs;
use crate::cli::variables::environment;
use crate::report::outcome::{Envelope, Outcome, Report, Verdict};
use crate::report::shell::quoted;
use crate::report::trust::{Shell, Variables};

/// Print environment variables that make programs trust the CA
///
/// The variables point to files in the user cache directory that contain the system roots and the CA and are
/// kept up to date. Changes no store and needs no root: for CI and containers.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    certificate: TrustedArgs,
    /// Syntax: sh, fish, powershell, cmd (for a batch file), github (for the file in `$GITHUB_ENV`), dotenv (.env
    /// files) or docker (docker run --env-file) [default: sh; on Windows powershell]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
}

/// The shell that the system opens.
const DEFAULT: Format = if cfg!(windows) { Format::PowerShell } else { Format::Sh };

const EXAMPLES: &str = "\
Examples:
  eval \"$(devcert trust env)\"
  devcert trust env --format fish | source
  devcert trust env --format powershell | Out-String | Invoke-Expression
  devcert trust env --format cmd > env.cmd && call env.cmd
  devcert trust env --format github >> \"$GITHUB_ENV\"
  devcert trust env --format dotenv >> .env
  # For docker run --env-file ca.env
  devcert trust env --format docker > ca.env";

/// Who is going to read it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// POSIX shells
    Sh,
    /// fish
    Fish,
    /// `PowerShell`
    #[value(name = "powershell")]
    PowerShell,
    /// The command prompt of Windows
    Cmd,
    /// GitHub Actions
    Github,
    /// `.env` files
    Dotenv,
    /// `docker run --env-file`
    Docker,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let (variables, folder) = environment(&args.certificate, cx)?;
    let format = args.format.unwrap_or(DEFAULT);
    if matches!(format, Format::Docker) {
        let folder = quoted(&folder.display().to_string());
        cx.ui.note(format_args!(
            "the files are outside the container: docker run --volume {folder}:{folder}:ro"
        ));
    }
    let texts: Result<Vec<_>, _> = variables.into_iter().map(|(name, value)| text(name, value)).collect();
    let shell = match format {
        Format::Sh => Shell::Sh,
        Format::Fish => Shell::Fish,
        Format::PowerShell => Shell::PowerShell,
        Format::Cmd => Shell::Cmd,
        Format::Github => Shell::Github,
        Format::Dotenv => Shell::Dotenv,
        Format::Docker => Shell::Docker,
    };
    let variables = Variables::new(texts?);
    let report = Report::found(variables.text(shell), Envelope::new("trust env", variables));
    Ok(Outcome { verdict: Verdict::Yes, report })
}

fn text(name: &'static str, value: OsString) -> Result<(&'static str, String), CommandError> {
    let odd = |value: OsString| {
        CommandError::new(format_args!(
            "the value of {name} is not text that can be printed: {}",
            value.display()
        ))
        .hint(Hint::command("devcert run -- COMMAND").note("passes it unchanged"))
    };
    match value.into_string() {
        Ok(value) if !value.contains(['\n', '\r']) => Ok((name, value)),
        Ok(value) => Err(odd(value.into())),
        Err(value) => Err(odd(value)),
    }
}
