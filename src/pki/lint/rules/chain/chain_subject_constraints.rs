//! `chain-subject-constraints`

use crate::pki::lint::chain::Link;
use crate::pki::lint::kind::Kind;
use crate::pki::lint::names::title;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-subject-constraints",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.10; RFC 9598, 6",
    scope: Scope::BELOW_ROOT,
    why: "OpenSSL and GnuTLS reject a certificate without a DNS name whose common name is a host that a CA above does not permit; OpenSSL also checks mailboxes in the subject.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let subject = link.subject;
    // OpenSSL looks at the common names of the certificate in question only.
    if subject.kind == Kind::Intermediate {
        return Vec::new();
    }
    let certificate = subject.certificate;
    let violations = link.issuers.iter().filter_map(|issuer| {
        let constraints = issuer.certificate.name_constraints()?;
        let violation = constraints.check_subject(&certificate.subject, certificate.names()).err()?;
        Some(format!("{} does not permit {} in its subject", title(issuer), violation.name().bare()))
    });
    violations.collect()
}
