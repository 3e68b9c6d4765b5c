//! The error types that users of the library meet can grow, and hold no types of other crates.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::imports::Crate;
use super::tokens::{Token, tokens};
use super::{crate_of, crates, is_a_test, rust_files};

/// What errors may hold beyond the crate's own types: the standard library, and the crates that docs/library.md
/// calls public dependencies and whose values are facts (a date, a host name).
const FACTS: &[&[&str]] = &[
    &["std"],
    &["core"],
    &["time"],
    &["rustls_pki_types"],
    // The same crate.
    &["rustls", "pki_types"],
];

/// Names that need no import.
const PRELUDE: [&str; 10] = ["String", "Option", "Vec", "Box", "usize", "u8", "u32", "u64", "bool", "char"];

/// Errors that hold types of other crates, and why.
const EXCEPTIONS: &[(&str, &str)] = &[("RcgenError", "it is for those who use rcgen")];

/// Modules whose functions return the errors of another crate, which they are about.
const INTERFACES: [(&str, &str); 2] =
    [("crates/devcert/src/x509", "der"), ("crates/devcert/src/pki/rcgen", "rcgen")];

/// A public type that is an error.
#[derive(Debug, PartialEq, Eq)]
struct ErrorType {
    name: String,
    /// Whether it is an enum to which variants cannot be added.
    is_exhaustive: bool,
    /// The types that it holds or is made from.
    types: BTreeSet<Vec<String>>,
}

/// The public error types of a module, and of the modules in it.
fn error_types(code: &[Token]) -> Vec<ErrorType> {
    let mut found: Vec<ErrorType> = Vec::new();
    let mut attributes = Vec::new();
    let mut rest = code;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, rest) {
            (Token::Mark('#'), [Token::Group('[', attribute), after @ ..]) => {
                attributes.push(attribute.as_slice());
                rest = after;
                continue;
            }
            (Token::Word(word), [Token::Word(kind), Token::Word(name), after @ ..]) if word == "pub" => {
                rest = after;
                let is_type = kind == "enum" || kind == "struct";
                if is_type && attributes.iter().any(|attribute| derives_error(attribute)) {
                    let end = rest.iter().position(|token| matches!(token, Token::Group('{' | '(', _)));
                    let Some(Token::Group(_, body)) = end.map(|end| &rest[end]) else { continue };
                    let mut types = BTreeSet::new();
                    held(body, kind == "struct", &mut types);
                    let can_grow = attributes.iter().any(|attribute| attribute[0].is("non_exhaustive"));
                    let is_exhaustive = kind == "enum" && !can_grow;
                    found.push(ErrorType { name: name.clone(), is_exhaustive, types });
                }
            }
            _ => {}
        }
        attributes.clear();
    }
    found.extend(written_out(code));
    for one in &mut found {
        one.types.extend(sources(code, &one.name));
    }
    found
}

fn derives_error(attribute: &[Token]) -> bool {
    let names = attribute.get(1).and_then(|token| token.group('(')).unwrap_or_default();
    attribute[0].is("derive") && names.iter().any(|name| name.is("Error") || name.is("ThisError"))
}

/// The error types that implement the trait on their own: `impl std::error::Error for Name`.
fn written_out(code: &[Token]) -> Vec<ErrorType> {
    let implements = |window: &&[Token]| window[0].is("Error") && window[1].is("for");
    let names = code.windows(3).filter(implements).filter_map(|window| window[2].word());
    let mut found = Vec::new();
    for name in names {
        let Some(at) = code.windows(3).position(|window| {
            window[0].is("pub") && (window[1].is("enum") || window[1].is("struct")) && window[2].is(name)
        }) else {
            continue;
        };
        let is_struct = code[at + 1].is("struct");
        let mut types = BTreeSet::new();
        if let Some(body) = code.get(at + 3).and_then(|body| body.group('{').or_else(|| body.group('('))) {
            held(body, is_struct, &mut types);
        }
        let before = &code[..at];
        let can_grow = before
            .rchunks_exact(2)
            .map_while(|pair| pair[0].is_mark('#').then(|| pair[1].group('[')).flatten())
            .any(|attribute| attribute[0].is("non_exhaustive"));
        found.push(ErrorType { name: name.to_owned(), is_exhaustive: !is_struct && !can_grow, types });
    }
    found
}

/// The types of the public fields in the body of a type, or of the fields of all variants of an enum.
fn held(body: &[Token], is_struct: bool, types: &mut BTreeSet<Vec<String>>) {
    if !is_struct {
        let mut is_attribute = false;
        for token in body {
            match token {
                Token::Group('(' | '{', fields) => paths(fields, types),
                Token::Group('[', _) if is_attribute => {}
                _ => {}
            }
            is_attribute = token.is_mark('#');
        }
        return;
    }
    for field in body.split(|token| token.is_mark(',')) {
        let is_public = field
            .iter()
            .position(|token| token.is("pub"))
            .is_some_and(|at| field.get(at + 1).is_some_and(|token| token.group('(').is_none()));
        if is_public {
            paths(field, types);
        }
    }
}

