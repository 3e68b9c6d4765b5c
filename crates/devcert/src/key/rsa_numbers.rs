//! The numbers of an RSA key, held against each other (RFC 8017, 3.2).

use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero};
use der::Encode;
use der::asn1::UintRef;
use pkcs1::RsaPrivateKeyRef;
use rsa::RsaPrivateKey;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use zeroize::Zeroizing;

use super::fault::KeyFault;
use crate::model::algorithm::RSA_BITS_MAX;
use crate::model::der_error::Opaque as _;
use crate::model::secret::Secret;

/// The numbers that a key is made of.
pub(crate) struct RsaNumbers {
    modulus: BoxedUint,
    public_exponent: BoxedUint,
    private_exponent: BoxedUint,
    primes: [BoxedUint; 2],
}

/// What speeds a key up: private exponent modulo each prime less one, and the second prime's inverse.
struct CrtParameters {
    exponents: [BoxedUint; 2],
    coefficient: BoxedUint,
}

impl RsaNumbers {
    /// The numbers as big-endian bytes, when each is of a size that a key can have.
    pub(crate) fn new(
        modulus: &[u8],
        public_exponent: &[u8],
        private_exponent: &[u8],
        primes: [&[u8]; 2],
    ) -> Result<Self, KeyFault> {
        check_size(modulus)?;
        let below_modulus = |part, bytes| match significant(bytes).len() <= significant(modulus).len() {
            true => Ok(BoxedUint::from_be_slice_vartime(significant(bytes))),
            false => Err(KeyFault::RsaPart(part)),
        };
        let numbers = Self {
            modulus: below_modulus("modulus", modulus)?,
            public_exponent: below_modulus("public exponent", public_exponent)?,
            private_exponent: below_modulus("private exponent", private_exponent)?,
            primes: [below_modulus("first prime", primes[0])?, below_modulus("second prime", primes[1])?],
        };
        check_public(modulus, public_exponent)?;
        numbers.check_primes()?;
        Ok(numbers)
    }

    /// The numbers of a key that came without its primes, which the two exponents give away.
    pub(crate) fn without_primes(
        modulus: &[u8],
        public_exponent: &[u8],
        private_exponent: &[u8],
    ) -> Result<Self, KeyFault> {
        check_size(modulus)?;
        check_public(modulus, public_exponent)?;
        let fault = || KeyFault::RsaPart("private exponent");
        if significant(private_exponent).len() > significant(modulus).len() {
            return Err(fault());
        }
        let [n, e, d] = [modulus, public_exponent, private_exponent]
            .map(|bytes| BoxedUint::from_be_slice_vartime(significant(bytes)));
        let key = RsaPrivateKey::from_components(n, e, d, Vec::new()).map_err(|_| fault())?;
        let [first, second] = key.primes() else { return Err(KeyFault::MultiPrime) };
        let [first, second] = [first, second].map(|prime| prime.to_be_bytes_trimmed_vartime());
        Self::new(modulus, public_exponent, private_exponent, [&first, &second])
    }

    fn check_primes(&self) -> Result<(), KeyFault> {
        let [first, second] = &self.primes;
        let one = BoxedUint::one();
        let divides = |prime: &BoxedUint| {
            *prime > one
                && NonZero::new(prime.clone())
                    .into_option()
                    .is_some_and(|prime| is_zero(&self.modulus.rem(&prime)))
        };
        let part = match (divides(first), divides(second)) {
            (true, true) if first != second && self.modulus == first.concatenating_mul(second) => {
                let names = ["first prime", "second prime"];
                let composite = self.primes.iter().position(|number| !devcert_primes::is_prime(number));
                return composite.map_or(Ok(()), |index| Err(KeyFault::RsaPart(names[index])));
            }
            (false, true) => "first prime",
            (true, _) => "second prime",
            (false, false) => "modulus",
        };
        Err(KeyFault::RsaPart(part))
    }

    /// Holds every number in `parts` against the others.
    pub(crate) fn check(parts: &RsaPrivateKeyRef<'_>) -> Result<(), KeyFault> {
        let bytes = |number: &UintRef<'_>| number.as_bytes().to_vec();
        let numbers = Self::new(
            parts.modulus.as_bytes(),
            parts.public_exponent.as_bytes(),
            parts.private_exponent.as_bytes(),
            [parts.prime1.as_bytes(), parts.prime2.as_bytes()],
        )?;
        let shortcuts = numbers.shortcuts()?;
        let [first, second] = &shortcuts.exponents;
        let stated = [&parts.exponent1, &parts.exponent2, &parts.coefficient].map(bytes);
        let expected = [first, second, &shortcuts.coefficient].map(BoxedUint::to_be_bytes_trimmed_vartime);
        let fits: Vec<bool> =
            stated.iter().zip(&expected).map(|(one, other)| significant(one) == significant(other)).collect();
        if !numbers.exponents_belong_together() {
            // The exponents modulo the primes tell which of the two is wrong.
            let part = if fits[0] && fits[1] { "public exponent" } else { "private exponent" };
            return Err(KeyFault::RsaPart(part));
        }
        let names = ["first CRT exponent", "second CRT exponent", "CRT coefficient"];
        let wrong = fits.iter().position(|fits| !fits);
        wrong.map_or(Ok(()), |index| Err(KeyFault::RsaPart(names[index])))
    }

