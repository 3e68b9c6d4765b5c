//! Dates in options and settings.

use devcert::encoding::ca_database;
use devcert::x509::Time;

/// The date in the type that RFC 5280, 4.1.2.5 requires for its year; `None` if it is not a date.
pub(super) fn for_certificate(text: &str) -> Option<Time<'static>> {
    ca_database::date(text)?.moment().and_then(Time::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_decides_the_type_in_certificates() {
        assert_eq!(for_certificate("20300102030405Z").unwrap().content(), b"300102030405Z");
        assert_eq!(for_certificate("20510102030405Z").unwrap().content(), b"20510102030405Z");
    }
}
