//! What OpenSSH calls its keys; the names of curves are in the table of the kinds of keys.

use crate::encoding::error::KeyError;
use crate::key::{PublicKey, PublicKeyAlgorithm};
use crate::model::algorithm::{Curve, KeyType, KeyTypeInfo};

/// How the content of a private key begins.
pub(super) const MAGIC: &[u8] = b"openssh-key-v1\0";

pub(super) const RSA: &str = "ssh-rsa";
pub(super) const ED25519: &str = "ssh-ed25519";
pub(super) const DSA: &str = "ssh-dss";

/// The curve of the EC keys of this name.
pub(super) fn curve(name: &str) -> Option<Curve> {
    let row = KeyTypeInfo::all().find(|row| row.openssh.is_some_and(|(known, _)| known == name));
    match row?.key_type {
        KeyType::Ec(curve) => Some(curve),
        _ => None,
    }
}

/// What the key's kind and its curve are called (RFC 5656, 3.1 and 6.2.1); compressed points are not known
/// to OpenSSH.
pub(super) fn of(key: &PublicKey) -> Result<(&'static str, &'static str), KeyError> {
    let algorithm = key.algorithm();
    let is_compressed = matches!(algorithm, PublicKeyAlgorithm::Ec(_)) && key.bits().first() != Some(&4);
    let names = algorithm.row().and_then(|row| row.openssh).filter(|_| !is_compressed);
    names.ok_or(KeyError::NoPlace { form: "OpenSSH", algorithm })
}
