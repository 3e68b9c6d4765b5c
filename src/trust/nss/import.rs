//! What NSS imports.

use crate::trust::anchor::Anchor;
use crate::trust::error::StoreError;
use devcert::model::algorithm::Client;

/// Fails for a certificate that NSS does not import: certutil says `SEC_ERROR_ADDING_CERT`.
pub(in crate::trust) fn supported(anchor: &Anchor) -> Result<(), StoreError> {
    let key = anchor.certificate.public_key().algorithm();
    match key.row().is_none_or(|row| !row.rejected_as_issuer_by().contains(&Client::Nss)) {
        true => Ok(()),
        false => Err(StoreError::UnsupportedKey { who: "Chromium and Firefox", key }),
    }
}
