//! Products, squares and reductions of numbers as 64-bit limbs: the arithmetic of the scalar tests, which a processor
//! may have better instructions for.
#![expect(clippy::inline_always, reason = "the instructions belong to the caller")]

use super::reduce::reduce;

/// Rows of a multiplication that are done in one pass over the sums.
const ROWS: usize = 4;

/// The arithmetic of numbers of one length, least significant limb first. A product has twice as many limbs.
pub(super) trait Products: Copy {
    /// `wide = a * b`
    fn multiply(self, a: &[u64], b: &[u64], wide: &mut [u64]);

    /// `wide = x * x`
    fn square(self, x: &[u64], wide: &mut [u64]);

    /// Leaves `wide / R` modulo `n` in the high half of `wide` and the carry returned, as
    /// [`reduce`](super::reduce::reduce) does.
    fn reduce(self, wide: &mut [u64], n: &[u64], inverse: u64) -> bool;
}

/// The arithmetic in portable Rust.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain;

impl Products for Plain {
    #[inline(always)]
    fn multiply(self, a: &[u64], b: &[u64], wide: &mut [u64]) {
        multiply(a, b, wide);
    }

    #[inline(always)]
    fn square(self, x: &[u64], wide: &mut [u64]) {
        square(x, wide);
    }

    #[inline(always)]
    fn reduce(self, wide: &mut [u64], n: &[u64], inverse: u64) -> bool {
        reduce(wide, n, inverse)
    }
}

/// `wide = a * b`
#[inline(always)]
fn multiply(a: &[u64], b: &[u64], wide: &mut [u64]) {
    wide.fill(0);
    for (row, &factor) in a.iter().enumerate() {
        let mut carry = 0;
        for (to, &limb) in wide[row..].iter_mut().zip(b) {
            *to = add_product(*to, factor, limb, &mut carry);
        }
        wide[row + b.len()] = carry;
    }
}

/// `wide = x * x`: each product of two different limbs once, doubled, then the squares.
#[inline(always)]
fn square(x: &[u64], wide: &mut [u64]) {
    wide.fill(0);
    let mut done = 0;
    while x.len() - done >= 2 * ROWS {
        cross_products(&x[done..], &mut wide[2 * done..]);
        done += ROWS;
    }
    for row in done..x.len() {
        let mut carry = 0;
        for column in row + 1..x.len() {
            let place = row + column;
            wide[place] = add_product(wide[place], x[row], x[column], &mut carry);
        }
        wide[row + x.len()] = carry;
    }
    double_and_add_squares(x, wide);
}

/// Adds the products of the first [`ROWS`] limbs of `x`, of which there are at least twice as
/// many, with all limbs after them.
#[inline(always)]
fn cross_products(x: &[u64], wide: &mut [u64]) {
    let factors = std::array::from_fn(|row| x[row]);
    let mut carries = [0; ROWS];
    for column in 1..2 * ROWS {
        for row in 0..column.div_ceil(2) {
            wide[column] = add_product(wide[column], x[row], x[column - row], &mut carries[row]);
        }
    }
    add_rows(&mut wide[2 * ROWS..], factors, &x[ROWS..], &mut carries);
    // These sums are new.
    for past in 0..ROWS {
        let mut sum = carries[past];
        for row in past + 1..ROWS {
            sum = add_product(sum, x[row], x[x.len() + past - row], &mut carries[row]);
        }
        wide[x.len() + past] = sum;
    }
}

/// `wide = 2 * wide + squares of the limbs of x`.
#[inline(always)]
pub(super) fn double_and_add_squares(x: &[u64], wide: &mut [u64]) {
    let mut shifted_out = 0;
    let mut carry = 0;
    for (pair, &limb) in wide.as_chunks_mut::<2>().0.iter_mut().zip(x) {
        let cross = u128::from(pair[1]) << 64 | u128::from(pair[0]);
        let doubled = cross << 1 | shifted_out;
        shifted_out = cross >> 127;
        let (sum, first) = doubled.overflowing_add(u128::from(limb) * u128::from(limb));
        let (sum, second) = sum.overflowing_add(carry);
        carry = u128::from(first) + u128::from(second);
        *pair = split(sum);
    }
}

/// Adds `factors * limbs` to `sums`, from the first column that all factors have a limb for to
/// the last: column i takes limb `N + i` times the first factor, the limb before times the second.
///
/// The rows are taken together, each with a carry of its own, so that one multiplication need not
/// wait for the other.
#[inline(always)]
fn add_rows<const N: usize>(sums: &mut [u64], factors: [u64; N], limbs: &[u64], carries: &mut [u64; N]) {
    let mut own = *carries;
    let mut window: [u64; N] = std::array::from_fn(|row| limbs[N - 1 - row]);
    for (to, &limb) in sums.iter_mut().zip(&limbs[N..]) {
        // Not `copy_within`: a loop of known length stays in registers.
        for row in (1..N).rev() {
            window[row] = window[row - 1];
        }
        window[0] = limb;
        let mut sum = *to;
        for row in 0..N {
            sum = add_product(sum, factors[row], window[row], &mut own[row]);
        }
        *to = sum;
    }
    *carries = own;
}

/// The low limb of `sum + a * b + carry`; the high one is the new carry.
#[inline(always)]
fn add_product(sum: u64, a: u64, b: u64, carry: &mut u64) -> u64 {
    // At most (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
    let [low, high] = split(u128::from(a) * u128::from(b) + u128::from(sum) + u128::from(*carry));
    *carry = high;
    low
}

/// The low and the high half.
#[expect(clippy::cast_possible_truncation, reason = "each half is needed by itself")]
const fn split(wide: u128) -> [u64; 2] {
    [wide as u64, (wide >> 64) as u64]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{fixed_rng, random_odd};

    #[test]
    fn squares_are_sums_of_their_rows() {
        let mut rng = fixed_rng(2);
        for x in [vec![u64::MAX; 5], vec![u64::MAX; 6], vec![0, 0, 1, 1 << 63]]
            .into_iter()
            .chain((4..18).map(|size| random_odd(64 * size, &mut rng).to_vec()))
        {
            let mut wide = vec![7; 2 * x.len()];
            square(&x, &mut wide);
            let mut expected = vec![0; 2 * x.len()];
            for (i, &limb) in x.iter().enumerate() {
                let mut carry = 0;
                for (j, &other) in x.iter().enumerate() {
                    expected[i + j] = add_product(expected[i + j], limb, other, &mut carry);
                }
                expected[i + x.len()] = carry;
            }
            assert_eq!(wide, expected);
        }
    }
}
