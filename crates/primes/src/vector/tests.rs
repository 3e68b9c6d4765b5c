//! The vector code against its scalar twin. On a processor without the instructions there is
//! nothing to test, and these tests pass.

use zeroize::Zeroizing;

use super::*;
use crate::{
    limbs::{bit_length, plus},
    miller_rabin::Round,
    residue::{Divisors, primes_up_to},
    scalar::{passes_fermat, passes_round},
    testing::{
        fixed_rng, half_liars, judged_rounds, power_of_two, primes, pseudoprimes, random_odd,
        reference_fermat,
    },
};

/// Tests the eight numbers both ways.
fn agrees(unit: VectorUnit, numbers: &[Limbs; LANES]) {
    let expected = numbers.each_ref().map(|number| passes_fermat(number, || true));
    assert_eq!(unit.pass_fermat(numbers, || true), expected, "{numbers:x?}");
}

#[test]
fn round_results_match_reference_library() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    let mut rng = fixed_rng(7);
    let mut seen = [0, 0];
    for number in half_liars() {
        let judged = judged_rounds(&number, kernel::radix_bits(&number), &mut rng);
        for eight in judged.chunks_exact(LANES) {
            let passed = unit.pass_rounds(&std::array::from_fn(|lane| &eight[lane].0));
            for (passed, (round, expected)) in passed.into_iter().zip(eight) {
                assert_eq!(passed, *expected, "{:x?} for {number:x?}", round.base);
                seen[usize::from(passed)] += 1;
            }
        }
    }
    assert!(seen.iter().all(|&count| count > 5), "{seen:?}");
}

/// A prime goes through its rounds where it is, whatever the other lanes do.
#[test]
fn primes_pass_their_rounds_and_their_neighbours_do_not() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    for (lane, prime) in primes().into_iter().enumerate() {
        let (lane, bits) = (lane % LANES, bit_length(&prime));
        let mut rng = fixed_rng(5);
        let rounds: [Round; LANES] = std::array::from_fn(|other| {
            let number = if other == lane { prime.clone() } else { random_odd(bits, &mut rng) };
            Round::new(number, [6; 32])
        });
        let passed = unit.pass_rounds(&rounds.each_ref());
        assert!(passed[lane], "{prime:x?}");
        let others = rounds.each_ref().map(|round| reference_fermat(&round.number));
        assert!(passed.iter().zip(others).all(|(passed, probable)| *passed == probable));
    }
}

#[test]
fn random_numbers_of_every_shape_of_row() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    let mut rng = fixed_rng(3);
    // Limbs of 52 bits, in rows of four and a rest of two: every length has its own way through.
    for bits in (256..780).step_by(13) {
        agrees(unit, &std::array::from_fn(|_| random_odd(bits, &mut rng)));
    }
}

#[test]
fn primes_and_pseudoprimes_in_every_lane() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    let mut rng = fixed_rng(4);
    for (index, special) in primes().iter().chain(&pseudoprimes()).enumerate() {
        let numbers = std::array::from_fn(|lane| {
            if lane == index % LANES { special.clone() } else { random_odd(bit_length(special), &mut rng) }
        });
        agrees(unit, &numbers);
        assert!(unit.pass_fermat(&numbers, || true)[index % LANES], "{special:x?}");
    }
}

#[test]
fn extreme_numbers_carry_as_far_as_they_should() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    for bits in [256, 260, 308, 312, 316, 412, 416, 512, 520, 1032, 1040] {
        // All ones, the most that a sum can take; nearly only zeros; and their neighbours.
        let near_top = [-1, -3, -5, -7].map(|minus| power_of_two(bits, minus));
        let near_bottom = [1, 3, 5, 7].map(|plus| power_of_two(bits - 1, plus));
        let mut numbers = near_top.into_iter().chain(near_bottom);
        agrees(unit, &std::array::from_fn(|_| numbers.next().unwrap()));
    }
}

#[test]
fn a_test_that_nobody_wants_ends_with_no() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    let prime = power_of_two(512, -569);
    assert_eq!(unit.pass_fermat(&std::array::from_fn(|_| prime.clone()), || false), [false; LANES]);
}

#[test]
fn the_plain_tests_say_the_same_with_other_instructions() {
    let Some(unit) = WideMultiplier::detect() else {
        return;
    };
    let mut rng = fixed_rng(9);
    let random = (0..20).map(|size| random_odd(256 + 32 * size, &mut rng));
    for number in primes().into_iter().chain(pseudoprimes()).chain(half_liars()).chain(random) {
        assert_eq!(unit.passes_fermat(&number, || true), passes_fermat(&number, || true), "{number:x?}");
        for seed in 0..4 {
            let round = Round::new(number.clone(), [seed; 32]);
            assert_eq!(unit.passes_round(&round), passes_round(&round), "{number:x?}");
        }
    }
}

#[test]
fn all_lanes_may_pass() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    let prime = power_of_two(512, -569);
    assert_eq!(unit.pass_fermat(&std::array::from_fn(|_| prime.clone()), || true), [true; LANES]);
}

fn product(primes: &[u32]) -> Limbs {
    let mut product = vec![1_u64];
    for &prime in primes {
        let carry = product.iter_mut().fold(0, |carry, limb| {
            let (low, high) = limb.carrying_mul(u64::from(prime), carry);
            *limb = low;
            high
        });
        product.push(carry);
    }
    product.truncate(bit_length(&product).div_ceil(64));
    Zeroizing::new(product)
}

/// The primes of the table go through their lanes, at every length that keys have and some more.
#[test]
fn small_primes_divide_first_where_they_do_by_integers() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    let primes = primes_up_to(u32::MAX);
    let mut rng = fixed_rng(8);
    let lengths = [256, 257, 294, 295, 512, 1024, 1536, 2048, 8192];
    let random = lengths.map(|bits| random_odd(bits, &mut rng));
    let special = [power_of_two(256, 1), power_of_two(1024, -1), power_of_two(1023, 3)];
    // By which each of its primes leaves half of the prime, just below and just above.
    let products = [104, 9530, 9592, 22_930].map(|from| product(&primes[from..from + 60]));
    let above = products.clone().map(|product| plus(&product, 2).unwrap());
    for number in random.iter().chain(&special).chain(&products).chain(&above) {
        for size in [1, 8192, 1 << 30] {
            let mut found = Vec::new();
            let left = unit.first_multiples(number, size, primes, |prime, first| found.push((prime, first)));
            assert!(left.len() < 200, "{} are left", left.len());
            assert_eq!(left, &primes[..left.len()]);
            let mut expected = Vec::new();
            Divisors::of(&primes[left.len()..]).first_multiples(number, |prime, first| {
                if first < size {
                    expected.push((prime, first));
                }
            });
            found.sort_unstable();
            assert_eq!(found, expected, "{number:x?}, {size}");
        }
    }
}

/// Too few for a vector, none, and those at the bounds between one product and the next.
#[test]
fn small_primes_that_do_not_fill_a_vector_are_left() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    let number = random_odd(1024, &mut fixed_rng(9));
    let primes = primes_up_to(u32::MAX);
    for end in [0, 1, 191, 192, 193, 384, 9591, 9592, 9718, 9719, 9720, 20_000] {
        let mut found = Vec::new();
        let left = unit.first_multiples(&number, 1 << 30, &primes[..end], |prime, _| found.push(prime));
        found.sort_unstable();
        assert_eq!([left, &found].concat(), primes[..end]);
    }
}
