//! The vector code against its scalar twin. On a processor without the instructions there is
//! nothing to test, and these tests pass.

use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero, Resize};
use zeroize::Zeroizing;

use super::*;
use crate::{
    limbs::{bit_length, from_boxed, plus},
    miller_rabin::Round,
    products::Plain,
    residue::{Divisors, primes_up_to},
    scalar::passes_fermat,
    testing::{
        fixed_rng, half_liars, judged_rounds, power_of_two, primes, pseudoprimes, random_odd,
        reference_fermat,
    },
};

type FermatTest = Box<dyn Fn(&[Limbs], bool) -> Vec<bool>>;
type FirstMultiples = Box<dyn Fn(&[u64], u32, &'static [u32]) -> (Vec<(u32, u32)>, &'static [u32])>;
type RoundTest = Box<dyn Fn(&[&Round]) -> Vec<bool>>;

/// One of the paths with vectors.
struct Kernel {
    lanes: usize,
    radix_bits: fn(&[u64]) -> usize,
    pass_fermat: FermatTest,
    pass_rounds: RoundTest,
    first_multiples: FirstMultiples,
}

fn kernel<U: Vectors<N> + 'static, const N: usize>(unit: U, radix_bits: fn(&[u64]) -> usize) -> Kernel {
    Kernel {
        lanes: N,
        radix_bits,
        pass_fermat: Box::new(move |numbers, wanted| {
            let numbers: &[Limbs; N] = numbers.as_array().unwrap();
            unit.pass_fermat(numbers.each_ref(), || wanted).to_vec()
        }),
        pass_rounds: Box::new(move |rounds| {
            unit.pass_rounds_side_by_side(*rounds.as_array().unwrap()).to_vec()
        }),
        first_multiples: Box::new(move |start, size, primes| {
            let mut found = Vec::new();
            let left = unit.first_multiples(start, size, primes, |prime, first| found.push((prime, first)));
            found.sort_unstable();
            (found, left)
        }),
    }
}

/// Those that the processor has.
#[cfg(target_arch = "x86_64")]
fn kernels() -> Vec<Kernel> {
    let eight = Avx512::detect().map(|unit| kernel(unit, kernel_ifma::radix_bits));
    let four = Avx2::detect().map(|unit| kernel(unit, kernel_doubles::radix_bits));
    eight.into_iter().chain(four).collect()
}

/// As every processor of this architecture has them, none is a mistake.
#[cfg(target_arch = "aarch64")]
fn kernels() -> Vec<Kernel> {
    vec![kernel(Neon::detect().unwrap(), kernel_doubles::radix_bits)]
}

#[cfg(target_arch = "x86_64")]
use Avx2 as UnitOfDoubles;
#[cfg(target_arch = "aarch64")]
use Neon as UnitOfDoubles;

impl Kernel {
    /// Tests as many numbers as there are lanes both ways.
    fn agrees(&self, number: impl FnMut(usize) -> Limbs) -> Vec<bool> {
        let numbers: Vec<Limbs> = (0..self.lanes).map(number).collect();
        let expected: Vec<bool> =
            numbers.iter().map(|number| passes_fermat(Plain, number, || true)).collect();
        assert_eq!((self.pass_fermat)(&numbers, true), expected, "{} lanes, {numbers:x?}", self.lanes);
        expected
    }
}

#[test]
fn round_results_match_reference_library() {
    for kernel in kernels() {
        let mut rng = fixed_rng(7);
        let mut seen = [0, 0];
        for number in half_liars() {
            let judged = judged_rounds(&number, (kernel.radix_bits)(&number), &mut rng);
            for some in judged.chunks_exact(kernel.lanes) {
                let rounds: Vec<&Round> = some.iter().map(|(round, _)| round).collect();
                for (passed, (round, expected)) in (kernel.pass_rounds)(&rounds).into_iter().zip(some) {
                    assert_eq!(passed, *expected, "{:x?} for {number:x?}", round.base);
                    seen[usize::from(passed)] += 1;
                }
            }
        }
        assert!(seen.iter().all(|&count| count > 5), "{seen:?}");
    }
}

/// A prime goes through its rounds where it is, whatever the other lanes do.
#[test]
fn primes_pass_their_rounds_and_their_neighbours_do_not() {
    for kernel in kernels() {
        for (lane, prime) in primes().into_iter().enumerate() {
            let (lane, bits) = (lane % kernel.lanes, bit_length(&prime));
            let mut rng = fixed_rng(5);
            let rounds: Vec<Round> = (0..kernel.lanes)
                .map(|other| if other == lane { prime.clone() } else { random_odd(bits, &mut rng) })
                .map(|number| Round::new(number, [6; 32]))
                .collect();
            let passed = (kernel.pass_rounds)(&rounds.iter().collect::<Vec<_>>());
            assert!(passed[lane], "{prime:x?}");
            let others: Vec<bool> = rounds.iter().map(|round| reference_fermat(&round.number)).collect();
            assert_eq!(passed, others);
        }
    }
}

