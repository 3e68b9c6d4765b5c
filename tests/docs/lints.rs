//! The section of docs/lint.md about the lints of zlint, from the table of the interop tests.

use std::collections::BTreeSet;

use devcert::pki::lint::rules;

use crate::table::{Row, reasons, rows};

/// The heading of the section.
pub(crate) const HEAD: &str = "## Lints of zlint\n\n";

/// The section below its heading.
pub(crate) fn section() -> String {
    let defects: Vec<_> = rows().into_iter().filter(|row| !row.is_permitted()).collect();
    let lints: Vec<_> = defects.chunk_by(|one, next| one.lint() == next.lint()).collect();
    introduction(&defects, lints.len()) + &table_of_reasons(&defects) + "\n" + &table_of_lints(&lints)
}

fn introduction(defects: &[Row], lints: usize) -> String {
    let devcert = defects.iter().filter(|row| !row.devcert.defect.is_empty()).count();
    let pkilint = defects.iter().filter(|row| !row.pkilint.defect.is_empty()).count();
    let missed = defects.iter().filter(|row| row.devcert.defect.is_empty()).map(|row| row.specimen);
    format!(
        "[zlint](https://github.com/zmap/zlint) (commit 1007b1d5) has {lints} lints for what a local CA may issue; the others \
         are for public CAs,\nS/MIME, code signing, qualified certificates and OCSP responders. The interop tests create {} \
         certificates and CRLs, each with a defect that\none of these lints is about. devcert reports {devcert} of the \
         defects, and [pkilint](https://github.com/digicert/pkilint) {pkilint} with its checks for RFC 5280.\n\
         devcert does not report {}.\n\n\
         The tests fail if one of the two reports anything else, for these files or for permitted ones \
         (`tests/interop/lint/lints.tsv`).\n\n",
        defects.len(),
        quoted(missed),
    )
}

fn table_of_reasons(defects: &[Row]) -> String {
    let row = |(key, text): (&str, &str)| {
        let count = defects.iter().filter(|row| row.reason == key).count();
        format!("| {key} | {count} | {text} |\n")
    };
    let used = reasons().into_iter().filter(|(key, _)| defects.iter().any(|row| row.reason == *key));
    "| difference | defects | reason |\n|---|---|---|\n".to_owned() + &used.map(row).collect::<String>()
}

fn table_of_lints(lints: &[&[Row]]) -> String {
    let head = "| zlint | devcert | pkilint | clause | difference |\n|---|---|---|---|---|\n";
    head.to_owned() + &lints.iter().map(|specimens| line(specimens)).collect::<String>()
}

/// The line of one lint, from its specimens.
fn line(specimens: &[Row]) -> String {
    let found: Vec<_> = specimens.iter().flat_map(|row| row.devcert.defect.iter().copied()).collect();
    let clause = found.first().and_then(|id| rules().find(|rule| rule.id == *id));
    let reasons: BTreeSet<_> = specimens.iter().map(|row| row.reason).filter(|key| !key.is_empty()).collect();
    format!(
        "| `{}` | {} | {} | {} | {} |\n",
        specimens[0].lint(),
        quoted(found.into_iter()),
        quoted(specimens.iter().flat_map(|row| row.pkilint.defect.iter().copied())),
        clause.map_or("", |rule| rule.clause),
        reasons.into_iter().collect::<Vec<_>>().join(", "),
    )
}

/// The names without repetitions, in the order in which they are given.
fn quoted(names: impl Iterator<Item = &'static str>) -> String {
    let mut seen = BTreeSet::new();
    let names = names.filter(|name| seen.insert(*name));
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
