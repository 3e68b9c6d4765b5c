//! A CA survives everything: every file-related call of a command fails in turn, or is its last.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::faults::{MUST_BE_NOTICED, on_all_cores, report};
use crate::pair::{self, CERTIFICATE, Folder, KEY};
use crate::trace::{self, Blow, Call};
use crate::world::{DEVCERT, Run, World};

/// Begins as `cert` does, which is where the calls that are struck begin.
const CA: &str = "cert-ca";

struct Scenario {
    before: &'static [&'static str],
    command: &'static str,
    /// What must have come of it when it ends with status 0.
    effect: fn(&World) -> bool,
    /// What else may be wrong, before anything else is done with the CA.
    then: fn(&World, &Folder, &Run, Blow) -> Vec<String>,
}

impl Scenario {
    fn holds(&self) {
        let template = World::new();
        for command in self.before {
            template.devcert(command).succeeds();
        }
        let world = || {
            let world = World::new();
            copy(&template.folder(), &world.folder());
            move_ledger(&template, &world);
            world
        };
        let calls = trace::file_calls(&world(), self.command);
        let cases: Vec<_> = calls.iter().flat_map(|call| Blow::ALL.map(|blow| (call, blow))).collect();
        let before = lines(&template).len();
        let old = Folder::of(&template);
        let problems = on_all_cores(&cases, |(call, blow)| {
            let world = world();
            let run = trace::struck(&world, self.command, call, *blow);
            let mut found = self.after(&world, &run, call, *blow);
            if lines(&world).len() < before {
                found.push("the ledger has lost a line".to_owned());
            }
            found.extend((self.then)(&world, &old, &run, *blow));
            found.extend(works(&world));
            found.into_iter().map(|problem| format!("{call}, {blow:?}: {problem}\n{run}")).collect()
        });
        report(self.command, cases.len(), &problems);
    }

    fn after(&self, world: &World, run: &Run, call: &Call, blow: Blow) -> Vec<String> {
        match (run.status(), blow) {
            (Some(0), _) if !(self.effect)(world) => vec!["status 0, and nothing came of it".to_owned()],
            (Some(0), Blow::Error(_)) if MUST_BE_NOTICED.contains(&call.name.as_str()) => {
                vec!["status 0 in spite of it".to_owned()]
            }
            (Some(0 | 2), Blow::Error(_)) | (_, Blow::Kill) => Vec::new(),
            // All is written, and the trial that follows could not read it.
            (Some(1), Blow::Error(_))
                if run.errors().contains("the files were written but could not be verified") =>
            {
                Vec::new()
            }
            // One of several that it might have renewed.
            (Some(1), Blow::Error(_)) if self.command.starts_with("renew ") => Vec::new(),
            // The file that it might have reissued cannot be read.
            (Some(1), Blow::Error(_)) if self.command.starts_with("ca rotate ") => Vec::new(),
            _ if is_beyond_us(run) => Vec::new(),
            _ => vec!["neither status 0 nor status 2".to_owned()],
        }
    }
}

