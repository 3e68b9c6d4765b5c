//! The results of a verification: their numbers, and OpenSSL's words for them.

/// A result of a verification (OpenSSL, `X509_V_OK` and `X509_V_ERR_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(missing_docs, reason = "the names are OpenSSL's, and the table has their meaning")]
pub enum VerifyCode {
    #[default]
    Ok,
    Unspecified,
    UnableToGetIssuerCert,
    UnableToGetCrl,
    UnableToDecodeIssuerPublicKey,
    CertSignatureFailure,
    CrlSignatureFailure,
    CertNotYetValid,
    CertHasExpired,
    CrlNotYetValid,
    CrlHasExpired,
    ErrorInCertNotBeforeField,
    ErrorInCertNotAfterField,
    ErrorInCrlLastUpdateField,
    ErrorInCrlNextUpdateField,
    DepthZeroSelfSignedCert,
    SelfSignedCertInChain,
    UnableToGetIssuerCertLocally,
    UnableToVerifyLeafSignature,
    CertChainTooLong,
    CertRevoked,
    PathLengthExceeded,
    InvalidPurpose,
    CertRejected,
    KeyusageNoCertsign,
    UnableToGetCrlIssuer,
    UnhandledCriticalExtension,
    KeyusageNoCrlSign,
    UnhandledCriticalCrlExtension,
    InvalidNonCa,
    ProxyPathLengthExceeded,
    KeyusageNoDigitalSignature,
    ProxyCertificatesNotAllowed,
    InvalidExtension,
    InvalidPolicyExtension,
    NoExplicitPolicy,
    DifferentCrlScope,
    PermittedViolation,
    ExcludedViolation,
    SubtreeMinmax,
    UnsupportedConstraintType,
    UnsupportedNameSyntax,
    CrlPathValidationError,
    SuiteBInvalidVersion,
    SuiteBInvalidAlgorithm,
    SuiteBInvalidCurve,
    SuiteBInvalidSignatureAlgorithm,
    SuiteBLosNotAllowed,
    SuiteBCannotSignP384WithP256,
    HostnameMismatch,
    EmailMismatch,
    IpAddressMismatch,
    EeKeyTooSmall,
    CaKeyTooSmall,
    CaMdTooWeak,
    ProxySubjectNameViolation,
    SignatureAlgorithmInconsistency,
    InvalidCa,
    PathlenInvalidForNonCa,
    PathlenWithoutKuKeyCertSign,
    KuKeyCertSignInvalidForNonCa,
    IssuerNameEmpty,
    SubjectNameEmpty,
    MissingAuthorityKeyIdentifier,
    MissingSubjectKeyIdentifier,
    EmptySubjectAltName,
    EmptySubjectSanNotCritical,
    CaBconsNotCritical,
    AuthorityKeyIdentifierCritical,
    SubjectKeyIdentifierCritical,
    CaCertMissingKeyUsage,
    ExtensionsRequireVersion3,
    EcKeyExplicitParams,
}

