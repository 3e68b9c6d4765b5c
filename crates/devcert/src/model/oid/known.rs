//! The object identifiers that the standards assign: those of const-oid's database under its names, and the
//! ones that it lacks.

use const_oid::ObjectIdentifier;

pub use const_oid::db::fips204::{ID_ML_DSA_44, ID_ML_DSA_65, ID_ML_DSA_87};
pub use const_oid::db::rfc2256::{STATE_OR_PROVINCE_NAME, STREET_ADDRESS};
pub use const_oid::db::rfc2985::{
    PKCS_9_AT_CHALLENGE_PASSWORD, PKCS_9_AT_EMAIL_ADDRESS, PKCS_9_AT_FRIENDLY_NAME, PKCS_9_AT_LOCAL_KEY_ID,
    PKCS_9_AT_UNSTRUCTURED_ADDRESS, PKCS_9_AT_UNSTRUCTURED_NAME,
};
pub use const_oid::db::rfc3280::PSEUDONYM;
pub use const_oid::db::rfc4519::{
    BUSINESS_CATEGORY, COMMON_NAME, COUNTRY_NAME, DN_QUALIFIER, DOMAIN_COMPONENT, GENERATION_QUALIFIER,
    GIVEN_NAME, INITIALS, LOCALITY_NAME, NAME, ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME, POSTAL_CODE,
    SERIAL_NUMBER, SURNAME, TITLE, USER_ID,
};
pub use const_oid::db::rfc5280::{
    ANY_EXTENDED_KEY_USAGE, ID_AD_CA_ISSUERS, ID_AD_OCSP, ID_CE_AUTHORITY_KEY_IDENTIFIER,
    ID_CE_BASIC_CONSTRAINTS, ID_CE_CERTIFICATE_ISSUER, ID_CE_CERTIFICATE_POLICIES,
    ID_CE_CRL_DISTRIBUTION_POINTS, ID_CE_CRL_NUMBER, ID_CE_CRL_REASONS, ID_CE_DELTA_CRL_INDICATOR,
    ID_CE_EXT_KEY_USAGE, ID_CE_FRESHEST_CRL, ID_CE_HOLD_INSTRUCTION_CODE, ID_CE_INHIBIT_ANY_POLICY,
    ID_CE_INVALIDITY_DATE, ID_CE_ISSUER_ALT_NAME, ID_CE_ISSUING_DISTRIBUTION_POINT, ID_CE_KEY_USAGE,
    ID_CE_NAME_CONSTRAINTS, ID_CE_POLICY_CONSTRAINTS, ID_CE_POLICY_MAPPINGS, ID_CE_PRIVATE_KEY_USAGE_PERIOD,
    ID_CE_SUBJECT_ALT_NAME, ID_CE_SUBJECT_KEY_IDENTIFIER, ID_KP_CLIENT_AUTH, ID_KP_CODE_SIGNING,
    ID_KP_EMAIL_PROTECTION, ID_KP_OCSP_SIGNING, ID_KP_SERVER_AUTH, ID_KP_TIME_STAMPING,
    ID_PE_AUTHORITY_INFO_ACCESS, ID_PE_SUBJECT_INFO_ACCESS, ID_QT_CPS, ID_QT_UNOTICE,
};
pub use const_oid::db::rfc5753::{ID_HMAC_WITH_SHA_256, ID_HMAC_WITH_SHA_384, ID_HMAC_WITH_SHA_512};
pub use const_oid::db::rfc5911::{
    ID_DATA, ID_DIGESTED_DATA, ID_ENCRYPTED_DATA, ID_ENVELOPED_DATA, ID_SIGNED_DATA, RC_2_CBC,
};
pub use const_oid::db::rfc5912::{
    DHPUBLICNUMBER, DSA_WITH_SHA_1, ECDSA_WITH_SHA_224, ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384,
    ECDSA_WITH_SHA_512, ID_DSA, ID_EC_PUBLIC_KEY, ID_EXTENSION_REQ, ID_MD_5, ID_MGF_1, ID_RSASSA_PSS,
    ID_SHA_1, ID_SHA_224, ID_SHA_256, ID_SHA_384, ID_SHA_512, MD_2_WITH_RSA_ENCRYPTION,
    MD_5_WITH_RSA_ENCRYPTION, RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1, SECP_521_R_1,
    SHA_1_WITH_RSA_ENCRYPTION, SHA_224_WITH_RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION,
    SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
pub use const_oid::db::rfc6960::{
    ID_PKIX_OCSP_ARCHIVE_CUTOFF, ID_PKIX_OCSP_BASIC, ID_PKIX_OCSP_CRL, ID_PKIX_OCSP_NOCHECK,
    ID_PKIX_OCSP_NONCE, ID_PKIX_OCSP_RESPONSE, ID_PKIX_OCSP_SERVICE_LOCATOR,
};
pub use const_oid::db::rfc6962::{CT_PRECERT_POISON, CT_PRECERT_SCTS};
pub use const_oid::db::rfc7292::{
    PBE_WITH_SHA_AND_2_KEY_TRIPLE_DES_CBC, PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC,
    PBE_WITH_SHA_AND_40_BIT_RC_4, PBE_WITH_SHA_AND_128_BIT_RC_2_CBC, PBE_WITH_SHA_AND_128_BIT_RC_4,
    PBEWITH_SHA_AND_40_BIT_RC_2_CBC,
};
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
/// The curve SM2 (GB/T 32918.5).
pub const SM_2: ObjectIdentifier = oid("1.2.156.10197.1.301");
/// id-ecSigType (RFC 3279, 2.2.3): ECDSA signatures are below it.
pub const EC_SIG_TYPE: ObjectIdentifier = oid("1.2.840.10045.4");
/// ecdsa-with-SHA1 (RFC 3279, 2.2.3)
pub const ECDSA_WITH_SHA_1: ObjectIdentifier = oid("1.2.840.10045.4.1");
/// id-sha512-224 and id-sha512-256 (RFC 8017, appendix C)
pub const ID_SHA_512_224: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.5");
/// See [`ID_SHA_512_224`].
pub const ID_SHA_512_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.6");
/// id-dsa-with-sha224, and the ones below with the other digests of SHA-2 (RFC 5758, 3.1)
pub const DSA_WITH_SHA_224: ObjectIdentifier = oid("2.16.840.1.101.3.4.3.1");
/// See [`DSA_WITH_SHA_224`].
pub const DSA_WITH_SHA_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.3.2");
/// See [`DSA_WITH_SHA_224`].
pub const DSA_WITH_SHA_384: ObjectIdentifier = oid("2.16.840.1.101.3.4.3.3");
/// See [`DSA_WITH_SHA_224`].
pub const DSA_WITH_SHA_512: ObjectIdentifier = oid("2.16.840.1.101.3.4.3.4");
/// The algorithms of DSA signatures: of OIW, of X9.57, and with the digests of SHA-2 (RFC 5758, 3.1).
pub const DSA_SIGNATURES: [ObjectIdentifier; 7] = [
    oid("1.3.14.3.2.13"),
    oid("1.3.14.3.2.27"),
    DSA_WITH_SHA_1,
    DSA_WITH_SHA_224,
    DSA_WITH_SHA_256,
    DSA_WITH_SHA_384,
    DSA_WITH_SHA_512,
];
/// Where the signature algorithms of NIST are: DSA, ECDSA and RSA with SHA-2 and SHA-3.
pub const NIST_SIGNATURES: ObjectIdentifier = oid("2.16.840.1.101.3.4.3");
/// sha1WithRSASignature (OIW)
pub const OIW_SHA_1_WITH_RSA: ObjectIdentifier = oid("1.3.14.3.2.29");
/// Server Gated Cryptography of Microsoft and of Netscape, as extended key usages.
pub const SERVER_GATED_CRYPTO: [ObjectIdentifier; 2] =
    [oid("1.3.6.1.4.1.311.10.3.3"), oid("2.16.840.1.113730.4.1")];
/// id-kp-dvcs (RFC 3029, 9)
pub const ID_KP_DVCS: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.10");
/// subjectSignTool (Russian Federation)
pub const GOST_SUBJECT_SIGN_TOOL: ObjectIdentifier = oid("1.2.643.100.111");
/// issuerSignTool (Russian Federation)
pub const GOST_ISSUER_SIGN_TOOL: ObjectIdentifier = oid("1.2.643.100.112");
/// pbeWithMD2AndDES-CBC (RFC 8018, A.3)
pub const PBE_WITH_MD_2_AND_DES: ObjectIdentifier = oid("1.2.840.113549.1.5.1");
/// pbeWithMD5AndDES-CBC (RFC 8018, A.3)
pub const PBE_WITH_MD_5_AND_DES: ObjectIdentifier = oid("1.2.840.113549.1.5.3");
/// pbeWithMD2AndRC2-CBC (RFC 8018, A.3)
pub const PBE_WITH_MD_2_AND_RC_2: ObjectIdentifier = oid("1.2.840.113549.1.5.4");
/// pbeWithMD5AndRC2-CBC (RFC 8018, A.3)
pub const PBE_WITH_MD_5_AND_RC_2: ObjectIdentifier = oid("1.2.840.113549.1.5.6");
/// pbeWithSHA1AndDES-CBC (RFC 8018, A.3)
pub const PBE_WITH_SHA_1_AND_DES: ObjectIdentifier = oid("1.2.840.113549.1.5.10");
/// pbeWithSHA1AndRC2-CBC (RFC 8018, A.3)
pub const PBE_WITH_SHA_1_AND_RC_2: ObjectIdentifier = oid("1.2.840.113549.1.5.11");
/// id-PBES2 (RFC 8018, A.4)
pub const ID_PBES_2: ObjectIdentifier = oid("1.2.840.113549.1.5.13");
/// id-PBMAC1 (RFC 8018, A.5)
pub const ID_PBMAC_1: ObjectIdentifier = oid("1.2.840.113549.1.5.14");
/// signedAndEnvelopedData (RFC 2315, 14)
pub const SIGNED_AND_ENVELOPED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.4");
/// x509Certificate (RFC 7292, 4.2.3)
pub const X_509_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.22.1");
/// keyBag (RFC 7292, 4.2)
pub const KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.1");
/// pkcs8ShroudedKeyBag (RFC 7292, 4.2)
pub const SHROUDED_KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.2");
/// certBag (RFC 7292, 4.2)
pub const CERTIFICATE_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.3");
/// crlBag (RFC 7292, 4.2)
pub const CRL_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.4");
/// safeContentsBag (RFC 7292, 4.2)
pub const SAFE_CONTENTS_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.6");
/// The attribute of PKCS#12 with the cryptographic service provider that Windows uses for a key.
pub const MICROSOFT_CSP_NAME: ObjectIdentifier = oid("1.3.6.1.4.1.311.17.1");
/// The attribute of PKCS#12 by which Windows stores a key for the machine instead of the user.
pub const MICROSOFT_LOCAL_KEY_SET: ObjectIdentifier = oid("1.3.6.1.4.1.311.17.2");
/// id-hmacWithSHA1 (RFC 8018, B.1.1)
pub const ID_HMAC_WITH_SHA_1: ObjectIdentifier = oid("1.2.840.113549.2.7");
/// `szOID_CERT_EXTENSIONS`, which Microsoft's certreq and IIS use instead of extensionRequest ([MS-WCCE],
/// 2.2.2.7.7.2)
pub const MICROSOFT_EXTENSION_REQUEST: ObjectIdentifier = oid("1.3.6.1.4.1.311.2.1.14");
/// `szOID_ENROLLMENT_NAME_VALUE_PAIR` ([MS-WCCE], 2.2.2.7)
pub const MICROSOFT_ENROLLMENT_NAME_VALUE: ObjectIdentifier = oid("1.3.6.1.4.1.311.13.2.1");
/// `szOID_ENROLLMENT_CSP_PROVIDER` ([MS-WCCE], 2.2.2.7)
pub const MICROSOFT_CSP: ObjectIdentifier = oid("1.3.6.1.4.1.311.13.2.2");
/// `szOID_OS_VERSION` ([MS-WCCE], 2.2.2.7)
pub const MICROSOFT_OS_VERSION: ObjectIdentifier = oid("1.3.6.1.4.1.311.13.2.3");
/// `szOID_ENROLL_CERTTYPE_EXTENSION`: the name of a certificate template ([MS-WCCE], 2.2.2.7.7.1)
pub const MICROSOFT_TEMPLATE_NAME: ObjectIdentifier = oid("1.3.6.1.4.1.311.20.2");
/// `szOID_NT_PRINCIPAL_NAME`: the user principal name of a Windows logon
pub const MICROSOFT_UPN: ObjectIdentifier = oid("1.3.6.1.4.1.311.20.2.3");
/// `szOID_REQUEST_CLIENT_INFO` ([MS-WCCE], 2.2.2.7)
pub const MICROSOFT_CLIENT_INFO: ObjectIdentifier = oid("1.3.6.1.4.1.311.21.20");
/// SCTs in a response of OCSP (RFC 6962, 3.3)
pub const CT_OCSP_SCTS: ObjectIdentifier = oid("1.3.6.1.4.1.11129.2.4.5");
/// id-pe-ipAddrBlocks (RFC 3779, 2.2.1)
pub const ID_PE_IP_ADDR_BLOCKS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.7");
/// id-pe-autonomousSysIds (RFC 3779, 3.2.1)
pub const ID_PE_AUTONOMOUS_SYS_IDS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.8");
/// id-pe-proxyCertInfo (RFC 3820, 3.8)
pub const ID_PE_PROXY_CERT_INFO: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.14");
/// id-ppl-inheritAll (RFC 3820, 3.8.2)
pub const ID_PPL_INHERIT_ALL: ObjectIdentifier = oid("1.3.6.1.5.5.7.21.1");
/// id-ppl-independent (RFC 3820, 3.8.2)
pub const ID_PPL_INDEPENDENT: ObjectIdentifier = oid("1.3.6.1.5.5.7.21.2");
/// id-pe-tlsfeature: what the server of a certificate has to offer in TLS (RFC 7633, 4.1)
pub const ID_PE_TLS_FEATURE: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.24");
/// id-on-xmppAddr (RFC 6120, 13.7.1.4)
pub const ID_ON_XMPP_ADDR: ObjectIdentifier = oid("1.3.6.1.5.5.7.8.5");
/// id-on-dnsSRV (RFC 4985, 2)
pub const ID_ON_DNS_SRV: ObjectIdentifier = oid("1.3.6.1.5.5.7.8.7");
/// id-on-naiRealm (RFC 7585, 2.2)
pub const ID_ON_NAI_REALM: ObjectIdentifier = oid("1.3.6.1.5.5.7.8.8");
/// id-on-SmtpUTF8Mailbox (RFC 9598, 3)
pub const ID_ON_SMTP_UTF_8_MAILBOX: ObjectIdentifier = oid("1.3.6.1.5.5.7.8.9");
/// id-isismtt-at-admission (Common PKI, part 1)
pub const ADMISSION: ObjectIdentifier = oid("1.3.36.8.3.3");
/// Strong Extranet (Thawte)
pub const STRONG_EXTRANET: ObjectIdentifier = oid("1.3.101.1.4.1");
/// organizationIdentifier (X.520, 6.4.4)
pub const ORGANIZATION_IDENTIFIER: ObjectIdentifier = oid("2.5.4.97");
/// netscape-cert-type
pub const NETSCAPE_CERT_TYPE: ObjectIdentifier = oid("2.16.840.1.113730.1.1");
/// netscape-base-url
pub const NETSCAPE_BASE_URL: ObjectIdentifier = oid("2.16.840.1.113730.1.2");
/// netscape-revocation-url
pub const NETSCAPE_REVOCATION_URL: ObjectIdentifier = oid("2.16.840.1.113730.1.3");
/// netscape-ca-revocation-url
pub const NETSCAPE_CA_REVOCATION_URL: ObjectIdentifier = oid("2.16.840.1.113730.1.4");
/// netscape-cert-renewal-url
pub const NETSCAPE_RENEWAL_URL: ObjectIdentifier = oid("2.16.840.1.113730.1.7");
/// netscape-ca-policy-url
pub const NETSCAPE_CA_POLICY_URL: ObjectIdentifier = oid("2.16.840.1.113730.1.8");
/// netscape-ssl-server-name
pub const NETSCAPE_SSL_SERVER_NAME: ObjectIdentifier = oid("2.16.840.1.113730.1.12");
/// netscape-comment
pub const NETSCAPE_COMMENT: ObjectIdentifier = oid("2.16.840.1.113730.1.13");
/// trustedKeyUsage (Oracle): Java treats a PKCS#12 certificate with it as trusted
pub const ORACLE_TRUSTED_KEY_USAGE: ObjectIdentifier = oid("2.16.840.1.113894.746875.1.1");
/// rfc822Mailbox (RFC 1274, 9.3.3)
pub const RFC_822_MAILBOX: ObjectIdentifier = oid("0.9.2342.19200300.100.1.3");
/// jurisdictionOfIncorporationCountryName (CA/Browser Forum EV Guidelines, 7.1.4.2.3)
pub const JURISDICTION_COUNTRY: ObjectIdentifier = oid("1.3.6.1.4.1.311.60.2.1.3");
