//! What certificates, requests and revocation lists have in common: a part, and a signature on it
//! (RFC 5280, 4.1.1).

use std::fmt;
use std::ops::Range;

use x509_parser::asn1_rs::BitString;
use x509_parser::x509::AlgorithmIdentifier;

use super::structure::range_in;
use crate::model::oid::Oid;

/// A signed structure, read but not judged; [`crate::pki::signature`] checks it.
#[derive(Debug, Clone)]
pub struct Signed {
    /// How it is signed.
    pub algorithm: SignatureAlgorithm,
    der: Vec<u8>,
    /// The part that is signed, as a range of `der`.
    part: Range<usize>,
    signature: Vec<u8>,
}

impl Signed {
    /// `part` is the slice of `der` that is signed.
    pub(super) fn new(
        der: &[u8],
        part: &[u8],
        algorithm: &AlgorithmIdentifier<'_>,
        signature: &BitString<'_>,
    ) -> Self {
        let oid = algorithm.algorithm.as_bytes();
        let oid =
            Oid::from_octets(oid).map_or_else(|_| algorithm.algorithm.to_string(), |oid| oid.to_string());
        let algorithm = SignatureAlgorithm { oid };
        Self { algorithm, der: der.to_vec(), part: range_in(der, part), signature: signature.data.to_vec() }
    }

    /// The same of what x509-parser does not read.
    pub(super) fn of_parts(der: &[u8], part: &[u8], algorithm: &Oid, signature: &[u8]) -> Self {
        let algorithm = SignatureAlgorithm { oid: algorithm.to_string() };
        Self { algorithm, der: der.to_vec(), part: range_in(der, part), signature: signature.to_vec() }
    }

    /// The complete DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The part that is signed, as DER.
    #[must_use]
    pub fn part(&self) -> &[u8] {
        &self.der[self.part.clone()]
    }

    /// The signature's bits.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

/// The algorithm of a signature that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    /// The object identifier, dotted.
    pub oid: String,
}

/// Signature algorithms by object identifier: name as openssl has it, and whether its digest is
/// one that clients refuse (SHA-1 and MD5).
const SIGNATURES: [(&str, &str, bool); 15] = [
    ("1.2.840.113549.1.1.4", "md5WithRSAEncryption", true),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption", true),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption", false),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption", false),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption", false),
    ("1.2.840.113549.1.1.10", "rsassaPss", false),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1", true),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256", false),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384", false),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512", false),
    ("1.3.101.112", "ED25519", false),
    ("1.3.101.113", "ED448", false),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44", false),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65", false),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87", false),
];

impl SignatureAlgorithm {
    /// Whether its digest can be forged, so that clients refuse it.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        SIGNATURES.iter().any(|(oid, _, broken)| *oid == self.oid && *broken)
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = SIGNATURES.iter().find(|(oid, ..)| *oid == self.oid);
        f.write_str(name.map_or(self.oid.as_str(), |(_, name, _)| name))
    }
}
