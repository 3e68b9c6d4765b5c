//! `chain-name-constraints`

use crate::model::san::San;
use crate::pki::lint::chain::Link;
use crate::pki::lint::kind::Kind;
use crate::pki::lint::names::title;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// As many names are held against constraints as rustls-webpki does it.
const MOST_COMPARISONS: usize = 250_000;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-name-constraints",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::BELOW_ROOT,
    why: "Clients refuse a name that a CA above does not permit.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let subject = link.subject;
    if subject.kind == Kind::Intermediate && subject.certificate.is_self_issued() {
        return Vec::new();
    }
    link.issuers.iter().filter_map(|issuer| fault(subject, issuer)).collect()
}

fn fault(subject: &Subject<'_>, issuer: &Subject<'_>) -> Option<String> {
    let constraints = issuer.certificate.name_constraints()?;
    let own = &subject.certificate.subject;
    let directory = (!own.is_empty()).then(|| San::Directory(own.clone()));
    let names: Vec<_> = subject.certificate.names().iter().cloned().chain(directory).collect();
    let all = constraints.permitted.len() + constraints.excluded.len();
    if names.len() * all > MOST_COMPARISONS {
        let count = names.len();
        return Some(format!("it has {count} names below {all} constraints, more than rustls compares"));
    }
    // The standard has the names only; that some programs look for hosts in a common name is theirs.
    let violation = constraints.check_names(&names).err()?;
    Some(format!("{} does not permit its name {}", title(issuer), violation.name()))
}
