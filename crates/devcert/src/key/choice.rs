//! A signature algorithm as people request it: a padding, a digest, or both; the key decides the rest.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::kind::PublicKeyAlgorithm;
use super::public::PublicKey;
use crate::model::algorithm::{DigestAlgorithm, KeyType, Pss, SignatureAlgorithm};

/// What is requested of a signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureChoice {
    scheme: Option<Scheme>,
    digest: Option<DigestAlgorithm>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    RsaPkcs1,
    RsaPss,
    Ecdsa,
}

/// The schemes by their names, without anything but letters: devcert's own first, then those of openssl,
/// Java and TLS.
const SCHEMES: [(&str, Option<Scheme>); 11] = [
    ("", None),
    ("rsa", Some(Scheme::RsaPkcs1)),
    ("rsapss", Some(Scheme::RsaPss)),
    ("ecdsa", Some(Scheme::Ecdsa)),
    ("withrsa", Some(Scheme::RsaPkcs1)),
    ("withrsaencryption", Some(Scheme::RsaPkcs1)),
    ("pss", Some(Scheme::RsaPss)),
    ("rsassapss", Some(Scheme::RsaPss)),
    ("rsapssrsae", Some(Scheme::RsaPss)),
    ("ecdsawith", Some(Scheme::Ecdsa)),
    ("withecdsa", Some(Scheme::Ecdsa)),
];

/// The digests that no client accepts any more, or none ever did.
const REJECTED: [(&str, DigestAlgorithm); 3] =
    [("md5", DigestAlgorithm::Md5), ("sha1", DigestAlgorithm::Sha1), ("sha224", DigestAlgorithm::Sha224)];

/// The digests that clients accept.
const DIGESTS: [(&str, DigestAlgorithm); 3] = [
    ("sha256", DigestAlgorithm::Sha256),
    ("sha384", DigestAlgorithm::Sha384),
    ("sha512", DigestAlgorithm::Sha512),
];

/// Why a request for a signature algorithm cannot be met.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// No algorithm has this name.
    #[error("\"{0}\" is not a signature algorithm; there are {names}", names = SignatureChoice::names().join(", "))]
    Unknown(String),
    /// A digest that can be forged, or that no client knows.
    #[error("\"{0}\" is a signature algorithm that rustls rejects; there are {names}", names = SignatureChoice::names().join(", "))]
    Weak(String),
    /// Keys of this kind have other algorithms, or one only.
    #[error("{key} keys do not make {choice} signatures")]
    Key {
        /// What was requested.
        choice: SignatureChoice,
        /// The key.
        key: PublicKeyAlgorithm,
    },
}

impl SignatureChoice {
    /// The names that [`FromStr`] reads, others apart.
    #[must_use]
    pub fn names() -> Vec<String> {
        let schemes = ["", "rsa-", "rsa-pss-", "ecdsa-"];
        schemes.iter().flat_map(|scheme| DIGESTS.map(|(digest, _)| format!("{scheme}{digest}"))).collect()
    }

    /// The algorithm with this digest, whether clients accept that or not, and the padding that goes with the key.
    #[must_use]
    pub const fn of_digest(digest: DigestAlgorithm) -> Self {
        Self { scheme: None, digest: Some(digest) }
    }

    /// This choice with another digest, whether clients accept that or not.
    #[must_use]
    pub const fn with_digest(self, digest: DigestAlgorithm) -> Self {
        Self { digest: Some(digest), ..self }
    }

    /// The algorithm for this key.
    ///
    /// # Errors
    /// [`ChoiceError::Key`] when keys of this kind make no such signatures.
    pub fn for_key(self, key: &PublicKey) -> Result<SignatureAlgorithm, ChoiceError> {
        let wrong = ChoiceError::Key { choice: self, key: key.algorithm() };
        let default = key.default_signature().ok_or_else(|| wrong.clone())?;
        let digest = self.digest.or(default.digest()).ok_or_else(|| wrong.clone())?;
        match (key.algorithm().key_type(), self.scheme) {
            (Some(KeyType::Rsa), None | Some(Scheme::RsaPkcs1)) => Ok(SignatureAlgorithm::RsaPkcs1(digest)),
            (Some(KeyType::RsaPss), None | Some(Scheme::RsaPss)) if Some(digest) == default.digest() => {
                Ok(default)
            }
            (Some(KeyType::Rsa | KeyType::RsaPss), Some(Scheme::RsaPss)) | (Some(KeyType::RsaPss), None) => {
                Ok(SignatureAlgorithm::RsaPss(Pss::with(digest)))
            }
            (Some(KeyType::Ec(_)), None | Some(Scheme::Ecdsa))
                if key.algorithm().signs_with(SignatureAlgorithm::Ecdsa(digest)) =>
            {
                Ok(SignatureAlgorithm::Ecdsa(digest))
            }
            _ => Err(wrong),
        }
    }
}