/// Every result with its number and its meaning.
static CODES: [(VerifyCode, u8, &str); 73] = [
    (VerifyCode::Ok, 0, "ok"),
    (VerifyCode::Unspecified, 1, "unspecified certificate verification error"),
    (VerifyCode::UnableToGetIssuerCert, 2, "unable to get issuer certificate"),
    (VerifyCode::UnableToGetCrl, 3, "unable to get certificate CRL"),
    (VerifyCode::UnableToDecodeIssuerPublicKey, 6, "unable to decode issuer public key"),
    (VerifyCode::CertSignatureFailure, 7, "certificate signature failure"),
    (VerifyCode::CrlSignatureFailure, 8, "CRL signature failure"),
    (VerifyCode::CertNotYetValid, 9, "certificate is not yet valid"),
    (VerifyCode::CertHasExpired, 10, "certificate has expired"),
    (VerifyCode::CrlNotYetValid, 11, "CRL is not yet valid"),
    (VerifyCode::CrlHasExpired, 12, "CRL has expired"),
    (VerifyCode::ErrorInCertNotBeforeField, 13, "format error in certificate's notBefore field"),
    (VerifyCode::ErrorInCertNotAfterField, 14, "format error in certificate's notAfter field"),
    (VerifyCode::ErrorInCrlLastUpdateField, 15, "format error in CRL's lastUpdate field"),
    (VerifyCode::ErrorInCrlNextUpdateField, 16, "format error in CRL's nextUpdate field"),
    (VerifyCode::DepthZeroSelfSignedCert, 18, "self-signed certificate"),
    (VerifyCode::SelfSignedCertInChain, 19, "self-signed certificate in certificate chain"),
    (VerifyCode::UnableToGetIssuerCertLocally, 20, "unable to get local issuer certificate"),
    (VerifyCode::UnableToVerifyLeafSignature, 21, "unable to verify the first certificate"),
    (VerifyCode::CertChainTooLong, 22, "certificate chain too long"),
    (VerifyCode::CertRevoked, 23, "certificate revoked"),
    (VerifyCode::PathLengthExceeded, 25, "path length constraint exceeded"),
    (VerifyCode::InvalidPurpose, 26, "unsuitable certificate purpose"),
    (VerifyCode::CertRejected, 28, "certificate rejected"),
    (VerifyCode::KeyusageNoCertsign, 32, "key usage does not include certificate signing"),
    (VerifyCode::UnableToGetCrlIssuer, 33, "unable to get CRL issuer certificate"),
    (VerifyCode::UnhandledCriticalExtension, 34, "unhandled critical extension"),
    (VerifyCode::KeyusageNoCrlSign, 35, "key usage does not include CRL signing"),
    (VerifyCode::UnhandledCriticalCrlExtension, 36, "unhandled critical CRL extension"),
    (VerifyCode::InvalidNonCa, 37, "invalid non-CA certificate (has CA markings)"),
    (VerifyCode::ProxyPathLengthExceeded, 38, "proxy path length constraint exceeded"),
    (VerifyCode::KeyusageNoDigitalSignature, 39, "key usage does not include digital signature"),
    (
        VerifyCode::ProxyCertificatesNotAllowed,
        40,
        "proxy certificates not allowed, please set the appropriate flag",
    ),
    (VerifyCode::InvalidExtension, 41, "invalid or inconsistent certificate extension"),
    (VerifyCode::InvalidPolicyExtension, 42, "invalid or inconsistent certificate policy extension"),
    (VerifyCode::NoExplicitPolicy, 43, "no explicit policy"),
    (VerifyCode::DifferentCrlScope, 44, "different CRL scope"),
    (VerifyCode::PermittedViolation, 47, "permitted subtree violation"),
    (VerifyCode::ExcludedViolation, 48, "excluded subtree violation"),
    (VerifyCode::SubtreeMinmax, 49, "name constraints minimum and maximum not supported"),
    (VerifyCode::UnsupportedConstraintType, 51, "unsupported name constraint type"),
    (VerifyCode::UnsupportedNameSyntax, 53, "unsupported or invalid name syntax"),
    (VerifyCode::CrlPathValidationError, 54, "CRL path validation error"),
    (VerifyCode::SuiteBInvalidVersion, 56, "Suite B: certificate version invalid"),
    (VerifyCode::SuiteBInvalidAlgorithm, 57, "Suite B: invalid public key algorithm"),
    (VerifyCode::SuiteBInvalidCurve, 58, "Suite B: invalid ECC curve"),
    (VerifyCode::SuiteBInvalidSignatureAlgorithm, 59, "Suite B: invalid signature algorithm"),
    (VerifyCode::SuiteBLosNotAllowed, 60, "Suite B: curve not allowed for this LOS"),
    (VerifyCode::SuiteBCannotSignP384WithP256, 61, "Suite B: cannot sign P-384 with P-256"),
    (VerifyCode::HostnameMismatch, 62, "hostname mismatch"),
    (VerifyCode::EmailMismatch, 63, "email address mismatch"),
    (VerifyCode::IpAddressMismatch, 64, "IP address mismatch"),
    (VerifyCode::EeKeyTooSmall, 66, "EE certificate key too weak"),
    (VerifyCode::CaKeyTooSmall, 67, "CA certificate key too weak"),
    (VerifyCode::CaMdTooWeak, 68, "CA signature digest algorithm too weak"),
    (VerifyCode::ProxySubjectNameViolation, 72, "proxy subject name violation"),
    (VerifyCode::SignatureAlgorithmInconsistency, 78, "cert info signature and signature algorithm mismatch"),
    (VerifyCode::InvalidCa, 79, "invalid CA certificate"),
    (VerifyCode::PathlenInvalidForNonCa, 80, "Path length invalid for non-CA cert"),
    (VerifyCode::PathlenWithoutKuKeyCertSign, 81, "Path length given without key usage keyCertSign"),
    (VerifyCode::KuKeyCertSignInvalidForNonCa, 82, "Key usage keyCertSign invalid for non-CA cert"),
    (VerifyCode::IssuerNameEmpty, 83, "Issuer name empty"),
    (VerifyCode::SubjectNameEmpty, 84, "Subject name empty"),
    (VerifyCode::MissingAuthorityKeyIdentifier, 85, "Missing Authority Key Identifier"),
    (VerifyCode::MissingSubjectKeyIdentifier, 86, "Missing Subject Key Identifier"),
    (VerifyCode::EmptySubjectAltName, 87, "Empty Subject Alternative Name extension"),
    (VerifyCode::EmptySubjectSanNotCritical, 88, "Subject empty and Subject Alt Name extension not critical"),
    (VerifyCode::CaBconsNotCritical, 89, "Basic Constraints of CA cert not marked critical"),
    (VerifyCode::AuthorityKeyIdentifierCritical, 90, "Authority Key Identifier marked critical"),
    (VerifyCode::SubjectKeyIdentifierCritical, 91, "Subject Key Identifier marked critical"),
    (VerifyCode::CaCertMissingKeyUsage, 92, "CA cert does not include key usage extension"),
    (VerifyCode::ExtensionsRequireVersion3, 93, "Using cert extension requires at least X509v3"),
    (VerifyCode::EcKeyExplicitParams, 94, "Certificate public key has explicit ECC parameters"),
];

impl VerifyCode {
    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        self.row().1
    }

    /// The meaning, in OpenSSL's words.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (Self, u8, &'static str) {
        // The rows are in the order of the variants, which a test checks.
        &CODES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_has_its_row() {
        assert!(CODES.iter().all(|row| row.0.row() == row));
        assert!(CODES.iter().map(|row| row.1).is_sorted());
        assert_eq!(VerifyCode::UnableToGetIssuerCertLocally.number(), 20);
        assert_eq!(VerifyCode::EcKeyExplicitParams.number(), 94);
        assert_eq!(VerifyCode::CertHasExpired.text(), "certificate has expired");
    }
}
