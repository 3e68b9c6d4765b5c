//! Every hint that is a command works when it is pasted: one scenario for each message, and a scan of the
//! source for hints that have none.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::shell::{as_printed, is_windows};
use crate::world::{Tree, World};

/// A command line that fails, and what its hint does.
struct Scenario {
    /// Lines of a shell before it; each succeeds.
    before: &'static [&'static str],
    fails: &'static str,
    /// How the hint starts.
    hint: &'static str,
    then: Then,
}

/// How to see that the problem is gone, once the hint was pasted.
#[derive(Clone, Copy)]
enum Then {
    /// The hint did what was wanted.
    Done,
    /// The line that failed succeeds.
    Again,
    /// The hint changes this file, as it says.
    Changes(&'static str),
    /// The problem is gone, and what is needed besides has a hint of its own, which works.
    NextHint,
}

use Then::{Again, Changes, Done, NextHint};

const CA: &str = "devcert ca init --ca ca";
const PAIR: &str = "devcert selfsign -a p256";
const KEY: &str = "devcert genkey -a p256";
const SSH: &str = "devcert genkey -a ed25519 --out k.pem && devcert convert k.pem --to openssh --out id";

const fn scenario(
    before: &'static [&'static str],
    fails: &'static str,
    hint: &'static str,
    then: Then,
) -> Scenario {
    Scenario { before, fails, hint, then }
}

