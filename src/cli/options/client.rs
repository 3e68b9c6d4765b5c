//! The certificate of a client, for a server that requests one.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::context::Context;
use crate::cli::error::{CommandError, about};
use crate::cli::hint::Hint;
use crate::cli::keys;
use crate::cli::surroundings::Surroundings;
use crate::host::files;
use crate::host::passphrase::Source;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::limits::Limits;
use devcert::encoding::read;
use devcert::encoding::sniff::Contents;
use devcert::key::PrivateKey;
use devcert::model::secret::Secret;
use devcert::pki::path::path_of;
use devcert::pki::probe::ClientIdentity;

/// Which certificate a client presents.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Client certificate")]
pub(crate) struct ClientArgs {
    /// Certificate to present if the server requests one, with its chain: PEM, DER or PKCS#12
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    /// Private key of --cert [default: the one in that file, or in a file next to it]
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Passphrase of the private key or the PKCS#12 file: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE", requires = "cert")]
    passphrase: Option<Source>,
}

impl ClientArgs {
    /// The certificate and its key, where one was given.
    pub(crate) fn read(&self, cx: &mut Context) -> Result<Option<ClientIdentity>, CommandError> {
        let Some(path) = &self.cert else { return Ok(None) };
        let source = self.passphrase.as_ref();
        let passphrase = source.map(|source| cx.passphrase(source, "the client's key")).transpose()?;
        let place = PathOrStdio::new(path);
        let contents = opened(&place, passphrase.as_ref(), cx)?;
        let certificates = read::certificates_in(&contents);
        let certificates = certificates.map_err(|error| CommandError::contents(&place, &error))?;
        let elsewhere = self.key_place(path, &contents, &certificates, cx)?;
        let opened =
            elsewhere.map(|place| opened(&place, passphrase.as_ref(), cx).map(|contents| (contents, place)));
        let (contents, key_place) = opened.transpose()?.unwrap_or_else(|| (contents, place.clone()));
        let key = read::private_key_in(&contents);
        let key = key.map_err(|error| CommandError::contents(&key_place, &error))?;
        let chain = chain(certificates, &key, cx);
        let identity = ClientIdentity::new(&chain, &key);
        identity.map(Some).map_err(|error| {
            CommandError::new(about(&key_place.as_input(), error))
                .hint(format!("specify the private key of {} with --key", place.as_input()))
        })
    }

    /// The file with the key; `None` where the certificate's file has it.
    fn key_place(
        &self,
        path: &Path,
        contents: &Contents,
        certificates: &[Certificate],
        cx: &Context,
    ) -> Result<Option<PathOrStdio>, CommandError> {
        if let Some(key) = &self.key {
            return Ok(Some(PathOrStdio::new(key)));
        }
        if read::private_keys_in(contents).is_ok_and(|keys| !keys.is_empty()) {
            return Ok(None);
        }
        let beside = path.with_file_name(keys::PRIVATE_KEY);
        let leaf = path_of(certificates, None, cx.now).into_iter().next();
        let found = leaf.and_then(|leaf| {
            let first = beside.display().to_string();
            Surroundings::beside(path).key_of(leaf.public_key(), &[&first], &path.display().to_string())
        });
        match found {
            Some(found) => Ok(Some(PathOrStdio::File(found.into()))),
            // It may be encrypted.
            None if files::is_file(&beside) => Ok(Some(PathOrStdio::File(beside))),
            None => {
                let message = about(&path.display().to_string(), "no private key found in it or next to it");
                Err(CommandError::new(message).hint(Hint::option("key", "specify the private key")))
            }
        }
    }
}

/// The certificate of `key`, and those above it.
fn chain(certificates: Vec<Certificate>, key: &PrivateKey, cx: &Context) -> Vec<Certificate> {
    let path = path_of(&certificates, Some(key.public()), cx.now);
    if path.is_empty() { certificates } else { path }
}

/// What is in a file, once everything in it is decrypted.
fn opened(
    place: &PathOrStdio,
    passphrase: Option<&Secret>,
    cx: &mut Context,
) -> Result<Contents, CommandError> {
    let bytes = cx.bytes_within(place, files::DEFAULT_LIMIT).map_err(CommandError::foreign_input)?;
    let contents = read::contents(&bytes, passphrase, &Limits::default());
    contents.map_err(|error| CommandError::contents(place, &error))
}
