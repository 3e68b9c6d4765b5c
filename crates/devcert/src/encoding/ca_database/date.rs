//! Dates in columns.

use crate::x509::Time;

/// The date in a column, `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`, in the type that has so many characters; `None` if it is not
/// a date.
#[must_use]
pub fn date(text: &str) -> Option<Time<'static>> {
    let characters = text.as_bytes().to_vec().into();
    let date = match text.len() {
        13 => Time::Utc(characters),
        15 => Time::Generalized(characters),
        _ => return None,
    };
    date.moment().map(|_| date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_seconds_and_end_in_z() {
        assert!(date("300102030405Z").unwrap().is_utc());
        assert!(!date("20300102030405Z").unwrap().is_utc());
        for text in
            ["", "today", "1234567890", "3001020304Z", "301302030405Z", "300102030405", "2030-01-02Z--"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
