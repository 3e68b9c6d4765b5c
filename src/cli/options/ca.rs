//! Which CA.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser as _};

use crate::cli::error::CommandError;
use crate::host::environment;
use crate::host::passphrase::Source;
use crate::report::shell::quoted;
use devcert::model::name::Name;

/// The variable that names the CA's folder.
const VARIABLE: &str = "DEVCERT_CA";

/// Where the CA is.
#[derive(Debug, Args)]
#[command(next_help_heading = "CA")]
pub(crate) struct CaArgs {
    /// Directory of the CA [default: devcert/ca in the user data directory]
    #[arg(
        long,
        value_name = "DIR",
        env = VARIABLE,
        hide_env_values = true,
        value_parser = OsStringValueParser::new().try_map(folder)
    )]
    ca: Option<PathBuf>,
}

/// Which CA, and how its key opens.
#[derive(Debug, Args)]
#[command(next_help_heading = "CA")]
pub(crate) struct CaKeyArgs {
    #[command(flatten)]
    pub(crate) ca: CaArgs,
    /// Passphrase source of the CA's key: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE")]
    pub(crate) passphrase: Option<Source>,
}

/// What a new CA is called.
#[derive(Debug, Args)]
#[command(next_help_heading = "CA")]
pub(crate) struct CaSubjectArgs {
    /// Common name of the CA, such as 'Acme dev CA'
    #[arg(long, value_name = "TEXT", value_parser = common_name, conflicts_with = "subject")]
    name: Option<Name>,
    /// Subject, as '/O=Acme/CN=Acme dev CA' or 'CN=x,O=Acme' [default: devcert CA, with user, host and date]
    #[arg(long, visible_alias = "subj", value_name = "NAME")]
    subject: Option<Name>,
}

impl CaSubjectArgs {
    /// The subject, if an option sets it.
    pub(crate) fn requested(&self) -> Option<Name> {
        self.subject.as_ref().or(self.name.as_ref()).cloned()
    }
}

/// The subject with this common name alone.
fn common_name(text: &str) -> Result<Name, String> {
    Name::from_common_name(text).map_err(|error| error.to_string())
}

impl CaArgs {
    /// The CA in a folder that another option names, or the default one.
    pub(crate) fn or_default(folder: Option<&PathBuf>) -> Self {
        Self { ca: folder.cloned() }
    }

    /// The CA that the environment names, or the default one.
    pub(crate) fn from_environment() -> Self {
        Self { ca: environment::variable(VARIABLE).map(PathBuf::from) }
    }

    /// Whether the option itself sets the folder, and not the environment.
    pub(crate) fn is_named(&self) -> bool {
        super::is_typed(self.ca.as_deref(), VARIABLE)
    }

    /// The CA's folder.
    pub(crate) fn folder(&self) -> Result<PathBuf, CommandError> {
        self.ca.clone().or_else(default_folder).ok_or_else(|| {
            CommandError::new("no home directory found for the CA")
                .hint("specify a directory with --ca DIR, or in DEVCERT_CA")
        })
    }
}

/// Where the CA is when nothing says otherwise.
fn default_folder() -> Option<PathBuf> {
    environment::data_folder().map(|data| data.join("devcert").join("ca"))
}

/// The option that names the CA in this directory: ` --ca DIR`, or nothing for the default one.
pub(crate) fn ca_option(folder: &Path) -> String {
    match default_folder().is_some_and(|default| default == folder) {
        true => String::new(),
        false => format!(" --ca {}", quoted(&folder.display().to_string())),
    }
}

/// An empty name in the environment is a mistake in a script, and not the working folder.
fn folder(text: std::ffi::OsString) -> Result<PathBuf, &'static str> {
    match text.is_empty() {
        true => Err("the CA directory name is empty; give one here or in DEVCERT_CA, or omit both"),
        false => Ok(text.into()),
    }
}
