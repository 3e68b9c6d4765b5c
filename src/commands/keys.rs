//! What the commands say about private keys.

use super::session::Session;
use crate::key::{PrivateKey, PublicKeyAlgorithm};
use crate::model::algorithm::{Curve, RSA_BITS_ACCEPTED};
use crate::ops::SourceKey;

/// The private key's name in its folder, which is the one that the server reads.
pub(super) const PRIVATE_KEY: &str = "private.pem";

/// Says that a key was generated, if it was.
pub(super) fn tell(key: &SourceKey, session: &Session) {
    if key.is_new() {
        let (made, algorithm) = (key.place.made(), key.key.algorithm());
        session.ui.note(format_args!("{made}: {algorithm} private key"));
    }
}

/// Warns of who will refuse certificates on this key.
pub(super) fn warn_of_limits(key: &PrivateKey, session: &mut Session) {
    let caveat = match key.algorithm() {
        PublicKeyAlgorithm::Rsa { bits } if bits < RSA_BITS_ACCEPTED => format!(
            "RSA {bits} keys are refused by rustls, by OpenSSL at security level 2 and by browsers; --bits 2048 makes one that they take"
        ),
        PublicKeyAlgorithm::Ed25519 => {
            "Ed25519 certificates are refused by Chromium, Firefox and NSS: fine for services, not for browsers".to_owned()
        }
        PublicKeyAlgorithm::MlDsa(parameters) => format!(
            "{parameters} certificates are rejected by Chromium and Firefox; OpenSSL 3.5 and rustls on aws-lc-rs accept them"
        ),
        PublicKeyAlgorithm::Ec(Curve::P521) => {
            "P-521 keys do not load in rustls servers built on ring, and Chromium refuses them; --algorithm p384 works everywhere".to_owned()
        }
        _ => return,
    };
    session.warn(caveat);
}

/// Warns of the clients that reject what a CA with such a key signs.
pub(super) fn warn_of_ca_limits(algorithm: PublicKeyAlgorithm, session: &mut Session) {
    let caveat = match algorithm {
        PublicKeyAlgorithm::Ed25519 | PublicKeyAlgorithm::MlDsa(_) => format!(
            "Chromium, Firefox and NSS reject every certificate of a CA with a key of {algorithm}; --algorithm p256 makes a CA for browsers"
        ),
        PublicKeyAlgorithm::Ec(Curve::P521) => {
            "rustls on ring rejects every certificate of a CA with a key of EC P-521; it accepts those of --algorithm p384".to_owned()
        }
        _ => return,
    };
    session.warn(caveat);
}
