//! Dates as openssl prints them: `Jan  2 03:04:05 2030 GMT`.

use time::{Date, Duration, Month, PrimitiveDateTime, Time};

use crate::x509;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The text of a date in a structure, or that it is no date.
pub(super) fn of(time: &x509::Time<'_>) -> String {
    let date = if time.is_utc() { utc(time.content()) } else { generalized(time.content()) };
    date.unwrap_or_else(|| "Bad time value".to_owned())
}

/// The text of a date as ISO 8601 has it, but for a space in place of its T.
pub(super) fn iso(time: &x509::Time<'_>) -> String {
    let Some(moment) = time.moment() else { return "Bad time value".to_owned() };
    let (hour, minute, second) = moment.to_hms();
    format!(
        "{:04}-{:02}-{:02} {hour:02}:{minute:02}:{second:02}Z",
        moment.year(),
        u8::from(moment.month()),
        moment.day()
    )
}

/// The text of a `UTCTime`'s content: two digits of year, those below 50 in this century
/// (RFC 5280, 4.1.2.5.1).
pub(super) fn utc(content: &[u8]) -> Option<String> {
    let (year, rest) = digits(content, 2)?;
    let year = if year < 50 { 2000 + year } else { 1900 + year };
    date(year, rest, Fraction::Refused)
}

/// The text of a `GeneralizedTime`'s content.
pub(super) fn generalized(content: &[u8]) -> Option<String> {
    let (year, rest) = digits(content, 4)?;
    date(year, rest, Fraction::Kept)
}

/// The text of a time in milliseconds since 1970 (RFC 6962, 3.2).
pub(super) fn milliseconds(since_1970: u64) -> Option<String> {
    let epoch = PrimitiveDateTime::new(Date::from_ordinal_date(1970, 1).ok()?, Time::MIDNIGHT);
    let moment = epoch.checked_add(Duration::milliseconds(i64::try_from(since_1970).ok()?))?;
    Some(format(moment, &format!(".{:03}", since_1970 % 1000), " GMT"))
}

/// Whether parts of a second may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fraction {
    Kept,
    Refused,
}

/// Month, day, hour, minute, perhaps a second and its parts, then `Z` or an offset.
fn date(year: u32, rest: &[u8], fraction: Fraction) -> Option<String> {
    let (month, rest) = digits(rest, 2)?;
    let (day, rest) = digits(rest, 2)?;
    let (hour, rest) = digits(rest, 2)?;
    let (minute, rest) = digits(rest, 2)?;
    let (second, rest) = digits(rest, 2).unwrap_or((0, rest));
    let length = match rest {
        [b'.', digits @ ..] if fraction == Fraction::Kept => {
            1 + digits.iter().take_while(|byte| byte.is_ascii_digit()).count()
        }
        _ => 0,
    };
    let (fraction, zone) = rest.split_at(length);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    let part = |part: u32| u8::try_from(part).ok();
    let time = Time::from_hms(part(hour)?, part(minute)?, part(second)?).ok()?;
    let moment = PrimitiveDateTime::new(date, time).checked_sub(offset(zone)?)?;
    let zone = if zone == b"Z" { " GMT" } else { "" };
    Some(format(moment, std::str::from_utf8(fraction).ok()?, zone))
}

fn format(moment: PrimitiveDateTime, fraction: &str, zone: &str) -> String {
    let month = MONTHS[usize::from(u8::from(moment.month()) - 1)];
    let (hour, minute, second) = moment.as_hms();
    let (day, year) = (moment.day(), moment.year());
    format!("{month} {day:2} {hour:02}:{minute:02}:{second:02}{fraction} {year}{zone}")
}

/// What to take off for UTC.
fn offset(zone: &[u8]) -> Option<Duration> {
    let (sign, rest) = match zone {
        b"Z" => return Some(Duration::ZERO),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 2)?;
    let (minutes, rest) = digits(rest, 2)?;
    let valid = rest.is_empty() && hours <= 12 && minutes <= 59;
    valid.then(|| Duration::minutes(sign * i64::from(hours * 60 + minutes)))
}

/// The number in the first `count` bytes, all digits, and what follows.
fn digits(bytes: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_at_checked(count)?;
    let number = number.iter().all(u8::is_ascii_digit).then_some(number)?;
    Some((std::str::from_utf8(number).ok()?.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_reads_in_gmt() {
        assert_eq!(utc(b"300102030405Z").unwrap(), "Jan  2 03:04:05 2030 GMT");
        let time = x509::Time::Utc(b"300102030405Z"[..].into());
        assert_eq!(iso(&time), "2030-01-02 03:04:05Z");
        assert_eq!(utc(b"500102030405Z").unwrap(), "Jan  2 03:04:05 1950 GMT");
        assert_eq!(generalized(b"20500102030405.25Z").unwrap(), "Jan  2 03:04:05.25 2050 GMT");
        assert_eq!(utc(b"300101003000+0100").unwrap(), "Dec 31 23:30:00 2029");
        assert_eq!(utc(b"301302030405Z"), None);
        assert_eq!(milliseconds(1_522_947_856_275).unwrap(), "Apr  5 17:04:16.275 2018 GMT");
    }
}
