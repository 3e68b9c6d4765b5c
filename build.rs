//! Records the target and the commit of a build, which `devcert --version --json` reports, and links GCC's unwinder.
//!
//! The commit comes from `DEVCERT_COMMIT` (40 hexadecimal digits) or, in a package made by cargo, from the file in which
//! cargo recorded it. A checkout without `DEVCERT_COMMIT` has none: its files may differ from those of its commit.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a build script reads its environment and prints directives for cargo"
)]

use std::path::Path;
use std::process::Command;
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
    link_unwinder();
}

/// Links GCC's unwinder into the program: loading the shared library instead takes a tenth of the time of a short command.
/// Linkers that read a library only once, as GNU ld does, still use the shared one.
fn link_unwinder() {
    let variable = |name| env::var(name).unwrap_or_default();
    let is_gnu = variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    if !is_gnu || variable("HOST") != variable("TARGET") {
        return;
    }
    let compiler = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output();
    let library =
        compiler.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    // A compiler without the library prints its name alone.
    if let Some(directory) = Path::new(&library).parent().filter(|directory| directory.is_absolute()) {
        println!("cargo::rustc-link-search=native={}", directory.display());
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
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
