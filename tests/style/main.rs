//! The English of messages, help, documents and JSON Schemas: no pattern of `banned.txt`, whose rules CONTRIBUTING.md explains.

#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests read the source tree, and may fail"
)]

mod allowed;
#[path = "../architecture/tokens.rs"]
mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::{Regex, RegexBuilder};

use self::allowed::ALLOWED;
use self::tokens::{Token, tokens};

/// Shorter texts are identifiers and labels.
const WORDS_MIN: usize = 4;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(below: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn is_for_tests(file: &Path) -> bool {
    file.iter().any(|part| ["tests", "tests.rs", "testing.rs", "testing"].iter().any(|name| *name == part))
}

/// The string literals of code outside of tests, in the order of the file.
fn literals(code: &[Token]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            Token::Text(text) => found.push(unescaped(text)),
            Token::Mark('#') if is_test_attribute(after) => rest = after_item(after),
            Token::Group(_, inside) => found.extend(literals(inside)),
            _ => {}
        }
    }
    found
}

/// Whether the code goes on with `[cfg(test)]`.
fn is_test_attribute(code: &[Token]) -> bool {
    let inside = code.first().and_then(|token| token.group('['));
    inside.is_some_and(|inside| {
        let argument = inside.get(1).and_then(|token| token.group('('));
        inside.first().is_some_and(|token| token.is("cfg"))
            && argument.is_some_and(|it| it.iter().any(|token| token.is("test")))
    })
}

/// The code after the item that an attribute belongs to.
fn after_item(code: &[Token]) -> &[Token] {
    let is_end = |token: &Token| token.is_mark(';') || token.group('{').is_some();
    let end = code.iter().position(is_end).map_or(code.len(), |end| end + 1);
    &code[end..]
}

/// The text of a literal, with line breaks as spaces.
fn unescaped(text: &str) -> String {
    let text = text.replace("\\\n", "\n").replace("\\n", "\n").replace("\\\"", "\"");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The paragraphs of a document, each on one line; code only where `with_code`.
fn paragraphs(document: &str, with_code: bool) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut is_code = false;
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if line.trim().is_empty() || line.starts_with('|') || line.trim_start().starts_with("- ") {
            found.push(line.to_owned());
        } else if with_code || !is_code {
            let last = found.last_mut().unwrap();
            last.push(' ');
            last.push_str(line.trim());
        }
    }
    found
}

/// Every text that users read, with the file it is in.
fn texts() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let source = ["src", "crates/devcert/src", "crates/primes/src"].map(|folder| root().join(folder));
    for file in source.iter().flat_map(|folder| files(folder, ".rs")).filter(|file| !is_for_tests(file)) {
        let code = fs::read_to_string(&file).unwrap();
        found.extend(literals(&tokens(&code)).into_iter().map(|text| (file.clone(), text)));
    }
    let pages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root().join(name));
    for file in pages.into_iter().chain(files(&root().join("docs"), ".md")) {
        let is_help = file.iter().any(|part| part == "reference");
        let text = fs::read_to_string(&file).unwrap();
        found.extend(paragraphs(&text, is_help).into_iter().map(|text| (file.clone(), text)));
    }
    for file in files(&root().join("docs/schemas"), ".json") {
        let text = fs::read_to_string(&file).unwrap();
        found.extend(text.lines().map(|line| (file.clone(), line.to_owned())));
    }
    let relative =
        found.into_iter().map(|(file, text)| (file.strip_prefix(root()).unwrap().to_owned(), text));
    relative.filter(|(_, text)| text.split_whitespace().count() >= WORDS_MIN).collect()
}

fn banned() -> Vec<Regex> {
    let list = fs::read_to_string(root().join("tests/style/banned.txt")).unwrap();
    let compiled = list.lines().map(|line| RegexBuilder::new(line).case_insensitive(true).build().unwrap());
    compiled.collect()
}

#[test]
fn texts_contain_no_banned_pattern() {
    let (banned, mut unused) = (banned(), ALLOWED.iter().map(|(text, _)| *text).collect::<BTreeSet<_>>());
    let mut problems = Vec::new();
    for (file, text) in texts() {
        let Some(found) = banned.iter().find_map(|pattern| pattern.find(&text)) else { continue };
        if let Some((allowed, _)) = ALLOWED.iter().find(|(allowed, _)| text.contains(allowed)) {
            unused.remove(allowed);
        } else {
            problems.push(format!("{}: \"{}\" in: {text}", file.display(), found.as_str()));
        }
    }
    assert!(problems.is_empty(), "{} texts:\n{}", problems.len(), problems.join("\n"));
    assert!(unused.is_empty(), "nothing needs these entries of ALLOWED: {unused:?}");
}

#[test]
fn the_list_of_exceptions_stays_short() {
    assert!(ALLOWED.len() < 30, "{} exceptions", ALLOWED.len());
}

#[test]
fn a_banned_pattern_is_found_in_literals_help_and_documents() {
    let code = "fn f() { g(\"whoever reads this text here\"); } #[cfg(test)] mod tests { const A: &str = \"anew anew anew anew\"; }";
    assert_eq!(literals(&tokens(code)), ["whoever reads this text here"]);
    let document = "One line\nand the next\n\n```\ncode\n```\n- a\n- b";
    assert_eq!(paragraphs(document, false)[0], " One line and the next");
    assert!(banned().iter().any(|pattern| pattern.is_match("Whoever reads this")));
    assert!(!banned().iter().any(|pattern| pattern.is_match("anyone who reads this")));
}
