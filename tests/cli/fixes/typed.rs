//! Fixes as a user types them.

use std::collections::BTreeMap;
use std::process::Output;

use devcert::encoding::read;
use devcert_cli::report::verify::FixKind;

use crate::world::World;

/// A command that has been typed.
pub(super) struct Typed {
    command: String,
    pub(super) status: Option<i32>,
    output: Vec<u8>,
}

impl Typed {
    pub(super) fn said(&self) -> String {
        String::from_utf8_lossy(&self.output).into_owned()
    }

    pub(super) fn succeeds(&self) {
        assert_eq!(self.status, Some(0), "{}\n{}", self.command, self.said());
    }
}

/// The fixes that a command prints, in their order, as JSON has them.
pub(super) fn fixes(world: &World, args: &[&str]) -> Vec<(FixKind, String)> {
    let json = world.run_all(&[args, &["--json"]].concat()).unchanged_json();
    let checks = json["checks"].as_array().unwrap().iter().map(|check| &check["fix"]);
    let mut found = Vec::new();
    for fix in checks.filter(|fix| !fix.is_null()) {
        let is_it = |kind: &FixKind| serde_json::to_value(kind).unwrap() == fix["kind"];
        let kind = FixKind::ALL.into_iter().find(is_it).unwrap();
        let fix = (kind, fix["command"].as_str().unwrap().to_owned());
        if !found.contains(&fix) {
            found.push(fix);
        }
    }
    found
}

/// Types `command` in the world's folder; with a passphrase, at a terminal.
pub(super) fn type_fix(world: &World, command: &str, passphrase: Option<&str>) -> Typed {
    assert!(!command.contains("devcert trust "), "changes the stores of this machine: {command}");
    let (status, output) = if let Some(passphrase) = passphrase {
        // As often as it may ask.
        let Output { status, stdout, stderr } = world.paste_at_terminal(command, &[passphrase; 2]);
        (status.code(), [stdout, stderr].concat())
    } else {
        let run = world.paste(command);
        (run.code(), [run.stdout(), run.stderr().as_bytes()].concat())
    };
    Typed { command: command.to_owned(), status, output }
}

/// What must not be lost: the files that hold a private key, byte by byte, and the certificates that
/// neither signed themselves nor come from a CA of devcert's own.
pub(super) fn holdings(world: &World) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in world.files().split(' ').filter(|path| world.path(path).is_file()) {
        let bytes = world.read(path);
        let certificates = read::certificates(&bytes).unwrap_or_default();
        let is_foreign = |issuer: &str| issuer.contains("Foreign");
        if certificates.iter().any(|one| is_foreign(&one.issuer().to_string())) {
            found.insert(format!("the certificate {}", certificates[0].fingerprint()), path.to_owned());
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let is_key = text.contains("PRIVATE KEY") || read::private_key(&bytes).is_ok();
        if is_key {
            let digest = bytes.iter().fold(0_u64, |sum, byte| sum.wrapping_mul(1_000_003) ^ u64::from(*byte));
            found.insert(format!("a key file with the digest {digest:x}"), path.to_owned());
        }
    }
    found
}
