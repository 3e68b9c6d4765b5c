//! Records the target and the commit of a build, which `devcert --version --json` reports.
//!
//! The commit comes from `DEVCERT_COMMIT` (40 hexadecimal digits) or, in a package made by cargo, from the file in which
//! cargo recorded it. A checkout without `DEVCERT_COMMIT` has none: its files may differ from those of its commit.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a build script reads its environment and prints directives for cargo"
)]

use std::{env, fs};

/// Where cargo records the commit of a package.
const VCS_INFO: &str = ".cargo_vcs_info.json";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=DEVCERT_COMMIT");
    let variable = |name| env::var(name).unwrap_or_default();
    println!("cargo::rustc-env=DEVCERT_TARGET={}", variable("TARGET"));
    println!("cargo::rustc-env=DEVCERT_TARGET_FEATURES={}", variable("CARGO_CFG_TARGET_FEATURE"));
    let commit = env::var("DEVCERT_COMMIT").ok().filter(|text| !text.is_empty());
    match commit.or_else(packaged_commit) {
        Some(commit) if !is_commit(&commit) => {
            println!("cargo::error=DEVCERT_COMMIT is not 40 hexadecimal digits: {commit}");
        }
        Some(commit) => println!("cargo::rustc-env=DEVCERT_BUILD_COMMIT={commit}"),
        None => {}
    }
}

/// The commit that cargo recorded; `None` outside of a package and for changed files.
fn packaged_commit() -> Option<String> {
    let info = fs::read_to_string(VCS_INFO).ok()?;
    let (_, rest) = info.split_once("\"sha1\": \"")?;
    let (commit, _) = rest.split_once('"')?;
    (!info.contains("\"dirty\": true")).then(|| commit.to_owned())
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
