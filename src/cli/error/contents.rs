//! What to do about the contents of a file, or its absence.

use std::path::{Path, PathBuf};

use super::{shell_path, typed};
use crate::cli::hint::{self, Hint};
use crate::cli::line::Edit;
use crate::cli::similar::are_similar;
use crate::host::files;
use crate::host::stdio::Place;
use devcert::encoding::read::Wanted;
use devcert::encoding::sniff::Kind;

/// What to do about a file of another kind than is needed.
pub(super) fn wrong_kind(found: &Kind, wanted: Wanted) -> Vec<Hint> {
    let swap = Hint::again(vec![Edit::SwapFiles("key", "cert")]);
    match (found, wanted) {
        (Kind::Certificate, Wanted::PrivateKey) => {
            vec![swap.or(
                "is it swapped with the certificate? --key names the private key, --cert the certificate",
            )]
        }
        (Kind::PublicKey, Wanted::PrivateKey) => {
            vec![Hint::option("key", "a public key cannot sign; name the private key that it belongs to")]
        }
        (found, Wanted::Certificate) if found.is_plain_private_key() => {
            vec![swap.or("is it swapped with the key? --cert names the certificate, --key the private key")]
        }
        (_, Wanted::PrivateKey) => vec![Hint::option("key", "name a private key")],
        (_, Wanted::Certificate) => vec![Hint::option("cert", "name a certificate")],
        (_, Wanted::Request) => vec![Hint::option("csr", "name a certificate request")],
        (_, Wanted::RevocationList) => {
            vec![Hint::option("crl", "name a revocation list, as its CA publishes it")]
        }
        (_, Wanted::PublicKey) => vec!["name a private key, a certificate, a request or a public key".into()],
        (_, Wanted::Any) => Vec::new(),
    }
}

/// What to do when a passphrase was given, and is not that of the file.
pub(super) fn wrong_passphrase() -> Hint {
    let prompt = Hint::again(vec![Edit::Set("passphrase", "prompt".to_owned())]);
    prompt.note("asks for it; env:NAME is all of a variable, file:PATH and stdin are the first line")
}

/// The command that says what there is instead of the file at `path`, where there is something.
pub(super) fn neighbours(path: &Path) -> Option<Hint> {
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
            .note("says what the files there are")
    })
}

/// A new file beside this one, as in `site.fixed.der` for `site.der`.
pub(super) fn beside(path: &Path, what: &str) -> PathBuf {
    let extension = path.extension().map(|one| format!(".{}", one.display())).unwrap_or_default();
    let stem = path.file_stem().unwrap_or_default().display();
    hint::free(&path.with_file_name(format!("{stem}.{what}{extension}")))
}

/// The command that takes the passphrase off a key.
pub(super) fn decrypt(place: &Place) -> String {
    match place {
        Place::Stdio => "devcert convert - --passphrase env:NAME --out -".to_owned(),
        Place::File(_) => {
            let path = typed(place);
            format!("devcert convert {path} --out {path} --force   (asks for the passphrase)")
        }
    }
}