#[rustfmt::skip]
const SCENARIOS: &[Scenario] = &[
    // openssl's command line.
    scenario(&[], "devcert --quiet openssl version", "devcert openssl version", Done),
    // Files that are missing.
    scenario(&[], "devcert verify", "devcert selfsign", Again),
    scenario(&[], "devcert verify --cert my.crt --no-key", "devcert selfsign", Again),
    scenario(&[], "devcert pubkey x.pem --out y.pem", "devcert genkey --out x.pem", Again),
    scenario(&[CA], "devcert sign --ca ca", "devcert csr --out cert/csr.pem", Again),
    scenario(&[KEY], "devcert selfsign --csr new.csr", "devcert csr --key cert/private.pem --out new.csr", Again),
    scenario(&[PAIR], "devcert verify --ca cas/ca.crt", "devcert ca init --ca cas", Done),
    scenario(&[], "devcert ca list --ca new", "devcert ca init --ca new", Again),
    scenario(&[], "devcert trust env --ca new", "devcert ca init --ca new", Again),
    scenario(&[], "devcert trust env --cert my.crt", "devcert selfsign --cert my.crt", Again),
    scenario(&["devcert selfsign -a p256 --new-key --key d/server.key --cert d/server.crt"], "devcert verify d", "devcert verify d/server.crt", Done),
    scenario(&[PAIR], "devcert inspect cert/file.crt.bak", "devcert inspect --recursive cert", Done),
    scenario(&[PAIR], "devcert inspect cert/fiel.crt", "devcert inspect cert/file.crt", Done),
    scenario(&[PAIR, "devcert pubkey --out cert/key.txt"], "devcert renew cert/private.pem", "devcert inspect cert/private.pem", Done),
    scenario(&["mkdir cert && : > cert/private.pem"], "devcert csr", "devcert genkey --out cert/private.pem --force", Changes("cert/private.pem")),
    scenario(&[KEY, "mv cert/private.pem k && head -c 60 k > cert/private.pem"], "devcert csr", "mv -n cert/private.pem cert/private.pem.orig && devcert genkey", Again),
    scenario(&[KEY, "mv cert/private.pem k && head -c 60 k > cert/private.pem"], "devcert csr --if-needed", "mv -n cert/private.pem cert/private.pem.orig && devcert csr --if-needed", Again),
    scenario(&[PAIR], "devcert verify --ca none.crt", "devcert ca init --ca none", Done),
    scenario(&[PAIR], "devcert renew missing.crt", "devcert expires .", Done),
    scenario(&[], "devcert selfsign --key my.key --cert my.crt", "devcert selfsign --key my.key --cert my.crt --new-key", Done),
    scenario(&[PAIR, "mkdir d && cp cert/file.crt d"], "devcert convert d --to der", "devcert convert d/file.crt --to der", Done),
    scenario(&[PAIR], "devcert convert --out site.jks", "devcert convert --out site.p12", NextHint),
    scenario(&[PAIR], "devcert convert --to pkcs12", "devcert convert --to pkcs12 --new-passphrase new:cert/identity.p12.pass", Done),
    scenario(&[PAIR], "devcert convert --preset java", "devcert convert --preset java --new-passphrase new:cert/keystore.p12.pass", Done),
    scenario(&[CA], "devcert convert ca/ca.crt --out t.p12", "devcert convert ca/ca.crt --out t.p12 --to truststore", Done),
    scenario(&[CA], "devcert convert ca/ca.crt --to pkcs12 --out t.p12", "devcert convert ca/ca.crt --out t.p12 --to truststore", Done),
    scenario(&[PAIR, "devcert selfsign -a p256 --dir ss"], "devcert verify --dir ss --ca ss", "devcert verify --dir ss --ca ss/file.crt", NextHint),
    scenario(&[], "devcert issue --ca nope.crt", "devcert ca init --ca nope && devcert issue --ca nope", Done),
    scenario(&[], "devcert ca list --ca nope.pem", "devcert ca init --ca nope && devcert ca list --ca nope", Done),
    // Files that exist.
    scenario(&[PAIR], "devcert selfsign", "devcert selfsign --if-needed", Done),
    scenario(&[KEY], "devcert genkey", "devcert genkey --if-needed", Done),
    scenario(&[CA], "devcert ca init --ca ca", "devcert ca show --ca ca", Done),
    scenario(&[CA], "devcert ca init --ca ca", "devcert ca init --ca ca --if-needed", Done),
    scenario(&[CA], "devcert ca init --ca ca --permit example.com", "devcert ca init --permit example.com --ca ca-2", Done),
    // Symbolic links, relative to their own folder.
    scenario(&["mkdir -p live/x archive && devcert selfsign -a p256 --new-key --key archive/key.pem --cert archive/chain.pem && ln -s ../../archive/chain.pem live/x/chain.pem"],
        "devcert selfsign --key archive/key.pem --cert live/x/chain.pem --force", "devcert selfsign --key archive/key.pem --cert archive/chain.pem --force", Changes("archive/chain.pem")),
    // Files of another kind.
    scenario(&[PAIR], "devcert selfsign --key cert/file.crt --cert cert/private.pem --force", "devcert selfsign --force --key cert/private.pem --cert cert/file.crt", Changes("cert/file.crt")),
    scenario(&[CA, PAIR], "devcert sign cert/file.crt --ca ca", "devcert csr --key cert/private.pem", Done),
    scenario(&[CA, PAIR], "devcert sign cert/file.crt --ca ca", "devcert renew cert/file.crt", Done),
    scenario(&[CA, PAIR, "mv cert/private.pem elsewhere.pem"], "devcert sign cert/file.crt --ca ca", "devcert issue", Done),
    scenario(&[CA, KEY], "devcert sign cert/private.pem --ca ca", "devcert csr --key cert/private.pem", Done),
    scenario(&["devcert selfsign -a p256 --outform der && printf more >> cert/file.der"], "devcert pubkey cert/file.der --out -", "head -c", Done),
    scenario(&[PAIR], "devcert selfsign -a p384 --force", "devcert selfsign --force", Changes("cert/file.crt")),
    scenario(&[PAIR], "devcert selfsign -a p384 --force", "devcert selfsign -a p384 --force --new-key", Changes("cert/")),
    scenario(&[PAIR], "devcert selfsign --bits 3072 --force", "devcert selfsign --force", Changes("cert/file.crt")),
    scenario(&[KEY, "devcert csr --out other.csr && devcert genkey -a p256 --out other.pem"], "devcert selfsign --key other.pem --csr other.csr", "devcert selfsign --key other.pem", Done),
    scenario(&[KEY, "devcert csr --out other.csr && devcert genkey -a p256 --out other.pem"], "devcert selfsign --key other.pem --csr other.csr", "devcert csr --key other.pem --out other.csr --force", Changes("other.csr")),
    scenario(&[SSH], "devcert selfsign --key id --cert x.crt", "devcert convert id --to pkcs8 --out id.pem && devcert selfsign --key id.pem --cert x.crt", Done),
    scenario(&[SSH], "devcert csr --key id --out x.csr", "devcert convert id --to pkcs8 --out id.pem && devcert csr --key id.pem", Done),
    scenario(&[SSH], "devcert issue --key id --cert x.crt", "devcert convert id --to pkcs8 --out id.pem && devcert issue --key id.pem", NextHint),
    scenario(&[SSH], "devcert pubkey id -o -", "devcert convert id --to pkcs8 --out id.pem && devcert pubkey id.pem", Done),
    scenario(&[KEY, "devcert convert cert/private.pem --to jwk --out k.jwk"], "devcert csr --key k.jwk", "devcert convert k.jwk --to pkcs8 --out k.pem && devcert csr --key k.pem", Done),
    scenario(&[CA, "devcert issue -a p256 --ca ca"], "devcert verify cert/file.crt ca/ca.crt cert/private.pem", "devcert convert cert/file.crt ca/ca.crt --to fullchain --out chain.pem && devcert verify chain.pem cert/private.pem", Done),
    // Dates.
    scenario(&[], "devcert selfsign --days -10", "devcert selfsign --not-before", Done),
    scenario(&[], "devcert issue --days -10", "devcert ca init --ca old-ca", Done),
    scenario(&[], "devcert issue --not-after 2020-01-01", "devcert ca init --ca old-ca", Done),
    scenario(&[CA], "devcert issue --ca ca --not-before 2019-01-01 --not-after 2020-01-01", "devcert ca init --ca ca-2", Done),
    scenario(&[], "devcert issue --not-before 2019-01-01 --not-after 2020-01-01", "devcert ca init --ca", Done),
    scenario(&[], "devcert selfsign --not-before 2031-01-01 --not-after 2030-01-01", "devcert selfsign", Done),
    scenario(&["devcert ca init --ca ca --not-before 2019-01-01 --not-after 2020-01-01"], "devcert issue --ca ca", "devcert ca init --ca ca-2", Done),
    // A CA that has lost something.
    scenario(&[CA, "rm ca/ca.crt"], "devcert issue --ca ca", "mv -n ca ca-2 && devcert ca init --ca ca", Again),
    scenario(&[CA, "rm ca/ca.json"], "devcert issue --ca ca", "echo '{\"version\": 1}' > ca/ca.json", Again),
    scenario(&[CA], "devcert ca export --ca ca --out ca.jks", "devcert convert ca/ca.crt --to truststore --out ca.p12", Done),
    scenario(&[CA], "devcert ca export --ca ca --out ca.p7b", "devcert convert ca/ca.crt --to pkcs7 --out ca.p7b", Done),
    // Names.
    scenario(&[], "devcert selfsign --san https://[::1]:3000", "devcert selfsign --san", Done),
    scenario(&[], "devcert selfsign --san=https://user:pw@dev.test/", "devcert selfsign --san=dev.test", Done),
    scenario(&[], "devcert selfsign fe80::1%eth0", "devcert selfsign fe80::1", Done),
    scenario(&[], "devcert genkey -a p256 --bits 4096", "devcert genkey -a p256", Done),
    scenario(&[], "devcert genkey -a p256 --bits 2048", "devcert genkey --bits 2048", Done),
    scenario(&[], "devcert genkey -a rsa --bits 2048", "devcert genkey --bits 2048", Done),
    scenario(&[], "devcert selfsign -a p256 --bits 256", "devcert selfsign -a p256", Done),
    scenario(&[], "devcert issue a.test,b.test", "devcert issue a.test b.test", Done),
    scenario(&[], "devcert issue dev.test:8443/login", "devcert issue dev.test", Done),
    scenario(&[PAIR], "devcert verify --host https://localhost:3000", "devcert verify --host localhost", Done),
    scenario(&[], "devcert issue --profile client", "devcert issue --profile client alice", Done),
    scenario(&[], "devcert issue --profile email x", "devcert issue --profile email x ", Done),
    scenario(&[CA, "devcert csr -a p256 --key-usage nonRepudiation"], "devcert sign --ca ca", "devcert sign --ca ca --allow=nonRepudiation", Done),
    scenario(&[CA], "devcert issue example.com --ca ca", "devcert ca permit --ca ca example.com && devcert issue", Changes("ca")),
    scenario(&[], "devcert issue example.com", "devcert ca init --permit example.com && devcert issue", Done),
    // Keys, and files in which there is nothing to work on.
    scenario(&[CA], "devcert selfsign --key ca/ca.key --cert x.crt", "devcert genkey --out new.pem", Done),
    scenario(&[KEY], "devcert genkey -a p256 --if-needed --key-format sec1", "devcert convert cert/private.pem --to", Changes("cert/private.pem")),
    scenario(&["devcert selfsign -a p256 --dir d/.hidden"], "devcert expires d", "devcert expires --no-ignore d", Done),
    scenario(&[KEY], "devcert lint cert/private.pem", "devcert inspect cert/private.pem", Done),
    scenario(&["mkdir d"], "devcert inspect d", "devcert selfsign --dir d", Again),
    scenario(&["mkdir d"], "devcert inspect --dir d", "devcert selfsign --dir d", Again),
    scenario(&["mkdir cert"], "devcert inspect", "devcert selfsign ", Again),
    scenario(&["devcert genkey -a p256 --out d/x.key"], "devcert lint d", "devcert inspect d", Done),
    scenario(&["devcert genkey -a p256 --out d/x.key"], "devcert lint --dir d", "devcert inspect d", Done),
    scenario(&["mkdir d"], "devcert lint d", "devcert inspect d", NextHint),
    scenario(&[PAIR, "rm cert/private.pem"], "devcert verify", "devcert verify --no-key --cert cert/file.crt", Done),
    scenario(&[CA], "devcert revoke nothing --ca ca", "devcert ca list --ca ca", Done),
    scenario(&[CA], "devcert run --cert ca/ca.crt 'echo hello you'", "devcert run --cert ca/ca.crt echo hello you", Done),
    scenario(&[CA], "devcert run --cert ca/ca.crt -- 'echo hello && echo you'", "devcert run --cert ca/ca.crt -- sh -c ", Done),
    // Command lines.
    scenario(&[], "devcert rand -nosuch", "devcert openssl rand -help", Done),
    scenario(&[], "devcert rand -hex 4", "devcert openssl rand -hex 4", Done),
    scenario(&[], "devcert selfsing", "devcert selfsign", Done),
    scenario(&[], "devcert man ca-int", "devcert man ca-init", Done),
    scenario(&[PAIR], "devcert cert/file.crt", "devcert inspect cert/file.crt", Done),
    scenario(&[], "devcert localhost dev.test", "devcert issue localhost dev.test", Done),
    scenario(&[], "devcert man nothing", "devcert --help", Done),
];

