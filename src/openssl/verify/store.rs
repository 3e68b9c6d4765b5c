//! Where trusted certificates and CRLs are: a file, directories with files by hash, and a store.

use std::path::Path;
use std::rc::Rc;

use super::load::Loaded;
use crate::host::{environment, files};
use crate::openssl::failure::Failure;
use crate::openssl::name_hash;
use crate::openssl::options::Line;
use crate::openssl::session::Session;
use crate::openssl::version;
use devcert::pki::openssl::{RevocationList, Store, StoreCertificate};

/// The trusted certificates and the CRLs of a command line.
pub(super) struct FileStore<'a> {
    session: &'a Session,
    /// The certificates of `-trusted`, which are the only ones then.
    trusted: Option<Vec<Rc<StoreCertificate>>>,
    loaded: Loaded,
    sources: Sources,
}

/// What the options of a command line say about trusted certificates.
#[derive(Default)]
pub(super) struct Sources {
    /// The system's file, which is read when a certificate is looked for.
    pending: Option<String>,
    /// Files and directories in which certificates are looked for, in their order.
    places: Vec<Place>,
}

enum Place {
    /// Files that are called by the hash of a name.
    Directory(String),
    /// A file with any number of certificates.
    File(String),
}

impl Sources {
    /// Those that the options of `line` specify, and the certificates and CRLs of `-CAfile`.
    ///
    /// # Errors
    /// A file or directory that is missing or has nothing.
    pub(super) fn of(command: &str, line: &Line, session: &Session) -> Result<(Self, Loaded), Failure> {
        let is_alone = line.has("trusted");
        let uses_default = |option: &str| !is_alone && !line.has(option);
        let (mut sources, mut loaded) = (Self::default(), Loaded::default());
        let default = |variable, name: &str| {
            environment::text(variable).unwrap_or_else(|| format!("{}/{name}", version::directory()))
        };
        if let Some(path) = line.value("CAfile") {
            load_file(session, path, &mut loaded)?;
        } else if uses_default("no-CAfile") {
            sources.pending = Some(default("SSL_CERT_FILE", "cert.pem"));
        }
        if let Some(path) = line.value("CApath") {
            if !files::is_folder(Path::new(path)) {
                return Err(Failure::usage(command, format_args!("Not a directory: {path}")));
            }
            sources.add_directories(path);
        } else if uses_default("no-CApath") {
            sources.add_directories(&default("SSL_CERT_DIR", "certs"));
        }
        if let Some(uri) = line.value("CAstore") {
            sources.places.push(store(uri)?);
        } else if uses_default("no-CAstore") {
            sources.places.extend(store(&default("SSL_CERT_DIR", "certs")).ok());
        }
        Ok((sources, loaded))
    }

    fn add_directories(&mut self, list: &str) {
        let directories = list.split(':').filter(|directory| !directory.is_empty());
        self.places.extend(directories.map(|directory| Place::Directory(directory.to_owned())));
    }
}

fn load_file(session: &Session, path: &str, loaded: &mut Loaded) -> Result<(), Failure> {
    let failed = || Failure::new(format_args!("Error loading file {path}"));
    let bytes = match session.read_if_exists(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            return Err(failed()
                .line(format_args!("{path}: no such file"))
                .hint(format!("check the path {path}")));
        }
        Err(failure) => return Err(failed().line(failure.lines.join(" "))),
    };
    loaded.read_pem(&bytes).map_err(|error| failed().line(error))?;
    match loaded.count() {
        0 => Err(failed().line(format_args!("{path}: no certificate or crl found"))),
        _ => Ok(()),
    }
}

/// The file or directory of a URI of the scheme `file`, or of a path (RFC 8089).
fn store(uri: &str) -> Result<Place, Failure> {
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

impl<'a> FileStore<'a> {
    /// The store of a command line whose `-trusted` has these certificates.
    pub(super) fn new(
        session: &'a Session,
        trusted: Option<Vec<Rc<StoreCertificate>>>,
        (sources, loaded): (Sources, Loaded),
    ) -> Self {
        Self { session, trusted, loaded, sources }
    }

    /// Looks in the places until one has what `is_found` looks for; files are called `HASH.` and `suffix`, then a number.
    fn search(&mut self, name: &[u8], suffix: &str, is_found: impl Fn(&Loaded) -> bool) {
        if let Some(path) = self.sources.pending.take() {
            read_into(self.session, &path, &mut self.loaded);
        }
        if suffix.is_empty() && is_found(&self.loaded) {
            return;
        }
        let before = self.loaded.count();
        for place in &self.sources.places {
            match place {
                Place::File(path) => {
                    read_into(self.session, path, &mut self.loaded);
                }
                Place::Directory(path) => {
                    let hash = name_hash::of_canonical(name);
                    let mut number = 0;
                    while read_into(
                        self.session,
                        &format!("{path}/{hash}.{suffix}{number}"),
                        &mut self.loaded,
                    ) {
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
fn read_into(session: &Session, path: &str, loaded: &mut Loaded) -> bool {
    match session.read_if_exists(path) {
        // openssl keeps what comes before a damaged object.
        Ok(Some(bytes)) => loaded.read_pem(&bytes).is_ok(),
        _ => false,
    }
}

impl Store for FileStore<'_> {
    fn certificates(&mut self, subject: &[u8], for_crl: bool) -> Vec<Rc<StoreCertificate>> {
        let of_subject = |all: &[Rc<StoreCertificate>]| {
            all.iter().filter(|one| one.subject() == subject).map(Rc::clone).collect::<Vec<_>>()
        };
        if let Some(trusted) = self.trusted.as_ref().filter(|_| !for_crl) {
            return of_subject(trusted);
        }
        self.search(subject, "", |loaded| loaded.certificates.iter().any(|one| one.subject() == subject));
        of_subject(&self.loaded.certificates)
    }

    fn lists(&mut self, issuer: &[u8]) -> Vec<Rc<RevocationList>> {
        self.search(issuer, "r", |loaded| loaded.lists.iter().any(|list| list.issuer() == issuer));
        self.loaded.lists.iter().filter(|list| list.issuer() == issuer).map(Rc::clone).collect()
    }
}
