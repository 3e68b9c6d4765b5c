//! keyUsage (RFC 5280, 4.2.1.3).

pub(super) mod ca_without_cert_sign;
pub(super) mod ca_without_crl_sign;
pub(super) mod ca_without_key_usage;
pub(super) mod cert_sign_without_ca;
pub(super) mod crl_sign_without_ca;
pub(super) mod encipher_only_without_agreement;
pub(super) mod key_usage_empty;
pub(super) mod key_usage_not_critical;
pub(super) mod key_usage_not_for_key;
pub(super) mod leaf_without_digital_signature;
pub(super) mod rsa_without_key_encipherment;
