//! keyUsage (RFC 5280, 4.2.1.3).

use const_oid::db::rfc5280;
use der::Decode;
use der::asn1::AnyRef;

use crate::model::algorithm::KeyManagement;
use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    CA_WITHOUT_KEY_USAGE,
    KEY_USAGE_NOT_CRITICAL,
    KEY_USAGE_EMPTY,
    KEY_USAGE_ENCODING,
    CA_WITHOUT_CERT_SIGN,
    CA_WITHOUT_CRL_SIGN,
    CA_WITH_ENCIPHERMENT,
    CERT_SIGN_WITHOUT_CA,
    CRL_SIGN_WITHOUT_CA,
    LEAF_WITHOUT_DIGITAL_SIGNATURE,
    RSA_WITHOUT_KEY_ENCIPHERMENT,
    KEY_USAGE_NOT_FOR_KEY,
    ENCIPHER_ONLY_WITHOUT_AGREEMENT,
];

const CA_WITHOUT_KEY_USAGE: Rule = Rule {
    id: "ca-without-key-usage",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CA,
    why: "A CA certificate must have a key usage.",
    check: Check::Certificate(ca_without_key_usage),
};

fn ca_without_key_usage(subject: &LintTarget<'_>) -> Option<String> {
    let is_missing = !subject.has(rfc5280::ID_CE_KEY_USAGE);
    is_missing.then(|| "is a CA certificate without a key usage".to_owned())
}

const KEY_USAGE_NOT_CRITICAL: Rule = Rule {
    id: "key-usage-not-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "The key usage should be critical.",
    check: Check::Certificate(key_usage_not_critical),
};

fn key_usage_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject.is_plain(rfc5280::ID_CE_KEY_USAGE).then(|| "the key usage is not critical".to_owned())
}

const KEY_USAGE_EMPTY: Rule = Rule {
    id: "key-usage-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "If present, the key usage must have at least one bit set.",
    check: Check::Certificate(key_usage_empty),
};

fn key_usage_empty(subject: &LintTarget<'_>) -> Option<String> {
    let is_empty = subject.certificate.key_usage()?.is_empty();
    is_empty.then(|| "the key usage has no bit set".to_owned())
}

const KEY_USAGE_ENCODING: Rule = Rule {
    id: "key-usage-encoding",
    severity: Severity::Error,
    clause: "X.690, 11.2.1 and 11.2.2",
    scope: Scope::CERTIFICATE,
    why: "DER omits trailing zero bits of the key usage, and unused bits must be zero; Go rejects other encodings.",
    check: Check::Certificate(key_usage_encoding),
};

fn key_usage_encoding(subject: &LintTarget<'_>) -> Option<String> {
    let value = AnyRef::from_der(subject.extension(rfc5280::ID_CE_KEY_USAGE)?.value.content()).ok()?;
    let (unused, bits) = value.value().split_first()?;
    let last = *bits.last()?;
    if *unused > 7 {
        return None;
    }
    let fault = match last.trailing_zeros() {
        zeros if zeros < u32::from(*unused) => "sets bits that are marked as unused",
        zeros if zeros > u32::from(*unused) => "is encoded with trailing zero bits",
        _ => return None,
    };
    Some(format!("the key usage {fault}"))
}

const CA_WITHOUT_CERT_SIGN: Rule = Rule {
    id: "ca-without-cert-sign",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CA,
    why: "OpenSSL rejects certificates signed by a CA without the key usage keyCertSign; rustls does not check this.",
    check: Check::Certificate(ca_without_cert_sign),
};

fn ca_without_cert_sign(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.may(KeyUsage::KeyCertSign) == Some(false);
    found.then(|| "is a CA certificate, but the key usage does not include keyCertSign".to_owned())
}

const CA_WITHOUT_CRL_SIGN: Rule = Rule {
    id: "ca-without-crl-sign",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.3; CABF BR, 7.1.2.10.7",
    scope: Scope::CA,
    why: "rustls and OpenSSL reject a CRL signed by a CA without the key usage cRLSign.",
    check: Check::Certificate(ca_without_crl_sign),
};

fn ca_without_crl_sign(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.may(KeyUsage::CrlSign) == Some(false);
    found.then(|| "is a CA certificate, but the key usage does not include cRLSign".to_owned())
}

const CA_WITH_ENCIPHERMENT: Rule = Rule {
    id: "ca-with-encipherment",
    severity: Severity::Warning,
    clause: "RFC 3279, 2.3.1",
    scope: Scope::CA,
    why: "The key of a CA should only sign, not encrypt.",
    check: Check::Certificate(ca_with_encipherment),
};

fn ca_with_encipherment(subject: &LintTarget<'_>) -> Option<String> {
    let is_rsa = subject.certificate.public_key().algorithm().rsa_bits().is_some();
    let encipherment = [KeyUsage::KeyEncipherment, KeyUsage::DataEncipherment];
    let found = encipherment.into_iter().find(|usage| is_rsa && subject.may(*usage) == Some(true))?;
    Some(format!("is a CA certificate, and the key usage includes {}", found.name()))
}

