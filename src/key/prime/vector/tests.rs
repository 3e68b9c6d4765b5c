//! The vector code against its scalar twin. On a processor without the instructions there is
//! nothing to test, and these tests pass.

use super::*;
use crate::key::prime::{
    limbs::bit_length,
    plain::passes_fermat,
    testing::{fixed_rng, power_of_two, primes, pseudoprimes, random_odd},
};

/// Tests the eight numbers both ways.
fn agrees(unit: VectorUnit, numbers: &[Limbs; LANES]) {
    let expected = numbers.each_ref().map(|number| passes_fermat(number));
    assert_eq!(unit.pass_fermat(numbers), expected, "{numbers:x?}");
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
        assert!(unit.pass_fermat(&numbers)[index % LANES], "{special:x?}");
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
fn all_lanes_may_pass() {
    let Some(unit) = VectorUnit::detect() else {
        return;
    };
    let prime = power_of_two(512, -569);
    assert_eq!(unit.pass_fermat(&std::array::from_fn(|_| prime.clone())), [true; LANES]);
}
