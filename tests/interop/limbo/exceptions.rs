//! The departures from the suite that are known.

use std::collections::BTreeMap;

/// How an answer differs from the suite's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Departure {
    /// Accepted, where the suite refuses.
    FalseAccept,
    /// Refused, where the suite accepts.
    FalseReject,
}

/// Each with its reason, which nobody may leave out.
pub(super) fn all() -> BTreeMap<String, Departure> {
    let lines = include_str!("exceptions.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(entry).collect()
}

fn entry(line: &str) -> (String, Departure) {
    let [id, departure, reason] = line.split('\t').collect::<Vec<_>>()[..] else {
        panic!("not an id, a departure and a reason: {line}")
    };
    assert!(reason.len() > 20, "no reason: {line}");
    let departure = match departure {
        "false-accept" => Departure::FalseAccept,
        "false-reject" => Departure::FalseReject,
        _ => panic!("no departure: {line}"),
    };
    (id.to_owned(), departure)
}
