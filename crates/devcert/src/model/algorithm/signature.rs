//! Signature algorithms: the kind of key, the digest and the parameters as one value.

use std::fmt;

use const_oid::ObjectIdentifier;

use super::kind::MlDsa;
use crate::model::oid::known;

/// A hash function that signatures use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DigestAlgorithm {
    /// MD5 (RFC 1321)
    Md5,
    /// SHA-1 (FIPS 180-4)
    Sha1,
    /// SHA-224 (FIPS 180-4)
    Sha224,
    /// SHA-256 (FIPS 180-4)
    Sha256,
    /// SHA-384 (FIPS 180-4)
    Sha384,
    /// SHA-512 (FIPS 180-4)
    Sha512,
}

/// What the standards assign to a digest.
struct Digest {
    algorithm: DigestAlgorithm,
    title: &'static str,
    bytes: u32,
    oid: ObjectIdentifier,
    /// The signature algorithm of RSA with PKCS#1 v1.5 padding (RFC 8017, A.2.4).
    rsa: (ObjectIdentifier, &'static str),
    /// The signature algorithm of ECDSA (RFC 5758, 3.2; RFC 3279, 2.2.3).
    ecdsa: Option<(ObjectIdentifier, &'static str)>,
    /// The signature algorithm of DSA (RFC 5758, 3.1; RFC 3279, 2.2.2).
    dsa: Option<(ObjectIdentifier, &'static str)>,
}

/// One row per digest; names of signature algorithms are those of openssl.
static DIGESTS: [Digest; 6] = [
    Digest {
        algorithm: DigestAlgorithm::Md5,
        title: "MD5",
        bytes: 16,
        oid: known::ID_MD_5,
        rsa: (known::MD_5_WITH_RSA_ENCRYPTION, "md5WithRSAEncryption"),
        ecdsa: None,
        dsa: None,
    },
    Digest {
        algorithm: DigestAlgorithm::Sha1,
        title: "SHA-1",
        bytes: 20,
        oid: known::ID_SHA_1,
        rsa: (known::SHA_1_WITH_RSA_ENCRYPTION, "sha1WithRSAEncryption"),
        ecdsa: Some((known::ECDSA_WITH_SHA_1, "ecdsa-with-SHA1")),
        dsa: Some((known::DSA_WITH_SHA_1, "dsaWithSHA1")),
    },
    Digest {
        algorithm: DigestAlgorithm::Sha224,
        title: "SHA-224",
        bytes: 28,
        oid: known::ID_SHA_224,
        rsa: (known::SHA_224_WITH_RSA_ENCRYPTION, "sha224WithRSAEncryption"),
        ecdsa: Some((known::ECDSA_WITH_SHA_224, "ecdsa-with-SHA224")),
        dsa: Some((known::DSA_WITH_SHA_224, "dsa_with_SHA224")),
    },
    Digest {
        algorithm: DigestAlgorithm::Sha256,
        title: "SHA-256",
        bytes: 32,
        oid: known::ID_SHA_256,
        rsa: (known::SHA_256_WITH_RSA_ENCRYPTION, "sha256WithRSAEncryption"),
        ecdsa: Some((known::ECDSA_WITH_SHA_256, "ecdsa-with-SHA256")),
        dsa: Some((known::DSA_WITH_SHA_256, "dsa_with_SHA256")),
    },
    Digest {
        algorithm: DigestAlgorithm::Sha384,
        title: "SHA-384",
        bytes: 48,
        oid: known::ID_SHA_384,
        rsa: (known::SHA_384_WITH_RSA_ENCRYPTION, "sha384WithRSAEncryption"),
        ecdsa: Some((known::ECDSA_WITH_SHA_384, "ecdsa-with-SHA384")),
        dsa: Some((known::DSA_WITH_SHA_384, "dsa_with_SHA384")),
    },
    Digest {
        algorithm: DigestAlgorithm::Sha512,
        title: "SHA-512",
        bytes: 64,
        oid: known::ID_SHA_512,
        rsa: (known::SHA_512_WITH_RSA_ENCRYPTION, "sha512WithRSAEncryption"),
        ecdsa: Some((known::ECDSA_WITH_SHA_512, "ecdsa-with-SHA512")),
        dsa: Some((known::DSA_WITH_SHA_512, "dsa_with_SHA512")),
    },
];

impl DigestAlgorithm {
    /// Every digest, the weakest first.
    pub const ALL: [Self; 6] =
        [Self::Md5, Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The table is in the order of the enum.
    fn row(self) -> &'static Digest {
        &DIGESTS[self as usize]
    }

    /// The length of its output in bytes.
    #[must_use]
    pub fn bytes(self) -> u32 {
        self.row().bytes
    }

    /// Its object identifier.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        self.row().oid
    }

    /// The digest with this object identifier.
    #[must_use]
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        DIGESTS.iter().find(|row| row.oid == oid).map(|row| row.algorithm)
    }

    /// Whether messages with a given digest can be forged, so that clients reject its signatures.
    #[must_use]
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Md5 | Self::Sha1)
    }
}

impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().title)
    }
}

/// The parameters of an RSA-PSS signature (RFC 4055, 3.1). The trailer field has one value only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pss {
    /// The digest of the message.
    pub digest: DigestAlgorithm,
    /// The digest of the mask generation function MGF1.
    pub mask_digest: DigestAlgorithm,
    /// The length of the salt in bytes.
    pub salt_bytes: u32,
}