#[test]
fn random_numbers_of_every_shape_of_row() {
    for kernel in kernels() {
        let mut rng = fixed_rng(3);
        // Limbs of 51 or 52 bits, in rows of two or four: every length has its own way through.
        for bits in (256..780).step_by(13) {
            kernel.agrees(|_| random_odd(bits, &mut rng));
        }
    }
}

#[test]
fn primes_and_pseudoprimes_in_every_lane() {
    for kernel in kernels() {
        let mut rng = fixed_rng(4);
        for (index, special) in primes().iter().chain(&pseudoprimes()).enumerate() {
            let special_lane = index % kernel.lanes;
            let passed = kernel.agrees(|lane| {
                if lane == special_lane { special.clone() } else { random_odd(bit_length(special), &mut rng) }
            });
            assert!(passed[special_lane], "{special:x?}");
        }
    }
}

/// Mersenne primes, with the neighbour that is composite in every other lane.
#[test]
fn long_primes_pass() {
    for kernel in kernels() {
        for power in [2203, 4423] {
            let numbers: Vec<Limbs> = (0..kernel.lanes)
                .map(|lane| power_of_two(power, if lane % 2 == 0 { -1 } else { -3 }))
                .collect();
            let expected: Vec<bool> = (0..kernel.lanes).map(|lane| lane % 2 == 0).collect();
            assert_eq!((kernel.pass_fermat)(&numbers, true), expected, "2^{power} - 1");
        }
    }
}

#[test]
fn extreme_numbers_carry_as_far_as_they_should() {
    for kernel in kernels() {
        for bits in [256, 260, 308, 312, 316, 404, 408, 412, 416, 506, 510, 512, 520, 1020, 1032, 1040] {
            // All ones, the most that a sum can take; nearly only zeros; and their neighbours.
            let near_top = [-1, -3, -5, -7].map(|minus| power_of_two(bits, minus));
            let near_bottom = [1, 3, 5, 7].map(|plus| power_of_two(bits - 1, plus));
            let numbers = [near_top, near_bottom].concat();
            for some in numbers.chunks_exact(kernel.lanes) {
                kernel.agrees(|lane| some[lane].clone());
            }
        }
    }
}

#[test]
fn a_test_that_nobody_wants_ends_with_no() {
    for kernel in kernels() {
        let primes = vec![power_of_two(512, -569); kernel.lanes];
        assert_eq!((kernel.pass_fermat)(&primes, false), vec![false; kernel.lanes]);
    }
}

#[test]
fn all_lanes_may_pass() {
    for kernel in kernels() {
        assert!(kernel.agrees(|_| power_of_two(512, -569)).into_iter().all(|passed| passed));
    }
}

/// Products and squares of numbers with the largest and the smallest limbs, for moduli of every shape: what is
/// left times the radix is the product, modulo n, and below the bound.
#[test]
fn products_of_doubles_are_those_of_integers() {
    let Some(unit) = UnitOfDoubles::detect() else { return };
    let mut rng = fixed_rng(41);
    for bits in (256..640).step_by(7).chain([1024, 1536, 2048, 4096]) {
        let moduli = [
            power_of_two(bits, -1),
            power_of_two(bits - 1, 1),
            random_odd(bits, &mut rng),
            random_odd(bits, &mut rng),
        ];
        let radix_bits = kernel_doubles::radix_bits(&moduli[0]);
        for kinds in [[0, 0], [0, 3], [1, 2], [2, 2], [3, 0], [4, 4], [5, 0], [5, 5]] {
            let [x, y] = kinds.map(|kind| std::array::from_fn(|_| extreme_limbs(kind, bits, &mut rng)));
            let products = kernel_doubles::products(unit, moduli.each_ref(), [&x, &y]);
            for (lane, n) in moduli.iter().enumerate() {
                assert_product(&products[lane], [&x[lane], &y[lane]], n, [radix_bits, 0]);
            }
            for shift in [0, 1] {
                let squares = kernel_doubles::squares(unit, moduli.each_ref(), &x, shift as u64);
                for (lane, n) in moduli.iter().enumerate() {
                    assert_product(&squares[lane], [&x[lane], &x[lane]], n, [radix_bits, shift]);
                }
            }
        }
    }
}

