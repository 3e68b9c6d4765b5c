//! `devcert run`

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::cli::options::TrustedArgs;
use crate::cli::variables::environment;
use crate::host::process;
use crate::report::outcome::Outcome;

/// Run a command that trusts the CA, without changing trust stores
///
/// Sets environment variables (`SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS`, ...; see `devcert trust env`) that
/// point to the system roots plus the CA, then runs the command. Standard streams, signals and the exit code
/// pass through.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    certificate: TrustedArgs,
    /// Command and its arguments
    #[arg(
        value_name = "COMMAND",
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        help_heading = None
    )]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  devcert run -- curl https://localhost:3001/
  devcert run --cert cert/file.crt -- npm test
  devcert run -- java -jar app.jar";

/// Becomes the program; comes back only when there is none.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let (variables, _) = environment(&args.certificate, cx)?;
    let Some((program, arguments)) = args.command.split_first() else {
        return Err(CommandError::new("no program given").hint(Hint::command("devcert run -- COMMAND")));
    };
    let error = process::exec(program, arguments, &variables);
    let path = Path::new(program);
    let name = path.display();
    Err(match error.kind() {
        ErrorKind::NotFound if path.components().nth(1).is_some() => {
            in_words(args, CommandError::new(format_args!("{name} does not exist")))
        }
        ErrorKind::NotFound => {
            in_words(args, CommandError::new(format_args!("program {name} not found on PATH")))
        }
        ErrorKind::PermissionDenied => CommandError::new(format_args!("{name} is not executable")),
        _ => CommandError::new(format_args!("cannot start {name}: {}", process::words(&error))),
    })
}

/// The same error with the command line in which the program and its arguments are separate words, where all of them
/// were given as one.
fn in_words(args: &Args, error: CommandError) -> CommandError {
    let [text] = args.command.as_slice() else { return error };
    let Some(text) = text.to_str().filter(|text| text.trim().contains(char::is_whitespace)) else {
        return error;
    };
    let is_for_a_shell =
        text.contains(['|', '&', ';', '<', '>', '$', '`', '"', '\'', '\\', '*', '?', '~', '=']);
    let words = match is_for_a_shell {
        true if cfg!(windows) => ["cmd", "/C", text].map(str::to_owned).to_vec(),
        true => ["sh", "-c", text].map(str::to_owned).to_vec(),
        false => text.split_whitespace().map(str::to_owned).collect(),
    };
    let advice = "write the program and its arguments as separate words";
    error.hint(Hint::again(vec![Edit::Replace(text.to_owned(), words)]).note(advice).or(advice))
}
