//! `version`, which many scripts read before anything else.

use super::failure::Failure;
use super::options::{COMMON, Line, Table, Unknown, flag};
use super::session::Session;
use super::subcommand::Subcommand;
use crate::host::files;
use std::path::Path;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "version",
    summary: "Print the version",
    table: Table {
        groups: &[
            COMMON,
            &[
                flag("a", "Print everything"),
                flag("b", "Print the build date"),
                flag("d", "Print the configuration directory"),
                flag("e", "Print the directory of engines"),
                flag("m", "Print the directory of modules"),
                flag("f", "Print the compiler's options"),
                flag("o", "Print the options of the library"),
                flag("p", "Print the platform"),
                flag("r", "Print the source of random numbers"),
                flag("v", "Print the version"),
                flag("c", "Print what the processor has"),
            ],
        ],
        unknown: Unknown::Mistake,
        operands: "",
    },
    run,
};

/// The OpenSSL whose command line this is. easy-rsa requires a text that begins with `OpenSSL ` and reads the major
/// number; k3s searches for `OpenSSL 3`.
const OPENSSL: &str = "OpenSSL 3.0.20";

/// The directories in which systems keep openssl.cnf: Debian, Fedora, Alpine and others, Homebrew, the source's own.
const DIRECTORIES: [&str; 7] = [
    "/usr/lib/ssl",
    "/etc/pki/tls",
    "/etc/ssl",
    "/opt/homebrew/etc/openssl@3",
    "/usr/local/etc/openssl@3",
    "/usr/local/ssl",
    "/usr/ssl",
];

/// The directory with the system's openssl.cnf, the usual one if no system directory has it.
pub(super) fn directory() -> &'static str {
    let has_configuration = |directory: &&&str| files::is_file(&Path::new(**directory).join("openssl.cnf"));
    DIRECTORIES.iter().find(has_configuration).copied().unwrap_or(DIRECTORIES[0])
}

/// The lines in their order, each with the option that requests it.
fn lines() -> [(&'static str, String); 10] {
    let version = env!("CARGO_PKG_VERSION");
    [
        ("v", format!("{OPENSSL} (Library: devcert {version})")),
        ("b", "built on: not recorded".to_owned()),
        ("p", format!("platform: {}-{}", std::env::consts::OS, std::env::consts::ARCH)),
        ("o", "options:  devcert".to_owned()),
        ("f", "compiler: rustc".to_owned()),
        ("d", format!("OPENSSLDIR: \"{}\"", directory())),
        ("e", "ENGINESDIR: \"\"".to_owned()),
        ("m", "MODULESDIR: \"\"".to_owned()),
        ("r", "Seeding source: os-specific".to_owned()),
        ("c", "CPUINFO: N/A".to_owned()),
    ]
}

#[expect(clippy::unnecessary_wraps, reason = "every subcommand has this signature")]
fn run(line: &Line, session: &mut Session) -> Result<u8, Failure> {
    let lines = lines();
    let is_wanted = |option: &str| line.has("a") || line.has(option);
    let any = lines.iter().any(|(option, _)| is_wanted(option));
    for (option, text) in lines {
        if is_wanted(option) || (!any && option == "v") {
            session.print(&format!("{text}\n"));
        }
    }
    Ok(0)
}
