//! How wide the vectors are.

/// How many numbers are tested side by side.
pub(crate) const LANES: usize = 8;
