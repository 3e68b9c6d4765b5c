//! Exceptions from the banned patterns.

/// Texts that contain these words, and why they may.
pub(crate) const ALLOWED: &[(&str, &str)] = &[];
