//! The public exponent that the primes are for.

/// The public exponent of every key: 2^16 + 1, prime, the smallest that FIPS 186-5, A.1.1 admits.
pub(crate) const PUBLIC_EXPONENT: u32 = 65_537;
