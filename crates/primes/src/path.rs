//! What a set of the processor's instructions must be able to do to serve as a path of the search.

use super::{instructions::Instructions, limbs::Limbs, miller_rabin::Round};

/// One way through sieve, Fermat tests and rounds. All of them give the same answers.
pub(super) trait Path: Copy {
    /// What the processor must have.
    const INSTRUCTIONS: Instructions;

    /// How many numbers or rounds are tested side by side.
    const BATCH: usize;

    /// Takes those of the `primes` that it can do side by side, from the largest down, and returns the others. Calls
    /// `each` with every one that divides `start + 2i` for an `i` below `size`, and with the first such `i`: the same
    /// as from [`Divisors::first_multiples`](super::residue::Divisors::first_multiples).
    ///
    /// `start` is odd, `size` below 2^31; the primes are sorted and below 2^25.
    fn first_multiples<'p>(
        self,
        start: &[u64],
        size: u32,
        primes: &'p [u32],
        each: impl FnMut(u32, u32),
    ) -> &'p [u32] {
        let _ = (start, size, each);
        primes
    }

    /// The index of the first of `numbers` for which 2^(n-1) is 1 modulo n. None, or a later one, if the answer is not
    /// `wanted` any more.
    ///
    /// The numbers are odd, of one and the same length, of at least 256 bits, and no more than [`Path::BATCH`].
    fn first_survivor(self, numbers: &[Limbs], wanted: impl Fn() -> bool) -> Option<usize>;

    /// For each round whether its number passes it.
    ///
    /// The numbers are odd, of one and the same length, of at least 256 bits, and no more than [`Path::BATCH`].
    fn pass_rounds(self, rounds: &[Round]) -> Vec<bool>;
}
