//! Montgomery reduction on 64-bit limbs, by digits of several limbs.
//!
//! The sums of a digit stay in registers while the rows of a product pass over them: low halves in
//! one chain of carries, high halves in a second one. Digits of eight limbs are the fastest where
//! the processor multiplies without touching the carry, which is found out where this is called.
#![expect(clippy::inline_always, reason = "the instructions belong to the caller")]

/// A digit: limbs, least significant first.
pub(super) type Digit<const T: usize> = [u64; T];

/// Adds multiples of `n`, of as many limbs as half of `wide` has, until the low half of `wide` is
/// zero, which leaves `wide / R` modulo `n` in its high half and the carry given. (What the low half
/// holds then is not zero: nobody reads it again.) `inverse` is -1/n modulo 2^64.
#[inline(always)]
pub(super) fn reduce(wide: &mut [u64], n: &[u64], inverse: u64) -> bool {
    match n.len() {
        size if size.is_multiple_of(8) => reduce_digits::<8>(wide, n, inverse),
        size if size.is_multiple_of(4) => reduce_digits::<4>(wide, n, inverse),
        _ => reduce_digits::<1>(wide, n, inverse),
    }
}

#[inline(always)]
fn reduce_digits<const T: usize>(wide: &mut [u64], n: &[u64], inverse: u64) -> bool {
    let wide = wide.as_chunks_mut::<T>().0;
    let mut overflow = false;
    let [first, rest @ ..] = n.as_chunks::<T>().0 else {
        return overflow;
    };
    for done in 0..=rest.len() {
        let (factor, mut carry) = clear(&wide[done], first, inverse);
        for (sum, digit) in wide[done + 1..].iter_mut().zip(rest) {
            add_product(sum, &factor, digit, &mut carry);
        }
        for (limb, &carry) in wide[done + 1 + rest.len()].iter_mut().zip(&carry) {
            (*limb, overflow) = limb.carrying_add(carry, overflow);
        }
    }
    overflow
}

/// The factor with which `sum + factor * n` has a low digit of zero, and its high digit.
#[inline(always)]
pub(super) fn clear<const T: usize>(sum: &Digit<T>, n: &Digit<T>, inverse: u64) -> (Digit<T>, Digit<T>) {
    let (mut sum, mut top, mut factor) = (*sum, 0, [0; T]);
    for limb in &mut factor {
        *limb = sum[0].wrapping_mul(inverse);
        (_, top) = add_row(&mut sum, top, *limb, n);
    }
    (factor, sum)
}

/// The low digit of `sum + a * b + carry`; the high one is the new carry.
#[inline(always)]
pub(super) fn add_product<const T: usize>(
    sum: &mut Digit<T>,
    a: &Digit<T>,
    b: &Digit<T>,
    carry: &mut Digit<T>,
) {
    let mut running = *sum;
    let mut over = false;
    for (limb, &carry) in running.iter_mut().zip(carry.iter()) {
        (*limb, over) = limb.carrying_add(carry, over);
    }
    let mut top = u64::from(over);
    for (limb, &factor) in sum.iter_mut().zip(a) {
        (*limb, top) = add_row(&mut running, top, factor, b);
    }
    *carry = running;
}

/// Adds `factor * b` to `sum` with `top` above it, and shifts out the lowest limb, which is given
/// with the new top.
#[inline(always)]
fn add_row<const T: usize>(sum: &mut Digit<T>, top: u64, factor: u64, b: &Digit<T>) -> (u64, u64) {
    let products: [u128; T] = std::array::from_fn(|place| u128::from(factor) * u128::from(b[place]));
    let mut over = false;
    for (limb, &product) in sum.iter_mut().zip(&products) {
        (*limb, over) = limb.carrying_add(low(product), over);
    }
    // `top` is 0 or 1 here.
    let top = top + u64::from(over);
    let lowest = sum[0];
    let mut over = false;
    for place in 1..T {
        (sum[place - 1], over) = sum[place].carrying_add(low(products[place - 1] >> 64), over);
    }
    (sum[T - 1], over) = top.carrying_add(low(products[T - 1] >> 64), over);
    (lowest, u64::from(over))
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "only the low half is needed")]
const fn low(wide: u128) -> u64 {
    wide as u64
}

#[cfg(test)]
mod tests {
    use crypto_bigint::{BoxedUint, NonZero, Resize};
    use rand::Rng;

    use super::*;
    use crate::{
        limbs::negated_inverse,
        testing::{fixed_rng, random_odd},
    };

    #[test]
    fn what_is_left_times_the_radix_is_what_there_was() {
        let mut rng = fixed_rng(8);
        for size in 4..33 {
            for extreme in [true, false] {
                let n = if extreme { vec![u64::MAX; size] } else { random_odd(64 * size, &mut rng).to_vec() };
                let mut wide: Vec<u64> =
                    (0..2 * size).map(|_| if extreme { u64::MAX } else { rng.next_u64() }).collect();
                let before = wide.clone();
                let over = reduce(&mut wide, &n, negated_inverse(n[0]));
                let mut shifted = vec![0; size];
                shifted.extend_from_slice(&wide[size..]);
                shifted.push(u64::from(over));
                assert_eq!(modulo(&shifted, &n), modulo(&before, &n), "{size} limbs");
            }
        }
    }

    fn modulo(number: &[u64], n: &[u64]) -> BoxedUint {
        let number = BoxedUint::from_words(number.iter().copied());
        let n = BoxedUint::from_words(n.iter().copied()).resize(number.bits_precision());
        number % NonZero::new(n).unwrap()
    }
}
