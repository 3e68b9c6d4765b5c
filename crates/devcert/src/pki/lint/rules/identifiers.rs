//! Key identifiers (RFC 5280, 4.2.1.1 and 4.2.1.2).

use const_oid::db::rfc5280::{ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_SUBJECT_KEY_IDENTIFIER};

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

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
    why: "What a CA issues names the CA's key by its identifier.",
    check: Check::Certificate(ca_without_subject_key_id),
};

fn ca_without_subject_key_id(subject: &Subject<'_>) -> Option<String> {
    (!subject.has(ID_CE_SUBJECT_KEY_IDENTIFIER))
        .then(|| "it is a CA, and has no subject key identifier".to_owned())
}

const LEAF_WITHOUT_SUBJECT_KEY_ID: Rule = Rule {
    id: "leaf-without-subject-key-id",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.2",
    scope: Scope::LEAF,
    why: "The identifier of the key helps to tell certificates on one name apart.",
    check: Check::Certificate(leaf_without_subject_key_id),
};

fn leaf_without_subject_key_id(subject: &Subject<'_>) -> Option<String> {
    (!subject.has(ID_CE_SUBJECT_KEY_IDENTIFIER)).then(|| "it has no subject key identifier".to_owned())
}

const SUBJECT_KEY_ID_CRITICAL: Rule = Rule {
    id: "subject-key-id-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.2",
    scope: Scope::CERTIFICATE,
    why: "The subject key identifier must not be critical.",
    check: Check::Certificate(subject_key_id_critical),
};

fn subject_key_id_critical(subject: &Subject<'_>) -> Option<String> {
    subject
        .is_critical(ID_CE_SUBJECT_KEY_IDENTIFIER)
        .then(|| "its subject key identifier is critical".to_owned())
}

const WITHOUT_AUTHORITY_KEY_ID: Rule = Rule {
    id: "without-authority-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "All but self-signed certificates say which key of their issuer signed them; without it a renewed CA breaks chains.",
    check: Check::Certificate(without_authority_key_id),
};

fn without_authority_key_id(subject: &Subject<'_>) -> Option<String> {
    let is_missing = !subject.has(ID_CE_AUTHORITY_KEY_IDENTIFIER) && !subject.is_self_signed();
    is_missing.then(|| "it has no authority key identifier".to_owned())
}

const AUTHORITY_KEY_ID_CRITICAL: Rule = Rule {
    id: "authority-key-id-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "The authority key identifier must not be critical.",
    check: Check::Certificate(authority_key_id_critical),
};

fn authority_key_id_critical(subject: &Subject<'_>) -> Option<String> {
    subject
        .is_critical(ID_CE_AUTHORITY_KEY_IDENTIFIER)
        .then(|| "its authority key identifier is critical".to_owned())
}

const AUTHORITY_KEY_ID_WITHOUT_KEY: Rule = Rule {
    id: "authority-key-id-without-key",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1; CABF BR, 7.1.2.11.1",
    scope: Scope::CERTIFICATE,
    why: "The authority key identifier names the issuer's key.",
    check: Check::Certificate(authority_key_id_without_key),
};

fn authority_key_id_without_key(subject: &Subject<'_>) -> Option<String> {
    let found = subject.authority_key_id()?.key.is_none();
    found.then(|| "its authority key identifier has no key identifier".to_owned())
}

const AUTHORITY_KEY_ID_WITH_SERIAL: Rule = Rule {
    id: "authority-key-id-with-serial",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.11.1",
    scope: Scope::CERTIFICATE,
    why: "An authority named by issuer and serial number breaks the chain when the CA is renewed, and OpenSSL then finds no issuer.",
    check: Check::Certificate(authority_key_id_with_serial),
};

fn authority_key_id_with_serial(subject: &Subject<'_>) -> Option<String> {
    let id = subject.authority_key_id()?;
    let found = id.issuer.is_some() || id.serial.is_some();
    found.then(|| "its authority key identifier has an issuer or a serial number".to_owned())
}

const AUTHORITY_KEY_ID_PARTIAL: Rule = Rule {
    id: "authority-key-id-partial",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "Issuer and serial number of the authority come together or not at all.",
    check: Check::Certificate(authority_key_id_partial),
};

fn authority_key_id_partial(subject: &Subject<'_>) -> Option<String> {
    let id = subject.authority_key_id()?;
    let found = id.issuer.is_some() != id.serial.is_some();
    found.then(|| {
        "its authority key identifier has one of issuer and serial number without the other".to_owned()
    })
}

const SELF_SIGNED_KEY_IDS_DIFFER: Rule = Rule {
    id: "self-signed-key-ids-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1; CABF BR, 7.1.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "What signs itself has one key, and so one identifier.",
    check: Check::Certificate(self_signed_key_ids_differ),
};

fn self_signed_key_ids_differ(subject: &Subject<'_>) -> Option<String> {
    let (authority, own) = (subject.authority_key_id()?.key?, subject.subject_key_id()?);
    let found = subject.certificate.is_self_issued() && subject.is_self_signed() && authority != own;
    found.then(|| {
        "it is self-signed, and its authority key identifier is not its subject key identifier".to_owned()
    })
}
