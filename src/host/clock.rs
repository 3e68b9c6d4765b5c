//! The clock.

use time::OffsetDateTime;

/// Now, in UTC.
#[must_use]
pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