    /// The DER of the PKCS#1 `RSAPrivateKey` that these numbers make.
    pub(crate) fn to_pkcs1(&self) -> Result<Secret, KeyFault> {
        if !self.exponents_belong_together() {
            return Err(KeyFault::RsaPart("private exponent"));
        }
        let shortcuts = self.shortcuts()?;
        let [first, second] = &shortcuts.exponents;
        encode([
            &self.modulus,
            &self.public_exponent,
            &self.private_exponent,
            &self.primes[0],
            &self.primes[1],
            first,
            second,
            &shortcuts.coefficient,
        ])
    }

    fn shortcuts(&self) -> Result<CrtParameters, KeyFault> {
        let [first, second] = &self.primes;
        let fault = || KeyFault::RsaPart("first prime");
        let less_one = |prime: &BoxedUint| {
            NonZero::new(prime.wrapping_sub(BoxedUint::one())).into_option().ok_or_else(fault)
        };
        let exponents =
            [self.private_exponent.rem(&less_one(first)?), self.private_exponent.rem(&less_one(second)?)];
        let modulus = NonZero::new(first.clone()).into_option().ok_or_else(fault)?;
        let coefficient = second.rem(&modulus).invert_mod(&modulus).into_option().ok_or_else(fault)?;
        Ok(CrtParameters { exponents, coefficient })
    }

    /// Whether d undoes e: their product is 1 modulo each prime less one.
    fn exponents_belong_together(&self) -> bool {
        let product = self.public_exponent.concatenating_mul(&self.private_exponent);
        self.primes.iter().all(|prime| {
            let less_one = NonZero::new(prime.wrapping_sub(BoxedUint::one())).into_option();
            less_one.is_some_and(|less_one| product.rem(&less_one) == BoxedUint::one())
        })
    }
}

/// The DER of the PKCS#1 `RSAPrivateKey` of a key that the rsa crate has put together, with what it has
/// computed already.
pub(super) fn pkcs1_of(key: &RsaPrivateKey) -> Result<Secret, KeyFault> {
    let [p, q] = key.primes() else { return Err(KeyFault::MultiPrime) };
    let (Some(first), Some(second), Some(coefficient)) = (key.dp(), key.dq(), key.qinv()) else {
        return Err(KeyFault::RsaPart("private exponent"));
    };
    let coefficient = Zeroizing::new(coefficient.retrieve());
    encode([key.n(), key.e(), key.d(), p, q, first, second, &coefficient])
}

/// The DER of a PKCS#1 `RSAPrivateKey` of two primes (RFC 8017, A.1.2), the numbers in its order.
fn encode(numbers: [&BoxedUint; 8]) -> Result<Secret, KeyFault> {
    let bytes = numbers.map(|number| Zeroizing::new(number.to_be_bytes_trimmed_vartime()));
    let [modulus, public_exponent, private_exponent, prime1, prime2, exponent1, exponent2, coefficient] =
        &bytes;
    let key = RsaPrivateKeyRef {
        modulus: UintRef::new(modulus).opaque()?,
        public_exponent: UintRef::new(public_exponent).opaque()?,
        private_exponent: UintRef::new(private_exponent).opaque()?,
        prime1: UintRef::new(prime1).opaque()?,
        prime2: UintRef::new(prime2).opaque()?,
        exponent1: UintRef::new(exponent1).opaque()?,
        exponent2: UintRef::new(exponent2).opaque()?,
        coefficient: UintRef::new(coefficient).opaque()?,
        other_prime_infos: None,
    };
    Ok(Secret::new(key.to_der().opaque()?))
}

/// Refuses moduli that take minutes to work with.
pub(super) fn check_size(modulus: &[u8]) -> Result<(), KeyFault> {
    let bits = u32::try_from(significant(modulus).len()).unwrap_or(u32::MAX / 8).saturating_mul(8);
    (bits <= RSA_BITS_MAX).then_some(()).ok_or(KeyFault::RsaTooLarge { bits })
}

