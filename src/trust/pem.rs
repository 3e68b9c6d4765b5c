//! The certificates in files that others wrote, compared as they are and not read.

use std::path::Path;

use super::anchor::Anchor;
use super::error::StoreError;
use crate::host::files;
use devcert::encoding::pem::{self, Block};

/// The labels of certificates; the second is OpenSSL's, with its own remarks behind the certificate.
const LABELS: [&str; 3] = ["CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"];

/// Whether a file of PEM certificates has this one; a file that is missing or empty has none.
pub(super) fn file_has(path: &Path, anchor: &Anchor) -> Result<bool, StoreError> {
    Ok(blocks_of(path)?.iter().any(|block| is(block, anchor)))
}

/// Whether a file has this certificate and no other, as PEM or DER.
pub(super) fn file_is(path: &Path, anchor: &Anchor) -> bool {
    let Ok(bytes) = files::read_regular(path, files::DEFAULT_LIMIT) else { return false };
    if bytes.as_slice() == anchor.der() {
        return true;
    }
    let blocks = pem::decode(&String::from_utf8_lossy(&bytes)).unwrap_or_default();
    matches!(blocks.as_slice(), [only] if is(only, anchor))
}

/// The certificates in a text.
pub(super) fn certificates(text: &str) -> Result<Vec<Block>, pem::PemError> {
    let mut blocks = pem::decode(text)?;
    blocks.retain(|block| LABELS.iter().any(|known| block.label.is(known)));
    Ok(blocks)
}

pub(super) fn is(block: &Block, anchor: &Anchor) -> bool {
    block.content.expose() == anchor.der()
}

fn blocks_of(path: &Path) -> Result<Vec<Block>, StoreError> {
    use files::FileError::{Empty, Missing};
    let bytes = match files::read_regular(path, files::DEFAULT_LIMIT) {
        Err(Missing { .. } | Empty { .. }) => return Ok(Vec::new()),
        bytes => bytes?,
    };
    certificates(&String::from_utf8_lossy(&bytes)).map_err(|error| StoreError::Damaged {
        path: path.display().to_string(),
        problem: format!("is damaged: {error}"),
    })
}
