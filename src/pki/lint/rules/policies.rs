//! Certificate policies (RFC 5280, 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14).

pub(super) mod critical_policies;
pub(super) mod duplicate_policy;
pub(super) mod inhibit_any_policy_not_critical;
pub(super) mod policy_constraints_empty;
pub(super) mod policy_constraints_not_critical;
pub(super) mod policy_mappings_not_critical;
pub(super) mod policy_rules_in_leaf;
