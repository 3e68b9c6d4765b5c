//! The keys and certificates that go into a PKCS#12 file, from files of every kind.

use super::info;
use crate::openssl::failure::Failure;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::limits::Limits;
use devcert::encoding::open::{self, OpenError};
use devcert::encoding::pkcs12::File;
use devcert::encoding::sniff::{Contents, Object, ObjectKind, Packing, sniff};
use devcert::model::secret::Secret;

/// A certificate and what its file says about it.
pub(super) struct Found {
    /// The certificate.
    pub certificate: Certificate,
    /// The name that it is shown by.
    pub name: Option<String>,
    /// The identifier that it shares with its key.
    pub key_id: Option<Vec<u8>>,
}

impl From<Certificate> for Found {
    fn from(certificate: Certificate) -> Self {
        Self { certificate, name: None, key_id: None }
    }
}

/// The certificates in `bytes`, which are those of the file that messages name `path`; `what` is openssl's name for
/// them.
///
/// # Errors
/// A file without certificates, a wrong passphrase, or algorithms that need `-legacy` without it.
pub(super) fn certificates(
    bytes: &[u8],
    path: &str,
    what: &str,
    passphrase: Option<&Secret>,
    allows_legacy: bool,
) -> Result<Vec<Found>, Failure> {
    let unreadable = || Failure::new(format_args!("Could not read any {what} from {path}"));
    let contents = sniff(bytes).map_err(|error| unreadable().line(error))?;
    let objects = opened(&contents, passphrase, allows_legacy)
        .map_err(|error| info::with_legacy_hint(unreadable().line(&error), &error))?;
    let certificates = objects.iter().filter(|object| object.kind == ObjectKind::Certificate).map(found);
    let certificates =
        certificates.collect::<Result<Vec<_>, _>>().map_err(|error| unreadable().line(error))?;
    match certificates.is_empty() {
        true => Err(unreadable().hint(format!("check that {path} contains a certificate"))),
        false => Ok(certificates),
    }
}

fn found(object: &Object) -> Result<Found, devcert::encoding::certificate::X509Error> {
    let (name, key_id) = match &object.packing {
        Packing::Inside { name, key_id, .. } => (name.clone(), key_id.clone()),
        _ => (None, None),
    };
    Certificate::from_der(object.der.expose()).map(|certificate| Found { certificate, name, key_id })
}

/// The objects in `contents`, out of the containers that certificates are in.
fn opened(
    contents: &Contents,
    passphrase: Option<&Secret>,
    allows_legacy: bool,
) -> Result<Vec<Object>, OpenError> {
    let limits = Limits::default();
    let mut objects = Vec::new();
    for object in &contents.objects {
        match object.kind {
            ObjectKind::Pkcs12 => {
                let found = open::open(object, passphrase, &limits)?;
                if !allows_legacy {
                    check_algorithms(object, passphrase)?;
                }
                objects.extend(found);
            }
            // A bundle of PKCS#7 is not something that openssl finds certificates in here.
            ObjectKind::TrustedCertificate => objects.extend(open::open(object, passphrase, &limits)?),
            _ => objects.push(object.clone()),
        }
    }
    Ok(objects)
}

/// Fails if the encryption of the file is one of OpenSSL's legacy provider.
fn check_algorithms(object: &Object, passphrase: Option<&Secret>) -> Result<(), OpenError> {
    let empty = Secret::from(&b""[..]);
    let safes =
        File::from_der(object.der.expose())?.safes(passphrase.unwrap_or(&empty), &Limits::default())?;
    match safes.iter().find_map(|safe| info::legacy_algorithm(safe.encryption.as_deref()?)) {
        Some(name) => Err(OpenError::Encryption(name)),
        None => Ok(()),
    }
}