/// Refuses the public halves that cannot work: an even modulus, an exponent that is even or 1 or not
/// below the modulus.
pub(super) fn check_public(modulus: &[u8], exponent: &[u8]) -> Result<(), KeyFault> {
    let is_odd = |bytes: &[u8]| bytes.last().is_some_and(|last| last & 1 == 1);
    let (modulus, exponent) = (significant(modulus), significant(exponent));
    if !is_odd(modulus) {
        return Err(KeyFault::RsaPart("modulus"));
    }
    let below = (exponent.len(), exponent) < (modulus.len(), modulus);
    match is_odd(exponent) && exponent != [1] && below {
        true => Ok(()),
        false => Err(KeyFault::RsaPart("public exponent")),
    }
}

fn significant(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

fn is_zero(number: &BoxedUint) -> bool {
    number.bits_vartime() == 0
}

#[cfg(test)]
mod tests {
    use crypto_bigint::ConcatenatingSquare;
    use der::Decode;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::key::{Material, PrivateKey, generate};
    use crate::model::algorithm::{KeyAlgorithm, RsaBits};

    fn pkcs1() -> Secret {
        let algorithm = KeyAlgorithm::Rsa(RsaBits::new(1024).unwrap());
        let key = generate(algorithm, &mut StdRng::seed_from_u64(1)).unwrap();
        let Material::Rsa(pkcs1) = key.material() else { panic!("no RSA key") };
        pkcs1.clone()
    }

    /// The key with one number, counted from the modulus, changed in one bit of its middle.
    fn damaged(pkcs1: &Secret, index: usize, mask: u8) -> KeyFault {
        let parts = RsaPrivateKeyRef::from_der(pkcs1.expose()).unwrap();
        let part = [
            parts.modulus,
            parts.public_exponent,
            parts.private_exponent,
            parts.prime1,
            parts.prime2,
            parts.exponent1,
            parts.exponent2,
            parts.coefficient,
        ][index];
        let mut bytes = part.as_bytes().to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= mask;
        let der = replaced(pkcs1.expose(), part.as_bytes(), &bytes);
        PrivateKey::from_pkcs1(&der).unwrap_err()
    }

    fn replaced(der: &[u8], part: &[u8], by: &[u8]) -> Vec<u8> {
        let at = der.windows(part.len()).position(|window| window == part).unwrap();
        [&der[..at], by, &der[at + part.len()..]].concat()
    }

    #[test]
    fn the_number_that_contradicts_the_others_is_named() {
        let key = pkcs1();
        for (index, name) in [
            "modulus",
            "public exponent",
            "private exponent",
            "first prime",
            "second prime",
            "first CRT exponent",
            "second CRT exponent",
            "CRT coefficient",
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(damaged(&key, index, 2), KeyFault::RsaPart(name));
        }
    }

    #[test]
    fn a_composite_in_the_place_of_a_prime_is_named() {
        let key = pkcs1();
        let parts = RsaPrivateKeyRef::from_der(key.expose()).unwrap();
        let [p, q] =
            [parts.prime1, parts.prime2].map(|prime| BoxedUint::from_be_slice_vartime(prime.as_bytes()));
        let square = q.concatenating_square();
        let modulus = p.concatenating_mul(&square).to_be_bytes_trimmed_vartime();
        let [p, square] = [&p, &square].map(BoxedUint::to_be_bytes_trimmed_vartime);
        for (primes, name) in [([&*square, &*p], "first prime"), ([&*p, &*square], "second prime")] {
            let exponent = parts.public_exponent.as_bytes();
            let fault = RsaNumbers::new(&modulus, exponent, &modulus[1..], primes).err();
            assert_eq!(fault, Some(KeyFault::RsaPart(name)));
        }
    }

    #[test]
    fn the_shortcuts_are_made_from_the_other_numbers() {
        let key = pkcs1();
        let parts = RsaPrivateKeyRef::from_der(key.expose()).unwrap();
        let numbers = RsaNumbers::new(
            parts.modulus.as_bytes(),
            parts.public_exponent.as_bytes(),
            parts.private_exponent.as_bytes(),
            [parts.prime1.as_bytes(), parts.prime2.as_bytes()],
        );
        assert_eq!(numbers.unwrap().to_pkcs1().unwrap(), key);
    }

    #[test]
    fn numbers_beyond_any_use_are_refused_before_they_are_worked_with() {
        let huge = vec![0xff; 200_000];
        let fault = RsaNumbers::new(&huge, &[3], &huge, [&huge, &huge]).err().unwrap();
        assert_eq!(fault, KeyFault::RsaTooLarge { bits: 1_600_000 });
        assert!(RsaNumbers::new(&[], &[], &[], [&[], &[]]).is_err());
    }
}
