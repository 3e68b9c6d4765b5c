//! What lint says where the path is found although it should not be, and where all is well.

use std::collections::BTreeMap;

use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::pki::lint::{Context, Finding, Severity, lint_all, lint_crl};

use super::case::{self, Case, Verdict};
use super::exceptions::{self, Departure};

/// What is found in all certificates and revocation lists of a case, as one file would hold them.
fn findings(case: &Case) -> Vec<Finding> {
    let ders = [&case.leaf].into_iter().chain(&case.intermediates).chain(&case.roots);
    let (read, unread): (Vec<_>, Vec<_>) =
        ders.map(|der| Certificate::from_der(der)).partition(Result::is_ok);
    let certificates: Vec<_> = read.into_iter().flatten().collect();
    let certificates: Vec<_> = certificates.iter().collect();
    let judged = lint_all(&certificates, Context { expected: None, at: Some(case.at) });
    let lists = case.crls.iter().flat_map(|der| match Crl::from_der(der) {
        Ok(crl) => lint_crl(&crl),
        Err(error) => vec![Finding::malformed(error)],
    });
    let malformed = unread.into_iter().filter_map(Result::err).map(Finding::malformed);
    judged.into_iter().flat_map(|one| one.findings).chain(lists).chain(malformed).collect()
}

/// The lines of a list: what it is about, what is said of it, and why.
fn pinned(list: &'static str) -> BTreeMap<&'static str, (&'static str, &'static str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let entry = |line: &'static str| {
        let [what, said, why] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("not three: {line}") };
        assert!(why.len() > 20, "no reason: {line}");
        (what, (said, why))
    };
    lines.map(entry).collect()
}

#[test]
fn what_webpki_lets_pass_breaks_a_rule_with_a_name() {
    let pinned = pinned(include_str!("findings.tsv"));
    let departures = exceptions::all();
    let false_accepts = case::all()
        .iter()
        .filter(|case| !case.is_beyond_webpki() && departures.get(&case.id) == Some(&Departure::FalseAccept));
    let mut named = 0;
    let mut wrong = Vec::new();
    for case in false_accepts {
        let (rule, _) =
            pinned.get(case.id.as_str()).unwrap_or_else(|| panic!("{} is not in the list", case.id));
        let findings = findings(case);
        let found = findings.iter().filter(|one| one.rule.severity > Severity::Notice);
        let found: Vec<_> = found.map(|one| one.rule.id).collect();
        match *rule {
            "nothing" => continue,
            rule if found.contains(&rule) => named += 1,
            rule => wrong.push(format!("{}: {rule} expected, {found:?} found", case.id)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((named, pinned.len()), (53, 55));
}

#[test]
fn where_all_is_well_the_errors_are_few_and_true() {
    let mut found: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    for case in case::all().iter().filter(|case| case.expected() == Verdict::VerifiedRequest) {
        for finding in findings(case) {
            let cases = found.entry(finding.rule.id).or_default();
            if finding.rule.severity == Severity::Error && !cases.contains(&case.id.as_str()) {
                cases.push(&case.id);
            }
        }
    }
    found.retain(|_, cases| !cases.is_empty());
    let counts: BTreeMap<_, _> = found.iter().map(|(rule, cases)| (*rule, cases.len().to_string())).collect();
    let expected: BTreeMap<_, _> = pinned(include_str!("errors.tsv"))
        .into_iter()
        .map(|(rule, (count, _))| (rule, count.to_owned()))
        .collect();
    assert_eq!(counts, expected, "{found:#?}");
}
