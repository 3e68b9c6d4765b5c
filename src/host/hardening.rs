//! What the process sets up before it does anything else: no core dump, which would hold the keys in
//! memory, no death by a file size limit, which would leave temporary files behind, and exit code 2 where
//! the standard library or a cryptographic library gives up.

use std::hash::RandomState;
use std::hint::black_box;
use std::io::Write as _;
use std::panic::{self, PanicHookInfo};
#[cfg(unix)]
use std::sync::{Arc, OnceLock, atomic::AtomicBool};

#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The limit on core dumps that this process was started with, for the programs that it becomes.
#[cfg(unix)]
static CORE_LIMIT: OnceLock<Rlimit> = OnceLock::new();

/// How a process ends that cannot go on.
const FAILED: i32 = 2;

/// Sets up the process. Where the system refuses a step, the program works as well without it.
pub fn harden() {
    panic::set_hook(Box::new(give_up));
    #[cfg(unix)]
    {
        // Without memory for a small allocation the standard library aborts, after a line that says so. aws-lc
        // does without random numbers.
        let always = Arc::new(AtomicBool::new(true));
        let _ =
            signal_hook::flag::register_conditional_shutdown(signal_hook::consts::SIGABRT, FAILED, always);
        let limit = *CORE_LIMIT.get_or_init(|| getrlimit(Resource::Core));
        // The hard limit stays, so that the soft one can be raised again.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), ..limit });
        // With a handler, a write beyond `ulimit -f` fails like a write to a full disk. (The flag is not
        // read; a handler, unlike an ignored signal, is not inherited by other programs.)
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
    }
    // A core pattern with a pipe ignores the limit, and another process of this user could attach.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    // The hash tables of the standard library take a seed from the system once a thread, and panic without
    // it: now, when nothing has been done yet.
    let _ = RandomState::new();
}

/// Ends the process with a message instead of a panic's report. What it was writing is finished or undone by
/// the next run, as after a kill.
fn give_up(panic: &PanicHookInfo<'_>) {
    let said = panic.payload_as_str().unwrap_or("no reason given");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = match place.contains("/std/src/sys/random/") {
        true => "cannot get random numbers".to_owned(),
        false => format!("devcert panicked at {place}: {said}"),
    };
    // Nothing is left to try where this fails.
    let _ = writeln!(std::io::stderr(), "error: {}", message.escape_debug());
    std::process::exit(FAILED);
}

/// How much of the stack is wiped: twice what a command has been seen to use.
const STACK: usize = 64 * 1024;

/// Wipes what calls that have returned left on the stack below the caller: libraries do not wipe the blocks
/// that they decrypt a key in.
#[inline(never)]
#[allow(clippy::large_stack_arrays, reason = "the stack is what is to be written to")]
pub fn wipe_stack() {
    // Borrowed for writing, since a constant would not lie on the stack.
    black_box(&mut [0_u8; STACK]);
}

/// Restores the limit on core dumps, for a program that this process is about to become. (The system
/// resets the rest.)
pub(super) fn restore_core_limit() {
    #[cfg(unix)]
    if let Some(limit) = CORE_LIMIT.get() {
        let _ = setrlimit(Resource::Core, *limit);
    }
}
