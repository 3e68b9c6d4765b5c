//! Certificates and CRLs from files, with openssl's words for what cannot be read.

use std::sync::Arc;

use crate::openssl::failure::Failure;
use crate::openssl::session::Session;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::limits::Limits;
use devcert::encoding::pem;
use devcert::encoding::read;
use devcert::encoding::sniff::{Object, ObjectKind, sniff};
use devcert::pki::openssl::{RevocationList, StoreCertificate};

/// Certificates and lists of files in the order in which they were read.
#[derive(Debug, Default)]
pub(in crate::openssl) struct Loaded {
    pub(super) certificates: Vec<Arc<StoreCertificate>>,
    pub(super) lists: Vec<Arc<RevocationList>>,
}

impl Loaded {
    /// Reads the PEM objects in `bytes`; other PEM is skipped.
    ///
    /// # Errors
    /// An object that is damaged, after those before it were read.
    pub(super) fn read_pem(&mut self, bytes: &[u8]) -> Result<(), String> {
        for block in pem::blocks(&String::from_utf8_lossy(bytes)) {
            let block = block.map_err(|error| error.to_string())?;
            let label = &block.label;
            if ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"].iter().any(|known| label.is(known))
            {
                self.add_certificate(read_certificate(block.content.expose())?);
            } else if label.is("X509 CRL") {
                self.add_list(read_list(block.content.expose())?);
            }
        }
        Ok(())
    }

    /// Adds a certificate unless it is there.
    pub(super) fn add_certificate(&mut self, certificate: StoreCertificate) {
        if !self.certificates.iter().any(|known| known.der() == certificate.der()) {
            self.certificates.push(Arc::new(certificate));
        }
    }

    /// Adds a list unless it is there.
    pub(super) fn add_list(&mut self, list: RevocationList) {
        if !self.lists.iter().any(|known| known.der() == list.der()) {
            self.lists.push(Arc::new(list));
        }
    }

    /// How many objects were read.
    pub(super) fn count(&self) -> usize {
        self.certificates.len() + self.lists.len()
    }
}

fn read_certificate(der: &[u8]) -> Result<StoreCertificate, String> {
    StoreCertificate::from_der(der).map_err(|error| error.to_string())
}

fn read_list(der: &[u8]) -> Result<RevocationList, String> {
    RevocationList::from_der(der).map_err(|error| error.to_string())
}

/// The objects in a file of any format; a key behind a passphrase does not matter.
fn objects(bytes: &[u8]) -> Vec<Object> {
    let contents = read::contents(bytes, None, &Limits::default()).or_else(|_| sniff(bytes));
    contents.map(|contents| contents.objects).unwrap_or_default()
}

/// The certificates in a file of any format, with openssl's trust settings.
fn certificates_in(bytes: &[u8]) -> Result<Vec<Arc<StoreCertificate>>, String> {
    const TRUSTED: &[u8] = b"-----BEGIN TRUSTED CERTIFICATE-----";
    if bytes.windows(TRUSTED.len()).any(|window| window == TRUSTED) {
        let mut loaded = Loaded::default();
        return loaded.read_pem(bytes).map(|()| loaded.certificates);
    }
    let objects = objects(bytes);
    let found = objects.iter().filter(|object| object.kind == ObjectKind::Certificate);
    found.map(|object| read_certificate(object.der.expose()).map(Arc::new)).collect()
}

/// The certificate that is verified: the first of a file, or of standard input.
///
/// # Errors
/// A file that cannot be read or has none.
pub(in crate::openssl) fn certificate(
    session: &mut Session,
    path: Option<&str>,
) -> Result<Arc<StoreCertificate>, Failure> {
    let unable = "Unable to load certificate file";
    let bytes = session.read_input(path, "certificate file")?;
    let shown = path.unwrap_or("<stdin>");
    let failed = || Failure::new(format_args!("Could not read certificate file from {shown}"));
    let found = certificates_in(&bytes).map_err(|error| failed().line(error).line(unable))?;
    found.into_iter().next().ok_or_else(|| failed().line(unable))
}

/// The certificates of a file; `what` is openssl's name for them.
///
/// # Errors
/// A file that cannot be read or has none.
pub(in crate::openssl) fn certificates(
    session: &mut Session,
    path: &str,
    what: &'static str,
) -> Result<Vec<Arc<StoreCertificate>>, Failure> {
    let bytes = read_file(session, path, "certs of ", what)?;
    some(certificates_in(&bytes), path, what)
}

/// The CRLs of a file; `what` is openssl's name for them.
///
/// # Errors
/// A file that cannot be read or has none.
pub(in crate::openssl) fn lists(
    session: &mut Session,
    path: &str,
    what: &'static str,
) -> Result<Vec<Arc<RevocationList>>, Failure> {
    let bytes = read_file(session, path, "", what)?;
    let objects = objects(&bytes);
    let found = objects.iter().filter(|object| object.kind == ObjectKind::Crl);
    some(found.map(|object| read_list(object.der.expose()).map(Arc::new)).collect(), path, what)
}

fn read_file(session: &Session, path: &str, of: &str, what: &'static str) -> Result<Vec<u8>, Failure> {
    match session.read_if_exists(path) {
        Ok(Some(bytes)) => Ok(bytes.to_vec()),
        Ok(None) => {
            Err(Failure::new(format_args!("Could not open file or uri for loading {of}{what} from {path}"))
                .hint(format!("check the path {path}")))
        }
        Err(_) => Err(none(path, what)),
    }
}

fn none(path: &str, what: &str) -> Failure {
    Failure::new(format_args!("Could not read any {what} from {path}"))
}

fn some<T>(found: Result<Vec<T>, String>, path: &str, what: &str) -> Result<Vec<T>, Failure> {
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(none(path, what)),
        Err(error) => Err(none(path, what).line(error)),
    }
}

/// Certificates that were read as others are, for a verification.
///
/// # Errors
/// One that OpenSSL cannot read.
pub(in crate::openssl) fn of_certificates<'a>(
    certificates: impl IntoIterator<Item = &'a Certificate>,
) -> Result<Vec<Arc<StoreCertificate>>, Failure> {
    let read = |one: &Certificate| read_certificate(one.der()).map(Arc::new).map_err(Failure::new);
    certificates.into_iter().map(read).collect()
}