/// A thread of its own counts its calls anew, and the same number is that of a call by which the program
/// is loaded. Nothing is written by then.
fn is_beyond_us(run: &Run) -> bool {
    run.status() == Some(127) && run.errors().contains("error while loading shared libraries")
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The ledger has full paths, and its files are in another folder now.
fn move_ledger(from: &World, to: &World) {
    let path = to.path(CA).join("ledger.jsonl");
    let [from, to] = [from, to].map(|world| world.folder().display().to_string());
    if let Ok(ledger) = fs::read_to_string(&path) {
        fs::write(path, ledger.replace(&from, &to)).unwrap();
    }
}

/// The whole lines of the ledger; none where there is no CA yet.
fn lines(world: &World) -> Vec<Value> {
    let text = fs::read_to_string(world.path(CA).join("ledger.jsonl")).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(|line| serde_json::from_str(line).unwrap_or(Value::Null)).collect()
}

/// What is wrong with the CA afterwards: it must issue, revoke and list, know everything that was
/// issued, and have nothing temporary left beside it.
fn works(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for command in [
        "ca init --ca cert-ca --if-needed",
        "issue after.test --ca cert-ca --algorithm p256 --dir after",
        "revoke --ca cert-ca after/file.crt",
        "crl --ca cert-ca",
        "issue again.test --ca cert-ca --algorithm p256 --force",
    ] {
        let run = world.devcert(command);
        if run.status() != Some(0) {
            found.push(format!("the next run fails:\n{run}"));
        }
    }
    let ledger = lines(world);
    found.extend(unknown(world));
    if ledger.contains(&Value::Null) {
        found.push("the ledger has a line that is none".to_owned());
    }
    let count = |event: &str| ledger.iter().filter(|line| line["event"] == event).count();
    if count("created") != 1 || count("issued") < 2 || count("revoked") < 1 || count("crl") < 1 {
        found.push("the ledger lacks something".to_owned());
    }
    for folder in [CA, "cert", "after"] {
        let names = fs::read_dir(world.path(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let left = names.filter(|name| name.to_string_lossy().starts_with(".devcert"));
        found.extend(left.map(|name| format!("{folder}/{} is left behind", name.display())));
    }
    found
}

/// Certificates that the CA does not know.
fn unknown(world: &World) -> Vec<String> {
    let ledger = lines(world);
    let mut found = Vec::new();
    for file in certificates(world) {
        let serial = world.openssl(&format!("x509 -in {} -noout -serial", file.display())).text();
        let serial = serial.trim().trim_start_matches("serial=").to_owned();
        let is_it =
            |line: &&Value| line["serial"].as_str().is_some_and(|text| text.replace(':', "") == serial);
        if serial.is_empty() || !ledger.iter().any(|line| is_it(&line)) {
            found.push(format!("{} is not in the ledger", file.display()));
        }
    }
    found
}

/// What is wrong with the pair in `cert/` after it should have been renewed: it has to be the old one,
/// or a new one that the CA knows, and never some of each.
fn pair(world: &World, old: &Folder, run: &Run, blow: Blow) -> Vec<String> {
    let mut found = Vec::new();
    if matches!(blow, Blow::Kill) {
        // Ends what was begun, and by itself writes nothing over whole files.
        let next = world.devcert("genkey --if-needed --algorithm p256");
        if next.status() != Some(0) {
            found.push(format!("the next run fails:\n{next}"));
        }
    } else if run.status() != Some(0)
        && !run.errors().contains("renewed cert/file.crt")
        && Folder::of(world) != *old
    {
        found.push("nothing was renewed, but the folder is not as it was".to_owned());
    }
    found.extend(pair::problems(world, &[CERTIFICATE, KEY]));
    found.extend(unknown(world));
    found
}

fn nothing_else(_: &World, _: &Folder, _: &Run, _: Blow) -> Vec<String> {
    Vec::new()
}

fn certificates(world: &World) -> Vec<PathBuf> {
    ["cert/file.crt", "after/file.crt"]
        .map(|name| world.path(name))
        .into_iter()
        .filter(|path| path.exists())
        .collect()
}

const INIT: &str = "ca init --ca cert-ca";
const ISSUE: &str = "issue dev.test --ca cert-ca --algorithm p256";

fn has(world: &World, event: &str) -> bool {
    lines(world).iter().any(|line| line["event"] == event)
}

#[test]
fn a_certificate_is_in_the_ledger_on_the_disk_before_it_is_in_its_place() {
    let world = World::new();
    world.devcert(INIT).succeeds();
    let line = format!("-f -qq -y -o trace -e trace=write,fdatasync,fsync,/^rename {DEVCERT} {ISSUE}");
    world.program("strace", &line).run().succeeds();
    let log = String::from_utf8(world.read("trace")).unwrap();
    let last = |is_it: &dyn Fn(&str) -> bool| log.lines().enumerate().filter(|(_, line)| is_it(line)).last();
    let ledger = |line: &str, call: &str| line.contains(call) && line.contains("/ledger");
    let [Some((written, _)), Some((synced, _)), Some((renamed, _))] = [
        last(&|line| ledger(line, " write(")),
        last(&|line| ledger(line, "sync(")),
        last(&|line| line.contains(" rename") && line.contains("\"file.crt\"")),
    ] else {
        panic!("one of the three calls is missing:\n{log}")
    };
    assert!(written < synced && synced < renamed, "{log}");
}

#[test]
fn a_ca_survives_the_failure_of_every_call_while_it_is_made() {
    let effect = |world: &World| has(world, "created");
    Scenario { before: &[], command: INIT, effect, then: nothing_else }.holds();
}

#[test]
fn a_ca_survives_the_failure_of_every_call_while_it_issues() {
    let effect = |world: &World| has(world, "issued") && world.path("cert/file.crt").exists();
    Scenario { before: &[INIT], command: ISSUE, effect, then: nothing_else }.holds();
}

#[test]
fn a_ca_survives_the_failure_of_every_call_while_it_is_permitted_more() {
    let effect = |world: &World| has(world, "permitted") && world.path("cert-ca/ca-former.crt").exists();
    let command = "ca permit db --ca cert-ca --quiet";
    Scenario { before: &[INIT, ISSUE], command, effect, then: nothing_else }.holds();
}

#[test]
fn a_ca_survives_the_failure_of_every_call_while_it_is_rotated() {
    let effect = |world: &World| has(world, "rotated") && world.path("cert-ca/former/1/ca.crt").exists();
    let command = "ca rotate --ca cert-ca";
    Scenario { before: &[INIT, ISSUE], command, effect, then: one_ca }.holds();
}

/// What is wrong with a CA that should have been rotated: everything has to be from before, or from after.
fn one_ca(world: &World, _: &Folder, run: &Run, _: Blow) -> Vec<String> {
    let mut found = Vec::new();
    // Ends what was begun.
    let shown = world.devcert("ca show --ca cert-ca");
    if shown.status() != Some(0) {
        found.push(format!("the CA cannot issue:\n{shown}"));
    }
    let name = |file: &str, field: &str| {
        let text = world.openssl(&format!("x509 -in {file} -noout -{field}")).text();
        text.split_once('=').map(|(_, name)| name.trim().to_owned())
    };
    let is_unread = run.status() == Some(1) && run.errors().contains("cert/file.crt: not reissued");
    let subject = name("cert-ca/ca.crt", "subject");
    if subject.is_none() || !is_unread && subject != name("cert/file.crt", "issuer") {
        found.push("the certificate is from another CA".to_owned());
    }
    let is_kept = world.path("cert-ca/former/1/ca.crt").exists();
    if [is_kept, world.path("cert-ca/ca-cross.crt").exists()] != [has(world, "rotated"); 2] {
        found.push("the CA is rotated in part".to_owned());
    }
    found
}

#[test]
fn a_ca_survives_the_failure_of_every_call_while_it_revokes() {
    let command = "revoke cert/file.crt --ca cert-ca";
    let effect = |world: &World| has(world, "revoked");
    Scenario { before: &[INIT, ISSUE], command, effect, then: nothing_else }.holds();
}

#[test]
fn a_ca_survives_the_failure_of_every_call_while_it_writes_a_list() {
    const REVOKE: &str = "revoke cert/file.crt --ca cert-ca";
    let effect = |world: &World| has(world, "crl") && world.path("cert-ca/ca.crl").exists();
    let command = "crl --ca cert-ca";
    Scenario { before: &[INIT, ISSUE, REVOKE], command, effect, then: nothing_else }.holds();
}

const ISSUE_FOR_A_WEEK: &str = "issue dev.test --ca cert-ca --algorithm p256 --days 7";

fn was_renewed(world: &World) -> bool {
    lines(world).iter().filter(|line| line["event"] == "issued").count() == 2
}

#[test]
fn a_certificate_survives_the_failure_of_every_call_while_it_is_renewed() {
    let before = &[INIT, ISSUE_FOR_A_WEEK];
    Scenario { before, command: "renew --ca cert-ca", effect: was_renewed, then: pair }.holds();
}

#[test]
fn a_pair_survives_the_failure_of_every_call_while_it_is_renewed_with_a_new_key() {
    let before = &[INIT, ISSUE_FOR_A_WEEK];
    Scenario { before, command: "renew --ca cert-ca --new-key", effect: was_renewed, then: pair }.holds();
}
