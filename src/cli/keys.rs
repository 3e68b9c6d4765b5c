//! What the commands say about private keys.

use super::context::Context;
use crate::ops::SourceKey;
use devcert::key::{PrivateKey, PublicKeyAlgorithm};
use devcert::model::algorithm::{Client, KeyType, KeyTypeInfo, RSA_BITS_ACCEPTED};

/// The private key's name in its folder, which is the one that the server reads.
pub(crate) const PRIVATE_KEY: &str = "private.pem";

/// Says that a key was generated, if it was.
pub(crate) fn tell(key: &SourceKey, cx: &Context) {
    if key.is_new() {
        let (made, algorithm) = (key.place.made(), key.key.algorithm());
        cx.ui.note(format_args!("{made}: {algorithm} private key"));
    }
}

/// Warns of who will refuse certificates on this key.
pub(crate) fn warn_of_limits(key: &PrivateKey, cx: &mut Context) {
    let caveat = match key.algorithm() {
        PublicKeyAlgorithm::Rsa { bits } if bits < RSA_BITS_ACCEPTED => format!(
            "RSA {bits} keys are rejected by rustls, and by OpenSSL at security level 2; use --bits 2048 or more"
        ),
        algorithm => {
            let Some(row) = algorithm.row().filter(|row| !row.rejected_by().is_empty()) else { return };
            let rejecting = Client::listed(&row.rejected_by());
            let accepting = match row.key_type() {
                KeyType::Ec(_) => "--algorithm p384 works everywhere".to_owned(),
                _ => format!("accepted by {}: use it for services, not for browsers", row.accepting()),
            };
            format!("{} certificates are rejected by {rejecting}; {accepting}", row.title())
        }
    };
    cx.warn(caveat);
}

/// Warns of the clients that reject what a CA with such a key signs.
pub(crate) fn warn_of_ca_limits(algorithm: PublicKeyAlgorithm, cx: &mut Context) {
    let clients = algorithm.row().map(KeyTypeInfo::rejected_as_issuer_by).unwrap_or_default();
    if let Some(reject) = Client::rejecting(&clients) {
        cx.warn(format!("{reject} every certificate of a CA whose key is {algorithm}; use --algorithm p256"));
    }
}
