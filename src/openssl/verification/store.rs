//! Where trusted certificates and CRLs are: a file, directories with files by hash, and a store.

use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::load::Loaded;
use crate::host::environment;
use crate::host::files::{self, DEFAULT_LIMIT, FileError};
use crate::openssl::failure::Failure;
use crate::openssl::name_hash;
use crate::openssl::options::Line;
use crate::openssl::version;
use devcert::pki::openssl::{RevocationList, Store, StoreCertificate};

/// The trusted certificates and the CRLs of a command line.
#[derive(Debug)]
pub(in crate::openssl) struct FileStore {
    /// The certificates of `-trusted`, which are the only ones then.
    trusted: Option<Vec<Arc<StoreCertificate>>>,
    loaded: Loaded,
    /// The system's file, which is read when a certificate is looked for.
    pending: Option<String>,
    /// Files and directories in which certificates are looked for, in their order.
    places: Vec<Place>,
}

#[derive(Debug)]
enum Place {
    /// Files that are called by the hash of a name.
    Directory(String),
    /// A file with any number of certificates.
    File(String),
}

/// When the system's places are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::openssl) enum Defaults {
    /// Each unless the line has another.
    Each,
    /// If the line has none of its own.
    IfNone,
    /// Never.
    Never,
}

/// The options that say where trusted certificates are.
#[derive(Debug, Clone, Copy)]
pub(in crate::openssl) struct Places {
    /// The option for a file.
    pub file: &'static str,
    /// The option for a directory.
    pub directory: &'static str,
    /// The option for a store.
    pub store: &'static str,
    /// When the system's places are used.
    pub defaults: Defaults,
}

impl Places {
    /// The options that all subcommands have.
    pub(in crate::openssl) const fn usual(defaults: Defaults) -> Self {
        Self { file: "CAfile", directory: "CApath", store: "CAstore", defaults }
    }

    /// Whether the line has one of them.
    pub(in crate::openssl) fn are_in(&self, line: &Line) -> bool {
        [self.file, self.directory, self.store].iter().any(|option| line.has(option))
    }

    /// Whether the system's place is used, which the option `no` excludes.
    fn uses_default(&self, line: &Line, no: &str) -> bool {
        let applies = match self.defaults {
            Defaults::Each => !line.has("trusted"),
            Defaults::IfNone => !self.are_in(line),
            Defaults::Never => false,
        };
        applies && !line.has(no)
    }
}

fn load_file(path: &str, loaded: &mut Loaded) -> Result<(), Failure> {
    let failed = || Failure::new(format_args!("Error loading file {path}"));
    let bytes = match file(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            return Err(failed()
                .line(format_args!("{path}: no such file"))
                .hint(format!("check the path {path}")));
        }
        Err(error) => return Err(failed().line(error)),
    };
    loaded.read_pem(&bytes).map_err(|error| failed().line(error))?;
    match loaded.count() {
        0 => Err(failed().line(format_args!("{path}: no certificate or crl found"))),
        _ => Ok(()),
    }
}

/// The contents of a file, which may be empty; `None` if it is missing.
fn file(path: &str) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
    match files::read_if_exists(Path::new(path), DEFAULT_LIMIT) {
        Err(FileError::Empty { .. }) => Ok(Some(Zeroizing::default())),
        read => read,
    }
}

/// The file or directory of a URI of the scheme `file`, or of a path (RFC 8089).
fn place(uri: &str) -> Result<Place, Failure> {
    let local = |path: &str| {
        let found = Path::new(path);
        match (files::is_folder(found), files::is_file(found)) {
            (true, _) => Some(Place::Directory(path.to_owned())),
            (_, true) => Some(Place::File(path.to_owned())),
            _ => None,
        }
    };
    let of_uri = |path: &str| match path.strip_prefix("//") {
        None => local(path),
        Some(rest) => local(rest.strip_prefix("localhost").unwrap_or(rest))
            .filter(|_| rest.starts_with('/') || rest.starts_with("localhost/")),
    };
    let found = local(uri).or_else(|| uri.strip_prefix("file:").and_then(of_uri));
    found.ok_or_else(|| {
        Failure::new(format_args!("Error loading store URI {uri}")).hint(format!("check the path {uri}"))
    })
}

