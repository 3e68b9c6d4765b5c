//! Every condition on the platform is true in some build, and docs/platforms.md lists the builds.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::tokens::{Token, tokens};

/// A build of devcert that the project makes.
struct Build {
    /// The name in docs/platforms.md.
    name: &'static str,
    target: &'static str,
    /// The file that contains the command.
    made_by: &'static str,
    /// Whether the unit tests are compiled too.
    has_tests: bool,
}

const BUILDS: [Build; 8] = [
    Build { name: "Linux", target: "x86_64-unknown-linux-gnu", made_by: ".ci/run", has_tests: true },
    Build {
        name: "Linux on ARM",
        target: "aarch64-unknown-linux-gnu",
        made_by: "tests/platforms/linux",
        has_tests: true,
    },
    Build {
        name: "Linux with musl",
        target: "x86_64-unknown-linux-musl",
        made_by: "tests/platforms/linux",
        has_tests: false,
    },
    Build {
        name: "Linux on ARM with musl",
        target: "aarch64-unknown-linux-musl",
        made_by: "tests/platforms/linux",
        has_tests: false,
    },
    Build {
        name: "Windows",
        target: "x86_64-pc-windows-gnu",
        made_by: "tests/windows/run",
        has_tests: false,
    },
    Build {
        name: "macOS on ARM",
        target: "aarch64-apple-darwin",
        made_by: "tests/platforms/macos",
        has_tests: false,
    },
    Build {
        name: "macOS",
        target: "x86_64-apple-darwin",
        made_by: "tests/platforms/macos",
        has_tests: false,
    },
    Build {
        name: "FreeBSD",
        target: "x86_64-unknown-freebsd",
        made_by: "tests/platforms/run",
        has_tests: false,
    },
];

impl Build {
    /// The conditions that are true in this build, as rustc prints them: `unix`, `target_os="linux"`.
    fn facts(&self) -> HashSet<String> {
        let output =
            Command::new("rustc").args(["--print", "cfg", "--target", self.target]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut facts: HashSet<_> =
            String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
        facts.extend(self.has_tests.then(|| "test".to_owned()));
        facts
    }
}

/// Whether a condition is true where these are.
fn holds(condition: &[Token], facts: &HashSet<String>) -> bool {
    match condition {
        [Token::Word(word), Token::Group('(', inside)] => {
            let mut parts = inside.split(|token| token.is_mark(',')).filter(|part| !part.is_empty());
            match word.as_str() {
                "all" => parts.all(|part| holds(part, facts)),
                "any" => parts.any(|part| holds(part, facts)),
                "not" => !holds(inside, facts),
                _ => panic!("unknown condition {word}"),
            }
        }
        [Token::Word(name)] => facts.contains(name),
        [Token::Word(name), Token::Mark('='), Token::Text(value)] => {
            facts.contains(&format!("{name}=\"{value}\""))
        }
        _ => panic!("unknown condition {condition:?}"),
    }
}

/// A condition as it is written.
fn shown(condition: &[Token]) -> String {
    let parts = condition.iter().map(|token| match token {
        Token::Word(word) => word.clone(),
        Token::Mark(',') => ", ".to_owned(),
        Token::Mark('=') => " = ".to_owned(),
        Token::Text(text) => format!("\"{text}\""),
        Token::Group(_, inside) => format!("({})", shown(inside)),
        _ => panic!("unknown condition {condition:?}"),
    });
    parts.collect()
}

/// The conditions of `cfg`, `cfg!` and `cfg_attr` in this code.
fn conditions(code: &[Token]) -> Vec<Vec<Token>> {
    let mut found = Vec::new();
    for (index, token) in code.iter().enumerate() {
        let Token::Group(_, inside) = token else { continue };
        let before = code[..index].iter().rev().find(|token| !token.is_mark('!'));
        match before.and_then(Token::word) {
            Some("cfg") => found.push(inside.clone()),
            Some("cfg_attr") => {
                found.extend(inside.split(|token| token.is_mark(',')).next().map(<[_]>::to_vec));
            }
            _ => found.extend(conditions(inside)),
        }
    }
    found
}

/// Every file with conditions: the code of the packages, and their descriptions.
fn conditional_files() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let mut packages = vec![root.to_owned()];
    packages.extend(fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path()));
    let code = packages.iter().flat_map(|package| crate::rust_files(&package.join("src")));
    // `[target.'cfg(unix)'.dependencies]`
    let target = |manifest: String| {
        manifest.lines().filter_map(|line| Some(line.split('\'').nth(1)?.to_owned())).collect::<Vec<_>>()
    };
    let manifests = packages.iter().flat_map(|package| target(read(&package.join("Cargo.toml"))));
    code.map(|file| read(&file)).chain(manifests).collect()
}

#[test]
fn every_condition_on_the_platform_is_true_in_a_build() {
    let facts = BUILDS.map(|build| (build.name, build.facts()));
    let mut rows = BTreeMap::new();
    for condition in conditional_files().iter().flat_map(|text| conditions(&tokens(text))) {
        let name = shown(&condition);
        if ["test", "doctest"].contains(&name.as_str()) {
            continue;
        }
        let builds: Vec<_> =
            facts.iter().filter(|(_, facts)| holds(&condition, facts)).map(|(name, _)| *name).collect();
        assert!(!builds.is_empty(), "no build compiles what is below cfg({name})");
        rows.insert(name, builds.join(", "));
    }
    assert!(rows.len() > 10, "{rows:?}");
    let rows: Vec<_> = rows.iter().map(|(name, builds)| format!("| `{name}` | {builds} |\n")).collect();
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/platforms.md")).unwrap();
    assert!(page.contains(&rows.concat()), "docs/platforms.md does not have this table:\n{}", rows.concat());
}

#[test]
fn every_build_is_made_by_a_script() {
    for build in BUILDS.iter().skip(1) {
        let script = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(build.made_by)).unwrap();
        assert!(script.contains(build.target), "{} does not name {}", build.made_by, build.target);
    }
}

#[test]
fn conditions_are_read_as_rustc_reads_them() {
    let facts = HashSet::from(["unix".to_owned(), "target_os=\"linux\"".to_owned()]);
    let is_true = |code: &str| {
        let found = conditions(&tokens(code));
        assert_eq!(found.len(), 1, "{code}");
        holds(&found[0], &facts)
    };
    assert!(is_true("#[cfg(unix)] fn f() {}"));
    assert!(is_true("fn f() { if cfg!(not(windows)) {} }"));
    assert!(is_true("#![cfg_attr(all(unix, target_os = \"linux\",), allow(dead_code))]"));
    assert!(!is_true("#[cfg(any(windows, target_os = \"macos\"))] mod a { }"));
    assert!(!is_true("cfg(all(unix, not(target_os = \"linux\")))"));
}
