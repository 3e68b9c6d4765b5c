//! The search as a whole: keys that fulfil the standard, the same on every road, and primes
//! without a pattern.

use crypto_bigint::{BoxedUint, ConcatenatingMul, ConcatenatingSquare, Gcd};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};

use super::*;
use crate::testing::fixed_rng;

fn search(threads: usize, most: Instructions) -> Search {
    Search { threads: NonZeroUsize::new(threads).unwrap(), most }
}

/// The one prime, or none, that a window with this start yields.
fn prime_from(start: Start, sieve: &Sieve, bits: u32) -> Option<Limbs> {
    let search = PrimeSearch::new(sieve, bits, vec![start]);
    pool::run(search, NonZeroUsize::MIN).primes().next().flatten()
}

#[test]
fn keys_fulfil_fips_186_5() {
    let mut rng = fixed_rng(10);
    for bits in [512, 514, 520, 622, 768, 1000, 1024, 1026] {
        let key = generate(bits, &search(2, Instructions::default()), &mut rng).unwrap();
        let half = u32::try_from(bits / 2).unwrap();
        let [p, q] = [0, 1].map(|index| key.primes()[index].as_ref().clone());
        // A.1.1: the modulus, the exponents, and the range and the distance of the primes.
        assert_eq!(key.n().bits_vartime(), 2 * half);
        assert_eq!(key.e(), &BoxedUint::from(65_537_u64));
        assert!(key.d().bits_vartime() > half);
        let [less_p, less_q] = [&p, &q].map(|prime| prime.wrapping_sub(BoxedUint::one()));
        let divisor = less_p.gcd(&less_q).to_nz().unwrap();
        assert!(key.d() < &(less_p / divisor).concatenating_mul(&less_q));
        let two = BoxedUint::one_with_precision(2 * half) << (2 * half - 1);
        for prime in [&p, &q] {
            assert_eq!(prime.bits_vartime(), half);
            assert!(prime.concatenating_square() >= two, "{bits}: below sqrt(2) 2^(k-1)");
        }
        assert!(p.wrapping_sub(&q).bits_vartime() > half - 100);
        key.validate().unwrap();
    }
}

#[test]
fn a_size_without_keys_is_refused() {
    let mut rng = fixed_rng(11);
    for bits in [0, 510, 1023, 2047, 16_386, usize::MAX] {
        let error = generate(bits, &search(1, Instructions::default()), &mut rng).unwrap_err();
        assert!(matches!(error, SearchError::Size { bits: refused } if refused == bits));
    }
}

#[test]
fn threads_and_instructions_make_no_difference() {
    for bits in [512, 704, 1024] {
        let first = generate(bits, &search(1, Instructions::Plain), &mut fixed_rng(12)).unwrap();
        for most in Instructions::ALL {
            for threads in [1, 2, 5] {
                let key = generate(bits, &search(threads, most), &mut fixed_rng(12)).unwrap();
                assert_eq!(key, first, "{bits} bits, {threads} threads, {most:?}");
            }
        }
    }
}

/// The primes are written down here, so that processors of different architectures are compared.
#[test]
fn the_same_random_numbers_give_the_same_key_on_every_processor() {
    let expected = [
        "e3c88e396bb92f662d21cbf4e9d70d3f5c4406f6fe11705ef06e400371555a47",
        "d0942b17bed7494e04f71983b2cfb824644f60161d93d5f06c5df36f58941ae7",
    ];
    for most in Instructions::ALL {
        let key = generate(512, &search(1, most), &mut fixed_rng(17)).unwrap();
        let primes: Vec<String> = key.primes().iter().map(|prime| format!("{:x}", prime.as_ref())).collect();
        assert_eq!(primes, expected, "{most:?}");
    }
}

#[test]
fn no_more_instructions_are_used_than_allowed() {
    assert_eq!(instructions(Instructions::Plain), Instructions::Plain);
    assert!(Instructions::ALL.into_iter().all(|most| instructions(most) <= most));
}

