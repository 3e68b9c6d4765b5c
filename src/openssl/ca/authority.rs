//! The key and the certificate of a CA.

use super::settings::Settings;
use crate::openssl::failure::Failure;
use crate::openssl::inputs;
use crate::openssl::passphrase;
use crate::openssl::session::Session;
use devcert::encoding::certificate::Certificate;
use devcert::key::PrivateKey;
use devcert::model::secret::Secret;

/// Who signs.
pub(super) struct Authority {
    /// The key.
    pub(super) key: PrivateKey,
    /// The certificate; `None` if nothing refers to it, which `-selfsign` alone allows.
    pub(super) certificate: Option<Certificate>,
    /// The passphrase of what is read.
    pub(super) passphrase: Option<Secret>,
}

impl Authority {
    /// Reads the key and, unless requests are signed with their own key, the certificate.
    ///
    /// # Errors
    /// What cannot be read, or a certificate with another key.
    pub(super) fn read(settings: &Settings<'_>, session: &mut Session) -> Result<Self, Failure> {
        let line = settings.line;
        let key_file = settings.option_or("keyfile", "private_key")?;
        let passphrase = match line.value("key") {
            Some(text) => Some(Secret::from(text.as_bytes())),
            None => passphrase::read_both(session, line.value("passin"), None)?.input,
        };
        let key = inputs::private_key(session, key_file, passphrase.as_ref(), "CA private key")?;
        if line.has("selfsign") && !line.has("gencrl") {
            return Ok(Self { key, certificate: None, passphrase });
        }
        let file = settings.option_or("cert", "certificate")?;
        let certificate = inputs::certificate(session, Some(file), passphrase.as_ref(), "CA certificate")?;
        match certificate.public_key().is_same_as(key.public()) {
            true => Ok(Self { key, certificate: Some(certificate), passphrase }),
            false => Err(Failure::new("CA certificate and CA private key do not match").hint(format!(
                "use the key of {file} with -keyfile, or the certificate of {key_file} with -cert"
            ))),
        }
    }
}
