//! Functions are short enough to be read at once.

use std::fs;
use std::path::Path;

use super::errors::public_functions;
use super::tokens::{Token, tokens};
use super::{is_a_test, rust_files};

/// The most lines of a function, from its signature to its closing brace.
const LIMIT: usize = 40;

/// Functions that are longer, and why.
const LONGER: &[(&str, &str, &str)] = &[
    ("src/commands/verify.rs", "run", "reads its files in the command: moves to ops"),
    (
        "src/commands/trust/options.rs",
        "for_each",
        "finds the stores, applies the verb to each and reports: moves to ops",
    ),
    ("src/cli/error/operation.rs", "from", "one arm for each error of an operation"),
    ("src/cli/error/ca.rs", "ca", "one arm for each fault of a CA"),
    ("src/cli/error/file.rs", "from", "one arm for each error of a file"),
    ("src/cli/line.rs", "apply", "one arm for each change of a command line"),
    ("src/usage/foreign_cli/correct.rs", "fix", "one arm for each kind of fix"),
    ("src/usage/values.rs", "meant", "one arm for each type of error in a value"),
    ("src/ops/ca/open.rs", "find", "one rule for each combination of files that can be missing"),
    ("crates/devcert/src/pki/verify.rs", "verify", "the list of all checks, in their order"),
    (
        "crates/devcert/src/pki/lint/chain.rs",
        "issuers",
        "one search, whose limit counts the failures of all certificates",
    ),
    ("crates/devcert/src/encoding/open.rs", "open", "one arm for each kind of object"),
    (
        "crates/primes/src/lib.rs",
        "generate_many",
        "the threads, their seeds and the receiver borrow from each other",
    ),
];

/// The name of the function whose signature this line begins.
fn name(line: &str) -> Option<&str> {
    let (before, after) = line.trim_start().split_once("fn ")?;
    let visibility = before.find(')').filter(|_| before.starts_with("pub(")).map_or(0, |end| end + 1);
    let is_qualifier = |word| ["pub", "const", "async", "unsafe", "extern", "\"C\""].contains(&word);
    let is_signature = before[visibility..].split_whitespace().all(is_qualifier);
    after.split(['(', '<']).next().filter(|_| is_signature)
}

/// The functions of formatted code with more than [`LIMIT`] lines, with their lengths.
fn too_long(code: &str) -> Vec<(&str, usize)> {
    let lines: Vec<_> = code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let Some(name) = name(line).filter(|_| !line.ends_with([';', '}'])) else { continue };
        let is_end = |rest: &str| rest == "}" || (rest.starts_with(')') && rest.ends_with(';'));
        let end = lines[start..].iter().position(|line| line.strip_prefix(indent).is_some_and(is_end));
        let length = end.unwrap_or_else(|| panic!("{name} has no end")) + 1;
        if length > LIMIT {
            found.push((name, length));
        }
    }
    found
}

#[test]
fn functions_are_short() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut unneeded: Vec<_> = LONGER.iter().map(|(file, name, _)| (*file, *name)).collect();
    for folder in ["src", "crates/devcert/src", "crates/primes/src"] {
        for file in rust_files(&package.join(folder)).iter().filter(|file| !is_a_test(file)) {
            let path = file.strip_prefix(package).unwrap().to_str().unwrap();
            for (name, length) in too_long(&fs::read_to_string(file).unwrap()) {
                let is_known = LONGER.iter().any(|(file, known, _)| *file == path && *known == name);
                assert!(is_known, "{path}: {name} has {length} lines (maximum {LIMIT}): split it");
                unneeded.retain(|one| *one != (path, name));
            }
        }
    }
    assert!(unneeded.is_empty(), "{unneeded:?} are short: delete the entries");
}

#[test]
fn lengths_are_counted_from_the_signature_to_the_brace() {
    let body = |count| "        x();\n".repeat(count);
    let code = |signature: &str, count| format!("impl A {{\n    {signature} {{\n{}    }}\n}}\n", body(count));
    for signature in
        ["fn a()", "pub fn a<T>(t: T)", "pub(super) const unsafe fn a()", "pub(in crate::b) fn a()"]
    {
        assert_eq!(too_long(&code(signature, LIMIT - 2)), []);
        assert_eq!(too_long(&code(signature, LIMIT - 1)), [("a", LIMIT + 1)], "{signature}");
    }
    assert_eq!(too_long("fn a();\nfn b() {}\n"), []);
}

/// The public functions with a parameter that is `true` or `false`.
fn with_flags(code: &[Token]) -> Vec<String> {
    let is_flag =
        |parameter: &[Token]| matches!(parameter, [.., colon, flag] if colon.is_mark(':') && flag.is("bool"));
    let has_flag = |signature: &&[Token]| {
        let parameters = signature.iter().find_map(|token| token.group('(')).unwrap_or_default();
        parameters.split(|token| token.is_mark(',')).any(is_flag)
    };
    let found = public_functions(code).into_iter().filter(has_flag);
    found.filter_map(|signature| signature[0].word().map(str::to_owned)).collect()
}

/// `extensions(true, names)` does not say what is true.
#[test]
fn public_functions_of_the_library_take_no_flags() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["crates/devcert/src", "crates/primes/src"] {
        for file in rust_files(&package.join(folder)).iter().filter(|file| !is_a_test(file)) {
            let found = with_flags(&tokens(&fs::read_to_string(file).unwrap()));
            assert!(found.is_empty(), "{}: {found:?} take a bool: take an enum", file.display());
        }
    }
}

#[test]
fn flags_are_found_in_signatures() {
    let code = "pub fn a(x: bool) {} impl A { pub const fn b(&self, y: u8, x: bool) -> Result<(), E>; }";
    assert_eq!(with_flags(&tokens(code)), ["a", "b"]);
    let code = "fn c(x: bool) {} pub(crate) fn d(x: bool) {} pub fn e(x: u8, f: impl Fn(u8) -> bool) -> bool {} pub struct S(bool);";
    assert_eq!(with_flags(&tokens(code)), [""; 0]);
}
