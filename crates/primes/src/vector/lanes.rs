//! How wide the vectors are.

/// How many numbers are tested side by side with AVX-512, and how many doubles the sieve takes.
pub(crate) const EIGHT: usize = 8;

/// How many numbers are tested side by side with AVX2.
pub(crate) const FOUR: usize = 4;
