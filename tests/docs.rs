//! The documents are true: their examples run, and the reference is what the command line says.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write files, and may fail"
)]

#[path = "docs/lints.rs"]
mod lints;
#[path = "interop/lint/table.rs"]
mod table;
#[path = "docs/walkthrough.rs"]
mod walkthrough;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::pki::lint::{Rule, Scope, rules};
use snapbox::Assert;

use self::walkthrough::Walk;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents whose `console` blocks are run, each in an empty folder of its own.
const WITH_EXAMPLES: [&str; 6] = [
    "docs/guide/README.md",
    "docs/guide/ca.md",
    "docs/guide/checking.md",
    "docs/guide/convert.md",
    "docs/json.md",
    "docs/lint.md",
];

#[test]
fn the_examples_of_the_documents_run_as_they_are_written() {
    for document in WITH_EXAMPLES {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let examples = examples(&text);
        assert!(!examples.is_empty(), "{document} has no examples");
        for (command, expected) in examples {
            let actual = run(&command, folder.path());
            let assert = Assert::new();
            assert.eq(format!("$ {command}\n{actual}"), format!("$ {command}\n{expected}"));
        }
    }
}

#[test]
fn readme_works_from_top_to_bottom_in_one_directory() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let mut walk = Walk::new();
    assert!(walk.run("README.md", &text) >= 16);
    let server = read_pem(&walk.path().join("cert/file.crt"));
    assert!(!server.is_self_issued(), "the server has the certificate of the CA");
    assert!(read_pem(&walk.path().join("self-signed/file.crt")).is_self_issued());
}

/// The pages whose commands are run from top to bottom, each in a directory of its own.
const WALKED: [&str; 8] = [
    "docker.md",
    "frameworks.md",
    "from-mkcert.md",
    "mutual-tls.md",
    "phones.md",
    "reproducible.md",
    "rotation.md",
    "wrong-certificates.md",
];

#[test]
fn guide_pages_work_from_top_to_bottom() {
    for page in WALKED {
        let text = fs::read_to_string(root().join("docs/guide").join(page)).unwrap();
        assert!(Walk::new().run(page, &text) > 0, "{page} has no command of devcert");
    }
}

#[test]
fn a_command_goes_on_after_a_backslash() {
    let document = "```sh\ndevcert issue \\\n  a.test\n\n# a remark\nnpm test\n```\n```js\nlet a\n```\n";
    let commands: Vec<_> = walkthrough::steps(document).into_iter().map(|step| step.command).collect();
    assert_eq!(commands, ["devcert issue a.test", "npm test"]);
}

fn read_pem(path: &Path) -> Certificate {
    read::certificates(&fs::read(path).unwrap()).unwrap().remove(0)
}

/// The commands in ```` ```console ```` blocks, each with what it is to print.
fn examples(document: &str) -> Vec<(String, String)> {
    let mut examples: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in document.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            examples.push((command.to_owned(), String::new()));
        } else if let Some((_, expected)) = examples.last_mut().filter(|_| inside) {
            expected.push_str(line);
            expected.push('\n');
        }
    }
    // An empty line between two commands is for the eye.
    for (_, expected) in &mut examples {
        *expected = expected.trim_end().to_owned() + "\n";
    }
    examples
}

/// What a command says and prints; the command must succeed.
fn run(command: &str, folder: &Path) -> String {
    let words: Vec<String> = shell_words(command);
    assert_eq!(words[0], "devcert", "only devcert's own examples run here: {command}");
    let output = Command::new(env!("CARGO_BIN_EXE_devcert"))
        .args(&words[1..])
        .env_clear()
        .env("HOME", folder)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command} failed: {said}");
    said + &String::from_utf8_lossy(&output.stdout)
}

/// Words of a command line, single quotes taken off.
fn shell_words(command: &str) -> Vec<String> {
    command.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect()
}

