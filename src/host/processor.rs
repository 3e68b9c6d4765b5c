//! The processor's share of this program.

use std::num::NonZeroUsize;
use std::thread;

/// How many cores there are to work on.
///
/// Where a container has a share of their time only, that is not looked up, which would take longer than
/// it gains: a key is made before the share of a tenth of a second is used up, and what lasts longer is
/// not slower for a thread too many.
#[must_use]
pub fn cores() -> NonZeroUsize {
    #[cfg(target_os = "linux")]
    if let Ok(cores) = rustix::thread::sched_getaffinity(None)
        && let Some(count) = usize::try_from(cores.count()).ok().and_then(NonZeroUsize::new)
    {
        return count;
    }
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// The most of the processor's instructions that may be used, by name; all of them if there is none. Only the benchmark
/// gives one, to measure the roads that other processors take: keys are the same on all of them.
#[must_use]
pub fn most_instructions() -> Option<String> {
    std::env::var("DEVCERT_BENCH_INSTRUCTIONS").ok()
}