/// 51-bit limbs of a number with `bits` bits and 51 more: all ones, nothing, one, alternating, ones at the borders of
/// limbs, or random.
fn extreme_limbs(kind: usize, bits: usize, rng: &mut impl rand::Rng) -> Limbs {
    let ones: u64 = (1 << 51) - 1;
    let limbs = bits.div_ceil(51);
    Zeroizing::new(
        (0..limbs)
            .map(|i| match kind {
                0 => ones,
                1 => 0,
                2 => u64::from(i == 0),
                3 => ones * u64::from(i % 2 == 0),
                4 => 1 << 50 | 1,
                _ => rng.next_u64() & ones,
            })
            .collect(),
    )
}

/// Whether `left * 2^radix` is `x * y * 2^shift` modulo `n`, `left` below 2^51 * 4n; all in 51-bit limbs but n.
fn assert_product(left: &[u64], [x, y]: [&[u64]; 2], n: &[u64], [radix, shift]: [usize; 2]) {
    let number = |limbs: &[u64]| {
        let bits = limbs.len() * 51 + 64;
        limbs.iter().rev().fold(BoxedUint::zero_with_precision(u32::try_from(bits).unwrap()), |sum, &limb| {
            (sum << 51_u32) | BoxedUint::from(limb)
        })
    };
    let modulus = BoxedUint::from_words(n.iter().copied());
    let modulo = |number: BoxedUint| {
        let n = modulus.clone().resize(number.bits_precision());
        number % NonZero::new(n).unwrap()
    };
    let power = |bits: usize| {
        let bits = u32::try_from(bits).unwrap();
        BoxedUint::one_with_precision(bits + 64) << bits
    };
    let restored = modulo(number(left).concatenating_mul(&power(radix)));
    let product = modulo(number(x).concatenating_mul(&number(y)).concatenating_mul(&power(shift)));
    assert_eq!(*from_boxed(&restored), *from_boxed(&product), "{x:x?} * {y:x?} modulo {n:x?}");
    assert!(number(left).bits() as usize <= bit_length(n) + 51 + 2, "{left:x?}");
}

#[cfg(target_arch = "x86_64")]
#[test]
fn the_plain_tests_say_the_same_with_other_instructions() {
    let Some(unit) = WideMultiplier::detect() else {
        return;
    };
    let mut rng = fixed_rng(9);
    let random = (0..20).map(|size| random_odd(256 + 32 * size, &mut rng));
    for number in primes().into_iter().chain(pseudoprimes()).chain(half_liars()).chain(random) {
        let numbers = [number];
        assert_eq!(
            unit.first_survivor(&numbers, || true),
            Plain.first_survivor(&numbers, || true),
            "{numbers:x?}"
        );
        for seed in 0..4 {
            let round = [Round::new(numbers[0].clone(), [seed; 32])];
            assert_eq!(unit.pass_rounds(&round), Plain.pass_rounds(&round), "{numbers:x?}");
        }
    }
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
    let primes = primes_up_to(u32::MAX);
    let mut rng = fixed_rng(8);
    let lengths = [256, 257, 294, 295, 512, 1024, 1536, 2048, 8192];
    let random = lengths.map(|bits| random_odd(bits, &mut rng));
    let special = [power_of_two(256, 1), power_of_two(1024, -1), power_of_two(1023, 3)];
    // By which each of its primes leaves half of the prime, just below and just above.
    let products = [104, 9530, 9592, 22_930].map(|from| product(&primes[from..from + 60]));
    let above = products.clone().map(|product| plus(&product, 2).unwrap());
    for kernel in kernels() {
        for number in random.iter().chain(&special).chain(&products).chain(&above) {
            for size in [1, 8192, 1 << 30] {
                let (found, left) = (kernel.first_multiples)(number, size, primes);
                assert!(left.len() < 200, "{} are left", left.len());
                assert_eq!(left, &primes[..left.len()]);
                let mut expected = Vec::new();
                Divisors::of(&primes[left.len()..]).first_multiples(number, |prime, first| {
                    if first < size {
                        expected.push((prime, first));
                    }
                });
                assert_eq!(found, expected, "{number:x?}, {size}");
            }
        }
    }
}

/// Too few for a vector, none, and those at the bounds between one product and the next.
#[test]
fn small_primes_that_do_not_fill_a_vector_are_left() {
    let number = random_odd(1024, &mut fixed_rng(9));
    let primes = primes_up_to(u32::MAX);
    for kernel in kernels() {
        for end in [0, 1, 95, 96, 97, 191, 192, 193, 384, 9591, 9592, 9655, 9656, 9718, 9719, 9720, 20_000] {
            let (found, left) = (kernel.first_multiples)(&number, 1 << 30, &primes[..end]);
            let found: Vec<u32> = found.into_iter().map(|(prime, _)| prime).collect();
            assert_eq!([left, &found].concat(), primes[..end]);
        }
    }
}
