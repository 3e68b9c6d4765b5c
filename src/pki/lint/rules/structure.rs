//! The frame: DER, version, extensions as such.

pub(super) mod default_written;
pub(super) mod duplicate_extension;
pub(super) mod malformed;
pub(super) mod malformed_extension;
pub(super) mod netscape_extension;
pub(super) mod no_extensions;
pub(super) mod not_der;
pub(super) mod precertificate;
pub(super) mod unique_identifiers;
pub(super) mod unknown_critical_extension;
pub(super) mod version_not_3;
