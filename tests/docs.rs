//! The documents are true: their examples run, and the reference is what the command line says.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write files, and may fail"
)]

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use devcert::encoding::certificate::Certificate;
use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::read;
use devcert::pki::lint::{Rule, Scope, rules};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use snapbox::Assert;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents whose `console` blocks are run, each in an empty folder of its own.
const WITH_EXAMPLES: [&str; 7] = [
    "README.md",
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
fn the_readme_works_from_top_to_bottom_in_one_directory() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("bin");
    fs::create_dir_all(folder.path().join(".pki/nssdb")).unwrap();
    fs::write(folder.path().join(".pki/nssdb/cert9.db"), "").unwrap();
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("certutil"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(bin.join("certutil"), PermissionsExt::from_mode(0o755)).unwrap();
    let commands = commands(&text);
    assert!(commands.len() >= 9, "{commands:?}");
    for command in &commands {
        let mut words = shell_words(command);
        match words[1].as_str() {
            // No store of this machine is changed, and nothing is asked of its network.
            "trust" => words.extend(["--store", "nss", "--dry-run"].map(str::to_owned)),
            "doctor" => words[2] = serve(folder.path()).to_string(),
            _ => {}
        }
        let output = Command::new(env!("CARGO_BIN_EXE_devcert"))
            .args(&words[1..])
            .env_clear()
            .env("HOME", folder.path())
            .env("PATH", &bin)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        // The server is fine, and the stores of this machine were left alone.
        let expected = i32::from(words[1] == "doctor");
        assert_eq!(output.status.code(), Some(expected), "{command}: {said}");
    }
    let server = read_pem(&folder.path().join("cert/file.crt"));
    assert!(!server.is_self_issued(), "the server has the certificate of the CA");
    assert!(read_pem(&folder.path().join("cert/file.selfsigned.crt")).is_self_issued());
}

fn read_pem(path: &Path) -> Certificate {
    read::certificates(&fs::read(path).unwrap()).unwrap().remove(0)
}

/// A server on the files in `cert/`, for one connection.
fn serve(folder: &Path) -> SocketAddr {
    let pem = |name: &str| fs::read(folder.join("cert").join(name)).unwrap();
    let certificates = read::certificates(&pem("file.crt")).unwrap();
    let chain = certificates.iter().map(|one| CertificateDer::from(one.der().to_vec())).collect();
    let key = read::private_key(&pem("private.pem")).unwrap();
    let key = private_key::to_der(&key, KeyForm::Pkcs8).unwrap();
    let key = PrivateKeyDer::Pkcs8(key.expose().to_vec().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = stream.unwrap();
            // Whatever the client does, the next one is served.
            let _ = connection.complete_io(&mut stream);
        }
    });
    address
}

/// Every command of devcert in the blocks for a shell, in the order of the document.
fn commands(document: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = None;
    for line in document.lines() {
        if let Some(language) = line.strip_prefix("```") {
            inside =
                Some(language).filter(|language| ["sh", "console"].contains(language) && inside.is_none());
        } else if let Some(language) = inside {
            let line = if language == "console" { line.strip_prefix("$ ").unwrap_or_default() } else { line };
            let line = line.split(" #").next().unwrap_or_default().trim();
            let line = line.replacen("cargo run --release --locked -- ", "devcert ", 1);
            commands.extend(Some(line).filter(|line| line.starts_with("devcert ")));
        }
    }
    commands
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
fn the_reference_of_rules_is_what_lint_knows() {
    const HEAD: &str = "## Rules\n\n";
    let path = root().join("docs/lint.md");
    let found = fs::read_to_string(&path).unwrap();
    let (before, _) = found.split_once(HEAD).unwrap();
    let page = format!("{before}{HEAD}{}", table_of_rules());
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
