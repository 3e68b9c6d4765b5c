//! Where more is to be found (RFC 5280, 4.2.1.13 and 4.2.2).

pub(super) mod crl_distribution_points_critical;
pub(super) mod freshest_crl_critical;
pub(super) mod information_access_critical;
pub(super) mod information_access_not_http;