#[test]
fn many_keys_are_the_same_ones_on_any_number_of_threads() {
    let keys = |threads| {
        let mut keys = vec![None; 6];
        generate_many(
            512,
            6,
            &search(threads, Instructions::default()),
            &mut fixed_rng(13),
            |number, key| {
                keys[number] = Some(key);
                ControlFlow::Continue(())
            },
        )
        .unwrap();
        keys
    };
    let one = keys(1);
    assert!(one.iter().all(Option::is_some));
    assert_eq!(one, keys(3));
}

#[test]
fn many_keys_can_be_called_off() {
    let mut done = 0;
    generate_many(512, 1000, &search(2, Instructions::default()), &mut fixed_rng(14), |_, _| {
        done += 1;
        if done == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert_eq!(done, 3);
}

/// Pearson's statistic for counts that should be equal, and its 99.9 % quantile, by the
/// approximation of E. B. Wilson and M. M. Hilferty (1931).
#[expect(clippy::cast_precision_loss, reason = "there are less than 2^52 counts")]
fn chi_square(counts: &[u32]) -> (f64, f64) {
    let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    let statistic = counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    let freedom = (counts.len() - 1) as f64;
    let spread = 2.0 / (9.0 * freedom);
    (statistic, freedom * (1.0 - spread + 3.09 * spread.sqrt()).powi(3))
}

#[track_caller]
fn assert_even(counts: &[u32], what: &str) {
    let (statistic, limit) = chi_square(counts);
    assert!(statistic < limit, "{what}: {statistic:.1} of at most {limit:.1}: {counts:?}");
}

#[test]
fn primes_are_evenly_spread() {
    const BITS: u32 = 256;
    const PRIMES: usize = 2000;
    let sieve = Sieve::new(BITS, Screen::choose(Instructions::default()));
    let mut rng = fixed_rng(15);
    let found: Vec<Limbs> =
        (0..PRIMES).filter_map(|_| prime_from(Start::draw(BITS, &mut rng), &sieve, BITS)).collect();
    assert_eq!(found.len(), PRIMES);

    for divisor in [3_u32, 4, 5, 7, 11, 13, 16, 31] {
        let mut counts = vec![0; divisor as usize];
        for prime in &found {
            counts[residue::remainder(prime, divisor) as usize] += 1;
        }
        let coprime: Vec<u32> = (1..divisor)
            .filter(|rest| divisor.is_multiple_of(2) <= (rest % 2 == 1))
            .map(|rest| counts[rest as usize])
            .collect();
        assert_eq!(coprime.iter().sum::<u32>() as usize, PRIMES, "multiples of {divisor}");
        assert_even(&coprime, &format!("modulo {divisor}"));
    }

    // From sqrt(2) 2^255 on: all bytes from 0xb6 on are whole, 0xb5 is not.
    let mut tops = vec![0; 256 - 0xb6];
    for prime in &found {
        if let Some(count) = (prime[3] >> 56).checked_sub(0xb6) {
            tops[usize::try_from(count).unwrap()] += 1;
        }
    }
    assert_even(&tops, "top byte");

    for bit in 1..248 {
        let ones = found.iter().filter(|prime| limbs::bits_from(prime, bit) & 1 == 1).count();
        let ones = u32::try_from(ones).unwrap();
        let zeros = u32::try_from(PRIMES).unwrap() - ones;
        // One of 247 may well be beyond one in a thousand: five standard deviations here.
        let (statistic, _) = chi_square(&[ones, zeros]);
        assert!(statistic < 25.0, "bit {bit}: {ones} ones in {PRIMES}");
    }
}

#[test]
fn a_prime_is_no_likelier_for_being_near_the_start() {
    const BITS: u32 = 256;
    let sieve = Sieve::new(BITS, Screen::choose(Instructions::default()));
    let mut rng = fixed_rng(16);
    let mut counts = vec![0; 16];
    for _ in 0..1000 {
        let start = Start::draw(BITS, &mut rng);
        let from = start.number().to_vec();
        let prime = prime_from(start, &sieve, BITS).unwrap();
        let place = (prime[0].wrapping_sub(from[0]) / 2) as usize;
        counts[place * 16 / window::window_size(BITS) as usize] += 1;
    }
    assert_even(&counts, "place in the window");
}
