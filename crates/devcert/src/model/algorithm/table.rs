//! The kinds of keys, one row each: what the standards, the formats and the clients make of them.

use std::fmt;

use const_oid::ObjectIdentifier;

use super::client::Client;
use super::kind::{Curve, KeyType, MlDsa};
use super::signature::{DigestAlgorithm, Pss, SignatureAlgorithm};
use crate::model::oid::known;

/// What the standards and the clients make of one type of key.
#[derive(Debug)]
pub struct KeyTypeInfo {
    pub(crate) key_type: KeyType,
    /// The name on the command line; empty where devcert does not generate such keys.
    pub(crate) name: &'static str,
    /// Other names that are read.
    aliases: &'static [&'static str],
    /// The name for people.
    pub(crate) title: &'static str,
    /// The object identifier of the curve, or else of the kind of key.
    pub(crate) oid: ObjectIdentifier,
    /// The size in bits, as openssl counts it; RSA has any, and ML-DSA none.
    pub(crate) bits: Option<u32>,
    /// The length of a curve's coordinate, or else of the public key; 0 with RSA.
    pub(crate) bytes: usize,
    /// How it signs where nothing else is requested: a digest that goes with its size (RFC 5758, 3.2).
    pub(crate) signature: Option<SignatureAlgorithm>,
    /// "kty" and "crv" in a JWK (RFC 7518, 6.2.1; RFC 8037, 2; RFC 8812).
    pub(crate) jwk: Option<(&'static str, &'static str)>,
    /// The name in OpenSSH, and that of the curve in it (RFC 5656, 6.2.1; RFC 8709).
    pub(crate) openssh: Option<(&'static str, &'static str)>,
    /// What its key usage can allow besides signatures.
    pub(crate) key_management: KeyManagement,
    /// Who accepts a certificate on such a key.
    pub(crate) leaf: &'static [Client],
    /// Who accepts what a CA with such a key has signed.
    pub(crate) issuer: &'static [Client],
    /// The first release of OpenSSL that has it, where that is a recent one.
    pub(crate) openssl_since: &'static str,
    /// Whether TLS 1.2 has its signatures.
    pub(crate) is_in_tls12: bool,
}

/// What a key can do for the exchange of other keys, besides signing (RFC 3279, 2.3; RFC 8410, 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyManagement {
    /// It encrypts other keys, as RSA does: `keyEncipherment`.
    Encipherment,
    /// It agrees on keys, as elliptic curves do: `keyAgreement`.
    Agreement,
    /// It does neither, or it is of a kind that devcert does not know.
    Nothing,
}

/// A key that no TLS client accepts.
const UNUSED: KeyTypeInfo = KeyTypeInfo {
    key_type: KeyType::RsaPss,
    name: "",
    aliases: &[],
    title: "",
    oid: known::ID_RSASSA_PSS,
    bits: None,
    bytes: 0,
    signature: None,
    jwk: None,
    openssh: None,
    key_management: KeyManagement::Nothing,
    leaf: &[],
    issuer: &[],
    openssl_since: "",
    is_in_tls12: true,
};

/// A key that every TLS client accepts.
const COMMON: KeyTypeInfo = KeyTypeInfo { leaf: &Client::ALL, issuer: &Client::ALL, ..UNUSED };

const ON_CURVE: KeyTypeInfo = KeyTypeInfo { key_management: KeyManagement::Agreement, ..COMMON };

const ML_DSA: KeyTypeInfo = KeyTypeInfo {
    leaf: &[Client::RustlsAwsLc, Client::OpenSsl],
    issuer: &[Client::RustlsAwsLc, Client::OpenSsl],
    openssl_since: "3.5",
    // draft-ietf-tls-mldsa defines it for TLS 1.3 alone.
    is_in_tls12: false,
    ..UNUSED
};