impl fmt::Display for SignatureChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            None => "",
            Some(Scheme::RsaPkcs1) => "rsa",
            Some(Scheme::RsaPss) => "rsa-pss",
            Some(Scheme::Ecdsa) => "ecdsa",
        };
        let mut digests = DIGESTS.iter().chain(&REJECTED);
        let digest = digests.find(|(_, digest)| Some(*digest) == self.digest).map(|(name, _)| *name);
        let separator = if digest.is_some() && !scheme.is_empty() { "-" } else { "" };
        write!(f, "{scheme}{separator}{}", digest.unwrap_or_default())
    }
}

impl FromStr for SignatureChoice {
    type Err = ChoiceError;

    /// Reads `sha384`, `rsa-pss`, `rsa-pss-sha256`, `ecdsa-sha512`, and the names of other programs, such as
    /// `sha256WithRSAEncryption` and `ecdsa-with-SHA384`; upper and lower case alike.
    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let plain = plain.to_ascii_lowercase();
        let found = DIGESTS.iter().find(|(name, _)| plain.contains(name));
        let rest = found.map_or_else(|| plain.clone(), |(name, _)| plain.replacen(name, "", 1));
        let scheme = SCHEMES.iter().find(|(name, _)| *name == rest).map(|(_, scheme)| *scheme);
        match scheme {
            Some(scheme) if scheme.is_some() || found.is_some() => {
                Ok(Self { scheme, digest: found.map(|(_, digest)| *digest) })
            }
            _ if REJECTED.iter().any(|(weak, _)| plain.contains(weak)) => {
                Err(ChoiceError::Weak(text.to_owned()))
            }
            _ => Err(ChoiceError::Unknown(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;
    use crate::key::generate;

    #[test]
    fn an_algorithm_is_read_by_every_name_in_use() {
        for (text, read) in [
            ("SHA-384", "sha384"),
            ("rsa-pss", "rsa-pss"),
            ("pss", "rsa-pss"),
            ("rsa_pss_rsae_sha256", "rsa-pss-sha256"),
            ("sha256WithRSAEncryption", "rsa-sha256"),
            ("SHA512withRSA", "rsa-sha512"),
            ("ecdsa-with-SHA384", "ecdsa-sha384"),
        ] {
            assert_eq!(text.parse::<SignatureChoice>().unwrap().to_string(), read);
        }
        for name in SignatureChoice::names() {
            assert_eq!(name.parse::<SignatureChoice>().unwrap().to_string(), name);
        }
        for text in ["md5", "rsa-sha1", "ecdsa-with-SHA224"] {
            assert_eq!(text.parse::<SignatureChoice>(), Err(ChoiceError::Weak(text.to_owned())));
        }
        for text in ["", "rot13", "sha256sha384"] {
            assert_eq!(text.parse::<SignatureChoice>(), Err(ChoiceError::Unknown(text.to_owned())));
        }
    }

    #[test]
    fn a_broken_digest_is_chosen_in_code_only() {
        use crate::model::algorithm::{Curve, KeyAlgorithm};
        let rng = &mut StdRng::seed_from_u64(21);
        let [rsa, ec, ed25519] =
            [KeyAlgorithm::default(), KeyAlgorithm::Ec(Curve::P256), KeyAlgorithm::Ed25519]
                .map(|algorithm| generate(algorithm, rng).unwrap().public().clone());
        let md5 = SignatureChoice::of_digest(DigestAlgorithm::Md5);
        let sha1 = SignatureChoice::of_digest(DigestAlgorithm::Sha1);
        assert_eq!(md5.for_key(&rsa), Ok(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Md5)));
        assert_eq!(sha1.for_key(&ec), Ok(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha1)));
        let pss: SignatureChoice = "rsa-pss-sha256".parse().unwrap();
        let pss = pss.with_digest(DigestAlgorithm::Sha1);
        assert_eq!(pss.for_key(&rsa), Ok(SignatureAlgorithm::RsaPss(Pss::with(DigestAlgorithm::Sha1))));
        assert_eq!(pss.to_string(), "rsa-pss-sha1");
        // ECDSA with MD5 has no object identifier, and Ed25519 has a digest of its own.
        assert_eq!(md5.for_key(&ec), Err(ChoiceError::Key { choice: md5, key: ec.algorithm() }));
        assert!(sha1.for_key(&ed25519).is_err());
    }
}
