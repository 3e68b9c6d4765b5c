//! What OpenSSH calls its keys.

use crate::model::algorithm::Curve;

/// How the content of a private key begins.
pub(super) const MAGIC: &[u8] = b"openssh-key-v1\0";

/// What an EC key of each curve is called, and the curve inside of it (RFC 5656, 3.1 and 6.2.1).
pub(super) const CURVES: [(&str, &str, Curve); 3] = [
    ("ecdsa-sha2-nistp256", "nistp256", Curve::P256),
    ("ecdsa-sha2-nistp384", "nistp384", Curve::P384),
    ("ecdsa-sha2-nistp521", "nistp521", Curve::P521),
];

pub(super) const RSA: &str = "ssh-rsa";
pub(super) const ED25519: &str = "ssh-ed25519";
pub(super) const DSA: &str = "ssh-dss";
