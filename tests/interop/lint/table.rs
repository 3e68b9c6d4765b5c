//! The table of zlint's lints, with what devcert and pkilint find in the specimen of each; docs/lint.md is
//! generated from it.

use std::collections::BTreeMap;

use devcert::pki::lint::rules;

/// A specimen of a defect, or a permitted one in which something is found all the same.
#[derive(Debug)]
pub(super) struct Row {
    /// The name of the specimen's file, without its ending.
    pub(super) specimen: &'static str,
    /// The rules of devcert that find something in it.
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
    /// Rules that devcert does not have; `?` in the table.
    missing: Vec<&'static str>,
}

impl Expected {
    fn parse(column: &'static str) -> Self {
        let marked = |mark: char| column.split(", ").filter_map(move |item| item.strip_prefix(mark));
        let is_plain = |item: &&str| !item.starts_with(['+', '?', '-']);
        Self {
            defect: column.split(", ").filter(is_plain).collect(),
            also: marked('+').collect(),
            missing: marked('?').collect(),
        }
    }
}

impl Row {
    pub(super) fn is_permitted(&self) -> bool {
        self.specimen.starts_with("pass-")
    }

    /// The lint of zlint that the specimen is about.
    pub(super) fn lint(&self) -> &'static str {
        self.specimen.split('+').next().unwrap_or_default()
    }
}

/// The lines of a table, each with its columns.
fn lines<const COLUMNS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        assert_eq!(columns.len(), COLUMNS, "{line}");
        columns.try_into().unwrap()
    })
}

pub(super) fn rows() -> Vec<Row> {
    let row = |[specimen, devcert, pkilint, reason]: [&'static str; 4]| Row {
        specimen,
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
        assert_eq!(row.reason.is_empty(), is_found && !row.is_permitted(), "{row:?}");
        assert!(row.reason.is_empty() || reasons.contains_key(row.reason), "{row:?}");
    }
    let is_used = |key: &&str| rows().iter().any(|row| row.reason == *key);
    let unused: Vec<_> = reasons.keys().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn the_rules_of_the_table_exist_unless_it_says_that_they_do_not() {
    let known: Vec<_> = rules().map(|rule| rule.id).collect();
    for row in rows() {
        let Expected { defect, also, missing } = &row.devcert;
        assert!(defect.iter().chain(also).all(|rule| known.contains(rule)), "{row:?}");
        assert!(missing.iter().all(|rule| !known.contains(rule)), "there is a rule now: {row:?}");
        let is_none = row.is_permitted() || !missing.is_empty();
        assert!(!is_none || defect.is_empty(), "{row:?}");
        assert!(!row.is_permitted() || row.pkilint.defect.is_empty(), "{row:?}");
    }
}

#[test]
fn devcert_reports_nearly_all_of_the_defects() {
    let (permitted, defects): (Vec<_>, Vec<_>) = rows().into_iter().partition(Row::is_permitted);
    let found = defects.iter().filter(|row| !row.devcert.defect.is_empty()).count();
    let lints = defects.iter().filter(|row| row.lint() == row.specimen).count();
    assert_eq!((lints, defects.len()), (248, 291));
    assert!(found * 100 >= defects.len() * 95, "{found} of {}", defects.len());
    let wrong = permitted.iter().filter(|row| !row.devcert.also.is_empty()).count();
    assert!(wrong <= 3, "{wrong} findings in permitted files");
}
