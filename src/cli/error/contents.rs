//! What to do about the contents of a file, or its absence.

use std::path::{Path, PathBuf};

use super::{CommandError, about, move_aside, shell_path, typed};
use crate::cli::hint::{self, CreationHint, Hint};
use crate::cli::line::Edit;
use crate::cli::similar::are_similar;
use crate::host::files;
use crate::host::stdio::PathOrStdio;
use crate::report::next_step;
use crate::report::shell::beginning_in_file;
use devcert::encoding::open::OpenError;
use devcert::encoding::private_key::KeyError;
use devcert::encoding::read::{ReadError, Wanted};
use devcert::encoding::sniff::{ObjectKind, SniffError};

impl CommandError {
    /// What was found wrong in the contents of `place`, and where nothing is left of them, how
    /// `maker` makes it anew.
    pub(crate) fn damage(place: &PathOrStdio, error: &ReadError, creation_hint: &CreationHint) -> Self {
        let failure = Self::found(place, error);
        match (error, place) {
            // Nothing is lost.
            (ReadError::Sniff(SniffError::TrailingBytes { .. }), _) => failure,
            (
                ReadError::Sniff(_)
                | ReadError::Armour { .. }
                | ReadError::X509(_)
                | ReadError::Key(KeyError::Fault(_) | KeyError::Damaged(_)),
                PathOrStdio::File(path),
            ) => failure.hint(creation_hint.after(&move_aside(path), "keeps the damaged file")),
            _ => failure,
        }
    }

    /// What was found wrong in the contents of `place`, which no command makes.
    pub(crate) fn contents(place: &PathOrStdio, error: &ReadError) -> Self {
        Self::found(place, error).or_neighbours(place)
    }

    /// The same error with a way to find the right file instead of that at `place`, where it has no next
    /// step.
    #[must_use]
    pub(crate) fn or_neighbours(self, place: &PathOrStdio) -> Self {
        match place {
            PathOrStdio::File(path) if self.hints.is_empty() => {
                inspect_directory_hint(path).into_iter().fold(self, Self::hint)
            }
            _ => self,
        }
    }

    /// What was found wrong in the contents of `place`.
    fn found(place: &PathOrStdio, error: &ReadError) -> Self {
        let error_at = Self::new(about(&place.as_input(), error));
        match error {
            ReadError::Encrypted(kind) => {
                let needed = format_args!("{kind}, but an unencrypted one is required");
                Self::new(about(&place.as_input(), needed)).hint(decrypt(place))
            }
            ReadError::Open(OpenError::WrongPassphrase) => error_at.hint(wrong_passphrase()),
            ReadError::Sniff(SniffError::TrailingBytes { end, .. }) => {
                part_before(place, *end).into_iter().fold(error_at, Self::hint)
            }
            ReadError::Open(OpenError::Foreign { kind, .. }) => {
                match next_step::conversion(kind, &typed(place)) {
                    Some(step) => error_at.hint(step),
                    None => error_at,
                }
            }
            ReadError::Key(KeyError::Unsupported(_) | KeyError::NotForSigning(_)) => {
                let new = place.path().map(|path| beside(path, "new"));
                let new = new.map_or_else(String::new, |path| format!(" --out {}", shell_path(&path)));
                error_at.hint(
                    Hint::command(format!("devcert genkey{new}"))
                        .note("a key that servers and clients accept"),
                )
            }
            ReadError::WrongKind {
                found: ObjectKind::OpenSshPrivateKey | ObjectKind::Jwk | ObjectKind::Pkcs12,
                wanted: Wanted::PrivateKey | Wanted::PublicKey,
            } => error_at.hint(in_pkcs8(place)),
            ReadError::WrongKind { found, wanted } => {
                if let Some(step) = next_step::conversion(found, &typed(place)) {
                    return error_at.hint(step);
                }
                wrong_kind(found, *wanted).into_iter().fold(error_at, Self::hint)
            }
            _ => error_at,
        }
    }
}

/// The command that leaves out what follows the object that ends at `end`. Windows has none for standard input.
fn part_before(place: &PathOrStdio, end: usize) -> Option<Hint> {
    let command = match place {
        PathOrStdio::File(path) => {
            let [path, new] = [path, &beside(path, "fixed")].map(|path| path.display().to_string());
            beginning_in_file(&path, end, &new)
        }
        PathOrStdio::Stdio if cfg!(windows) => return None,
        PathOrStdio::Stdio => beginning_in_file("-", end, "fixed.der"),
    };
    Some(Hint::command(command).note("writes the part before it to a file of its own"))
}