#[test]
#[cfg(unix)]
fn every_hint_works_when_it_is_pasted() {
    let scenarios: Vec<_> = SCENARIOS.iter().filter(|scenario| scenario.is_of_this_system()).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let failures = std::sync::Mutex::new(Vec::new());
    let printed = std::sync::Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(scenario) =
                    scenarios.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    match scenario.play() {
                        Ok(hints) => printed.lock().unwrap().extend(hints),
                        Err(failure) => failures.lock().unwrap().push(failure),
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let printed = printed.into_inner().unwrap();
    let untried: Vec<_> = patterns().into_iter().filter(|pattern| !is_tried(pattern, &printed)).collect();
    assert!(untried.is_empty(), "hints of the source without a scenario: {untried:#?}");
}

impl Scenario {
    /// Wine follows the symbolic links of Unix itself, and has no PowerShell, which does the work of head. `echo` is no
    /// program of Windows.
    fn is_of_this_system(&self) -> bool {
        let is_of_unix = self.hint.starts_with("head ")
            || self.hint.contains("echo hello")
            || self.hint.contains("sh -c")
            || self.before.iter().any(|line| line.contains("ln -s"));
        !(is_windows() && is_of_unix)
    }

    /// Fails the command, pastes the hint, and looks; hands over all hints that were printed.
    fn play(&self) -> Result<Vec<String>, String> {
        let world = World::new();
        for line in self.before {
            let run = world.shell(line);
            if run.code() != Some(0) {
                return Err(format!("cannot prepare: {run}"));
            }
        }
        let failed = world.shell(self.fails);
        let printed = failed.hints();
        let start = as_printed(self.hint);
        let Some(hint) = printed.iter().find(|hint| hint.replace('\\', "/").starts_with(&start)) else {
            return Err(format!("{failed}\nhas no hint: {}", self.hint));
        };
        let before = world.tree();
        let pasted = world.paste(hint.split("   (").next().unwrap_or_default());
        let pasted = match (self.then, pasted.hints().first()) {
            (NextHint, Some(next)) => world.paste(next.split("   (").next().unwrap_or_default()),
            _ => pasted,
        };
        if failed.code() == Some(0) || pasted.code() != Some(0) {
            return Err(format!("{failed}\n{pasted}"));
        }
        if let Some(lost) = self.lost(&before, &world.tree()) {
            return Err(format!("{failed}\n{pasted}\nlost: {}", lost.display()));
        }
        if matches!(self.then, Again) {
            let again = world.shell(self.fails);
            if again.code() != Some(0) {
                return Err(format!("{failed}\n{pasted}\n{again}"));
            }
        }
        Ok(printed)
    }

    /// A file that is another one now, or is nowhere.
    fn lost(&self, before: &Tree, after: &Tree) -> Option<PathBuf> {
        let may_change = |path: &Path| match self.then {
            Changes(changed) => path.starts_with(changed.trim_end_matches('/')),
            Done | Again | NextHint => false,
        };
        // A ledger grows, and a folder may be given another name.
        let mut files =
            before.iter().filter(|(path, _)| !path.ends_with("ledger.jsonl") && !may_change(path));
        let is_lost = |(path, entry): &(&PathBuf, &crate::world::Entry)| {
            after.get(*path) != Some(*entry) && !after.values().any(|other| other == *entry)
        };
        files.find(is_lost).map(|(path, _)| path.clone())
    }
}

/// Hints whose program or network no sealed world has, each with the test that has them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("devcert probe {}{within}", "usage: a server has to run"),
    ("devcert convert - --passphrase env:NAME --out -", "the variable is the user's to name"),
    ("devcert convert {} --out {}", "tests/cli/next_steps.rs: asks at a terminal"),
    ("devcert ca permit{} {}", "tests/cli/permit.rs"),
    (
        "devcert genkey{new}",
        "crates/devcert/tests/forms/keys.rs: a key of an algorithm that devcert does not read",
    ),
    ("devcert inspect --text {}", "tests/cli/requests.rs: no command of devcert makes such a request"),
    ("devcert run -- COMMAND", "the program is the user's to name"),
    ("devcert trust install{stores}{option}{password}", "tests/cli/trust.rs: a browser has to be there"),
    ("devcert trust uninstall", "tests/interop/trust.rs: changes the machine's trust stores"),
    ("devcert crl --out {path}", "names a file that no command of devcert reads as its own"),
    ("devcert pubkey --out {path}", "the same"),
];

