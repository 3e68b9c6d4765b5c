//! extendedKeyUsage (RFC 5280, 4.2.1.12).

pub(super) mod any_purpose;
pub(super) mod client_without_client_auth;
pub(super) mod duplicate_purpose;
pub(super) mod purposes_critical;
pub(super) mod purposes_empty;
pub(super) mod root_with_purposes;
pub(super) mod server_without_purpose;
pub(super) mod server_without_server_auth;
