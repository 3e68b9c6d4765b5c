//! Two primes to a key.

use rsa::{BoxedUint, RsaPrivateKey, traits::PrivateKeyParts};

use super::PUBLIC_EXPONENT;

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
    let key = RsaPrivateKey::from_p_q(p, q, BoxedUint::from(PUBLIC_EXPONENT))?;
    let exponent_is_large = key.d().bits_vartime() > bits;
    Ok(exponent_is_large.then_some(key))
}
