//! What the string literals of the source may say.

use std::fs;
use std::path::{Path, PathBuf};

use super::rust_files;
use super::tokens::{Token, tokens};

/// A string literal, and the file that it is in.
struct Literal {
    file: PathBuf,
    text: String,
}

/// The string literals below these folders, without those of tests and of attributes other than `#[error]`.
fn literals(folders: &[&str]) -> Vec<Literal> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for file in folders.iter().flat_map(|folder| rust_files(&package.join(folder))) {
        let is_test =
            |part: &std::ffi::OsStr| ["tests", "tests.rs", "testing.rs"].iter().any(|one| part == *one);
        let path = file.strip_prefix(package).unwrap().to_owned();
        if !path.iter().any(is_test) {
            let mut texts = Vec::new();
            collect(&tokens(&fs::read_to_string(&file).unwrap()), &mut texts);
            found.extend(texts.into_iter().map(|text| Literal { file: path.clone(), text }));
        }
    }
    assert!(found.len() > 100, "{}", found.len());
    found
}

/// The texts among these tokens. What stands below `#[cfg(test)]` is left out, to the end of its item.
fn collect(tokens: &[Token], found: &mut Vec<String>) {
    let mut rest = tokens;
    while let [first, others @ ..] = rest {
        rest = others;
        match first {
            Token::Mark('#') => {
                let Some((attribute, after)) = others.split_first() else { continue };
                let Some(inside) = attribute.group('[') else { continue };
                rest = after;
                let is_test = inside.first().is_some_and(|word| word.is("cfg"))
                    && inside
                        .get(1)
                        .and_then(|group| group.group('('))
                        .is_some_and(|all| all.iter().any(|one| one.is("test")));
                match inside.first() {
                    _ if is_test => {
                        let end =
                            after.iter().position(|token| token.is_mark(';') || token.group('{').is_some());
                        rest = end.map_or(&[], |end| &after[end + 1..]);
                    }
                    Some(word) if word.is("error") => collect(inside, found),
                    _ => {}
                }
            }
            Token::Text(text) => found.push(text.clone()),
            Token::Group(_, inside) => collect(inside, found),
            _ => {}
        }
    }
}

#[test]
fn a_command_and_its_note_are_put_together_in_one_place() {
    for Literal { file, text } in literals(&["src"]) {
        let is_glued = text.contains("   (") && !file.ends_with("report/next_step.rs");
        assert!(
            !is_glued,
            "{}: \"{text}\" is a command with its note: build a Hint or a NextStep",
            file.display()
        );
    }
}

/// Texts below the front end that name options of other programs, or an option in a table for the front end.
const OTHER_OPTIONS: &[(&str, &str)] = &[];

/// What to type belongs to the front end: errors below it hold the facts.
#[test]
fn nothing_below_the_front_end_names_an_option_or_a_command() {
    let commands =
        ["ca ", "convert", "csr", "doctor", "genkey", "inspect", "issue", "renew", "trust", "verify"];
    for Literal { file, text } in
        literals(&["crates/devcert/src", "src/ca", "src/host", "src/ops", "src/trust"])
    {
        let has_option = text.split_whitespace().count() > 1
            && text.split([' ', '(', '`', '"']).any(|word| {
                word.strip_prefix("--").is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
            });
        let has_command = commands.iter().any(|command| text.contains(&format!("devcert {command}")));
        let is_known = OTHER_OPTIONS.iter().any(|(known, _)| text.contains(known));
        assert!(
            !(has_option || has_command) || is_known,
            "{}: \"{text}\" names an option or a command: make it a fact",
            file.display()
        );
    }
}

/// Advice is a sentence for people, and a command something to paste: a text passed to `hint` is advice.
#[test]
fn no_advice_is_a_command() {
    fn check(file: &Path, tokens: &[Token]) {
        for (index, token) in tokens.iter().enumerate() {
            if let Token::Group(_, inside) = token {
                check(file, inside);
                let is_hint = index > 0 && tokens[index - 1].is("hint");
                let text = inside.first().filter(|_| is_hint);
                let text = match text {
                    Some(Token::Word(word)) if word == "format" => {
                        inside.get(2).and_then(|group| group.group('(')?.first())
                    }
                    other => other,
                };
                if let Some(Token::Text(text)) = text {
                    assert!(
                        !text.starts_with("devcert "),
                        "{}: \"{text}\" is a command: use Hint::command",
                        file.display()
                    );
                }
            }
        }
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in rust_files(&package.join("src")) {
        check(&file, &tokens(&fs::read_to_string(&file).unwrap()));
    }
}

#[test]
fn texts_are_found_in_calls_and_error_attributes_and_not_in_tests_and_documentation() {
    let mut found = Vec::new();
    let code = r#"
        #[error("one")] #[doc = "no"] struct A; // "no"
        fn f() { g("two", &["three"]); }
        #[cfg(test)] mod tests { fn f() { g("no") } }
        #[cfg(test)] use a::b;
        const B: &str = "four";
    "#;
    collect(&tokens(code), &mut found);
    assert_eq!(found, ["one", "two", "three", "four"]);
}
