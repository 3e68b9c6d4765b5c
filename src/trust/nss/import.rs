//! What NSS imports.

use crate::model::algorithm::Client;
use crate::trust::anchor::Anchor;
use crate::trust::error::StoreError;

/// Fails for a certificate that NSS does not import: certutil says `SEC_ERROR_ADDING_CERT`.
pub(in crate::trust) fn supported(anchor: &Anchor) -> Result<(), StoreError> {
    let key = anchor.certificate.public_key().algorithm();
    match key.row().is_none_or(|row| row.issuer.contains(&Client::Nss)) {
        true => Ok(()),
        false => Err(StoreError::UnsupportedKey { who: "Chromium and Firefox", key }),
    }
}
