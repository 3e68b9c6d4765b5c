//! A number of a key or a signature, with its label.

use super::integer::Integer;
use super::lines::Lines;

/// One number: on the label's line where it fits 64 bits, below it else.
pub(super) fn number(lines: &mut Lines, label: &str, number: &Integer) {
    match number.both_ways() {
        Some(_) if number.small() == Some(0) => lines.push(format!("{label} 0")),
        Some(value) => lines.push(format!("{label} {value}")),
        None => {
            let sign = if number.is_negative() { " (Negative)" } else { "" };
            lines.labelled(&format!("{label}{sign}"), &number.padded());
        }
    }
}