impl FileStore {
    /// The store of the options in `places` of `line`.
    ///
    /// # Errors
    /// A file or directory that is missing or has nothing.
    pub(in crate::openssl) fn of(command: &str, line: &Line, places: Places) -> Result<Self, Failure> {
        let mut store = Self { trusted: None, loaded: Loaded::default(), pending: None, places: Vec::new() };
        let default = |variable, name: &str| {
            environment::text(variable).unwrap_or_else(|| format!("{}/{name}", version::directory()))
        };
        if let Some(path) = line.value(places.file) {
            load_file(path, &mut store.loaded)?;
        } else if places.uses_default(line, "no-CAfile") {
            store.pending = Some(default("SSL_CERT_FILE", "cert.pem"));
        }
        if let Some(path) = line.value(places.directory) {
            if !files::is_folder(Path::new(path)) {
                return Err(Failure::usage(command, format_args!("Not a directory: {path}")));
            }
            store.add_directories(path);
        } else if places.uses_default(line, "no-CApath") {
            store.add_directories(&default("SSL_CERT_DIR", "certs"));
        }
        if let Some(uri) = line.value(places.store) {
            store.places.push(place(uri)?);
        } else if places.uses_default(line, "no-CAstore") {
            store.places.extend(place(&default("SSL_CERT_DIR", "certs")).ok());
        }
        Ok(store)
    }

    /// The same, in which only these certificates are trusted.
    pub(in crate::openssl) fn trusting(self, trusted: Option<Vec<Arc<StoreCertificate>>>) -> Self {
        Self { trusted, ..self }
    }

    /// Adds lists.
    pub(in crate::openssl) fn add_lists(&mut self, lists: &[Arc<RevocationList>]) {
        self.loaded.lists.extend(lists.iter().cloned());
    }

    fn add_directories(&mut self, list: &str) {
        let directories = list.split(':').filter(|directory| !directory.is_empty());
        self.places.extend(directories.map(|directory| Place::Directory(directory.to_owned())));
    }

    /// Looks in the places until one has what `is_found` looks for; files are called `HASH.` and `suffix`, then a number.
    fn search(&mut self, name: &[u8], suffix: &str, is_found: impl Fn(&Loaded) -> bool) {
        if let Some(path) = self.pending.take() {
            read_into(&path, &mut self.loaded);
        }
        if suffix.is_empty() && is_found(&self.loaded) {
            return;
        }
        let before = self.loaded.count();
        for place in &self.places {
            match place {
                Place::File(path) => {
                    read_into(path, &mut self.loaded);
                }
                Place::Directory(path) => {
                    let hash = name_hash::of_canonical(name);
                    let mut number = 0;
                    while read_into(&format!("{path}/{hash}.{suffix}{number}"), &mut self.loaded) {
                        number += 1;
                    }
                }
            }
            if self.loaded.count() > before && is_found(&self.loaded) {
                return;
            }
        }
    }
}

/// Reads the objects of a file; returns whether there is one that can be read.
fn read_into(path: &str, loaded: &mut Loaded) -> bool {
    match file(path) {
        // openssl keeps what comes before a damaged object.
        Ok(Some(bytes)) => loaded.read_pem(&bytes).is_ok(),
        _ => false,
    }
}

impl Store for FileStore {
    fn certificates(&mut self, subject: &[u8], for_crl: bool) -> Vec<Arc<StoreCertificate>> {
        let of_subject = |all: &[Arc<StoreCertificate>]| {
            all.iter().filter(|one| one.subject() == subject).map(Arc::clone).collect::<Vec<_>>()
        };
        if let Some(trusted) = self.trusted.as_ref().filter(|_| !for_crl) {
            return of_subject(trusted);
        }
        self.search(subject, "", |loaded| loaded.certificates.iter().any(|one| one.subject() == subject));
        of_subject(&self.loaded.certificates)
    }

    fn lists(&mut self, issuer: &[u8]) -> Vec<Arc<RevocationList>> {
        self.search(issuer, "r", |loaded| loaded.lists.iter().any(|list| list.issuer() == issuer));
        self.loaded.lists.iter().filter(|list| list.issuer() == issuer).map(Arc::clone).collect()
    }
}
