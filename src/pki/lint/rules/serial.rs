//! The serial number.

pub(super) mod serial_not_positive;
pub(super) mod serial_not_unique;
pub(super) mod serial_short;
pub(super) mod serial_too_long;
