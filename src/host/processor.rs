//! The processor's share of this program.

use std::num::NonZeroUsize;
use std::thread;

/// How many threads can work at the same time.
#[must_use]
pub fn cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Whether vector instructions may be used. Only the benchmark says no, to measure the road that
/// processors without them take.
#[must_use]
pub fn may_use_vectors() -> bool {
    std::env::var_os("DEVCERT_BENCH_NO_VECTORS").is_none()
}