static TABLE: [KeyTypeInfo; 13] = [
    KeyTypeInfo {
        key_type: KeyType::Rsa,
        name: "rsa",
        title: "RSA",
        oid: known::RSA_ENCRYPTION,
        signature: Some(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
        jwk: Some(("RSA", "")),
        openssh: Some(("ssh-rsa", "")),
        key_management: KeyManagement::Encipherment,
        ..COMMON
    },
    KeyTypeInfo {
        key_type: KeyType::Ec(Curve::P256),
        name: "p256",
        aliases: &["p-256", "prime256v1", "secp256r1", "ec", "ecdsa"],
        title: "P-256",
        oid: known::SECP_256_R_1,
        bits: Some(256),
        bytes: 32,
        signature: Some(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        jwk: Some(("EC", "P-256")),
        openssh: Some(("ecdsa-sha2-nistp256", "nistp256")),
        ..ON_CURVE
    },
    KeyTypeInfo {
        key_type: KeyType::Ec(Curve::P384),
        name: "p384",
        aliases: &["p-384", "secp384r1"],
        title: "P-384",
        oid: known::SECP_384_R_1,
        bits: Some(384),
        bytes: 48,
        signature: Some(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
        jwk: Some(("EC", "P-384")),
        openssh: Some(("ecdsa-sha2-nistp384", "nistp384")),
        ..ON_CURVE
    },
    KeyTypeInfo {
        key_type: KeyType::Ec(Curve::P521),
        name: "p521",
        aliases: &["p-521", "secp521r1"],
        title: "P-521",
        oid: known::SECP_521_R_1,
        bits: Some(521),
        bytes: 66,
        signature: Some(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512)),
        jwk: Some(("EC", "P-521")),
        openssh: Some(("ecdsa-sha2-nistp521", "nistp521")),
        // Chromium verifies with such keys, and offers servers no signatures of them.
        leaf: &[Client::Firefox, Client::Nss, Client::RustlsAwsLc, Client::OpenSsl],
        issuer: &[Client::Chromium, Client::Firefox, Client::Nss, Client::RustlsAwsLc, Client::OpenSsl],
        ..ON_CURVE
    },
    KeyTypeInfo {
        key_type: KeyType::Ed25519,
        name: "ed25519",
        title: "Ed25519",
        oid: known::ID_ED_25519,
        bits: Some(256),
        bytes: 32,
        signature: Some(SignatureAlgorithm::Ed25519),
        jwk: Some(("OKP", "Ed25519")),
        openssh: Some(("ssh-ed25519", "")),
        leaf: &[Client::RustlsRing, Client::RustlsAwsLc, Client::OpenSsl],
        issuer: &[Client::RustlsRing, Client::RustlsAwsLc, Client::OpenSsl],
        ..UNUSED
    },
    KeyTypeInfo {
        key_type: KeyType::MlDsa(MlDsa::Set44),
        name: "ml-dsa-44",
        aliases: &["mldsa44"],
        title: MlDsa::Set44.title(),
        oid: MlDsa::Set44.oid(),
        bytes: 1312,
        signature: Some(SignatureAlgorithm::MlDsa(MlDsa::Set44)),
        ..ML_DSA
    },
    KeyTypeInfo {
        key_type: KeyType::MlDsa(MlDsa::Set65),
        name: "ml-dsa-65",
        aliases: &["mldsa65"],
        title: MlDsa::Set65.title(),
        oid: MlDsa::Set65.oid(),
        bytes: 1952,
        signature: Some(SignatureAlgorithm::MlDsa(MlDsa::Set65)),
        ..ML_DSA
    },
    KeyTypeInfo {
        key_type: KeyType::MlDsa(MlDsa::Set87),
        name: "ml-dsa-87",
        aliases: &["mldsa87"],
        title: MlDsa::Set87.title(),
        oid: MlDsa::Set87.oid(),
        bytes: 2592,
        signature: Some(SignatureAlgorithm::MlDsa(MlDsa::Set87)),
        ..ML_DSA
    },
    KeyTypeInfo {
        key_type: KeyType::Ec(Curve::Secp256k1),
        name: "secp256k1",
        aliases: &["p256k1", "k256", "es256k"],
        title: "secp256k1",
        oid: known::SECP_256_K_1,
        bits: Some(256),
        bytes: 32,
        signature: Some(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        jwk: Some(("EC", "secp256k1")),
        key_management: KeyManagement::Agreement,
        // OpenSSL verifies certificates of such a CA, and offers no such signatures in a handshake.
        issuer: &[Client::OpenSsl],
        ..UNUSED
    },
    KeyTypeInfo {
        key_type: KeyType::RsaPss,
        title: "RSA-PSS",
        oid: known::ID_RSASSA_PSS,
        signature: Some(SignatureAlgorithm::RsaPss(Pss::SHA_256)),
        leaf: &[Client::OpenSsl],
        // NSS verifies with such keys; Firefox, which checks certificates itself, does not.
        issuer: &[Client::Nss, Client::OpenSsl],
        ..UNUSED
    },
    KeyTypeInfo {
        key_type: KeyType::Ed448,
        title: "Ed448",
        oid: known::ID_ED_448,
        bits: Some(456),
        bytes: 57,
        signature: Some(SignatureAlgorithm::Ed448),
        jwk: Some(("OKP", "Ed448")),
        leaf: &[Client::OpenSsl],
        issuer: &[Client::OpenSsl],
        ..UNUSED
    },
    KeyTypeInfo {
        key_type: KeyType::X25519,
        title: "X25519",
        oid: known::ID_X_25519,
        bits: Some(253),
        bytes: 32,
        jwk: Some(("OKP", "X25519")),
        key_management: KeyManagement::Agreement,
        ..UNUSED
    },
    KeyTypeInfo {
        key_type: KeyType::X448,
        title: "X448",
        oid: known::ID_X_448,
        bits: Some(448),
        bytes: 56,
        jwk: Some(("OKP", "X448")),
        key_management: KeyManagement::Agreement,
        ..UNUSED
    },
];

impl KeyTypeInfo {
    /// Every row, those of the keys first that devcert generates.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        TABLE.iter()
    }

    /// The row of the curve, or else of the kind of key, with this object identifier.
    pub(crate) fn of_oid(oid: ObjectIdentifier) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.oid == oid)
    }

    /// The row with this name on the command line, in lower case.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|row| !row.name.is_empty() && (row.name == name || row.aliases.contains(&name)))
    }

    /// The type of key that this is about.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// Its name for people, as in "Ed25519".
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// The clients that reject a certificate for such a key.
    #[must_use]
    pub fn rejected_by(&self) -> Vec<Client> {
        Client::ALL.into_iter().filter(|client| !self.leaf.contains(client)).collect()
    }

    /// Which browsers reject a certificate on such a key.
    pub(crate) fn rejected_by_browsers(&self) -> Vec<Client> {
        Client::BROWSERS.into_iter().filter(|client| !self.leaf.contains(client)).collect()
    }

    /// Whether rustls accepts a certificate for such a key, with one of its two providers at least.
    #[must_use]
    pub fn is_for_rustls(&self) -> bool {
        Client::RUSTLS.iter().any(|client| self.leaf.contains(client))
    }

    /// The clients that accept a certificate for such a key, in words.
    #[must_use]
    pub fn accepting(&self) -> String {
        Client::in_words(self.leaf, |client| match client {
            Client::OpenSsl => format!("{client} {}", self.openssl_since).trim_end().to_owned(),
            _ => client.to_string(),
        })
    }

    /// The clients that reject certificates signed with such a key.
    #[must_use]
    pub fn rejected_as_issuer_by(&self) -> Vec<Client> {
        Client::ALL.into_iter().filter(|client| !self.issuer.contains(client)).collect()
    }
}

