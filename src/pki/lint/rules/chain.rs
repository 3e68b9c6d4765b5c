//! A certificate and its issuers.

pub(super) mod chain_key_ids_differ;
pub(super) mod chain_name_constraints;
pub(super) mod chain_name_encoding;
pub(super) mod chain_outlives_issuer;
pub(super) mod chain_path_length;
pub(super) mod chain_purposes;
pub(super) mod chain_serials_differ;
pub(super) mod chain_signature;
pub(super) mod chain_subject_constraints;
