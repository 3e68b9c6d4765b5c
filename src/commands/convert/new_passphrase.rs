//! The passphrase that encrypts what is written.

use std::path::PathBuf;
use std::str::FromStr;

use rand::RngExt as _;
use rand::distr::Alphanumeric;

use crate::cli::context::Context;
use crate::host::passphrase::{PassphraseError, Source};
use crate::host::stdio::PathOrStdio;
use devcert::model::secret::Secret;

/// Where it comes from: `new:PATH` creates one, and everything else is a [`Source`].
#[derive(Debug, Clone)]
pub(super) enum NewPassphrase {
    /// An existing one.
    Of(Source),
    /// A random one, which is written to this file.
    Created(PathBuf),
}

impl FromStr for NewPassphrase {
    type Err = PassphraseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("new:") {
            Some(path) if !path.is_empty() => Ok(Self::Created(path.into())),
            _ => text.parse().map(Self::Of),
        }
    }
}

/// 24 letters and digits: 142 bits.
const LENGTH: usize = 24;

impl NewPassphrase {
    /// The file that it is written to.
    pub(super) fn place(&self) -> Option<PathOrStdio> {
        match self {
            Self::Created(path) => Some(PathOrStdio::File(path.clone())),
            Self::Of(_) => None,
        }
    }
}

/// A random passphrase.
pub(super) fn random(cx: &mut Context) -> Secret {
    let letters = (&mut cx.rng).sample_iter(Alphanumeric).take(LENGTH);
    Secret::new(letters.collect())
}
