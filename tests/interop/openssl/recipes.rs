//! OpenSSL's own tests of its command line, run with devcert in the place of `apps/openssl`.
//!
//! `fetch.sh` unpacks them from Debian's source package. recipes.tsv lists the checks that fail, with the reason;
//! a check that fails and is not in the list fails the test, as does one in the list that passes.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::world::DEVCERT;

/// The source of OpenSSL, as `fetch.sh` leaves it.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/openssl-source/openssl");

/// The checks that are expected to fail: recipe, number, reason.
const EXPECTED: &str = include_str!("recipes.tsv");

/// A tree with the same contents as the source, where `apps/openssl` is devcert, for one recipe.
struct Tree(PathBuf);

impl Tree {
    fn new(recipe: &str) -> Self {
        assert!(Path::new(SOURCE).is_dir(), "{SOURCE} is missing: run tests/interop/install.sh");
        let tree = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipes").join(recipe);
        let _ = fs::remove_dir_all(&tree);
        fs::create_dir_all(tree.join("apps")).unwrap();
        for entry in fs::read_dir(SOURCE).unwrap().chain(fs::read_dir(format!("{SOURCE}/apps")).unwrap()) {
            let path = entry.unwrap().path();
            let link = tree.join(path.strip_prefix(SOURCE).unwrap());
            if !link.exists() {
                std::os::unix::fs::symlink(&path, link).unwrap();
            }
        }
        let program = tree.join("apps/openssl");
        fs::write(&program, format!("#!/bin/sh\nexec '{DEVCERT}' openssl \"$@\"\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(tree.join("runs")).unwrap();
        Self(tree)
    }

    /// What the recipe prints, in the Test Anything Protocol.
    fn run(&self, recipe: &str) -> String {
        let top = &self.0;
        let perl = format!("{}/util/perl", top.display());
        let output = Command::new("timeout")
            .args(["300", "perl", "-I", &perl, "-I", top.to_str().unwrap()])
            .arg(format!("test/recipes/{recipe}.t"))
            .current_dir(top)
            .env("SRCTOP", top)
            .env("BLDTOP", top)
            .env("EXE_EXT", "")
            .env("PERL", "perl")
            .env("RESULT_D", top.join("runs"))
            .env("OPENSSL_ENGINES", "/nonexistent")
            .env("OPENSSL_MODULES", "/nonexistent")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        fs::write(top.join("output"), &text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// Whether each check of a recipe passed, by its number.
fn checks(output: &str) -> BTreeMap<usize, bool> {
    let results = output.lines().filter_map(|line| {
        let (passed, rest) = match line.strip_prefix("not ok ") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("ok ")?),
        };
        let number = rest.split(' ').next()?.parse().ok()?;
        Some((number, passed))
    });
    results.collect()
}

/// The numbers of a recipe's checks that are expected to fail.
fn expected(recipe: &str) -> Vec<usize> {
    let lines = EXPECTED.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.map(|line| {
        let fields: Vec<_> = line.split('\t').collect();
        let [recipe, number, reason] = fields[..] else { panic!("recipes.tsv: {line}") };
        assert!(!reason.is_empty(), "recipes.tsv: {line} has no reason");
        (recipe, number.parse().unwrap())
    });
    entries.filter(|(known, _)| *known == recipe).map(|(_, number)| number).collect()
}

fn run(recipe: &str, count: usize) {
    let tree = Tree::new(recipe);
    let output = tree.run(recipe);
    let checks = checks(&output);
    let log = tree.0.join("output");
    assert_eq!(checks.len(), count, "{recipe} ended early: see {}", log.display());
    let failed: Vec<_> = checks.iter().filter(|(_, passed)| !**passed).map(|(number, _)| *number).collect();
    assert_eq!(
        failed,
        expected(recipe),
        "checks of {recipe} that fail, and those in recipes.tsv: see {}",
        log.display()
    );
    fs::remove_dir_all(&tree.0).unwrap();
}

/// A test for each recipe, so that they run side by side.
macro_rules! recipes {
    ($($name:ident $recipe:literal $count:literal)*) => {
        $(
            #[test]
            fn $name() {
                run($recipe, $count);
            }
        )*
    };
}

recipes! {
    genrsa "15-test_genrsa" 15
    rsa "15-test_rsa" 12
    ec "15-test_ec" 16
    ecparam "15-test_ecparam" 12
    out_option "15-test_out_option" 4
    dgst "20-test_dgst" 13
    req "25-test_req" 50
    x509 "25-test_x509" 29
    crl "25-test_crl" 10
    pkcs7 "25-test_pkcs7" 4
    sid "25-test_sid" 2
    verify "25-test_verify" 176
    ca "80-test_ca" 15
    ocsp "80-test_ocsp" 12
    pkcs12 "80-test_pkcs12" 20
}

#[test]
fn expected_failures_are_sorted_and_of_recipes_that_run() {
    let entries: Vec<_> = EXPECTED.lines().filter(|line| !line.starts_with('#')).collect();
    let keys = entries.iter().map(|line| {
        let (recipe, rest) = line.split_once('\t').unwrap();
        (recipe, rest.split('\t').next().unwrap().parse::<usize>().unwrap())
    });
    assert!(keys.clone().is_sorted(), "recipes.tsv is not sorted");
    for (recipe, _) in keys {
        assert!(include_str!("recipes.rs").contains(&format!("\"{recipe}\"")), "{recipe} does not run");
    }
}