/// The paths in fields: neither their attributes nor their names.
fn paths(code: &[Token], types: &mut BTreeSet<Vec<String>>) {
    let mut at = 0;
    while let Some(token) = code.get(at) {
        at += 1;
        match token {
            Token::Mark('#') => at += 1,
            Token::Group(_, inside) => paths(inside, types),
            Token::Word(word) if ["pub", "dyn", "static"].contains(&word.as_str()) => {}
            Token::Word(_) if code.get(at).is_some_and(|next| next.is_mark(':')) => {}
            Token::Word(word) => {
                let mut path = vec![word.clone()];
                while let [Token::PathMark, Token::Word(next), ..] = &code[at..] {
                    path.push(next.clone());
                    at += 2;
                }
                types.insert(path);
            }
            _ => {}
        }
    }
}

/// What `name` is made from: `impl From<Source> for Name`.
fn sources(code: &[Token], name: &str) -> BTreeSet<Vec<String>> {
    let mut types = BTreeSet::new();
    for (at, _) in code.windows(2).enumerate().filter(|(_, pair)| pair[0].is("From") && pair[1].is_mark('<'))
    {
        let header = code[at + 2..].split(|token| token.group('{').is_some()).next().unwrap_or_default();
        let [source @ .., close, is_for, target] = header else { continue };
        if close.is_mark('>') && is_for.is("for") && target.is(name) {
            paths(source, &mut types);
        }
    }
    types
}

/// The signatures of the public functions in `code`, from the name to the body.
pub(crate) fn public_functions(code: &[Token]) -> Vec<&[Token]> {
    let mut found = Vec::new();
    for (at, token) in code.iter().enumerate() {
        match token {
            Token::Group('{', inside) => found.extend(public_functions(inside)),
            token if token.is("pub") => {
                let is_end = |token: &Token| token.group('{').is_some() || token.is_mark(';');
                let item = code[at + 1..].split(is_end).next().unwrap_or_default();
                let is_qualifier = |word: &Token| ["const", "async", "unsafe"].iter().any(|one| word.is(one));
                let item = &item[item.iter().take_while(|word| is_qualifier(word)).count()..];
                found.extend(item.strip_prefix(&[Token::Word("fn".to_owned())]));
            }
            _ => {}
        }
    }
    found
}

/// The error type of the result that a function returns, or the alias of it, as `der::Result`.
fn returned(signature: &[Token]) -> BTreeSet<Vec<String>> {
    let mut types = BTreeSet::new();
    let signature = signature.split(|token| token.is("where")).next().unwrap_or_default();
    let is_arrow = |pair: &[Token]| pair[0].is_mark('-') && pair[1].is_mark('>');
    let mut rest = signature.windows(2).position(is_arrow).map_or(&[][..], |at| &signature[at + 2..]);
    let mut path = Vec::new();
    while let [Token::Word(word), after @ ..] = rest {
        path.push(word.clone());
        rest = after.strip_prefix(&[Token::PathMark]).unwrap_or(after);
    }
    match (path.len(), path.last().is_some_and(|last| last == "Result")) {
        (1, true) => paths(rest.rsplit(|token| token.is_mark(',')).next().unwrap_or_default(), &mut types),
        (_, true) => drop(types.insert(path)),
        _ => {}
    }
    types
}

/// Why this type may not be in a public error of `file`.
fn is_foreign(parsed: &Crate, file: &Path, path: &[String]) -> bool {
    let starts_with = |path: &[String], allowed: &&[&str]| {
        path.len() > allowed.len() && path.iter().zip(allowed.iter()).all(|(part, allowed)| part == allowed)
    };
    let is_prelude = path.len() == 1 && PRELUDE.contains(&path[0].as_str()) || path == ["str"];
    !is_prelude && !parsed.defines(file, path) && {
        let full = parsed.imported(file, path);
        !FACTS.iter().any(|allowed| starts_with(&full, allowed))
    }
}

/// What is wrong with the error types of a file, and with the results of its functions.
fn faults(parsed: &Crate, file: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for one in error_types(&tokens(text)) {
        let at = format!("{}: {}", file.display(), one.name);
        if one.is_exhaustive {
            found.push(format!("{at} is not #[non_exhaustive]"));
        }
        let foreign = one.types.iter().filter(|path| is_foreign(parsed, file, path));
        found.extend(foreign.map(|path| format!("{at} holds {}", path.join("::"))));
    }
    if !INTERFACES.iter().any(|(folder, _)| file.with_extension("").starts_with(folder)) {
        let code = tokens(text);
        let types: BTreeSet<_> = public_functions(&code).into_iter().flat_map(returned).collect();
        let foreign = types.iter().filter(|path| is_foreign(parsed, file, path));
        found.extend(
            foreign.map(|path| format!("{}: a function returns {}", file.display(), path.join("::"))),
        );
    }
    found
}