impl KeyType {
    /// What is known of it.
    #[must_use]
    pub(crate) fn row(self) -> &'static KeyTypeInfo {
        // A test holds every kind to a row of its own.
        TABLE.iter().find(|row| row.key_type == self).unwrap_or(&TABLE[0])
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ec(curve) => write!(f, "EC {curve}"),
            _ => f.write_str(self.row().title),
        }
    }
}

impl Curve {
    /// Every curve.
    pub const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::Secp256k1];

    fn row(self) -> &'static KeyTypeInfo {
        KeyType::Ec(self).row()
    }

    /// Length of a private scalar and of one coordinate, in bytes.
    #[must_use]
    pub(crate) fn field_bytes(self) -> usize {
        self.row().bytes
    }

    /// Its object identifier (RFC 5480, 2.1.1.1; SEC 2).
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        self.row().oid
    }

    /// The curve with this object identifier.
    #[must_use]
    pub(crate) fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        match KeyTypeInfo::of_oid(oid)?.key_type {
            KeyType::Ec(curve) => Some(curve),
            _ => None,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kind that is added makes this fail to compile until it is in the list below.
    const fn is_listed(key_type: KeyType) -> bool {
        match key_type {
            KeyType::Rsa
            | KeyType::RsaPss
            | KeyType::Ec(Curve::P256 | Curve::P384 | Curve::P521 | Curve::Secp256k1)
            | KeyType::Ed25519
            | KeyType::Ed448
            | KeyType::X25519
            | KeyType::X448
            | KeyType::MlDsa(MlDsa::Set44 | MlDsa::Set65 | MlDsa::Set87) => true,
        }
    }

    #[test]
    fn every_kind_has_a_row_of_its_own() {
        use KeyType::{Ed448, Ed25519, Rsa, RsaPss, X448, X25519};
        let curves = Curve::ALL.map(KeyType::Ec);
        let ml_dsa = MlDsa::ALL.map(KeyType::MlDsa);
        let others = [Rsa, RsaPss, Ed25519, Ed448, X25519, X448];
        let kinds: Vec<KeyType> = curves.into_iter().chain(ml_dsa).chain(others).collect();
        assert!(kinds.iter().all(|kind| is_listed(*kind) && kind.row().key_type == *kind));
        assert_eq!(kinds.len(), TABLE.len());
    }

    #[test]
    fn names_and_identifiers_belong_to_one_row_each() {
        let mut seen: Vec<String> = Vec::new();
        for row in &TABLE {
            let own = row.aliases.iter().chain([&row.name]).filter(|name| !name.is_empty());
            let mut own: Vec<String> = own.map(|name| (*name).to_owned()).collect();
            own.push(row.oid.to_string());
            own.extend(Some(row.title.to_owned()).filter(|title| title != row.name));
            for name in own {
                assert!(!seen.contains(&name), "{name}");
                seen.push(name);
            }
            assert_eq!(KeyTypeInfo::of_oid(row.oid).map(|row| row.key_type), Some(row.key_type));
            assert!(row.signature.is_some() || row.name.is_empty(), "{}", row.title);
        }
    }
}
