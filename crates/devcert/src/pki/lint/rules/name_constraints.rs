//! nameConstraints (RFC 5280, 4.2.1.10).

use const_oid::db::rfc5280::ID_CE_NAME_CONSTRAINTS;

use crate::pki::lint::constraints::subtrees;
use crate::pki::lint::names::is_host;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    NAME_CONSTRAINTS_NOT_CRITICAL,
    NAME_CONSTRAINTS_IN_LEAF,
    NAME_CONSTRAINTS_EMPTY,
    NAME_CONSTRAINTS_DISTANCES,
    NAME_CONSTRAINTS_DNS,
    NAME_CONSTRAINTS_IP,
    NAME_CONSTRAINTS_EMAIL,
    NAME_CONSTRAINTS_URI,
    NAME_CONSTRAINTS_UNSUPPORTED,
];

const NAME_CONSTRAINTS_NOT_CRITICAL: Rule = Rule {
    id: "name-constraints-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "The extension must be critical, so that clients without support for it reject the CA.",
    check: Check::Certificate(name_constraints_not_critical),
};

fn name_constraints_not_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject.is_plain(ID_CE_NAME_CONSTRAINTS).then(|| "the name constraints are not critical".to_owned())
}

const NAME_CONSTRAINTS_IN_LEAF: Rule = Rule {
    id: "name-constraints-in-leaf",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::LEAF,
    why: "Only a CA certificate may have name constraints.",
    check: Check::Certificate(name_constraints_in_leaf),
};

fn name_constraints_in_leaf(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .has(ID_CE_NAME_CONSTRAINTS)
        .then(|| "has name constraints, but is not a CA certificate".to_owned())
}

const NAME_CONSTRAINTS_EMPTY: Rule = Rule {
    id: "name-constraints-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "Name constraints must permit or exclude something.",
    check: Check::Certificate(name_constraints_empty),
};

fn name_constraints_empty(subject: &LintTarget<'_>) -> Option<String> {
    let parts = subject.parts(ID_CE_NAME_CONSTRAINTS)?;
    let found = parts.is_empty() || parts.iter().any(|part| part.value().is_empty());
    found.then(|| "the name constraints, or a list in them, are empty".to_owned())
}

const NAME_CONSTRAINTS_DISTANCES: Rule = Rule {
    id: "name-constraints-distances",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "minimum must be zero and maximum absent; RFC 5280 allows no other values.",
    check: Check::Certificate(name_constraints_distances),
};

fn name_constraints_distances(subject: &LintTarget<'_>) -> Option<String> {
    let found = subtrees(subject).iter().any(|subtree| subtree.has_distances);
    found.then(|| "the name constraints contain a minimum other than zero, or a maximum".to_owned())
}

const NAME_CONSTRAINTS_DNS: Rule = Rule {
    id: "name-constraints-dns",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "A host name in name constraints covers itself and its subdomains; it has no leading dot or wildcard.",
    check: Check::Each(name_constraints_dns),
};

fn name_constraints_dns(subject: &LintTarget<'_>) -> Vec<String> {
    odd_bases(subject, 2, "a host name", |name| {
        !name.starts_with('.') && !name.contains(['*', ' ', '/', ':', '@']) && name.is_ascii()
    })
}

const NAME_CONSTRAINTS_IP: Rule = Rule {
    id: "name-constraints-ip",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "An IP range is an address followed by a contiguous mask, 8 or 32 bytes in all.",
    check: Check::Each(name_constraints_ip),
};

fn name_constraints_ip(subject: &LintTarget<'_>) -> Vec<String> {
    let ranges =
        subtrees(subject).into_iter().filter(|subtree| subtree.number == 7).map(|subtree| subtree.value);
    ranges
        .filter(|range| !is_range(range))
        .map(|range| format!("the name constraints contain an invalid IP range of {} bytes", range.len()))
        .collect()
}

fn is_range(range: &[u8]) -> bool {
    let (_, mask) = range.split_at(range.len() / 2);
    let bits = mask.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    [8, 32].contains(&range.len()) && bits.is_sorted_by(|one, next| one >= next)
}

/// The bases of the type `[number]` that are not good; `what` says what they should be.
fn odd_bases(
    subject: &LintTarget<'_>,
    number: u32,
    what: &str,
    is_good: impl Fn(&str) -> bool,
) -> Vec<String> {
    let trees = subtrees(subject).into_iter().filter(|subtree| subtree.number == number);
    let texts = trees.map(|subtree| String::from_utf8_lossy(subtree.value));
    texts
        .filter(|text| !is_good(text))
        .map(|text| format!("the name constraints contain \"{text}\", which is not {what}"))
        .collect()
}

const NAME_CONSTRAINTS_EMAIL: Rule = Rule {
    id: "name-constraints-email",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "An email constraint is a mailbox, a host, or a domain with a leading dot.",
    check: Check::Each(name_constraints_email),
};

fn name_constraints_email(subject: &LintTarget<'_>) -> Vec<String> {
    odd_bases(subject, 1, "a mailbox, a host or a domain", |text| match text.split_once('@') {
        Some((local, host)) => !local.is_empty() && is_host(host),
        None => text.is_empty() || is_host(text.strip_prefix('.').unwrap_or(text)),
    })
}

const NAME_CONSTRAINTS_URI: Rule = Rule {
    id: "name-constraints-uri",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "A URI constraint is the fully qualified name of a host, or a domain with a leading dot; a URL or a single label permits no URI.",
    check: Check::Each(name_constraints_uri),
};

fn name_constraints_uri(subject: &LintTarget<'_>) -> Vec<String> {
    odd_bases(subject, 6, "a fully qualified host name or a domain", |text| match text.strip_prefix('.') {
        Some(domain) => is_host(domain),
        None => text.is_empty() || (text.contains('.') && is_host(text)),
    })
}

const NAME_CONSTRAINTS_UNSUPPORTED: Rule = Rule {
    id: "name-constraints-unsupported",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "Clients do not process constraints on x400Address, ediPartyName and registeredID, and some reject the CA for them.",
    check: Check::Each(name_constraints_unsupported),
};

fn name_constraints_unsupported(subject: &LintTarget<'_>) -> Vec<String> {
    let kinds = [(3, "x400Address"), (5, "ediPartyName"), (8, "registeredID")];
    let trees = subtrees(subject);
    let found = kinds.into_iter().filter(|(number, _)| trees.iter().any(|tree| tree.number == *number));
    found.map(|(_, name)| format!("the name constraints constrain {name}")).collect()
}
