//! The public key.

pub(super) mod curve_not_accepted;
pub(super) mod explicit_curve;
pub(super) mod key_damaged;
pub(super) mod key_not_for_browsers;
pub(super) mod key_parameters;
pub(super) mod rsa_exponent;
pub(super) mod rsa_exponent_small;
pub(super) mod rsa_not_whole_bytes;
pub(super) mod rsa_pss_key;
pub(super) mod rsa_small_factor;
pub(super) mod rsa_too_large;
pub(super) mod rsa_too_small;
pub(super) mod unknown_key;
