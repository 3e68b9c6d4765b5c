//! RSA keys at the speed of the machine: the search for the primes.
//!
//! # How
//!
//! Screening and confirming are two things. The screening is our own and built for speed: sieve,
//! base-2 Fermat tests, and on what passes the Miller-Rabin rounds of FIPS 186-5, eight or four side by
//! side where the processor can. What it lets through is confirmed by `crypto-primes` with rounds of its
//! own, enough of them if there were no screening at all, and put together and validated by `rsa`.
//! So a mistake in the fast part can cost time, by letting composites through or throwing primes
//! away, but cannot yield a weak key.
//!
//! | file | what |
//! |---|---|
//! | `window` | the random start of a prime, the sieve, the order of the candidates |
//! | `screen` | the Fermat test and the rounds, `scalar` or in `vector` instructions |
//! | `path` | what a set of instructions must offer for that |
//! | `products`, `reduce` | the arithmetic of `scalar`, in portable Rust |
//! | `exponent`, `miller_rabin` | what the two tests are: exponents, bases |
//! | `confirm` | how many rounds, and those of `crypto-primes` |
//! | `search`, `pool` | the work as a list of tasks, and the threads that take them |
//! | `pair` | two primes to a key, by `rsa` |
//! | `primality` | the same rounds for the primes of keys that are read |
//!
//! # What the search does to the distribution of the primes
//!
//! FIPS 186-5, A.1.3, draws every candidate afresh. Nearly everybody draws once and counts on to
//! the next prime, which lets a sieve do most of the work; so do we, in a way that stays closer
//! to the standard's:
//!
//! 1. The start x is a fresh uniform odd number of the prime's full length, at or above the
//!    standard's bound sqrt(2) 2^(k-1), by rejection.
//! 2. The candidates are all 8k odd numbers from x on, *in random order*; the first prime in that
//!    order is taken. A window without a prime is given up for a new start, once in 10^10.
//!
//! Counting on gives a prime the chance g/S, where g is the gap before it, in odd numbers, and S
//! the number of starts. Gaps vary as waiting times do: one prime in a hundred is more than 4
//! times as likely as on average, another one less than a hundredth as likely, and 0.64 bits of
//! entropy are lost against a uniform choice. That is known to be harmless (J. Brandt and
//! I. Damgård, "On generation of probable primes by incremental search", CRYPTO '92).
//!
//! Random order gives it 1/S times the sum, over the 8k windows that hold it, of 1/(number of
//! primes in the window). A window holds 23 primes on average, and the sum goes over all windows
//! around the prime, so nearly nothing of its own neighbourhood is left in it: 98 in 100 primes
//! have between 0.72 and 1.65 times the average chance, none can have more than about 23 times,
//! and 0.04 bits of entropy are lost. So the search is no weaker than the usual one, and closer to
//! the standard's by far. (Numbers for primes as a Poisson process, which they resemble at this
//! size.) The sieve does not enter: it takes out composites, and primes that the standard rules
//! out (p - 1 a multiple of e), and leaves the order of the rest random.
//!
//! p and q have starts of their own, with nothing in common. Several threads may be at one prime,
//! but the one taken is always the first in the window's order: neither how they are scheduled
//! nor their number nor the instructions used have an influence on the key.
//!
//! # Randomness
//!
//! Starts come straight from the caller's generator, at full length. The order of the candidates
//! and the Miller-Rabin bases come from `ChaCha20` under 256 fresh bits of that generator for
//! each start. That is no bottleneck: a start has more than 256 bits to begin with, and 256 bits
//! are what the caller's generator itself is seeded with, as a rule, and what RSA 15360 is worth
//! (SP 800-57 part 1, table 2).
//!
//! # Side channels
//!
//! As in other libraries' searches, the time that sieve and screening take depends on the
//! candidates, which are used once, for one key. The exponentiations themselves have no branch or
//! index that depends on a number. Everything that tells about a prime is wiped after use, as far
//! as it is ours.

mod confirm;
mod exponent;
mod instructions;
mod limbs;
mod miller_rabin;
mod pair;
mod path;
mod pool;
mod primality;
mod products;
mod public;
mod reduce;
mod residue;
mod scalar;
mod screen;
mod search;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod vector;
mod window;

use std::{
    iter,
    num::NonZeroUsize,
    ops::ControlFlow,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use rand::{CryptoRng, SeedableRng, rngs::ChaCha20Rng};
use rsa::RsaPrivateKey;
use zeroize::Zeroizing;

pub use self::{
    instructions::{Instructions, UnknownInstructions},
    primality::is_prime,
};
use self::{
    limbs::Limbs,
    screen::Screen,
    search::PrimeSearch,
    window::{Sieve, Start},
};

/// The shortest modulus, in bits. It is for tests; 1024 is the shortest of any use, and what is
/// secure is for the caller to say.
pub const MIN_BITS: usize = 512;

/// The longest modulus, in bits, that OpenSSL reads.
pub const MAX_BITS: usize = 16_384;

/// With what to search. Has no influence on which key is found.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// Threads to use, the caller's included.
    pub threads: NonZeroUsize,
    /// The most of the processor's instructions to use.
    pub most: Instructions,
}

