//! Certificate policies (RFC 5280, 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14).

use const_oid::db::rfc5280;

use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::names::repeated;
use crate::pki::lint::raw::elements;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    DUPLICATE_POLICY,
    POLICY_CONSTRAINTS_NOT_CRITICAL,
    POLICY_CONSTRAINTS_EMPTY,
    POLICY_MAPPINGS_NOT_CRITICAL,
    INHIBIT_ANY_POLICY_NOT_CRITICAL,
    CRITICAL_POLICIES,
    POLICY_RULES_IN_LEAF,
];

const DUPLICATE_POLICY: Rule = Rule {
    id: "duplicate-policy",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.4",
    scope: Scope::CERTIFICATE,
    why: "Each certificate policy must appear once.",
    check: Check::Certificate(duplicate_policy),
};

fn duplicate_policy(subject: &LintTarget<'_>) -> Option<String> {
    let policies = subject.parts(rfc5280::ID_CE_CERTIFICATE_POLICIES)?;
    let ids = policies.iter().filter_map(|policy| elements(policy.value()).ok()?.first().copied());
    let count = repeated(ids).len();
    (count > 0).then(|| format!("{count} certificate policies appear more than once"))
}

const POLICY_CONSTRAINTS_NOT_CRITICAL: Rule = Rule {
    id: "policy-constraints-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.11",
    scope: Scope::CERTIFICATE,
    why: "Policy constraints must be critical.",
    check: Check::Certificate(policy_constraints_not_critical),
};

fn policy_constraints_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .is_plain(rfc5280::ID_CE_POLICY_CONSTRAINTS)
        .then(|| "the policy constraints are not critical".to_owned())
}

const POLICY_CONSTRAINTS_EMPTY: Rule = Rule {
    id: "policy-constraints-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.11",
    scope: Scope::CERTIFICATE,
    why: "Policy constraints must not be empty.",
    check: Check::Certificate(policy_constraints_empty),
};

fn policy_constraints_empty(subject: &LintTarget<'_>) -> Option<String> {
    let is_empty = subject.parts(rfc5280::ID_CE_POLICY_CONSTRAINTS)?.is_empty();
    is_empty.then(|| "the policy constraints are empty".to_owned())
}

const POLICY_MAPPINGS_NOT_CRITICAL: Rule = Rule {
    id: "policy-mappings-not-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.5",
    scope: Scope::CERTIFICATE,
    why: "Policy mappings should be critical.",
    check: Check::Certificate(policy_mappings_not_critical),
};

fn policy_mappings_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .is_plain(rfc5280::ID_CE_POLICY_MAPPINGS)
        .then(|| "the policy mappings are not critical".to_owned())
}

const INHIBIT_ANY_POLICY_NOT_CRITICAL: Rule = Rule {
    id: "inhibit-any-policy-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.14",
    scope: Scope::CERTIFICATE,
    why: "inhibitAnyPolicy must be critical.",
    check: Check::Certificate(inhibit_any_policy_not_critical),
};

fn inhibit_any_policy_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject.is_plain(rfc5280::ID_CE_INHIBIT_ANY_POLICY).then(|| "inhibitAnyPolicy is not critical".to_owned())
}

const CRITICAL_POLICIES: Rule = Rule {
    id: "critical-policies",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2; rustls-webpki",
    scope: Scope::BELOW_ROOT,
    why: "rustls does not process policies, so it rejects a certificate with a critical policy extension.",
    check: Check::Certificate(critical_policies),
};

fn critical_policies(subject: &LintTarget<'_>) -> Option<String> {
    let kinds = [
        rfc5280::ID_CE_CERTIFICATE_POLICIES,
        rfc5280::ID_CE_POLICY_MAPPINGS,
        rfc5280::ID_CE_POLICY_CONSTRAINTS,
        rfc5280::ID_CE_INHIBIT_ANY_POLICY,
    ];
    let found = kinds.into_iter().find(|oid| subject.is_critical(*oid))?;
    Some(format!("{} is critical, which rustls rejects", extension_name(found.into())))
}

const POLICY_RULES_IN_LEAF: Rule = Rule {
    id: "policy-rules-in-leaf",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.5, 4.2.1.11 and 4.2.1.14",
    scope: Scope::LEAF,
    why: "Only a CA certificate may have policy mappings, policy constraints or inhibitAnyPolicy.",
    check: Check::Certificate(policy_rules_in_leaf),
};

fn policy_rules_in_leaf(subject: &LintTarget<'_>) -> Option<String> {
    let for_cas = [
        rfc5280::ID_CE_POLICY_MAPPINGS,
        rfc5280::ID_CE_POLICY_CONSTRAINTS,
        rfc5280::ID_CE_INHIBIT_ANY_POLICY,
    ];
    let found = for_cas.into_iter().find(|oid| subject.has(*oid))?;
    Some(format!("has {}, but is not a CA certificate", extension_name(found.into())))
}
