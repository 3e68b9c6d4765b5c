//! Numbers as little-endian 64-bit limbs, wiped when dropped.
//!
//! Only what the search needs; everything that decides about a key is done by `rsa` and
//! `crypto-primes` on their own type, [`rsa::BoxedUint`].

use rsa::BoxedUint;
use zeroize::Zeroizing;

/// A natural number, least significant limb first.
pub(super) type Limbs = Zeroizing<Vec<u64>>;

/// `number + addend`; `None` when the sum needs more limbs than `number` has.
pub(super) fn plus(number: &[u64], addend: u64) -> Option<Limbs> {
    let mut sum = Zeroizing::new(number.to_vec());
    let mut carry = addend;
    for limb in sum.iter_mut() {
        let (value, overflow) = limb.overflowing_add(carry);
        *limb = value;
        carry = u64::from(overflow);
    }
    (carry == 0).then_some(sum)
}

/// How many bits `number` has, without its leading zeros.
pub(super) fn bit_length(number: &[u64]) -> usize {
    number
        .iter()
        .rposition(|&limb| limb != 0)
        .map_or(0, |top| 64 * (top + 1) - number[top].leading_zeros() as usize)
}

/// The 64 bits of `number` that begin at bit `from`, zeros where it has none.
pub(super) fn bits_from(number: &[u64], from: usize) -> u64 {
    let limb = |index: usize| number.get(index).copied().unwrap_or(0);
    let (index, shift) = (from / 64, from % 64);
    match shift {
        0 => limb(index),
        _ => limb(index) >> shift | limb(index + 1) << (64 - shift),
    }
}

/// `-1 / odd` modulo 2^64, the constant of a Montgomery reduction by a number ending in `odd`;
/// its low bits are the constant for smaller powers of two.
pub(super) fn negated_inverse(odd: u64) -> u64 {
    // Newton's iteration doubles the correct bits; an odd number is its own inverse modulo 8.
    let inverse =
        (0..5).fold(odd, |inverse, _| inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse))));
    inverse.wrapping_neg()
}

/// 2^`power` modulo `n`, for a power of at least the length of `n`; best not many more.
pub(super) fn power_of_two_modulo(power: usize, n: &[u64]) -> Limbs {
    let length = bit_length(n);
    let mut value = Zeroizing::new(vec![0; n.len()]);
    value[(length - 1) / 64] = 1 << ((length - 1) % 64);
    for _ in length - 1..power {
        let carry = value.iter_mut().fold(0, |carry, limb| {
            let above = *limb >> 63;
            *limb = *limb << 1 | carry;
            above
        });
        if carry == 1 || !is_less(&value, n) {
            subtract(&mut value, n);
        }
    }
    value
}

/// Whether `a` is less than `b`, which has as many limbs.
pub(super) fn is_less(a: &[u64], b: &[u64]) -> bool {
    a.iter().rev().cmp(b.iter().rev()).is_lt()
}

/// `a - b`, modulo 2^64 to the power of their number of limbs.
fn subtract(a: &mut [u64], b: &[u64]) {
    a.iter_mut().zip(b).fold(false, |borrow, (limb, &minus)| {
        let (value, under) = limb.borrowing_sub(minus, borrow);
        *limb = value;
        under
    });
}

/// Returns the number in the type of `rsa` and `crypto-primes`, with room for `bits` bits.
///
/// `None` when it does not fit.
pub(super) fn to_boxed(number: &[u64], bits: u32) -> Option<BoxedUint> {
    let bytes: Zeroizing<Vec<u8>> =
        Zeroizing::new(number.iter().flat_map(|limb| limb.to_le_bytes()).collect());
    let used = bit_length(number).div_ceil(8);
    BoxedUint::from_le_slice(&bytes[..used], bits).ok()
}

/// The other way round, without leading zeros, but at least one limb.
pub(super) fn from_boxed(number: &BoxedUint) -> Limbs {
    let bytes = Zeroizing::new(number.to_le_bytes());
    let limb = |chunk: &[u8]| chunk.iter().rev().fold(0, |limb, &byte| limb << 8 | u64::from(byte));
    let mut limbs: Limbs = Zeroizing::new(bytes.chunks(8).map(limb).collect());
    let significant = bit_length(&limbs).div_ceil(64).max(1);
    limbs.truncate(significant);
    limbs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carry_runs_through_all_limbs_and_out() {
        assert_eq!(*plus(&[u64::MAX - 1, 7], 1).unwrap(), [u64::MAX, 7]);
        assert_eq!(*plus(&[u64::MAX, 7], 3).unwrap(), [2, 8]);
        assert!(plus(&[u64::MAX, u64::MAX], 1).is_none());
    }

    #[test]
    fn bits_are_read_across_limbs() {
        let number = [0xffff_0000_0000_0000, 0x1234];
        assert_eq!(bits_from(&number, 48), 0x1234_ffff);
        assert_eq!(bits_from(&number, 64), 0x1234);
        assert_eq!(bits_from(&number, 128), 0);
        assert_eq!(bit_length(&number), 77);
        assert_eq!(bit_length(&[0, 0]), 0);
    }

    #[test]
    fn powers_of_two_are_reduced() {
        // 2^127 - 1 and 2^128 - 159 are prime: of the shape where a doubling leaves the limbs or not.
        assert_eq!(*power_of_two_modulo(127, &[u64::MAX, u64::MAX >> 1]), [1, 0]);
        assert_eq!(*power_of_two_modulo(200, &[u64::MAX, u64::MAX >> 1]), [0, 1 << 9]);
        assert_eq!(*power_of_two_modulo(128, &[u64::MAX - 158, u64::MAX]), [159, 0]);
        assert_eq!(*power_of_two_modulo(130, &[u64::MAX - 158, u64::MAX]), [4 * 159, 0]);
    }

    #[test]
    fn negated_inverse_times_the_number_is_minus_one() {
        for odd in [1, 3, 0xdead_beef_0bad_cafd, u64::MAX] {
            assert_eq!(odd.wrapping_mul(negated_inverse(odd)), u64::MAX);
        }
    }
}
