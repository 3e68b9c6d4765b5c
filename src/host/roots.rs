//! The CAs that this machine trusts.

use std::path::{Path, PathBuf};

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{self, PemObject};

use super::environment;
use super::files::{self, FileError};

/// Why there are none.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// Nothing was found.
    #[error("this machine's list of trusted CAs is empty or missing")]
    None,
    /// It was found, and cannot be read.
    #[error("cannot read this machine's list of trusted CAs: {0}")]
    Unreadable(String),
}

/// Where certificates are read from.
#[derive(Debug, Default)]
struct Sources {
    file: Option<PathBuf>,
    folders: Vec<PathBuf>,
}

/// What was found, and what went wrong first.
#[derive(Debug, Default)]
struct LoadedRoots {
    certificates: Vec<CertificateDer<'static>>,
    error: Option<String>,
}

/// The certificates that the system trusts, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name; at
/// least one. What cannot be read among others is passed over.
///
/// Files are read here, with a limit and without waiting for a pipe; only what macOS and Windows keep
/// elsewhere comes from rustls-native-certs.
pub fn system() -> Result<Vec<CertificateDer<'static>>, RootsError> {
    let named = Sources::named();
    let found = if named.is_empty() { of_the_system() } else { named.read() };
    match (found.certificates.is_empty(), found.error) {
        (false, _) => Ok(found.certificates),
        (true, Some(error)) => Err(RootsError::Unreadable(error)),
        (true, None) => Err(RootsError::None),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn of_the_system() -> LoadedRoots {
    let known = openssl_probe::probe();
    Sources { file: known.cert_file, folders: known.cert_dir }.read()
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn of_the_system() -> LoadedRoots {
    let found = rustls_native_certs::load_native_certs();
    let error = found.errors.first().map(ToString::to_string);
    LoadedRoots { certificates: found.certs, error }
}

impl Sources {
    fn named() -> Self {
        let folders = environment::variable("SSL_CERT_DIR").unwrap_or_default();
        let folders = std::env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty());
        Self { file: environment::variable("SSL_CERT_FILE").map(PathBuf::from), folders: folders.collect() }
    }

    fn is_empty(&self) -> bool {
        self.file.is_none() && self.folders.is_empty()
    }

    /// Everything in them, each certificate once.
    fn read(&self) -> LoadedRoots {
        let mut found = LoadedRoots::default();
        self.file.iter().for_each(|file| found.add_file(file));
        self.folders.iter().for_each(|folder| found.add_folder(folder));
        found.certificates.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
        found.certificates.dedup();
        found
    }
}

impl LoadedRoots {
    fn add_folder(&mut self, folder: &Path) {
        match files::list(folder, false) {
            Ok(listed) => listed.files.iter().for_each(|file| self.add_file(file)),
            Err(error) => self.fail(error.to_string()),
        }
    }

    fn add_file(&mut self, file: &Path) {
        match files::read_regular(file, files::DEFAULT_LIMIT) {
            Ok(bytes) => self.add(file, &bytes),
            Err(FileError::Empty { .. }) => {}
            Err(error) => self.fail(error.to_string()),
        }
    }

    fn add(&mut self, file: &Path, bytes: &[u8]) {
        for certificate in CertificateDer::pem_slice_iter(bytes) {
            match certificate {
                Ok(certificate) => self.certificates.push(certificate),
                Err(pem::Error::NoItemsFound) => {}
                Err(error) => self.fail(format!("{}: {error}", file.display())),
            }
        }
    }

    fn fail(&mut self, error: String) {
        self.error.get_or_insert(error);
    }
}