/// What to do about a file of another kind than is needed.
pub(super) fn wrong_kind(found: &ObjectKind, wanted: Wanted) -> Vec<Hint> {
    let swap = Hint::again(vec![Edit::SwapFiles("key", "cert")]);
    match (found, wanted) {
        (ObjectKind::Certificate, Wanted::PrivateKey) => {
            vec![swap.or_with(
                "cert",
                "key and certificate look swapped: --key takes the private key, --cert the certificate",
                "this is a certificate; specify its private key",
            )]
        }
        (ObjectKind::PublicKey, Wanted::PrivateKey) => {
            vec![Hint::option("key", "a public key cannot sign; specify its private key")]
        }
        (found, Wanted::Certificate) if found.is_plain_private_key() => {
            vec![swap.or_with(
                "key",
                "key and certificate look swapped: --cert takes the certificate, --key the private key",
                "this is a private key; specify its certificate",
            )]
        }
        (_, Wanted::PrivateKey) => vec![Hint::option("key", "specify a private key")],
        (_, Wanted::Certificate) => vec![Hint::option("cert", "specify a certificate")],
        (_, Wanted::Request) => vec![Hint::option("csr", "specify a CSR")],
        (_, Wanted::RevocationList) => {
            vec![Hint::option("crl", "specify a CRL, as its CA publishes it")]
        }
        (_, Wanted::PublicKey) => vec!["specify a private key, a certificate, a CSR or a public key".into()],
        (_, Wanted::Any) => Vec::new(),
    }
}

/// What to do when a passphrase was given, and is not that of the file.
pub(super) fn wrong_passphrase() -> Hint {
    let prompt = Hint::again(vec![Edit::Set("passphrase", "prompt".to_owned())]);
    prompt.note("prompts for it; env:NAME reads a variable, file:PATH and stdin read the first line")
}

/// The command that says what there is instead of the file at `path`, where there is something.
pub(super) fn inspect_directory_hint(path: &Path) -> Option<Hint> {
    let folder = path.parent().filter(|folder| files::is_folder(folder)).unwrap_or(Path::new("."));
    let others: Vec<_> =
        files::list(folder, false).ok()?.files.into_iter().filter(|other| other != path).collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_like = |other: &&PathBuf| {
        other.file_name().is_some_and(|other| are_similar(&name, &other.to_string_lossy()))
    };
    if let (false, Some(like)) = (files::is_file(path), others.iter().find(is_like)) {
        let like = like.strip_prefix(".").unwrap_or(like).display().to_string();
        return Some(Hint::again(vec![Edit::Replace(path.display().to_string(), vec![like])]));
    }
    // Without other files there is nothing to look through.
    (!others.is_empty()).then(|| {
        Hint::command(format!("devcert inspect --recursive {}", shell_path(folder)))
            .note("identifies the files there")
    })
}

/// A new file beside this one, as in `site.fixed.der` for `site.der`.
pub(super) fn beside(path: &Path, what: &str) -> PathBuf {
    let extension = path.extension().map(|one| format!(".{}", one.display())).unwrap_or_default();
    let stem = path.file_stem().unwrap_or_default().display();
    hint::free(&path.with_file_name(format!("{stem}.{what}{extension}")))
}

/// The command that writes the key in a file of another program as PKCS#8, and the command line that failed with it.
fn in_pkcs8(place: &PathOrStdio) -> Hint {
    let advice = "write the key as PKCS#8 first, with devcert convert FILE --to pkcs8";
    let Some(path) = place.path() else { return advice.into() };
    let new = hint::free(&path.with_extension("pem"));
    let convert = format!("devcert convert {} --to pkcs8 --out {}", shell_path(path), shell_path(&new));
    let edits = vec![Edit::Replace(path.display().to_string(), vec![new.display().to_string()])];
    Hint::again(edits).after(convert).note("writes the key as PKCS#8 and uses that").or(advice)
}

/// The command that writes the key to another file without a passphrase, and the failed command line with that file.
pub(super) fn decrypt(place: &PathOrStdio) -> Hint {
    let PathOrStdio::File(path) = place else {
        return Hint::command("devcert convert - --passphrase env:NAME --out -");
    };
    let new = beside(path, "plain");
    let convert = format!("devcert convert {} --out {}", shell_path(path), shell_path(&new));
    let edits = vec![Edit::Replace(path.display().to_string(), vec![new.display().to_string()])];
    let advice = format!("write it without its passphrase: {convert}");
    Hint::again(edits)
        .after(convert)
        .note("prompts for the passphrase; the new file is not encrypted")
        .or(advice)
}
