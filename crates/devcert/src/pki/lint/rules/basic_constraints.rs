//! basicConstraints (RFC 5280, 4.2.1.9).

use const_oid::db::rfc5280::ID_CE_BASIC_CONSTRAINTS;

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    CA_WITHOUT_BASIC_CONSTRAINTS,
    CA_NOT_CRITICAL,
    CA_FLAG_MISSING,
    LEAF_BASIC_CONSTRAINTS_NOT_CRITICAL,
    PATH_LENGTH_WITHOUT_CA,
    PATH_LENGTH_WITHOUT_CERT_SIGN,
    LEAF_IS_CA,
];

const CA_WITHOUT_BASIC_CONSTRAINTS: Rule = Rule {
    id: "ca-without-basic-constraints",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CA,
    why: "A certificate that issues others must have basicConstraints with CA:TRUE.",
    check: Check::Certificate(ca_without_basic_constraints),
};

fn ca_without_basic_constraints(subject: &LintTarget<'_>) -> Option<String> {
    let is_missing = !subject.has(ID_CE_BASIC_CONSTRAINTS);
    is_missing.then(|| "used as a CA, but has no basicConstraints".to_owned())
}

const CA_NOT_CRITICAL: Rule = Rule {
    id: "ca-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CA,
    why: "basicConstraints must be critical in a CA certificate.",
    check: Check::Certificate(ca_not_critical),
};

fn ca_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject.is_plain(ID_CE_BASIC_CONSTRAINTS).then(|| "basicConstraints is not critical".to_owned())
}

const CA_FLAG_MISSING: Rule = Rule {
    id: "ca-flag-missing",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CA,
    why: "rustls and OpenSSL reject certificates issued by a certificate that is not a CA.",
    check: Check::Certificate(ca_flag_missing),
};

fn ca_flag_missing(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.basic_constraints().is_some_and(|constraints| !constraints.ca);
    found.then(|| "used as a CA, but basicConstraints says CA:FALSE".to_owned())
}

const LEAF_BASIC_CONSTRAINTS_NOT_CRITICAL: Rule = Rule {
    id: "leaf-basic-constraints-not-critical",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.7.6",
    scope: Scope::TLS,
    why: "Public CAs must mark basicConstraints critical; RFC 5280 leaves it open for leaf certificates.",
    check: Check::Certificate(ca_not_critical),
};

const PATH_LENGTH_WITHOUT_CA: Rule = Rule {
    id: "path-length-without-ca",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CERTIFICATE,
    why: "Only a CA certificate may have a path length.",
    check: Check::Certificate(path_length_without_ca),
};

fn path_length_without_ca(subject: &LintTarget<'_>) -> Option<String> {
    let constraints = subject.basic_constraints()?;
    (constraints.path_len.is_some() && !constraints.ca)
        .then(|| "has a path length, but is not a CA certificate".to_owned())
}

const PATH_LENGTH_WITHOUT_CERT_SIGN: Rule = Rule {
    id: "path-length-without-cert-sign",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CA,
    why: "A path length is allowed only with the key usage keyCertSign.",
    check: Check::Certificate(path_length_without_cert_sign),
};

fn path_length_without_cert_sign(subject: &LintTarget<'_>) -> Option<String> {
    subject.basic_constraints()?.path_len?;
    let found = subject.may(KeyUsage::KeyCertSign) == Some(false);
    found.then(|| "has a path length, but keyUsage does not include keyCertSign".to_owned())
}

const LEAF_IS_CA: Rule = Rule {
    id: "leaf-is-ca",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.7.8",
    scope: Scope::LEAF,
    why: "rustls and Firefox reject a CA certificate for a server; OpenSSL, curl, Node.js, Go and Chromium accept it.",
    check: Check::Certificate(leaf_is_ca),
};

fn leaf_is_ca(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.basic_constraints().is_some_and(|constraints| constraints.ca);
    found.then(|| "is a CA certificate".to_owned())
}
