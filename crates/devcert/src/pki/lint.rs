//! What a certificate or a revocation list does against the standards, whoever made it.
//!
//! Every rule is data: a [`Rule`] with its clause, its severity, what it applies to and why it is
//! there; [`rules()`] gives them all. A rule looks at one certificate, at a certificate below its
//! issuers, or at a revocation list, and says what it found. Nothing is an error: what cannot be read
//! at all breaks the rule `malformed`.
//!
//! Where a parser reads over a mistake, the rules look at the DER itself (`raw`).

mod above;
mod algorithms;
mod chain;
mod constraints;
mod extensions;
mod kind;
mod names;
mod raw;
mod rule;
mod rules;
mod subject;

#[cfg(test)]
mod tests;

use time::OffsetDateTime;

use self::chain::{DuplicateSerials, Link};
use self::rule::Check;
use self::subject::{LintTarget, List};
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::Crl;
use crate::encoding::strict::{Departure, departures, departures_of_list};

pub(crate) use extensions::{extension_name, is_well_formed};
pub use kind::{CertKind, Expected};
pub use rule::{Rule, Scope, Severity};
pub use rules::rules;

/// What is known of the certificates beside themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context {
    /// What those are that issued no other one; found out from each of them when it is not given.
    pub expected: Option<Expected>,
    /// The moment at which they shall hold; without it, no date is too late or too early.
    pub at: Option<OffsetDateTime>,
}

/// A rule that is broken.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// What was found: one line, lower case, as a predicate of the certificate. It may hold text from
    /// the certificate: escape it before it is shown.
    pub text: String,
}

impl Finding {
    /// The finding about bytes that are no certificate or list for this reason.
    #[must_use]
    pub fn malformed(reason: impl std::fmt::Display) -> Self {
        Self { rule: &rules::MALFORMED, text: reason.to_string() }
    }

    fn not_der(departure: &Departure) -> Self {
        Self { rule: &rules::NOT_DER, text: departure.to_string() }
    }
}

/// What is found about one certificate.
#[derive(Debug, Clone)]
pub struct LintResult {
    /// As what it was checked.
    pub kind: CertKind,
    /// What it breaks, in the order of [`rules()`].
    pub findings: Vec<Finding>,
}

/// The rules that `certificate` breaks, seen alone.
#[must_use]
pub fn lint(certificate: &Certificate, context: Context) -> LintResult {
    let mut judged = lint_all(&[certificate], context);
    // One certificate in gives one answer out.
    judged.pop().unwrap_or(LintResult { kind: CertKind::Other, findings: Vec::new() })
}

/// The rules that each of `certificates` breaks, alone and below those among the others that issued
/// it; in the order of the certificates.
#[must_use]
pub fn lint_all(certificates: &[&Certificate], context: Context) -> Vec<LintResult> {
    let above = chain::paths(certificates);
    let kinds = kind::kinds(certificates, &above, context.expected);
    let subjects: Vec<_> = certificates
        .iter()
        .zip(kinds.iter().zip(&above))
        .map(|(certificate, (kind, above))| {
            LintTarget::new(certificate, *kind, context.at, !above.issuers.is_empty())
        })
        .collect();
    let twins = DuplicateSerials::of(&subjects);
    let judge = |(position, kind): (usize, &CertKind)| {
        let findings = match &subjects[position] {
            Ok(subject) => evaluate(&Link::new(subject, &subjects, &above[position], &twins)),
            Err(error) => not_der(&departures(certificates[position].der()), error),
        };
        LintResult { kind: *kind, findings }
    };
    kinds.iter().enumerate().map(judge).collect()
}

fn evaluate(link: &Link<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules().filter(|rule| rule.scope.includes(link.subject.kind)) {
        let found = match rule.check {
            Check::Certificate(check) => check(link.subject).into_iter().collect(),
            Check::Each(check) => check(link.subject),
            Check::Chain(check) => check(link),
            Check::Crl(_) | Check::Reading => continue,
        };
        findings.extend(found.into_iter().map(|text| Finding { rule, text }));
    }
    findings
}

/// The rules that `crl` breaks.
#[must_use]
pub fn lint_crl(crl: &Crl) -> Vec<Finding> {
    let departures = departures_of_list(crl.der());
    let list = match List::new(crl) {
        Ok(list) => list,
        Err(error) => return not_der(&departures, error),
    };
    let broken = |rule: &'static Rule| match rule.check {
        Check::Crl(check) => check(&list).map(|text| Finding { rule, text }),
        _ => None,
    };
    let departures = departures.iter().map(Finding::not_der);
    departures.chain(rules().filter_map(broken)).collect()
}

/// What is found in what the rules do not take apart: where it is not DER, or what the reader says.
fn not_der(departures: &[Departure], error: impl std::fmt::Display) -> Vec<Finding> {
    match departures.is_empty() {
        true => vec![Finding::malformed(error)],
        false => departures.iter().map(Finding::not_der).collect(),
    }
}
