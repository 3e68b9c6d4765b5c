//! The help of subcommands, laid out as openssl does.

use std::fmt::Write as _;

use super::options::{Opt, Support, Table, Unknown, Value};
use super::subcommand::Subcommand;

/// Names in four columns, as openssl lists its commands.
pub(super) fn columns(names: impl Iterator<Item = &'static str>) -> String {
    let mut lines = String::new();
    for row in names.collect::<Vec<_>>().chunks(4) {
        // Writing to a `String` does not fail.
        for name in row {
            let _ = write!(lines, "{name:<18}");
        }
        lines.push('\n');
    }
    lines
}

/// The widest column of options; the explanation of a longer one is on the next line.
const WIDTH_MAX: usize = 30;

/// The options of a subcommand.
pub(super) fn page(subcommand: &Subcommand) -> String {
    let table = &subcommand.table;
    let operands = if table.operands.is_empty() { String::new() } else { format!(" {}", table.operands) };
    let mut page = format!("Usage: {} [options]{operands}\n{}\n", subcommand.name, subcommand.summary);
    let rows: Vec<_> =
        table.options().map(|option| (left(option), right(option))).chain(others(table)).collect();
    let width =
        rows.iter().map(|(left, _)| left.len()).filter(|width| *width <= WIDTH_MAX).max().unwrap_or(0);
    for (left, right) in rows {
        let _ = writeln!(page, " {left:width$}  {right}");
    }
    page
}

/// The option and its value: `-out outfile`.
pub(super) fn left(option: &Opt) -> String {
    format!("-{} {}", option.name, value(option.value)).trim_end().to_owned()
}

const fn value(value: Value) -> &'static str {
    match value {
        Value::None | Value::Operands => "",
        Value::Text | Value::Properties => "val",
        Value::Input => "infile",
        Value::Output => "outfile",
        Value::Format => "PEM|DER",
        Value::KeyFormat => "format",
        Value::Number => "int",
        Value::Positive => "+int",
        Value::Large => "intmax",
    }
}

fn right(option: &Opt) -> String {
    match option.support {
        Support::Full => option.help.to_owned(),
        Support::NoEffect(reason) => format!("{} (no effect: {reason})", option.help),
        Support::Rejected(reason) => format!("{} (not supported: {reason})", option.help),
    }
}

/// The row for digests or ciphers.
pub(super) fn others(table: &Table) -> Option<(String, String)> {
    let what = match table.unknown {
        Unknown::Mistake => return None,
        Unknown::Digest => "Any supported digest",
        Unknown::Cipher => "Any supported cipher",
    };
    Some(("-*".to_owned(), what.to_owned()))
}
