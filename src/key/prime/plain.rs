//! The Fermat test in plain Rust, for every processor, and the twin that the vector code is
//! tested against: the same steps on 64-bit limbs.

use zeroize::Zeroizing;

use super::{
    exponent::{Exponent, HEADROOM},
    limbs::{bit_length, negated_inverse},
};

/// Rows of a multiplication that are done in one pass over the sums.
const ROWS: usize = 4;

/// Whether 2^(n-1) is 1 modulo `n`, an odd number of at least 256 bits.
///
/// True for every prime, and for so few composites that none is expected to be met.
pub(super) fn passes_fermat(n: &[u64]) -> bool {
    let size = (bit_length(n) + HEADROOM).div_ceil(64);
    let exponent = Exponent::new(n, 64 * size);
    let mut modulus = Zeroizing::new(vec![0; size]);
    for (to, &from) in modulus.iter_mut().zip(n) {
        *to = from;
    }
    let inverse = negated_inverse(n[0]);

    let mut x = Zeroizing::new(vec![0; size]);
    x[exponent.start / 64] = 1 << (exponent.start % 64);
    let mut wide = Zeroizing::new(vec![0; 2 * size]);
    for bit in exponent.bits() {
        square(&x, &mut wide);
        reduce(&mut wide, &modulus, inverse);
        shift_left(&wide[size..], u32::from(bit), &mut x);
    }

    // Out of Montgomery form: what is left is at most n, so only 1 itself stands for 1.
    wide.fill(0);
    wide[..size].copy_from_slice(&x);
    reduce(&mut wide, &modulus, inverse);
    wide[size] == 1 && wide[size + 1..].iter().all(|&limb| limb == 0)
}

/// `wide = x * x`: each product of two different limbs once, doubled, then the squares.
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
fn double_and_add_squares(x: &[u64], wide: &mut [u64]) {
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

/// Montgomery reduction: adds multiples of `n` until the low half of `wide` is zero, which
/// leaves `wide / R` modulo `n` in its high half. `inverse` is -1/n modulo 2^64.
fn reduce(wide: &mut [u64], n: &[u64], inverse: u64) {
    let mut carry = 0;
    let mut done = 0;
    while n.len() - done >= ROWS {
        reduce_rows::<ROWS>(&mut wide[done..], n, inverse, &mut carry);
        done += ROWS;
    }
    while done < n.len() {
        reduce_rows::<1>(&mut wide[done..], n, inverse, &mut carry);
        done += 1;
    }
}

/// Adds the multiple of `n` that makes the first `N` limbs of `wide` zero (and leaves them as
/// they are: nobody reads them again). `carry` goes into and comes out of the last limb touched.
fn reduce_rows<const N: usize>(wide: &mut [u64], n: &[u64], inverse: u64, carry: &mut u64) {
    let mut factors = [0; N];
    let mut carries = [0; N];
    for column in 0..N {
        let mut sum = wide[column];
        for row in 0..column {
            sum = add_product(sum, factors[row], n[column - row], &mut carries[row]);
        }
        factors[column] = sum.wrapping_mul(inverse);
        add_product(sum, factors[column], n[0], &mut carries[column]);
    }
    add_rows(&mut wide[N..], factors, n, &mut carries);
    for past in 0..N {
        let place = n.len() + past;
        let [mut sum, overflow] =
            split(u128::from(wide[place]) + u128::from(carries[past]) + u128::from(*carry));
        for row in past + 1..N {
            sum = add_product(sum, factors[row], n[place - row], &mut carries[row]);
        }
        wide[place] = sum;
        *carry = overflow;
    }
}

/// Adds `factors * limbs` to `sums`, from the first column that all factors have a limb for to
/// the last: column i takes limb `N + i` times the first factor, the limb before times the second.
///
/// The rows are taken together, each with a carry of its own, so that one multiplication need not
/// wait for the other.
#[inline]
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
#[inline]
fn add_product(sum: u64, a: u64, b: u64, carry: &mut u64) -> u64 {
    // At most (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
    let [low, high] = split(u128::from(a) * u128::from(b) + u128::from(sum) + u128::from(*carry));
    *carry = high;
    low
}

/// `to = from << by`, for a shift of less than 64.
fn shift_left(from: &[u64], by: u32, to: &mut [u64]) {
    let mut below = 0;
    for (to, &limb) in to.iter_mut().zip(from) {
        *to = limb << by | below & ((1 << by) - 1);
        below = limb.rotate_left(by);
    }
}

/// The low and the high half.
#[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
const fn split(wide: u128) -> [u64; 2] {
    [wide as u64, (wide >> 64) as u64]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::prime::testing::{fixed_rng, primes, pseudoprimes, random_odd, reference_fermat};

    #[test]
    fn primes_pass() {
        for prime in primes() {
            assert!(passes_fermat(&prime), "{prime:x?}");
        }
    }

    #[test]
    fn pseudoprimes_pass_too() {
        for number in pseudoprimes() {
            assert!(passes_fermat(&number), "{number:x?}");
        }
    }

    #[test]
    fn the_verdict_is_that_of_a_library() {
        let mut rng = fixed_rng(1);
        for bits in (256..600).step_by(7) {
            let number = random_odd(bits, &mut rng);
            assert_eq!(passes_fermat(&number), reference_fermat(&number), "{number:x?}");
        }
        for number in primes().iter().chain(&pseudoprimes()) {
            assert!(reference_fermat(number), "{number:x?}");
        }
    }

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
