//! The kinds of keys by name; [`table`](super::table) says what is known of them.

use std::fmt;

use const_oid::ObjectIdentifier;

use crate::model::oid::known;

/// A named elliptic curve that devcert generates keys on (SEC 2, FIPS 186-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// secp256r1, prime256v1
    P256,
    /// secp384r1
    P384,
    /// secp521r1
    P521,
    /// secp256k1, the curve of Bitcoin, which TLS clients do not accept.
    Secp256k1,
}

/// A parameter set of ML-DSA (FIPS 204, 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MlDsa {
    /// Security category 2.
    Set44,
    /// Security category 3.
    Set65,
    /// Security category 5.
    Set87,
}

/// A kind of key, whatever the size of its modulus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    /// RSA (RFC 8017)
    Rsa,
    /// RSA that is bound to PSS signatures (RFC 4055, 1.2)
    RsaPss,
    /// An elliptic curve key on a named curve (RFC 5480).
    Ec(Curve),
    /// Ed25519 (RFC 8410)
    Ed25519,
    /// ML-DSA (RFC 9881)
    MlDsa(MlDsa),
    /// Ed448 (RFC 8410)
    Ed448,
    /// X25519 (RFC 8410)
    X25519,
    /// X448 (RFC 8410)
    X448,
}

impl MlDsa {
    /// Every parameter set.
    pub const ALL: [Self; 3] = [Self::Set44, Self::Set65, Self::Set87];

    /// The object identifier of its keys and signatures (RFC 9881, 2).
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Set44 => known::ID_ML_DSA_44,
            Self::Set65 => known::ID_ML_DSA_65,
            Self::Set87 => known::ID_ML_DSA_87,
        }
    }

    /// The parameter set with this object identifier.
    #[must_use]
    pub(crate) fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|parameters| parameters.oid() == oid)
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Set44 => "ML-DSA-44",
            Self::Set65 => "ML-DSA-65",
            Self::Set87 => "ML-DSA-87",
        }
    }
}

impl fmt::Display for MlDsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}
