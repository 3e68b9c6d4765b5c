//! The object identifiers that the standards assign: those of const-oid's database under its names, and the
//! ones that it lacks.

use const_oid::ObjectIdentifier;

pub use const_oid::db::fips204::{ID_ML_DSA_44, ID_ML_DSA_65, ID_ML_DSA_87};
pub use const_oid::db::rfc5280::{
    ANY_EXTENDED_KEY_USAGE, ID_AD_CA_ISSUERS, ID_AD_OCSP, ID_KP_CLIENT_AUTH, ID_KP_CODE_SIGNING,
    ID_KP_EMAIL_PROTECTION, ID_KP_OCSP_SIGNING, ID_KP_SERVER_AUTH, ID_KP_TIME_STAMPING,
};
pub use const_oid::db::rfc5911::{ID_DATA, ID_ENCRYPTED_DATA, ID_SIGNED_DATA};
pub use const_oid::db::rfc5912::{
    DHPUBLICNUMBER, DSA_WITH_SHA_1, ECDSA_WITH_SHA_224, ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384,
    ECDSA_WITH_SHA_512, ID_DSA, ID_EC_PUBLIC_KEY, ID_MD_5, ID_MGF_1, ID_RSASSA_PSS, ID_SHA_1, ID_SHA_224,
    ID_SHA_256, ID_SHA_384, ID_SHA_512, MD_2_WITH_RSA_ENCRYPTION, MD_5_WITH_RSA_ENCRYPTION, RSA_ENCRYPTION,
    SECP_256_R_1, SECP_384_R_1, SECP_521_R_1, SHA_1_WITH_RSA_ENCRYPTION, SHA_224_WITH_RSA_ENCRYPTION,
    SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
pub use const_oid::db::rfc6960::ID_PKIX_OCSP_BASIC;
pub use const_oid::db::rfc8410::{ID_ED_448, ID_ED_25519, ID_X_448, ID_X_25519};

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

/// pkcs-1 (RFC 8017): RSA keys and signatures are below it.
pub const PKCS_1: ObjectIdentifier = oid("1.2.840.113549.1.1");
/// id-ea-rsa (X.509): RSA keys of old certificates.
pub const X_500_RSA: ObjectIdentifier = oid("2.5.8.1.1");
/// secp256k1 (SEC 2)
pub const SECP_256_K_1: ObjectIdentifier = oid("1.3.132.0.10");
/// dhKeyAgreement (PKCS#3, 9)
pub const DH_KEY_AGREEMENT: ObjectIdentifier = oid("1.2.840.113549.1.3.1");
/// prime-field (RFC 3279, 2.3.5)
pub const PRIME_FIELD: ObjectIdentifier = oid("1.2.840.10045.1.1");
/// id-ecSigType (RFC 3279, 2.2.3): ECDSA signatures are below it.
pub const EC_SIG_TYPE: ObjectIdentifier = oid("1.2.840.10045.4");
/// ecdsa-with-SHA1 (RFC 3279, 2.2.3)
pub const ECDSA_WITH_SHA_1: ObjectIdentifier = oid("1.2.840.10045.4.1");
/// id-sha512-224 and id-sha512-256 (RFC 8017, appendix C)
pub const ID_SHA_512_224: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.5");
/// See [`ID_SHA_512_224`].
pub const ID_SHA_512_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.6");
/// The algorithms of DSA signatures: of OIW, of X9.57, and with the digests of SHA-2 (RFC 5758, 3.1).
pub const DSA_SIGNATURES: [ObjectIdentifier; 7] = [
    oid("1.3.14.3.2.13"),
    oid("1.3.14.3.2.27"),
    DSA_WITH_SHA_1,
    oid("2.16.840.1.101.3.4.3.1"),
    oid("2.16.840.1.101.3.4.3.2"),
    oid("2.16.840.1.101.3.4.3.3"),
    oid("2.16.840.1.101.3.4.3.4"),
];