#[test]
fn public_errors_can_grow_and_hold_no_types_of_other_crates() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut count) = (Vec::new(), 0);
    let mut unneeded: Vec<_> = EXCEPTIONS.iter().map(|(name, _)| *name).collect();
    for parsed in crates() {
        let folder = parsed.folder();
        if !folder.starts_with("crates") {
            continue;
        }
        for file in rust_files(&package.join(folder)).iter().filter(|file| !is_a_test(file)) {
            let text = fs::read_to_string(file).unwrap();
            count += error_types(&tokens(&text)).len();
            for fault in faults(&parsed, file.strip_prefix(package).unwrap(), &text) {
                match EXCEPTIONS.iter().find(|(name, _)| fault.contains(&format!(": {name} holds"))) {
                    Some((name, _)) => unneeded.retain(|one| one != name),
                    None => found.push(fault),
                }
            }
        }
    }
    assert!(count > 30, "{count} error types");
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(unneeded.is_empty(), "{unneeded:?} hold no types of other crates: delete the entries");
}

/// The faults of `code`, in a crate with a type of its own and one of another crate under its own path.
fn faults_of(code: &str) -> Vec<String> {
    let own = ("own.rs", "pub struct Own; pub use der::Error as Foreign;");
    let parsed = crate_of(&[("lib.rs", "mod own; mod a;"), own, ("a.rs", code)]);
    faults(&parsed, &PathBuf::from("a.rs"), code)
}

#[test]
fn types_of_other_crates_are_found_in_errors() {
    let of_variant = |uses: &str, held: &str| {
        faults_of(&format!(
            "{uses} #[derive(Debug, Error)] #[non_exhaustive] pub enum E {{ #[error(\"{{0}}\")] A(#[from] {held}) }}"
        ))
    };
    assert_eq!(of_variant("use crate::own::Own;", "Own"), [""; 0]);
    assert_eq!(of_variant("use std::io;", "io::Error"), [""; 0]);
    assert_eq!(of_variant("use time::OffsetDateTime;", "Option<Box<OffsetDateTime>>"), [""; 0]);
    assert_eq!(of_variant("", "&'static str"), [""; 0]);
    assert_eq!(of_variant("", "der::Error"), ["a.rs: E holds der::Error"]);
    assert_eq!(of_variant("use der::Error as D;", "Vec<D>"), ["a.rs: E holds D"]);
    assert_eq!(of_variant("use rustls::Error;", "Error"), ["a.rs: E holds Error"]);
    assert_eq!(of_variant("use crate::own;", "own::Foreign"), ["a.rs: E holds own::Foreign"]);
    let field = "#[derive(Error)] #[error(\"x\")] pub struct E { pub a: usize, b: der::Error }";
    assert_eq!(faults_of(field), [""; 0]);
    assert_eq!(faults_of(&field.replace("b:", "pub b:")), ["a.rs: E holds der::Error"]);
    let source = "pub struct E(der::Error); impl std::error::Error for E {} impl From<&der::Error> for E { }";
    assert_eq!(faults_of(source), ["a.rs: E holds der::Error"]);
    assert_eq!(faults_of("#[derive(Debug, Error)] pub(crate) enum E { A(der::Error) }"), [""; 0]);
}

#[test]
fn errors_of_other_crates_are_found_in_the_results_of_public_functions() {
    let of_function =
        |function: &str| faults_of(&format!("use rustls::Error; impl A {{ {function} {{ }} }}"));
    assert_eq!(of_function("pub fn f<T>(t: &T) -> der::Result<T>"), ["a.rs: a function returns der::Result"]);
    let multiline = "pub const fn f(\n t: u8,\n) -> Result<Vec<(u8, T)>, Error>\nwhere T: Copy";
    assert_eq!(of_function(multiline), ["a.rs: a function returns Error"]);
    assert_eq!(of_function("pub fn f() -> Result<der::Any, crate::own::Own>"), [""; 0]);
    assert_eq!(of_function("pub(crate) fn f() -> der::Result<u8>"), [""; 0]);
    assert_eq!(of_function("fn f() -> der::Result<u8>"), [""; 0]);
}

#[test]
fn errors_without_non_exhaustive_are_found() {
    let fault = ["a.rs: E is not #[non_exhaustive]"];
    assert_eq!(faults_of("#[derive(Debug, Error)] pub enum E { A }"), fault);
    assert_eq!(faults_of("pub enum E { A } impl std::error::Error for E {}"), fault);
    let good = "#[derive(Debug)] #[non_exhaustive] pub enum E { A } impl std::error::Error for E {}";
    assert_eq!(faults_of(good), [""; 0]);
}
