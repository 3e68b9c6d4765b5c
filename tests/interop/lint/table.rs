//! The table of zlint's lints, with what devcert and pkilint find in the specimen of each; docs/lint.md is
//! generated from it.

use std::collections::BTreeMap;

use devcert::pki::lint::rules;

/// A lint of zlint, or a permitted neighbour in which something is found all the same.
#[derive(Debug)]
pub(super) struct Row {
    /// The name of the specimen's file, without its ending.
    pub(super) lint: &'static str,
    /// The rules that report what the lint is about; a leading `?` marks one that devcert does not have yet.
    pub(super) rules: Vec<&'static str>,
    /// The rules that find something in the specimen.
    pub(super) devcert: Expected,
    /// The codes of pkilint's findings in it.
    pub(super) pkilint: Expected,
    /// The key of the reason, if one of the two does not find the defect, or finds one in a permitted file.
    pub(super) reason: &'static str,
}

/// What is found in a specimen.
#[derive(Debug)]
pub(super) struct Expected {
    /// The findings about the defect.
    pub(super) defect: Vec<&'static str>,
    /// Findings about something that the defect brings with it; `+` in the table.
    pub(super) also: Vec<&'static str>,
}

impl Expected {
    fn parse(column: &'static str) -> Self {
        let items = column.split(", ").filter(|item| *item != "-");
        let (also, defect): (Vec<_>, Vec<_>) = items.partition(|item| item.starts_with('+'));
        Self { defect, also: also.into_iter().map(|item| &item[1..]).collect() }
    }
}

impl Row {
    pub(super) fn is_pass(&self) -> bool {
        self.lint.starts_with("pass-")
    }
}

/// The lines of a table, each with its columns.
fn lines<const COLUMNS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        columns.try_into().unwrap_or_else(|_| panic!("not {COLUMNS} columns: {line}"))
    })
}

pub(super) fn rows() -> Vec<Row> {
    let row = |[lint, rules, devcert, pkilint, reason]: [&'static str; 5]| Row {
        lint,
        rules: rules.split(", ").filter(|rule| *rule != "-").collect(),
        devcert: Expected::parse(devcert),
        pkilint: Expected::parse(pkilint),
        reason,
    };
    lines(include_str!("lints.tsv")).map(row).collect()
}

/// The reasons for differences, by their keys.
pub(super) fn reasons() -> BTreeMap<&'static str, &'static str> {
    lines(include_str!("reasons.tsv")).map(|[key, text]| (key, text)).collect()
}

#[test]
fn each_difference_has_a_reason_and_nothing_else_has_one() {
    let reasons = reasons();
    for row in rows() {
        let is_found = !row.devcert.defect.is_empty() && !row.pkilint.defect.is_empty();
        assert_eq!(row.reason.is_empty(), is_found && !row.is_pass(), "{row:?}");
        assert!(row.reason.is_empty() || reasons.contains_key(row.reason), "{row:?}");
        assert!(
            !row.is_pass() || (row.devcert.defect.is_empty() && row.pkilint.defect.is_empty()),
            "{row:?}"
        );
    }
    let is_used = |key: &&str| rows().iter().any(|row| row.reason == *key);
    let unused: Vec<_> = reasons.keys().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn the_rules_of_the_table_exist_and_report_the_defect() {
    let known: Vec<_> = rules().map(|rule| rule.id).collect();
    for row in rows() {
        let (missing, own): (Vec<_>, Vec<_>) = row.rules.iter().partition(|rule| rule.starts_with('?'));
        assert!(own.iter().all(|rule| known.contains(rule)), "{row:?}");
        assert!(missing.iter().all(|rule| !known.contains(&&rule[1..])), "there is a rule now: {row:?}");
        assert!(row.devcert.defect.iter().all(|rule| own.contains(&rule)), "{row:?}");
        assert!(row.is_pass() || own.is_empty() == row.devcert.defect.is_empty(), "{row:?}");
    }
}

#[test]
fn devcert_reports_nearly_all_of_the_defects() {
    let (passes, lints): (Vec<_>, Vec<_>) = rows().into_iter().partition(Row::is_pass);
    let found = lints.iter().filter(|row| !row.devcert.defect.is_empty()).count();
    assert_eq!(lints.len(), 248);
    assert!(found * 100 >= lints.len() * 95, "{found} of {}", lints.len());
    let errors = passes.iter().filter(|row| !row.devcert.also.is_empty()).count();
    assert!(errors <= 3, "{errors} findings in permitted files");
}
