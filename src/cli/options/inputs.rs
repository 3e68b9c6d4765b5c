//! Which files are looked into.

use std::path::{Path, PathBuf};

use clap::Args;

use super::FolderArgs;
use crate::cli::context::Context;
use crate::cli::error::{CommandError, typed};
use crate::host::passphrase::Source;
use crate::host::stdio::PathOrStdio;
use devcert::model::secret::Secret;

/// Which files are looked into, and how what is encrypted in them opens.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct InputArgs {
    /// Files or directories; - is standard input
    #[arg(value_name = "FILE", help_heading = None)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    folder: FolderArgs,
    /// Include subdirectories
    #[arg(long, short)]
    pub(crate) recursive: bool,
    /// Passphrase source of encrypted files: `env:NAME`, `file:PATH`, `stdin` or `prompt`
    #[arg(long, value_name = "SOURCE")]
    passphrase: Option<String>,
}

impl InputArgs {
    /// Whether any were named.
    pub(crate) const fn are_named(&self) -> bool {
        !self.files.is_empty()
    }

    /// Those that were named, or the folder.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        match self.are_named() {
            true => self.files.iter().map(PathBuf::as_path).collect(),
            false => vec![self.folder.folder()],
        }
    }

    /// The same in a sentence: `a.pem, b.pem`.
    pub(crate) fn listed(&self) -> String {
        self.paths().iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    }

    /// The same as words of a command line, with a space before each; nothing where none were named.
    pub(crate) fn typed(&self) -> String {
        let paths = self.paths().into_iter().filter(|_| self.are_named() || self.folder.is_named());
        [String::new()]
            .into_iter()
            .chain(paths.map(|path| typed(&PathOrStdio::new(path))))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The option that has a command write to the first of them, which is a directory, with a space before it;
    /// nothing where none were named.
    pub(crate) fn typed_folder(&self) -> String {
        let first = self.paths().into_iter().next().filter(|_| !self.typed().is_empty());
        first.map_or_else(String::new, |path| format!(" --dir {}", typed(&PathOrStdio::new(path))))
    }

    /// The passphrase, if one is given.
    pub(crate) fn passphrase(&self, cx: &mut Context) -> Result<Option<Secret>, CommandError> {
        let source = self.passphrase.as_deref().map(str::parse::<Source>).transpose()?;
        source.map(|source| cx.passphrase(&source, "the files")).transpose()
    }
}
