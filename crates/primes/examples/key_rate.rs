//! How fast RSA keys are made on one thread, with each kind of instructions that the processor has: the same keys, in
//! turns. Processor time where the system tells it (Linux), so that other programs do not count. `benches/run.sh`
//! runs it.
//!
//! `key_rate BITS COUNT [TIMES]`: `COUNT` keys of `BITS` bits with each. With `TIMES`, each key is made so often and the
//! fastest counts, which tells small differences apart on a busy machine.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::expect_used,
    reason = "a measurement prints"
)]

use std::{
    env, fs,
    num::NonZeroUsize,
    thread,
    time::{Duration, Instant},
};

use devcert_primes::{Instructions, Search, generate, instructions};
use rand::{SeedableRng, rngs::ChaCha20Rng};

fn main() {
    let mut numbers = env::args().skip(1).map(|number| number.parse::<usize>().expect("BITS and COUNT"));
    let (bits, count) = (numbers.next().unwrap_or(2048), numbers.next().unwrap_or(20));
    let repetitions = numbers.next().unwrap_or(1);
    let available: Vec<Instructions> =
        Instructions::ALL.into_iter().filter(|&most| instructions(most) == most).collect();
    let began = Instant::now();
    let mut times = vec![Vec::new(); available.len()];
    for seed in 0..count as u64 {
        let mut keys = Vec::new();
        let mut fastest = vec![Duration::MAX; available.len()];
        for _ in 0..repetitions {
            for (&most, fastest) in available.iter().zip(&mut fastest) {
                let mut rng = ChaCha20Rng::seed_from_u64(seed);
                let start = now(began);
                let search = Search { threads: NonZeroUsize::MIN, most };
                keys.push(generate(bits, &search, &mut rng).expect("a key"));
                *fastest = now(began).saturating_sub(start).min(*fastest);
            }
        }
        times.iter_mut().zip(fastest).for_each(|(times, fastest)| times.push(fastest));
        assert!(keys.iter().all(|key| key == &keys[0]), "the same key on every path");
    }
    for (most, mut times) in available.into_iter().zip(times) {
        times.sort_unstable();
        let mean = times.iter().sum::<Duration>().as_secs_f64() / times.len() as f64;
        let median = times[times.len() / 2].as_secs_f64();
        println!(
            "RSA {bits}, one thread, {:<6} {count} keys: mean {:.2} ms, median {:.2} ms",
            most.name(),
            1e3 * mean,
            1e3 * median
        );
    }
}

/// The processor time of this thread, or the time since `began` where the system does not tell it.
fn now(began: Instant) -> Duration {
    // Linux counts the time at every tick of its clock, up to four milliseconds apart, and when a thread gives way.
    thread::yield_now();
    let status = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = status.split(' ').next().and_then(|time| time.parse().ok());
    nanoseconds.map_or_else(|| began.elapsed(), Duration::from_nanos)
}
