//! The subject alternative names.

pub(super) mod ca_with_host_names;
pub(super) mod dns_address;
pub(super) mod dns_characters;
pub(super) mod dns_dot;
pub(super) mod dns_hyphen;
pub(super) mod dns_punycode;
pub(super) mod dns_reserved_label;
pub(super) mod dns_too_long;
pub(super) mod dns_underscore;
pub(super) mod email_form;
pub(super) mod ip_length;
pub(super) mod san_critical;
pub(super) mod san_duplicate;
pub(super) mod san_empty;
pub(super) mod san_missing;
pub(super) mod san_not_critical;
pub(super) mod san_not_for_servers;
pub(super) mod san_without_host;
pub(super) mod uri_form;
pub(super) mod wildcard_place;
pub(super) mod wildcard_too_wide;
