//! Key identifiers (RFC 5280, 4.2.1.1 and 4.2.1.2).

pub(super) mod authority_key_id_critical;
pub(super) mod authority_key_id_partial;
pub(super) mod authority_key_id_with_serial;
pub(super) mod authority_key_id_without_key;
pub(super) mod ca_without_subject_key_id;
pub(super) mod leaf_without_subject_key_id;
pub(super) mod self_signed_key_ids_differ;
pub(super) mod subject_key_id_critical;
pub(super) mod without_authority_key_id;
