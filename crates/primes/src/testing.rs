//! Numbers and checks that the tests of this module share.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero, Odd, Resize};
use crypto_primes::hazmat::MillerRabin;
use rand::{Rng, SeedableRng, rngs::ChaCha20Rng};
use zeroize::Zeroizing;

use super::limbs::{Limbs, bit_length};
use super::miller_rabin::Round;

/// A generator that yields the same on every run.
pub(super) fn fixed_rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// 2^`power` plus `plus`.
pub(super) fn power_of_two(power: usize, plus: i64) -> Limbs {
    let mut number = vec![0; power / 64 + 1];
    number[power / 64] = 1 << (power % 64);
    let mut carry = i128::from(plus);
    for limb in &mut number {
        carry += i128::from(*limb);
        *limb = u64::try_from(carry & i128::from(u64::MAX)).unwrap();
        carry >>= 64;
    }
    number.truncate(bit_length(&number).div_ceil(64));
    Zeroizing::new(number)
}

/// A random odd number of exactly `bits` bits.
pub(super) fn random_odd(bits: usize, rng: &mut impl Rng) -> Limbs {
    let mut number: Vec<u64> = (0..bits.div_ceil(64)).map(|_| rng.next_u64()).collect();
    let top = 1 << ((bits - 1) % 64);
    let last = number.len() - 1;
    number[last] = number[last] & (top - 1) | top;
    number[0] |= 1;
    Zeroizing::new(number)
}

/// Composites of at least 256 bits that pass the base-2 Fermat test.
pub(super) fn pseudoprimes() -> Vec<Limbs> {
    let mut numbers: Vec<Limbs> =
        // 2^p - 1 divides 2^(2^p - 2) - 1 for every prime p; these are composite.
        [257, 263, 523, 1033].iter().map(|&power| power_of_two(power, -1)).collect();
    // (6m + 1)(12m + 1)(18m + 1) with m = 2^83 + 10197, all three prime: a Carmichael number
    // (J. Chernick, Bulletin of the AMS 45, 1939), which passes the Fermat test to every base
    // that does not share a factor with it.
    numbers.push(Zeroizing::new(vec![
        0x0004_e1c9_0fe6_bdf1,
        0x02f1_069f_6660_0000,
        0x973d_1f00_0000_0000,
        0x2000_0000_0000_0000,
        0x0000_0000_0000_000a,
    ]));
    numbers
}

/// Composites p (2p - 1), p and 2p - 1 prime, that a quarter to a sixth of all bases are liars for:
/// they pass a round of the Miller-Rabin test. For the last one 2^4 divides n - 1, else 2.
pub(super) fn half_liars() -> Vec<Limbs> {
    [(128, 8535), (160, 4395), (259, 24_503), (140, 132_561)]
        .into_iter()
        .map(|(power, plus)| {
            let p = boxed(&power_of_two(power, plus));
            let product = p.concatenating_mul(&(&p + &p - BoxedUint::one()));
            let number = Zeroizing::new(product.as_words().to_vec());
            Zeroizing::new(number[..bit_length(&number).div_ceil(64)].to_vec())
        })
        .collect()
}

/// Some bases, each as a round with it in Montgomery form of a radix of 2^`radix_bits`, and the
/// verdict of `crypto-primes` on it.
pub(super) fn judged_rounds(number: &Limbs, radix_bits: usize, rng: &mut impl Rng) -> Vec<(Round, bool)> {
    let n = NonZero::new(boxed(number)).unwrap();
    let radix_bits = u32::try_from(radix_bits).unwrap();
    let judge = MillerRabin::new(Odd::new(boxed(number)).unwrap());
    let judged = |_| {
        let base = boxed(&random_odd(bit_length(number) - 1, rng)).resize(n.bits_precision());
        let wide = base.concatenating_mul(BoxedUint::one_with_precision(64 + radix_bits));
        let montgomery = (wide << radix_bits).rem(&n);
        let round = Round { number: number.clone(), base: Zeroizing::new(montgomery.as_words().to_vec()) };
        (round, judge.test(&base).is_probably_prime())
    };
    (0..24).map(judged).collect()
}

fn boxed(number: &[u64]) -> BoxedUint {
    BoxedUint::from_words(number.iter().copied())
}

/// Primes of many lengths, with as many ones and as many zeros as can be.
pub(super) fn primes() -> Vec<Limbs> {
    let below = [(256, 189), (272, 237), (308, 159), (416, 435), (512, 569), (1024, 105), (1036, 1127)];
    let mersenne = [521, 607, 1279].map(|power| power_of_two(power, -1));
    // 3 * 2^k + 1
    let proth = [276, 353, 408].map(|power| {
        let mut number = power_of_two(power + 1, 1);
        number[power / 64] |= 1 << (power % 64);
        number
    });
    below
        .map(|(power, minus)| power_of_two(power, -minus))
        .into_iter()
        .chain([power_of_two(256, 297)])
        .chain(mersenne)
        .chain(proth)
        .collect()
}

/// The Fermat test by the arithmetic of `crypto-bigint`.
pub(super) fn reference_fermat(n: &[u64]) -> bool {
    let number = BoxedUint::from_words(n.iter().copied());
    let exponent = number.wrapping_sub(BoxedUint::one());
    let params = BoxedMontyParams::new(Odd::new(number.clone()).unwrap());
    let power =
        BoxedMontyForm::new(BoxedUint::from(2_u64).resize(number.bits_precision()), &params).pow(&exponent);
    power.retrieve() == BoxedUint::one()
}
