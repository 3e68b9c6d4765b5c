//! Revocation lists.

pub(super) mod crl_algorithms_differ;
pub(super) mod crl_dates_out_of_order;
pub(super) mod crl_empty_list;
pub(super) mod crl_number_critical;
pub(super) mod crl_unspecified_reason;
pub(super) mod crl_version_not_2;
pub(super) mod crl_weak_digest;
pub(super) mod crl_without_authority_key_id;
pub(super) mod crl_without_next_update;
pub(super) mod crl_without_number;
