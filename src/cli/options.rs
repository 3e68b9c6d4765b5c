//! Options that several commands share.

mod anchors;
mod ca;
mod client;
mod extension;
pub(crate) mod faults;
mod inputs;
mod limit;
mod names;
mod profile;
mod reason;
pub(crate) mod reproducible;
mod server;
mod signature;
mod trusted;
mod validity;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, PossibleValue, TypedValueParser as _};
use clap::{Args, ValueEnum};

pub(crate) use crate::ops::Format;
pub(crate) use anchors::{AnchorArgs, Anchors, OwnCa, system, warn_of_ca};
pub(crate) use ca::{CaArgs, CaKeyArgs, CaSubjectArgs, ca_option};
pub(crate) use client::ClientArgs;
pub(crate) use extension::ExtensionArgs;
pub(crate) use faults::{FaultArgs, FieldFaultArgs, KeyFaultArgs, LeafFaultArgs, SignatureFaultArgs};
pub(crate) use inputs::InputArgs;
pub(crate) use limit::LimitArgs;
pub(crate) use names::{HostArgs, NameArgs};
pub(crate) use profile::ProfileArgs;
pub(crate) use reason::{reason, reasons};
pub(crate) use reproducible::ReproducibleArgs;
pub(crate) use server::{ServerArgs, starttls_help};
pub(crate) use signature::SignatureArgs;
pub(crate) use trusted::{TrustedArgs, TrustedCertificate, TrustedFile};
pub(crate) use validity::{CaValidityArgs, DaysError, LifetimeArgs, ValidityArgs};

use super::error::CommandError;
use crate::host::environment;
use crate::host::stdio::PathOrStdio;
use crate::ops::Existing;
use devcert::encoding::private_key::KeyForm;
use devcert::model::algorithm::{KeyAlgorithm, RsaBits};
use devcert::model::span::Span;

/// Where the files are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct FolderArgs {
    /// Directory of the files that no other option specifies [default: cert]
    #[arg(
        long,
        value_name = "DIR",
        env = FOLDER_VARIABLE,
        hide_env_values = true,
        value_parser = OsStringValueParser::new().try_map(folder)
    )]
    dir: Option<PathBuf>,
}

/// The variable that sets the directory of a project's files.
const FOLDER_VARIABLE: &str = "DEVCERT_DIR";

/// The directory of a project's files.
const DEFAULT_FOLDER: &str = "cert";

impl FolderArgs {
    /// The folder itself.
    pub(crate) fn folder(&self) -> &Path {
        self.dir.as_deref().unwrap_or(Path::new(DEFAULT_FOLDER))
    }

    /// Whether the option itself sets it, and not the environment.
    pub(crate) fn is_named(&self) -> bool {
        is_typed(self.dir.as_deref(), FOLDER_VARIABLE)
    }

    /// The file that was named, or the one of this name in the folder.
    pub(crate) fn place(&self, named: Option<&PathBuf>, default: &str) -> PathOrStdio {
        place_in(self.folder(), named, default)
    }
}

/// The file that an option specifies, or the one of this name in `folder`.
pub(crate) fn place_in(folder: &Path, named: Option<&PathBuf>, default: &str) -> PathOrStdio {
    named.map_or_else(|| PathOrStdio::File(folder.join(default)), |path| PathOrStdio::new(path))
}

/// Whether a path comes from its option. A value equal to that of its variable counts as the variable's.
fn is_typed(path: Option<&Path>, variable: &str) -> bool {
    path.is_some_and(|path| environment::variable(variable).is_none_or(|value| path != Path::new(&value)))
}

/// An empty name in the environment is a mistake in a script, and not the working folder.
fn folder(text: OsString) -> Result<PathBuf, &'static str> {
    match text.is_empty() {
        true => Err("the directory name is empty; give one here or in DEVCERT_DIR, or omit both for cert/"),
        false => Ok(text.into()),
    }
}

/// Which kind of key.
#[derive(Debug, Args)]
#[command(next_help_heading = "Key")]
pub(crate) struct AlgorithmArgs {
    #[arg(long, short, short_alias = 't', value_name = "ALGORITHM", help = algorithm_help(KeyAlgorithm::default()))]
    algorithm: Option<KeyAlgorithm>,
    /// RSA key size in bits (same as --algorithm rsa:N)
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = bits, conflicts_with = "algorithm")]
    bits: Option<RsaBits>,
}

/// The help of `--algorithm`, with the kind of key that the command generates by default.
pub(crate) fn algorithm_help(default: KeyAlgorithm) -> String {
    let names: Vec<_> = KeyAlgorithm::names().collect();
    let default = default.name();
    let default = default.strip_suffix(":2048").unwrap_or(&default);
    format!("Key type: {} [default: {default}]", names.join(", "))
}

impl AlgorithmArgs {
    /// What was asked for, if anything.
    pub(crate) fn asked(&self) -> Option<KeyAlgorithm> {
        self.algorithm.or(self.bits.map(KeyAlgorithm::Rsa))
    }
}

fn bits(text: &str) -> Result<RsaBits, String> {
    let bits = text.parse().map_err(|_| format!("\"{text}\" is not a number of bits"))?;
    RsaBits::new(bits).map_err(|error| error.to_string())
}

/// What to do with files that are there.
#[derive(Debug, Args)]
#[command(next_help_heading = "Overwriting")]
pub(crate) struct OverwriteArgs {
    /// Replace existing files
    #[arg(long, short)]
    pub(crate) force: bool,
    /// Do nothing if the files exist, match and are as requested; recreate them otherwise
    #[arg(long, conflicts_with = "force")]
    pub(crate) if_needed: bool,
}

impl OverwriteArgs {
    /// What may become of files that exist; those that are kept have to remain valid for so long.
    pub(crate) const fn existing(&self, within: Span) -> Existing {
        match (self.if_needed, self.force) {
            (true, _) => Existing::KeepIfGood(within),
            (false, true) => Existing::Replace,
            (false, false) => Existing::Refuse,
        }
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Pem, Self::Der]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Pem => PossibleValue::new("pem").help("Text, which every server reads"),
            Self::Der => PossibleValue::new("der").help("Binary"),
        })
    }
}

/// Fails where a chain with its root is requested in a format that holds one certificate.
pub(crate) fn check_chain(format: Format, with_root: bool) -> Result<(), CommandError> {
    match (format, with_root) {
        (Format::Der, true) => {
            Err(CommandError::new("--with-root adds a certificate, but a DER file contains only one")
                .hint("omit --outform der, or omit --with-root"))
        }
        _ => Ok(()),
    }
}

/// In which structure a private key is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum KeyEncoding {
    /// BEGIN PRIVATE KEY, for every key type
    Pkcs8,
    /// BEGIN RSA PRIVATE KEY
    Pkcs1,
    /// BEGIN EC PRIVATE KEY
    Sec1,
}

impl From<KeyEncoding> for KeyForm {
    fn from(encoding: KeyEncoding) -> Self {
        match encoding {
            KeyEncoding::Pkcs8 => Self::Pkcs8,
            KeyEncoding::Pkcs1 => Self::Pkcs1,
            KeyEncoding::Sec1 => Self::Sec1,
        }
    }
}
