//! Every rule, broken once.

mod certificates;
mod chains;
mod crls;
mod sample;

use std::collections::BTreeSet;

use time::OffsetDateTime;
use time::macros::datetime;

use super::{CertKind, Context, Expected, LintResult, Scope, Severity, lint, rules};
use crate::encoding::certificate::Certificate;

const NOW: OffsetDateTime = datetime!(2030-06-01 00:00 UTC);

fn judge(certificate: &Certificate, kind: CertKind) -> LintResult {
    lint(certificate, Context { expected: Some(Expected::CertKind(kind)), at: Some(NOW) })
}

fn ids(judged: &LintResult) -> Vec<&'static str> {
    judged.findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn every_rule_has_a_name_of_its_own() {
    let names: BTreeSet<_> = rules().map(|rule| rule.id).collect();
    assert_eq!(names.len(), rules().count());
    let is_kebab =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-0123456789".contains(&byte));
    assert!(names.iter().all(|name| is_kebab(name)));
}

#[test]
fn every_rule_says_why_in_one_sentence() {
    for rule in rules() {
        assert!(rule.why.ends_with('.') && rule.why.starts_with(char::is_alphabetic), "{}", rule.id);
        assert!(!rule.clause.is_empty() && !rule.scope.names().is_empty(), "{}", rule.id);
    }
}

#[test]
fn every_rule_is_broken_by_a_test() {
    let mut tested: BTreeSet<_> = certificates::CASES.iter().map(|case| case.rule).collect();
    tested.extend(chains::CASES.iter().map(|(rule, _)| *rule));
    tested.extend(crls::CASES.iter().map(|(rule, _)| *rule));
    let untested: Vec<_> = rules().map(|rule| rule.id).filter(|id| !tested.contains(id)).collect();
    assert_eq!(untested, ["malformed"], "what cannot be read has a test of its own");
}

#[test]
fn severities_rise() {
    assert!(Severity::Notice < Severity::Warning && Severity::Warning < Severity::Error);
    assert_eq!(Severity::ALL.map(Severity::name), ["notice", "warning", "error"]);
}

#[test]
fn a_scope_names_its_kinds() {
    assert_eq!(Scope::CA.names(), ["root", "intermediate"]);
    assert_eq!(Scope::ALL.names(), ["root", "intermediate", "server", "client", "other", "crl"]);
    assert!(!Scope::LEAF.includes(CertKind::Root) && Scope::LEAF.includes(CertKind::Other));
}