impl Default for Search {
    /// This thread alone, with whatever instructions the processor has.
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, most: Instructions::default() }
    }
}

/// Why no key was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The size is odd, or not within [`MIN_BITS`] and [`MAX_BITS`].
    #[error("an RSA key cannot have {bits} bits: the size must be even, from {MIN_BITS} to {MAX_BITS}")]
    Size {
        /// The size asked for.
        bits: usize,
    },
    /// The library that puts the key together refused it: a mistake in this program.
    #[error("the primes found do not make an RSA key")]
    Assembly,
}

/// Makes an RSA key with a modulus of exactly `bits` bits and the public exponent 65537.
///
/// The key depends on what `rng` yields and on nothing else.
///
/// # Errors
///
/// [`SearchError::Size`] if `bits` is odd or out of range.
pub fn generate(
    bits: usize,
    search: &Search,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<RsaPrivateKey, SearchError> {
    let prime_bits = prime_bits(bits)?;
    let sieve = Sieve::new(prime_bits, Screen::choose(search.most));
    generate_sieved(prime_bits, &sieve, search, rng)
}

/// The instructions that a search uses on this processor if it may use those up to `most`.
#[must_use]
pub fn instructions(most: Instructions) -> Instructions {
    Screen::choose(most).instructions()
}

/// With how many threads the search for primes of this size is fastest, on however many cores: each
/// takes some 50 microseconds to begin, so that 16 take as long as they save on the six milliseconds
/// of work that RSA 2048 is. The work grows with the fourth power of the size.
fn most_threads(prime_bits: u32) -> NonZeroUsize {
    NonZeroUsize::new(prime_bits as usize / 64).unwrap_or(NonZeroUsize::MIN)
}

/// Half of `bits`, if keys can have that many.
fn prime_bits(bits: usize) -> Result<u32, SearchError> {
    match u32::try_from(bits / 2) {
        Ok(half) if bits.is_multiple_of(2) && (MIN_BITS..=MAX_BITS).contains(&bits) => Ok(half),
        _ => Err(SearchError::Size { bits }),
    }
}

/// Makes `count` keys like [`generate`], as many at a time as there are threads.
///
/// Hands them to `each` on this thread, with their number from 0, in the order in which they get
/// done; `each` may put an end to it. Key i depends on what `rng` yields and on i, and on nothing
/// else: each key has a `ChaCha20` generator of its own, under 256 bits from `rng`.
///
/// # Errors
///
/// As [`generate`]; the keys done before are handed over.
pub fn generate_many(
    bits: usize,
    count: usize,
    search: &Search,
    rng: &mut (impl CryptoRng + ?Sized),
    mut each: impl FnMut(usize, RsaPrivateKey) -> ControlFlow<()>,
) -> Result<(), SearchError> {
    let prime_bits = prime_bits(bits)?;
    let sieve = Sieve::new(prime_bits, Screen::choose(search.most));
    let mut seeds = Zeroizing::new(vec![[0; 32]; count]);
    for seed in seeds.iter_mut() {
        rng.fill_bytes(seed);
    }
    let alone = Search { threads: NonZeroUsize::MIN, ..*search };
    let next = AtomicUsize::new(0);
    let draw = || {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let mut rng = ChaCha20Rng::from_seed(*seeds.get(number)?);
        Some((number, generate_sieved(prime_bits, &sieve, &alone, &mut rng)))
    };
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..search.threads.get().min(count) {
            let (sender, draw) = (sender.clone(), &draw);
            // Nobody listens any more once `each` has put an end to it.
            let worker = move || while draw().is_some_and(|drawn| sender.send(drawn).is_ok()) {};
            // The threads that could be started do the work.
            if thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                break;
            }
        }
        drop(sender);
        // Without any thread, the receiver is at its end and this one draws what is left.
        for (number, key) in receiver.into_iter().chain(iter::from_fn(&draw)) {
            if each(number, key?).is_break() {
                break;
            }
        }
        Ok(())
    })
}

/// [`generate`] with the small primes at hand.
fn generate_sieved(
    prime_bits: u32,
    sieve: &Sieve,
    search: &Search,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<RsaPrivateKey, SearchError> {
    let mut found: Vec<Limbs> = Vec::new();
    loop {
        let starts = (found.len()..2).map(|_| Start::draw(prime_bits, rng)).collect();
        let both = PrimeSearch::new(sieve, prime_bits, starts);
        found.extend(pool::run(both, search.threads.min(most_threads(prime_bits))).primes().flatten());
        let boxed = |prime: &Limbs| limbs::to_boxed(prime, prime_bits);
        if let [first, second] = found.as_slice()
            && let (Some(first), Some(second)) = (boxed(first), boxed(second))
        {
            match pair::assemble(first, second, prime_bits) {
                Ok(Some(key)) => return Ok(key),
                Ok(None) => found.clear(),
                Err(_) => return Err(SearchError::Assembly),
            }
        }
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