#[test]
fn a_line_of_openssl_in_the_tables_is_answered_by_the_command_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut tried = 0;
    for document in ["README.md", "docs/from-openssl.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        for (line, command) in text.lines().filter_map(translation) {
            let words: Vec<_> = shell_words(line).into_iter().filter(|word| word != "…").collect();
            let output = Command::new(env!("CARGO_BIN_EXE_devcert"))
                .args(&words)
                .env_clear()
                .env("HOME", folder.path())
                .current_dir(folder.path())
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            // What openssl calls the same gets the option that openssl calls otherwise.
            let answer = format!("devcert {command}");
            let is_answer = |line: &str| line.trim_start().starts_with("hint: ") && !line.contains("--help");
            let answered = |line: &str| is_answer(line) && (words[0] == command || line.contains(&answer));
            assert!(said.lines().any(answered), "{document}: devcert {line}: {command}\n{said}");
            assert_eq!(output.status.code(), Some(2), "devcert {line}");
            tried += 1;
        }
    }
    assert!(tried >= 30, "{tried} lines of openssl");
}

/// What stands behind `openssl` in a row of a table, and the command of devcert in the next column.
fn translation(row: &str) -> Option<(&str, &str)> {
    let (old, new) = row.strip_prefix("| `openssl ")?.split_once(" | ")?;
    let (line, _) = old.split_once('`').filter(|(_, rest)| !rest.starts_with(", then"))?;
    let (_, new) = new.split_once("`devcert ")?;
    let line = line.split(" > ").next().unwrap_or(line);
    // A command alone is its name.
    line.contains(' ').then_some((line, new.split([' ', '`']).next()?))
}

#[test]
fn the_guide_has_every_variable_that_is_set() {
    let guide = fs::read_to_string(root().join("docs/guide/trust.md")).unwrap();
    for variable in devcert_cli::trust::variables::ALL {
        let row = format!("| `{}` | [{}]({}) |", variable.name, variable.readers, variable.reference);
        assert!(guide.contains(&row), "docs/guide/trust.md has no row {row}");
    }
}

/// Set to any value, the reference is written instead of compared.
const WRITE: &str = "DEVCERT_WRITE_REFERENCE";

#[test]
fn the_reference_is_what_the_command_line_says() {
    let mut definition = devcert_cli::commands::definition().term_width(96);
    definition.build();
    for (file, page) in pages(&mut definition) {
        let path = root().join("docs/reference").join(file);
        if std::env::var_os(WRITE).is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &page).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == page, "{} is out of date; write it with: just docs", path.display());
    }
}

#[test]
fn the_reference_of_openssl_is_what_its_tables_have() {
    let path = root().join("docs/reference/openssl.md");
    let page = devcert_cli::openssl::reference();
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "{} is out of date; write it with: just docs", path.display());
}

#[test]
fn the_reference_of_rules_and_lints_of_zlint_is_what_lint_knows() {
    const RULES: &str = "## Rules\n\n";
    let path = root().join("docs/lint.md");
    let found = fs::read_to_string(&path).unwrap();
    let (before, _) = found.split_once(lints::HEAD).unwrap();
    let page = [before, lints::HEAD, &lints::section(), "\n", RULES, &table_of_rules()].concat();
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    assert!(found == page, "{} is out of date; write it with: just docs", path.display());
}

fn table_of_rules() -> String {
    let row = |rule: &Rule| {
        let scope = match rule.scope {
            Scope::ALL => "all".to_owned(),
            Scope::CERTIFICATE => "certificates".to_owned(),
            scope => scope.names().join(", "),
        };
        format!("| `{}` | {} | {scope} | {} | {} |\n", rule.id, rule.severity, rule.clause, rule.why)
    };
    let head = "| rule | severity | applies to | clause | why |\n|---|---|---|---|---|\n";
    head.to_owned() + &rules().map(row).collect::<String>()
}

fn pages(definition: &mut clap::Command) -> Vec<(PathBuf, String)> {
    let mut pages = Vec::new();
    add_pages("devcert", definition, &mut pages);
    pages
}

/// A page for the command, and one for each of those below it.
fn add_pages(name: &str, command: &mut clap::Command, pages: &mut Vec<(PathBuf, String)>) {
    pages.push((format!("{}.md", name.replace(' ', "-")).into(), page(name, command)));
    for below in command.get_subcommands_mut().filter(|below| below.get_name() != "help") {
        add_pages(&format!("{name} {}", below.get_name()), below, pages);
    }
}

fn page(name: &str, command: &mut clap::Command) -> String {
    let help = command.render_long_help().to_string();
    let lines: Vec<_> = help.lines().map(str::trim_end).collect();
    format!("# {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end())
}
