//! strace: which system calls a program makes, and how it fares when one fails or is its last.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use crate::world::{DEVCERT, Run, World};

/// The n-th call of its kind that a thread makes; strace counts so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    pub(crate) name: String,
    number: usize,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.number)
    }
}

/// What happens at a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Blow {
    /// It fails with this error and does nothing.
    Error(&'static str),
    /// The program is killed before it.
    Kill,
}

impl Blow {
    pub(crate) const ALL: [Self; 3] = [Self::Error("EIO"), Self::Error("ENOSPC"), Self::Kill];
}

/// The file-related calls of a devcert command from the first that names `cert` on, as strace sorts
/// them: those that take a path or a descriptor.
pub(crate) fn file_calls(world: &World, command: &str) -> Vec<Call> {
    let line = format!("-f -qq -o trace -e trace=%file,%desc -e signal=none {DEVCERT} {command}");
    world.program("strace", &line).run().succeeds();
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    let mut calls = BTreeSet::new();
    let mut begun = false;
    let log = String::from_utf8(world.read("trace")).unwrap();
    std::fs::remove_file(world.path("trace")).unwrap();
    for line in log.lines() {
        // `1234  openat(AT_FDCWD, "cert", …) = 3`
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((name, arguments)) = rest.trim_start().split_once('(') else { continue };
        let number = counts.entry((thread, name)).or_default();
        *number += 1;
        begun |= arguments.contains("\"cert") && name != "execve";
        // Memory, though it can be a file's.
        if begun && name != "mmap" {
            calls.insert(Call { name: name.to_owned(), number: *number });
        }
    }
    assert!(calls.len() > 10, "these cannot be all calls of {command}: {calls:?}");
    calls.into_iter().collect()
}

/// Runs a devcert command that this happens to.
pub(crate) fn struck(world: &World, command: &str, call: &Call, blow: Blow) -> Run {
    let Call { name, number } = call;
    let what = match blow {
        Blow::Error(error) => format!("error={error}"),
        Blow::Kill => "signal=KILL".to_owned(),
    };
    let line =
        format!("-f -qq -o trace -e trace={name} --inject={name}:{what}:when={number} {DEVCERT} {command}");
    let run = world.program("strace", &line).run();
    let log = String::from_utf8(world.read("trace")).unwrap();
    std::fs::remove_file(world.path("trace")).unwrap();
    let mark = if matches!(blow, Blow::Kill) { "killed by SIGKILL" } else { "(INJECTED)" };
    assert!(log.contains(mark), "{call} was not reached:\n{log}{run}");
    run
}
