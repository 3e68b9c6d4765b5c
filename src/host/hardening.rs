//! What the process sets up before it does anything else: no core dump, which would hold the keys in
//! memory, and no death by a file size limit, which would leave temporary files behind.

#[cfg(unix)]
use std::sync::OnceLock;

#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The limit on core dumps that this process was started with, for the programs that it becomes.
#[cfg(unix)]
static CORE_LIMIT: OnceLock<Rlimit> = OnceLock::new();

/// Sets up the process. Where the system refuses a step, the program works as well without it.
pub fn harden() {
    #[cfg(unix)]
    {
        let limit = *CORE_LIMIT.get_or_init(|| getrlimit(Resource::Core));
        // The hard limit stays, so that the soft one can be raised again.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), ..limit });
        // With a handler, a write beyond `ulimit -f` fails like a write to a full disk. (The flag is not
        // read; a handler, unlike an ignored signal, is not inherited by other programs.)
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    }
    // A core pattern with a pipe ignores the limit, and another process of this user could attach.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Restores the limit on core dumps, for a program that this process is about to become. (The system
/// resets the rest.)
pub(super) fn restore_core_limit() {
    #[cfg(unix)]
    if let Some(limit) = CORE_LIMIT.get() {
        let _ = setrlimit(Resource::Core, *limit);
    }
}
