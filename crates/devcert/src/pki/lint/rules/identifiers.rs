//! Key identifiers (RFC 5280, 4.2.1.1 and 4.2.1.2).

use const_oid::db::rfc5280::{ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_SUBJECT_KEY_IDENTIFIER};

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    CA_WITHOUT_SUBJECT_KEY_ID,
    LEAF_WITHOUT_SUBJECT_KEY_ID,
    SUBJECT_KEY_ID_CRITICAL,
    WITHOUT_AUTHORITY_KEY_ID,
    AUTHORITY_KEY_ID_CRITICAL,
    AUTHORITY_KEY_ID_WITHOUT_KEY,
    AUTHORITY_KEY_ID_WITH_SERIAL,
    AUTHORITY_KEY_ID_PARTIAL,
    SELF_SIGNED_KEY_IDS_DIFFER,
];

const CA_WITHOUT_SUBJECT_KEY_ID: Rule = Rule {
    id: "ca-without-subject-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.2",
    scope: Scope::CA,
    why: "A CA needs a subject key identifier, because the certificates it issues refer to its key by it.",
    check: Check::Certificate(ca_without_subject_key_id),
};

fn ca_without_subject_key_id(subject: &LintTarget<'_>) -> Option<String> {
    (!subject.has(ID_CE_SUBJECT_KEY_IDENTIFIER))
        .then(|| "is a CA certificate without a subject key identifier".to_owned())
}

const LEAF_WITHOUT_SUBJECT_KEY_ID: Rule = Rule {
    id: "leaf-without-subject-key-id",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.2",
    scope: Scope::LEAF,
    why: "A subject key identifier distinguishes certificates that have the same subject.",
    check: Check::Certificate(leaf_without_subject_key_id),
};

fn leaf_without_subject_key_id(subject: &LintTarget<'_>) -> Option<String> {
    (!subject.has(ID_CE_SUBJECT_KEY_IDENTIFIER)).then(|| "has no subject key identifier".to_owned())
}

const SUBJECT_KEY_ID_CRITICAL: Rule = Rule {
    id: "subject-key-id-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.2",
    scope: Scope::CERTIFICATE,
    why: "The subject key identifier must not be critical.",
    check: Check::Certificate(subject_key_id_critical),
};

fn subject_key_id_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .is_critical(ID_CE_SUBJECT_KEY_IDENTIFIER)
        .then(|| "the subject key identifier is critical".to_owned())
}

const WITHOUT_AUTHORITY_KEY_ID: Rule = Rule {
    id: "without-authority-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "Every certificate that is not self-signed must identify its issuer's key; without an authority key identifier, renewing a CA breaks chains.",
    check: Check::Certificate(without_authority_key_id),
};

fn without_authority_key_id(subject: &LintTarget<'_>) -> Option<String> {
    let is_missing = !subject.has(ID_CE_AUTHORITY_KEY_IDENTIFIER) && !subject.is_self_signed();
    is_missing.then(|| "has no authority key identifier".to_owned())
}

const AUTHORITY_KEY_ID_CRITICAL: Rule = Rule {
    id: "authority-key-id-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "The authority key identifier must not be critical.",
    check: Check::Certificate(authority_key_id_critical),
};

fn authority_key_id_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .is_critical(ID_CE_AUTHORITY_KEY_IDENTIFIER)
        .then(|| "the authority key identifier is critical".to_owned())
}

const AUTHORITY_KEY_ID_WITHOUT_KEY: Rule = Rule {
    id: "authority-key-id-without-key",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1; CABF BR, 7.1.2.11.1",
    scope: Scope::CERTIFICATE,
    why: "The authority key identifier must contain a key identifier.",
    check: Check::Certificate(authority_key_id_without_key),
};

fn authority_key_id_without_key(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.authority_key_id()?.key.is_none();
    found.then(|| "the authority key identifier contains no key identifier".to_owned())
}

const AUTHORITY_KEY_ID_WITH_SERIAL: Rule = Rule {
    id: "authority-key-id-with-serial",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.11.1",
    scope: Scope::CERTIFICATE,
    why: "Identifying the issuer by name and serial number breaks the chain when the CA is renewed; OpenSSL then finds no issuer.",
    check: Check::Certificate(authority_key_id_with_serial),
};

fn authority_key_id_with_serial(subject: &LintTarget<'_>) -> Option<String> {
    let id = subject.authority_key_id()?;
    let found = id.issuer.is_some() || id.serial.is_some();
    found.then(|| "the authority key identifier contains an issuer or a serial number".to_owned())
}

const AUTHORITY_KEY_ID_PARTIAL: Rule = Rule {
    id: "authority-key-id-partial",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "The authority key identifier must contain both issuer and serial number, or neither.",
    check: Check::Certificate(authority_key_id_partial),
};

fn authority_key_id_partial(subject: &LintTarget<'_>) -> Option<String> {
    let id = subject.authority_key_id()?;
    let found = id.issuer.is_some() != id.serial.is_some();
    found.then(|| "the authority key identifier contains only one of issuer and serial number".to_owned())
}

const SELF_SIGNED_KEY_IDS_DIFFER: Rule = Rule {
    id: "self-signed-key-ids-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1; CABF BR, 7.1.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "A self-signed certificate has one key, so its two key identifiers must be equal.",
    check: Check::Certificate(self_signed_key_ids_differ),
};

fn self_signed_key_ids_differ(subject: &LintTarget<'_>) -> Option<String> {
    let (authority, own) = (subject.authority_key_id()?.key?, subject.subject_key_id()?);
    let found = subject.certificate.is_self_issued() && subject.is_self_signed() && authority != own;
    found.then(|| "is self-signed, but the authority and subject key identifiers differ".to_owned())
}
