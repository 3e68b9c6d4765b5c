//! The section of docs/lint.md about the lints of zlint, from the table of the interop tests.

use devcert::pki::lint::rules;

use crate::table::{Row, reasons, rows};

/// The heading of the section.
pub(crate) const HEAD: &str = "## Lints of zlint\n\n";

/// The section below its heading.
pub(crate) fn section() -> String {
    let lints: Vec<_> = rows().into_iter().filter(|row| !row.is_pass()).collect();
    let devcert = lints.iter().filter(|row| !row.devcert.defect.is_empty()).count();
    let pkilint = lints.iter().filter(|row| !row.pkilint.defect.is_empty()).count();
    let missed = lints.iter().filter(|row| row.devcert.defect.is_empty()).map(|row| &row.lint);
    let introduction = format!(
        "[zlint](https://github.com/zmap/zlint) (commit 1007b1d5) has {} lints for what a local CA may issue; the others \
         are for public CAs,\nS/MIME, code signing, qualified certificates and OCSP responders. The interop tests create a \
         certificate or CRL with the defect of\neach of them. devcert reports {devcert} of the defects, and \
         [pkilint](https://github.com/digicert/pkilint) {pkilint} with its checks for RFC 5280.\ndevcert does not report {}.\n\n\
         The tests fail if one of the two finds anything else, in these files or in permitted ones \
         (`tests/interop/lint/lints.tsv`).\n\n",
        lints.len(),
        quoted(missed),
    );
    introduction + &table_of_reasons(&lints) + "\n" + &table_of_lints(&lints)
}

fn table_of_reasons(lints: &[Row]) -> String {
    let row = |(key, text): (&str, &str)| {
        let count = lints.iter().filter(|row| row.reason == key).count();
        format!("| {key} | {count} | {text} |\n")
    };
    let used = reasons().into_iter().filter(|(key, _)| lints.iter().any(|row| row.reason == *key));
    "| difference | lints | reason |\n|---|---|---|\n".to_owned() + &used.map(row).collect::<String>()
}

fn table_of_lints(lints: &[Row]) -> String {
    let head = "| zlint | devcert | pkilint | clause | difference |\n|---|---|---|---|---|\n";
    head.to_owned() + &lints.iter().map(line).collect::<String>()
}

fn line(row: &Row) -> String {
    let own = row.rules.iter().filter(|rule| !rule.starts_with('?'));
    let clause = row.devcert.defect.first().and_then(|id| rules().find(|rule| rule.id == *id));
    format!(
        "| `{}` | {} | {} | {} | {} |\n",
        row.lint,
        quoted(own),
        quoted(row.pkilint.defect.iter()),
        clause.map_or("", |rule| rule.clause),
        row.reason,
    )
}

fn quoted<'a>(names: impl Iterator<Item = &'a &'static str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
