//! How certificates hang together, as a tree from the root down.

use std::fmt::Write as _;

use super::inspected::Inspected;
use crate::report::sanitize::sanitize;
use devcert::encoding::certificate::Certificate;
use devcert::pki::inspection::{Item, issuers};

/// More certificates than this are no chain that somebody wants to see drawn.
const MOST_DRAWN: usize = 64;
/// A chain deeper than this is somebody's joke.
const DEEPEST: usize = 16;

/// The certificates of all `files` as a tree; empty when none has issued another.
pub(super) fn draw(files: &[Inspected]) -> String {
    let mut certificates: Vec<&Certificate> = Vec::new();
    for certificate in files.iter().flat_map(Inspected::items).filter_map(Item::certificate) {
        if !certificates.iter().any(|known| known.der() == certificate.der()) {
            certificates.push(certificate);
        }
        if certificates.len() > MOST_DRAWN {
            return String::new();
        }
    }
    let issuers = issuers(&certificates);
    if issuers.iter().all(Option::is_none) {
        return String::new();
    }
    let mut text = String::from("chain\n");
    let roots = (0..certificates.len()).filter(|one| issuers[*one].is_none());
    for root in roots {
        branch(&certificates, &issuers, root, 0, &mut text);
    }
    text
}

fn branch(
    certificates: &[&Certificate],
    issuers: &[Option<usize>],
    one: usize,
    depth: usize,
    text: &mut String,
) {
    let indent = match depth {
        0 => String::new(),
        deeper => "   ".repeat(deeper - 1) + "└─ ",
    };
    // Writing to a `String` does not fail.
    let _ = writeln!(text, "  {indent}{}", sanitize(&certificates[one].subject().to_string()));
    if depth < DEEPEST {
        for (child, _) in issuers.iter().enumerate().filter(|(_, issuer)| **issuer == Some(one)) {
            branch(certificates, issuers, child, depth + 1, text);
        }
    }
}
