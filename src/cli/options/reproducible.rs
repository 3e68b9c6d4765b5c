//! Output that is the same in every run.

use clap::Args;
use time::OffsetDateTime;

use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::host::environment;
use crate::ops::SignatureRequest;
use crate::ops::seed::Seed;
use devcert::model::san::San;
use devcert::model::validity::second;

/// What determines the output.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reproducible output (only for tests)")]
pub(crate) struct ReproducibleArgs {
    /// Derive private keys, serial numbers and signatures from TEXT, so that every run writes the same files;
    /// anyone who knows TEXT can compute the keys. `SOURCE_DATE_EPOCH` sets the date
    #[arg(long, value_name = "TEXT", value_parser = seed)]
    seed: Option<String>,
}

/// The variable that sets the date of what is created (<https://reproducible-builds.org/specs/source-date-epoch/>).
const DATE: &str = "SOURCE_DATE_EPOCH";

impl ReproducibleArgs {
    /// Takes the seed for keys that are `about` this.
    pub(crate) fn seed(&self, about: &[String], cx: &mut Context) {
        if let Some(text) = &self.seed {
            cx.warn(
                "--seed: anyone who knows the seed can compute the private keys; use them only for tests"
                    .to_owned(),
            );
            cx.set_seed(Seed::new(text, about.to_vec()));
        }
    }

    /// Takes the seed for keys that are `about` this, and the date of the environment.
    ///
    /// # Errors
    /// When that is not a date.
    pub(crate) fn apply(&self, about: &[String], cx: &mut Context) -> Result<(), CommandError> {
        take_date(cx)?;
        self.seed(about, cx);
        Ok(())
    }

    /// Takes the seed for serial numbers and signatures, and the date of the environment.
    ///
    /// # Errors
    /// When that is not a date.
    pub(crate) fn apply_without_keys(&self, cx: &mut Context) -> Result<(), CommandError> {
        take_date(cx)?;
        if let Some(text) = &self.seed {
            cx.set_seed(Seed::new(text, Vec::new()));
        }
        Ok(())
    }

    /// The signature that is requested, which the key and the content determine if there is a seed.
    pub(crate) fn applied_to(&self, request: SignatureRequest) -> SignatureRequest {
        SignatureRequest { reproducible: self.seed.is_some(), ..request }
    }
}

/// The names as a part of a seed.
pub(crate) fn about(names: &[San]) -> Vec<String> {
    names.iter().map(San::to_string).collect()
}

fn seed(text: &str) -> Result<String, &'static str> {
    if text.is_empty() { Err("the seed is empty") } else { Ok(text.to_owned()) }
}

fn take_date(cx: &mut Context) -> Result<(), CommandError> {
    if let Some(date) = date()? {
        cx.ui.note(format_args!("dates count from {DATE}: {}", second(date)));
        cx.set_date(date);
    }
    Ok(())
}

/// The date that the environment sets: seconds since 1970.
fn date() -> Result<Option<OffsetDateTime>, CommandError> {
    let Some(value) = environment::variable(DATE) else { return Ok(None) };
    let text = value.to_string_lossy();
    let digits = Some(&*text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let seconds = digits.and_then(|digits| digits.parse().ok());
    let date = seconds.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    match date {
        Some(date) => Ok(Some(date)),
        None => Err(CommandError::new(format_args!(
            "{DATE}: \"{}\" is not a number of seconds since 1970-01-01",
            text.escape_debug()
        ))
        .hint(format!("unset {DATE} to use the current date"))),
    }
}
