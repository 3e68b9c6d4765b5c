//! The operations on which sieve and products are built. A set of vector instructions is one file that implements
//! them.
//!
//! An implementation is a proof that the processor has the instructions: there is no other way to make one than its
//! `detect`. All of this is inlined always, so that it is compiled for the instructions of the function that it is used in.
#![expect(clippy::inline_always, reason = "the instructions belong to the caller")]

use zeroize::Zeroize;

/// `N` doubles side by side.
pub(super) trait Doubles<const N: usize>: Copy {
    /// A double for each lane.
    type Doubles: Copy + Zeroize;

    /// The same in every lane.
    fn every(self, value: f64) -> Self::Doubles;

    /// Integers below 2^31.
    fn widened(self, integers: [u32; N]) -> Self::Doubles;

    /// `a + b`
    fn add(self, a: Self::Doubles, b: Self::Doubles) -> Self::Doubles;

    /// `a - b`
    fn sub(self, a: Self::Doubles, b: Self::Doubles) -> Self::Doubles;

    /// `a * b`
    fn mul(self, a: Self::Doubles, b: Self::Doubles) -> Self::Doubles;

    /// `a / b`
    fn div(self, a: Self::Doubles, b: Self::Doubles) -> Self::Doubles;

    /// `a * b + c`, rounded once.
    fn mul_add(self, a: Self::Doubles, b: Self::Doubles, c: Self::Doubles) -> Self::Doubles;

    /// `c - a * b`, rounded once.
    fn less_product(self, a: Self::Doubles, b: Self::Doubles, c: Self::Doubles) -> Self::Doubles;

    /// A bit for each lane: whether the value is below `bound`.
    fn below(self, values: Self::Doubles, bound: Self::Doubles) -> u8;

    /// Integers from 0 to below 2^31. What it gives for other values does not matter.
    fn integers(self, values: Self::Doubles) -> [u32; N];
}

/// `N` integers of 64 bits side by side, to sum up products of doubles.
pub(super) trait Sums<const N: usize>: Doubles<N> {
    /// An integer for each lane.
    type Sums: Copy + Zeroize;

    /// Lane by lane.
    fn sums(self, lanes: [u64; N]) -> Self::Sums;

    /// Lane by lane.
    fn lanes(self, sums: Self::Sums) -> [u64; N];

    /// `a + b` modulo 2^64
    fn plus(self, a: Self::Sums, b: Self::Sums) -> Self::Sums;

    /// `a - b` modulo 2^64
    fn minus(self, a: Self::Sums, b: Self::Sums) -> Self::Sums;

    /// The bits that are in both.
    fn and(self, a: Self::Sums, b: Self::Sums) -> Self::Sums;

    /// The bits that are in either.
    fn or(self, a: Self::Sums, b: Self::Sums) -> Self::Sums;

    /// Shifted left, each by its own number of bits below 64.
    fn shifted_left(self, sums: Self::Sums, bits: Self::Sums) -> Self::Sums;

    /// Without the low 51 bits, shifted right by as many.
    fn above_limb(self, sums: Self::Sums) -> Self::Sums;

    /// All bits where the two are equal, and none elsewhere.
    fn equal(self, a: Self::Sums, b: Self::Sums) -> Self::Sums;

    /// The doubles with these bits.
    fn doubles(self, bits: Self::Sums) -> Self::Doubles;

    /// The bits of doubles.
    fn bits(self, doubles: Self::Doubles) -> Self::Sums;

    /// The same in every lane.
    #[inline(always)]
    fn every_sum(self, value: u64) -> Self::Sums {
        self.sums([value; N])
    }
}

/// Implements operations by the processor's intrinsic functions, for a `self` that proves that it has them.
macro_rules! operations {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty { $value:expr })*) => {
        $(
            #[inline(always)]
            fn $name(self, $($argument: $type),*) -> $result {
                // SAFETY: these functions require nothing but that the processor has the instructions, and `self` exists
                // only where `detect` found them. None takes a pointer.
                unsafe { $value }
            }
        )*
    };
}
pub(super) use operations;
