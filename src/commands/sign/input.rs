//! What was given to be signed, when that is no request.

use std::path::{Path, PathBuf};

use crate::cli::error::{CommandError, shell_path};
use crate::cli::hint::{Hint, free};
use crate::cli::keys::PRIVATE_KEY;
use crate::host::files;
use crate::host::stdio::PathOrStdio;
use crate::report::shell::repeated;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::sniff::ObjectKind;

/// What was given instead of a request, and how to get what was meant; `ca` is the CA as it was typed.
pub(super) fn no_request(place: &PathOrStdio, error: &ReadError, ca: &str) -> CommandError {
    let failure = CommandError::contents(place, error);
    let (Some(path), ReadError::WrongKind { found, .. }) = (place.path(), error) else { return failure };
    let bytes = files::read_regular(path, files::DEFAULT_LIMIT).unwrap_or_default();
    let hints = match read::certificates(&bytes).unwrap_or_default().first() {
        Some(certificate) if *found == ObjectKind::Certificate => certified_again(path, certificate, ca),
        _ if found.is_plain_private_key() => vec![signed(path, "", ca)],
        _ => return failure,
    };
    hints.into_iter().fold(CommandError::new(failure.message), CommandError::hint)
}

/// The ways from a certificate to one that the CA has signed; neither replaces it.
fn certified_again(path: &Path, certificate: &Certificate, ca: &str) -> Vec<Hint> {
    let list = |option| repeated(option, certificate.names().iter().map(ToString::to_string));
    let renew = Hint::command(format!("devcert renew {}{ca}", shell_path(path)));
    let again = if let Some(key) = key_of(path, certificate) {
        signed(&key, &format!(" --no-default-names{}", list("--san")), ca)
    } else {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = free(folder.unwrap_or(Path::new("cert")));
        Hint::command(format!("devcert issue{} --dir {}{ca}", list(""), shell_path(&folder)))
            .note("a certificate from your CA, on a new key")
    };
    vec![again, renew.note("when it is about to expire")]
}

/// The private key of a certificate, where it lies beside it.
fn key_of(path: &Path, certificate: &Certificate) -> Option<PathBuf> {
    let beside = path.with_file_name(PRIVATE_KEY);
    let key = read::private_key(&files::read_regular(&beside, files::DEFAULT_LIMIT).ok()?).ok()?;
    (*key.public() == *certificate.public_key()).then_some(beside)
}

/// A request for a key, and its certificate.
fn signed(key: &Path, names: &str, ca: &str) -> Hint {
    let [csr, out] = ["new.csr", "new.crt"].map(|name| shell_path(&free(&key.with_file_name(name))));
    let key = shell_path(key);
    Hint::command(format!("devcert csr --key {key}{names} --out {csr} && devcert sign {csr} --out {out}{ca}"))
        .note("a certificate from your CA for that key")
}
