//! basicConstraints (RFC 5280, 4.2.1.9).

pub(super) mod ca_flag_missing;
pub(super) mod ca_not_critical;
pub(super) mod ca_without_basic_constraints;
pub(super) mod leaf_is_ca;
pub(super) mod path_length_without_ca;
pub(super) mod path_length_without_cert_sign;
