//! Two primes to a key.

use crypto_bigint::{ConcatenatingMul, Gcd, Limb, NonZero, Resize};
use rsa::{BoxedUint, RsaPrivateKey, traits::PrivateKeyParts};

use super::public::PUBLIC_EXPONENT;

/// Makes a key of two different primes of `bits` bits each and has `rsa` validate it.
///
/// `None` if the two do not fulfil what FIPS 186-5, A.1.1, asks of a pair, in which case
/// two others are needed: the primes differ by more than 2^(nlen/2 - 100), and the private
/// exponent is larger than 2^(nlen/2). It is the inverse of e modulo lcm(p - 1, q - 1) (SP
/// 800-56B, 6.2.1), so smaller than that.
///
/// # Errors
///
/// What `rsa` has against the key, which would be a mistake in this program.
pub(super) fn assemble(first: BoxedUint, second: BoxedUint, bits: u32) -> rsa::Result<Option<RsaPrivateKey>> {
    // The larger prime is p: older libraries expect it, and it is what others write.
    let (p, q) = if first > second { (first, second) } else { (second, first) };
    let closest = BoxedUint::one_with_precision(bits) << (bits - 100);
    if p.wrapping_sub(&q) <= closest {
        return Ok(None);
    }
    let modulus = p.concatenating_mul(&q);
    let exponent = private_exponent(&p, &q).ok_or(rsa::Error::InvalidPrime)?;
    let key =
        RsaPrivateKey::from_components(modulus, BoxedUint::from(PUBLIC_EXPONENT), exponent, vec![p, q])?;
    let exponent_is_large = key.d().bits_vartime() > bits;
    Ok(exponent_is_large.then_some(key))
}

/// The inverse of e modulo lcm(p - 1, q - 1), for `rsa` to check; `None` if that is zero.
///
/// d = (1 + k lcm) / e for the one k below e with which the division comes out even: a short
/// inverse instead of a long one.
fn private_exponent(p: &BoxedUint, q: &BoxedUint) -> Option<BoxedUint> {
    let [less_p, less_q] = [p, q].map(|prime| prime.wrapping_sub(BoxedUint::one()));
    let common = NonZero::new(less_p.clone()).into_option()?.gcd(&less_q);
    let multiple = (less_p / common).concatenating_mul(&less_q);
    let e = NonZero::new(Limb::from(PUBLIC_EXPONENT)).into_option()?;
    let factor = negated_inverse(u64::from(multiple.rem_limb(e)));
    let product = multiple.concatenating_mul(BoxedUint::from(factor)).wrapping_add(BoxedUint::one());
    Some(product.div_rem_limb(e).0.resize(multiple.bits_precision()))
}

/// -1 / `number` modulo e, a prime: minus its power to e - 2 (Fermat).
fn negated_inverse(number: u64) -> u64 {
    let e = u64::from(PUBLIC_EXPONENT);
    let power = (0..15).fold(number % e, |power, _| power * power % e * number % e);
    e - power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_inverse_is_one() {
        for number in [1, 2, 3, 257, 65_535, 65_536] {
            assert_eq!(number * negated_inverse(number) % 65_537, 65_536, "{number}");
        }
    }
}