impl Pss {
    /// What the parameters mean where they are missing: SHA-1 throughout (RFC 4055, 3.1).
    pub const DEFAULT: Self =
        Self { digest: DigestAlgorithm::Sha1, mask_digest: DigestAlgorithm::Sha1, salt_bytes: 20 };

    /// SHA-256 throughout and a salt as long.
    pub const SHA_256: Self =
        Self { digest: DigestAlgorithm::Sha256, mask_digest: DigestAlgorithm::Sha256, salt_bytes: 32 };

    /// One digest throughout and a salt as long as its output, as TLS 1.3 requires (RFC 8446, 4.2.3).
    #[must_use]
    pub fn with(digest: DigestAlgorithm) -> Self {
        Self { digest, mask_digest: digest, salt_bytes: digest.bytes() }
    }

    /// The parameter for which TLS clients do not verify the signature, and what they require (RFC 8446, 4.2.3), as
    /// in "rsassaPss with SHA-256 and *a salt of 20 bytes, …*"; `None` where they verify it. It is not about the
    /// digest of the message.
    #[must_use]
    pub fn tls_fault(self) -> Option<String> {
        let Self { digest, mask_digest, salt_bytes } = self;
        let wanted = Self::with(digest);
        if mask_digest != digest {
            return Some(format!(
                "a mask generation function with {mask_digest}, but TLS and rustls require {digest}"
            ));
        }
        (salt_bytes != wanted.salt_bytes).then(|| {
            format!("a salt of {salt_bytes} bytes, but TLS and rustls require {}", wanted.salt_bytes)
        })
    }
}

/// How a certificate, a request, a revocation list or an OCSP response is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2)
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017, 8.1)
    RsaPss(Pss),
    /// ECDSA (FIPS 186-5, 6), on the curve of the key.
    Ecdsa(DigestAlgorithm),
    /// DSA (FIPS 186-4, 4)
    Dsa(DigestAlgorithm),
    /// Ed25519 (RFC 8410)
    Ed25519,
    /// Ed448 (RFC 8410)
    Ed448,
    /// ML-DSA (RFC 9881)
    MlDsa(MlDsa),
}

impl SignatureAlgorithm {
    /// Its object identifier. ECDSA and DSA with MD5 have none.
    #[must_use]
    pub fn oid(self) -> Option<ObjectIdentifier> {
        Some(match self {
            Self::RsaPkcs1(digest) => digest.row().rsa.0,
            Self::RsaPss(_) => known::ID_RSASSA_PSS,
            Self::Ecdsa(digest) => digest.row().ecdsa?.0,
            Self::Dsa(digest) => digest.row().dsa?.0,
            Self::Ed25519 => known::ID_ED_25519,
            Self::Ed448 => known::ID_ED_448,
            Self::MlDsa(parameters) => parameters.oid(),
        })
    }

    /// The algorithm with this object identifier, where the identifier alone says all of it: RSA-PSS has
    /// parameters.
    #[must_use]
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        let rsa = |row: &Digest| (row.rsa.0 == oid).then_some(Self::RsaPkcs1(row.algorithm));
        let ecdsa = |row: &Digest| (row.ecdsa?.0 == oid).then_some(Self::Ecdsa(row.algorithm));
        let dsa = |row: &Digest| (row.dsa?.0 == oid).then_some(Self::Dsa(row.algorithm));
        match oid {
            known::ID_ED_25519 => Some(Self::Ed25519),
            known::ID_ED_448 => Some(Self::Ed448),
            other => {
                let digested =
                    DIGESTS.iter().find_map(|row| rsa(row).or_else(|| ecdsa(row)).or_else(|| dsa(row)));
                digested.or_else(|| MlDsa::from_oid(other).map(Self::MlDsa))
            }
        }
    }

    /// The digest of the message, where the algorithm leaves a choice.
    #[must_use]
    pub const fn digest(self) -> Option<DigestAlgorithm> {
        match self {
            Self::RsaPkcs1(digest)
            | Self::Ecdsa(digest)
            | Self::Dsa(digest)
            | Self::RsaPss(Pss { digest, .. }) => Some(digest),
            Self::Ed25519 | Self::Ed448 | Self::MlDsa(_) => None,
        }
    }

    /// Whether its digest can be forged, so that clients reject it.
    #[must_use]
    pub fn is_broken(self) -> bool {
        self.digest().is_some_and(DigestAlgorithm::is_broken)
    }
}

impl fmt::Display for SignatureAlgorithm {
    /// The name that openssl has for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(digest) => f.write_str(digest.row().rsa.1),
            Self::RsaPss(_) => f.write_str("rsassaPss"),
            Self::Ecdsa(digest) => f.write_str(digest.row().ecdsa.map_or("ecdsa-with-MD5", |(_, name)| name)),
            Self::Dsa(digest) => f.write_str(digest.row().dsa.map_or("dsa-with-MD5", |(_, name)| name)),
            Self::Ed25519 => f.write_str("ED25519"),
            Self::Ed448 => f.write_str("ED448"),
            Self::MlDsa(parameters) => write!(f, "{parameters}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_the_digests_are_in_the_order_of_the_enum() {
        for digest in DigestAlgorithm::ALL {
            assert_eq!(digest.row().algorithm, digest);
            assert_eq!(DigestAlgorithm::from_oid(digest.oid()), Some(digest));
        }
    }
}
