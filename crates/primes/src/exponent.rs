//! The exponent of the Fermat test, cut into a power that costs nothing and the bits left over.
//!
//! The test asks whether 2^(n-1) is 1 modulo n, which holds exactly if 2^(1-n) is 1. The negative
//! exponent is the convenient one. With R the Montgomery radix, the number 2^c stands for
//! 2^(c - log2 R) in Montgomery form: for every small c a negative power of two, there without
//! any arithmetic. So the exponent `1 - n`, in two's complement, is cut after its top bits,
//!
//! ```text
//! 1 - n = head * 2^tail_bits + tail,    -log2 R <= head < 0,    tail >= 0
//! ```
//!
//! and a left-to-right exponentiation starts at 2^(log2 R + head) and goes through the bits of
//! the tail: square, and double where the bit is one. Neither R mod n nor R^2 mod n, the usual
//! costly constants, is needed.

use zeroize::Zeroizing;

use super::limbs::{Limbs, bit_length, bits_from};

/// Bits that the Montgomery radix must have beyond the number tested.
///
/// With R >= 16 n the exponentiation needs no comparison with n at all: from x < 4n the reduced
/// square is below 16 n^2 / R + n <= 2n, and doubled it is below 4n again. Without it what exceeds
/// the radix must be taken back.
pub(super) const HEADROOM: usize = 4;

/// Bits of an exponent that are done before asking again whether the answer is still wanted.
pub(super) const UNASKED: usize = 64;

/// The exponent `1 - n` for a Montgomery radix of a given size.
pub(super) struct Exponent {
    /// The exponentiation starts from two to this power.
    pub start: usize,
    /// `1 - n`, of which only the low `tail_bits` bits are left to do.
    pub tail: Limbs,
    pub tail_bits: usize,
}

impl Exponent {
    /// For an odd `n` of at least 256 bits and a Montgomery radix of 2^`radix_bits`, which must
    /// not be shorter than `n`. Up to 107 bits more than `n` has, the start is below `n`. Up to 160 more, its
    /// square, reduced, is: the head is at least a quarter of `radix_bits`, so that the square takes at most
    /// half of them.
    ///
    /// `tail_bits` depends on the length of `n` alone, so that numbers of one length can be
    /// tested in step.
    pub(super) fn new(n: &[u64], radix_bits: usize) -> Self {
        let head_bits = radix_bits.ilog2() as usize;
        let tail_bits = bit_length(n) - head_bits;
        // 1 - n = !n + 2; `n` is odd, so `!n` is even and the addition does not carry past bit 1
        // unless every higher bit of `!n` is set, which would make `n` the number 1.
        let mut tail = Zeroizing::new(n.iter().map(|limb| !limb).collect::<Vec<u64>>());
        let mut carry = 2;
        for limb in tail.iter_mut() {
            let (value, overflow) = limb.overflowing_add(carry);
            *limb = value;
            carry = u64::from(overflow);
        }
        // The head, rounded down: minus the top of n - 1, and one less if that leaves bits over.
        let top = bits_from(n, tail_bits);
        let rounded = u64::from(!ends_in_one(n, tail_bits));
        Self { start: radix_bits - usize::try_from(top + rounded).unwrap_or(radix_bits), tail, tail_bits }
    }

    /// The bits of the tail, most significant first.
    pub(super) fn bits(&self) -> impl Iterator<Item = bool> + '_ {
        (0..self.tail_bits).rev().map(|place| self.tail[place / 64] >> (place % 64) & 1 == 1)
    }
}

/// Whether the low `bits` bits of `n` are the number 1, so that those of `n - 1` are zero.
fn ends_in_one(n: &[u64], bits: usize) -> bool {
    (0..bits).all(|place| (n[place / 64] >> (place % 64) & 1 == 1) == (place == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rebuilds `n - 1` from its cut: `(log2 R - start) * 2^tail_bits - tail`.
    fn rebuilt(exponent: &Exponent, radix_bits: usize) -> Vec<bool> {
        let bits = exponent.tail_bits + 64;
        let mut value = vec![false; bits];
        for (place, bit) in value.iter_mut().skip(exponent.tail_bits).enumerate() {
            *bit = (radix_bits - exponent.start) >> place & 1 == 1;
        }
        let mut borrow = false;
        let tail: Vec<bool> = exponent.bits().collect();
        for (place, bit) in value.iter_mut().enumerate() {
            let take = place < tail.len() && tail[tail.len() - 1 - place];
            let before = u8::from(*bit);
            let minus = u8::from(take) + u8::from(borrow);
            *bit = before.wrapping_sub(minus) & 1 == 1;
            borrow = before < minus;
        }
        value
    }

    #[test]
    fn head_and_tail_make_up_the_exponent() {
        let numbers = [
            vec![u64::MAX; 4],
            vec![1, 0, 0, 1 << 63],
            vec![3, 0, 0, 1 << 63],
            vec![1, 0, 0, 0xffff << 48],
            vec![0x0123_4567_89ab_cdef, 77, 0xfedc_ba98, 0xb504_f333_f9de_6485],
        ];
        for n in numbers {
            for radix_bits in [256, 320] {
                let exponent = Exponent::new(&n, radix_bits);
                let value = rebuilt(&exponent, radix_bits);
                for (place, &bit) in value.iter().enumerate() {
                    let expected = place != 0 && bits_from(&n, place) & 1 == 1;
                    assert_eq!(bit, expected, "bit {place} of {n:x?}");
                }
            }
        }
    }
}