/// The command lines in the source that are put into hints: literals, with `{…}` where something is
/// filled in.
fn patterns() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = ["cli", "commands", "usage"].map(|folder| source.join(folder)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // Other tests run what is in the tables.
            let tables = ["table.rs", "options.rs", "exact.rs"].map(|file| format!("foreign_cli/{file}"));
            let is_table = tables.iter().any(|table| path.ends_with(table));
            match path.is_dir() {
                true => folders.push(path),
                false if is_table => {}
                false => found.extend(literals(&fs::read_to_string(path).unwrap())),
            }
        }
    }
    assert!(found.len() > 20, "{found:?}");
    found
}

/// The literals of a file that are command lines, without those of its tests.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find('"') {
        let (before, from) = rest.split_at(at);
        let escaped = |end: &usize| from.as_bytes()[*end] == b'"' && from.as_bytes()[end - 1] != b'\\';
        let Some(end) = (1..from.len()).find(escaped) else { break };
        let literal = &from[1..end];
        let is_status = before.trim_end().ends_with(['(', ',']) && before.contains("note(") && {
            let call = before.rfind("note(").unwrap_or_default();
            !before[call..].contains(';')
        };
        let is_command = ["devcert ", "head -c ", "mv "].iter().any(|start| literal.starts_with(start));
        if is_command && !is_status && literal.len() > "devcert ".len() && !literal.contains(" CA") {
            found.push(literal.to_owned());
        }
        rest = &from[end + 1..];
    }
    found
}

/// Whether some hint was printed that this pattern makes, alone or before another command.
fn is_tried(pattern: &str, printed: &[String]) -> bool {
    if ELSEWHERE.iter().any(|(known, _)| *known == pattern) {
        return true;
    }
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        parts.push(before);
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    parts.push(rest);
    printed.iter().any(|hint| {
        let mut rest = hint.as_str();
        parts.iter().enumerate().all(|(index, part)| match rest.find(part) {
            Some(at) if index > 0 || at == 0 => {
                rest = &rest[at + part.len()..];
                true
            }
            _ => false,
        })
    })
}
