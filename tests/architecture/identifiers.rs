//! Object identifiers are in one table: no other file has a dotted one.

use std::path::{Path, PathBuf};

use super::tokens::{Token, tokens};
use super::{ROOMS, code_of, is_a_test};

/// The table.
const TABLE: &str = "crates/devcert/src/model/oid/known.rs";

/// The dotted object identifiers among the strings of `code`, without those of tests.
fn dotted(code: &[Token]) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_test = false;
    for pair in code.windows(2).chain(code.last().map(std::slice::from_ref)) {
        match pair {
            [Token::Mark('#'), Token::Group('[', attribute)] => is_test |= is_test_only(attribute),
            [Token::Mark(';'), ..] => is_test = false,
            [Token::Group(kind, inside), ..] => {
                if !is_test {
                    found.extend(dotted(inside));
                }
                is_test &= *kind != '{';
            }
            [Token::Text(text), ..] if !is_test && is_dotted(text) => found.push(text.clone()),
            _ => {}
        }
    }
    found
}

fn is_test_only(attribute: &[Token]) -> bool {
    match attribute {
        [word] => word.is("test"),
        [cfg, Token::Group('(', inside)] => cfg.is("cfg") && inside.iter().any(|word| word.is("test")),
        _ => false,
    }
}

/// Four numbers or more, with dots between them, of which the first is 0, 1 or 2.
fn is_dotted(text: &str) -> bool {
    let arcs: Vec<_> = text.split('.').collect();
    let is_number = |arc: &&str| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit());
    arcs.len() >= 4 && ["0", "1", "2"].contains(&arcs[0]) && arcs.iter().all(is_number)
}

fn files() -> impl Iterator<Item = (PathBuf, String)> {
    let rooms = ROOMS.iter().flat_map(|(_, rooms)| rooms.iter().copied());
    rooms.flat_map(code_of).filter(|(file, _)| !is_a_test(file) && !file.ends_with(Path::new(TABLE)))
}

#[test]
fn object_identifiers_are_in_one_table() {
    let mut count = 0;
    for (file, code) in files() {
        count += 1;
        let found = dotted(&tokens(&code));
        assert!(found.is_empty(), "{} has {found:?}; {TABLE} is the place for them", file.display());
    }
    assert!(count > 300, "{count} files");
}

#[test]
fn dotted_object_identifiers_are_found_outside_of_tests() {
    let found = |code: &str| dotted(&tokens(code)).len();
    assert_eq!(found("const A: [(&str, u8); 1] = [(\"2.5.29.14\", 1)];"), 1);
    assert_eq!(found("fn f() { g(\"1.2.840.113549\") } #[test] fn t() { g(\"1.2.3.4\") }"), 1);
    assert_eq!(
        found("#[cfg(test)] mod tests { const A: &str = \"1.2.3.4\"; } const B: &str = \"1.2.3.5\";"),
        1
    );
    assert_eq!(found("#[test] fn t(x: [u8; 2]) { g(\"1.2.3.4\") }"), 0);
    assert_eq!(found("f(\"10.0.0.1\"); f(\"1.2.3.4 is\"); f(\"0.0.0\"); // \"1.2.3.4\""), 0);
}