const CERT_SIGN_WITHOUT_CA: Rule = Rule {
    id: "cert-sign-without-ca",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CERTIFICATE,
    why: "Only a CA certificate may have the key usage keyCertSign.",
    check: Check::Certificate(cert_sign_without_ca),
};

fn cert_sign_without_ca(subject: &LintTarget<'_>) -> Option<String> {
    let is_ca = subject.basic_constraints().is_some_and(|constraints| constraints.ca);
    let found = subject.may(KeyUsage::KeyCertSign) == Some(true) && !is_ca;
    found.then(|| "the key usage includes keyCertSign, but basicConstraints does not say CA:TRUE".to_owned())
}

const CRL_SIGN_WITHOUT_CA: Rule = Rule {
    id: "crl-sign-without-ca",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.7.11",
    scope: Scope::LEAF,
    why: "Only a CA certificate may have the key usage cRLSign.",
    check: Check::Certificate(crl_sign_without_ca),
};

fn crl_sign_without_ca(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.may(KeyUsage::CrlSign) == Some(true);
    found.then(|| "the key usage includes cRLSign, but this is not a CA certificate".to_owned())
}

const LEAF_WITHOUT_DIGITAL_SIGNATURE: Rule = Rule {
    id: "leaf-without-digital-signature",
    severity: Severity::Warning,
    clause: "RFC 8446, 4.4.2.2; RFC 5280, 4.2.1.12",
    scope: Scope::TLS,
    why: "In TLS 1.3 and with ECDHE the server's key signs; Chromium rejects a key usage without digitalSignature.",
    check: Check::Certificate(leaf_without_digital_signature),
};

fn leaf_without_digital_signature(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.may(KeyUsage::DigitalSignature) == Some(false);
    found.then(|| "the key usage does not include digitalSignature".to_owned())
}

const RSA_WITHOUT_KEY_ENCIPHERMENT: Rule = Rule {
    id: "rsa-without-key-encipherment",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.3; NSS",
    scope: Scope::SERVER,
    why: "NSS tools reject an RSA server certificate whose key usage does not include keyEncipherment.",
    check: Check::Certificate(rsa_without_key_encipherment),
};

fn rsa_without_key_encipherment(subject: &LintTarget<'_>) -> Option<String> {
    let is_rsa = subject.certificate.public_key().algorithm().rsa_bits().is_some();
    let found = is_rsa && subject.may(KeyUsage::KeyEncipherment) == Some(false);
    found.then(|| "the key is RSA, but the key usage does not include keyEncipherment".to_owned())
}

const KEY_USAGE_NOT_FOR_KEY: Rule = Rule {
    id: "key-usage-not-for-key",
    severity: Severity::Error,
    clause: "RFC 3279, 2.3.1; RFC 8813, 3; RFC 8410, 5; RFC 9881, 5",
    scope: Scope::CERTIFICATE,
    why: "The key usage must not include what the key type cannot do: keyAgreement with RSA, or encipherment with EC, Ed25519 and ML-DSA.",
    check: Check::Certificate(key_usage_not_for_key),
};

fn key_usage_not_for_key(subject: &LintTarget<'_>) -> Option<String> {
    use KeyUsage::{DataEncipherment, DecipherOnly, EncipherOnly, KeyAgreement, KeyEncipherment};
    let impossible: &[KeyUsage] = match subject.certificate.public_key().algorithm().row()?.key_management {
        KeyManagement::Encipherment => &[KeyAgreement, EncipherOnly, DecipherOnly],
        KeyManagement::Agreement => &[KeyEncipherment, DataEncipherment],
        KeyManagement::Nothing => {
            &[KeyEncipherment, DataEncipherment, KeyAgreement, EncipherOnly, DecipherOnly]
        }
    };
    let wrong = impossible.iter().find(|usage| subject.may(**usage) == Some(true))?;
    let key = subject.certificate.public_key().algorithm();
    Some(format!("the key usage includes {}, which {key} keys cannot do", wrong.name()))
}

const ENCIPHER_ONLY_WITHOUT_AGREEMENT: Rule = Rule {
    id: "encipher-only-without-agreement",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "encipherOnly and decipherOnly are defined only together with keyAgreement.",
    check: Check::Certificate(encipher_only_without_agreement),
};

fn encipher_only_without_agreement(subject: &LintTarget<'_>) -> Option<String> {
    let restricted = [KeyUsage::EncipherOnly, KeyUsage::DecipherOnly];
    let found = subject.may(KeyUsage::KeyAgreement) == Some(false)
        && restricted.into_iter().any(|usage| subject.may(usage) == Some(true));
    found.then(|| "the key usage includes encipherOnly or decipherOnly without keyAgreement".to_owned())
}
