//! Private keys as openssl writes them.

use super::ciphers;
use super::failure::Failure;
use super::options::{Format, Line};
use super::passphrase;
use super::session::Session;
use super::weak;
use crate::host::files::Access;
use devcert::encoding::encrypted_key::{self, KeyCipher, Prf, Scheme};
use devcert::encoding::private_key::KeyForm;
use devcert::encoding::{legacy_pem, pem, private_key};
use devcert::key::{PointForm, PrivateKey, PublicKeyAlgorithm};
use devcert::model::secret::Secret;

/// The rounds of PBKDF2 that OpenSSL 3.0 uses.
pub(super) const ROUNDS: u32 = 2048;

/// How a private key is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// PKCS#8.
    Pkcs8,
    /// The form of its own that the kind of key has: PKCS#1, SEC1 or openssl's DSA form.
    Traditional,
}

impl Layout {
    /// The traditional layout with `-traditional`, PKCS#8 without it.
    pub(super) fn of(line: &Line) -> Self {
        if line.has("traditional") { Self::Traditional } else { Self::Pkcs8 }
    }
}

/// The cipher of a command line, and its passphrase.
pub(super) type Encryption = Option<(KeyCipher, Secret)>;

/// The encryption that the command line requests; prompts for a passphrase that is missing.
///
/// # Errors
/// A cipher that openssl or devcert does not know, or no passphrase.
pub(super) fn encryption(
    session: &mut Session,
    command: &str,
    line: &Line,
    passphrase: Option<Secret>,
) -> Result<Encryption, Failure> {
    let Some(cipher) = ciphers::of_line(command, line)? else { return Ok(None) };
    weak::check_cipher(session, cipher)?;
    let passphrase = match passphrase {
        Some(passphrase) => passphrase,
        None => passphrase::ask_new(session)?,
    };
    Ok(Some((cipher, passphrase)))
}

/// The key in PKCS#8 and PEM, encrypted where a cipher and a passphrase are given.
///
/// # Errors
/// An empty passphrase.
pub(super) fn pkcs8_pem(
    session: &mut Session,
    key: &PrivateKey,
    encryption: Option<(KeyCipher, &Secret)>,
) -> Result<Secret, Failure> {
    let encryption = encryption.map(|(cipher, passphrase)| (Scheme::Pbes2(cipher, Prf::Sha256), passphrase));
    pkcs8(session, key, Format::Pem, encryption, ROUNDS)
}

/// The key in PKCS#8, encrypted where a scheme and a passphrase are given.
///
/// # Errors
/// An empty passphrase, or a scheme that does not encrypt.
pub(super) fn pkcs8(
    session: &mut Session,
    key: &PrivateKey,
    format: Format,
    encryption: Option<(Scheme, &Secret)>,
    rounds: u32,
) -> Result<Secret, Failure> {
    let plain = private_key::to_der(key, KeyForm::Pkcs8).map_err(Failure::new)?;
    let (label, der) = match encryption {
        None => ("PRIVATE KEY", plain),
        Some((scheme, passphrase)) => {
            let sealed = encrypted_key::encrypt_with(scheme, &plain, passphrase, rounds, &mut session.rng);
            let sealed = sealed.map_err(|error| Failure::new("Error encrypting key").line(error))?;
            ("ENCRYPTED PRIVATE KEY", Secret::new(sealed))
        }
    };
    Ok(armored(format, label, der))
}

/// The key in the form of its kind; only PEM has an encryption then.
///
/// # Errors
/// A kind of key that has no such form, or an empty passphrase.
pub(super) fn traditional(
    session: &mut Session,
    key: &PrivateKey,
    format: Format,
    encryption: Option<(KeyCipher, &Secret)>,
) -> Result<Secret, Failure> {
    let form = own_form(key.algorithm()).ok_or_else(|| {
        Failure::unsupported(format_args!(
            "the traditional form of {} keys, which have none",
            key.algorithm()
        ))
    })?;
    let der = private_key::to_der(key, form).map_err(Failure::new)?;
    traditional_der(session, form, der, format, encryption)
}

/// The key with its point uncompressed: openssl loses the form of the point where it writes the traditional form of a
/// key whatever its kind.
pub(super) fn with_plain_point(key: &PrivateKey) -> PrivateKey {
    let plain = key
        .public()
        .curve()
        .and_then(|(_, curve)| key.with_curve(curve, PointForm::Uncompressed, PointForm::Uncompressed));
    plain.unwrap_or_else(|| key.clone())
}

/// The DER of a key in a form of its own, in PEM where that is asked for.
///
/// # Errors
/// An empty passphrase.
pub(super) fn traditional_der(
    session: &mut Session,
    form: KeyForm,
    der: Secret,
    format: Format,
    encryption: Option<(KeyCipher, &Secret)>,
) -> Result<Secret, Failure> {
    let label = form.kind().label().unwrap_or_default();
    match (format, encryption) {
        (Format::Pem, Some((cipher, passphrase))) => {
            legacy_pem::encrypt(cipher, label, &der, passphrase, &mut session.rng).map_err(Failure::new)
        }
        (Format::Der, Some(_)) => {
            session.ui.warning("the key is not encrypted: DER has no encryption in the traditional form");
            Ok(der)
        }
        (_, None) => Ok(armored(format, label, der)),
    }
}

/// What `i2d_PrivateKey` of openssl writes: the form of the kind of key, or PKCS#8 where it has none.
///
/// # Errors
/// When the key cannot be written.
pub(super) fn plain_der(key: &PrivateKey) -> Result<Secret, Failure> {
    private_key::to_der(key, own_form(key.algorithm()).unwrap_or_default()).map_err(Failure::new)
}

/// Adds a private key to a file, or to standard output.
///
/// # Errors
/// When the file is in no directory.
pub(super) fn write(session: &mut Session, command: &str, line: &Line, key: &Secret) -> Result<(), Failure> {
    session.write(line.value("out"), key.expose(), Access::Secret).map_err(|failure| failure.of(command))
}

/// The form that a kind of key has besides PKCS#8.
const fn own_form(algorithm: PublicKeyAlgorithm) -> Option<KeyForm> {
    match algorithm {
        PublicKeyAlgorithm::Rsa { .. } => Some(KeyForm::Pkcs1),
        PublicKeyAlgorithm::Ec(_)
        | PublicKeyAlgorithm::OtherCurve(_)
        | PublicKeyAlgorithm::ExplicitCurve { .. } => Some(KeyForm::Sec1),
        PublicKeyAlgorithm::Dsa { .. } => Some(KeyForm::Dsa),
        _ => None,
    }
}

fn armored(format: Format, label: &str, der: Secret) -> Secret {
    match format {
        Format::Pem => pem::encode(label, der.expose()),
        Format::Der => der,
    }
}
