//! Exceptions from the banned patterns.

/// Texts that contain these words, and why they may.
pub(crate) const ALLOWED: &[(&str, &str)] =
    &[("The -traditional is ignored since there is no PEM output", "OpenSSL's own warning, word for word")];
