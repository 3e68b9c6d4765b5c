//! nameConstraints (RFC 5280, 4.2.1.10).

pub(super) mod name_constraints_distances;
pub(super) mod name_constraints_dns;
pub(super) mod name_constraints_empty;
pub(super) mod name_constraints_in_leaf;
pub(super) mod name_constraints_ip;
pub(super) mod name_constraints_not_critical;
