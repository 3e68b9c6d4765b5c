//! Times in forms that DER rules out and other programs read (X.680, 46 and 47; X.690, 11.7 and 11.8).

use time::{Date, Duration, Month, OffsetDateTime, Time};

/// The universal tag of `UTCTime`; that of `GeneralizedTime` follows it.
const UTC_TIME: u8 = 23;

/// `value`, a time with this tag, as DER writes it: in UTC, with seconds and without fractions.
///
/// Java and GnuTLS read times without seconds, and 30 February as 1 March; Java reads fractions and offsets;
/// GnuTLS reads second 60; OpenSSL loads what lacks the Z at the end, which is UTC here.
pub(super) fn mended(tag: u8, value: &[u8]) -> Option<Vec<u8>> {
    let mut rest = str::from_utf8(value).ok().filter(|text| text.is_ascii())?;
    let year = match tag {
        UTC_TIME => century(digits(&mut rest, 2)?),
        _ => digits(&mut rest, 4)?,
    };
    let [month, day, hour, minute] = [(); 4].map(|()| digits(&mut rest, 2));
    let second = digits(&mut rest, 2).unwrap_or_default();
    skip_fraction(&mut rest);
    let offset = offset(rest)?;
    let moment = moment([year, month?, day?, hour?, minute?, second])?.checked_sub(offset)?;
    written(tag, moment)
}

/// Takes a number of this many digits off the beginning of `rest`.
fn digits(rest: &mut &str, count: usize) -> Option<i32> {
    let (number, after) = rest.split_at_checked(count)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| number.parse().ok()).flatten()?;
    *rest = after;
    Some(number)
}

/// The year that two digits stand for (RFC 5280, 4.1.2.5.1).
const fn century(year: i32) -> i32 {
    if year < 50 { 2000 + year } else { 1900 + year }
}

fn skip_fraction(rest: &mut &str) {
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        *rest = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
    }
}

/// How far the zone that fills `zone` is from UTC.
fn offset(zone: &str) -> Option<Duration> {
    let (sign, mut rest) = match zone {
        "" | "Z" => return Some(Duration::ZERO),
        _ => (zone.strip_prefix('-').map_or(1, |_| -1), zone.strip_prefix(['+', '-'])?),
    };
    let (hours, minutes) = (digits(&mut rest, 2)?, digits(&mut rest, 2)?);
    let is_offset = rest.is_empty() && hours < 24 && minutes < 60;
    is_offset.then(|| Duration::minutes(i64::from(sign * (60 * hours + minutes))))
}

/// The moment in UTC; a day or a second beyond the end of its month or minute is in the next one.
fn moment([year, month, day, hour, minute, second]: [i32; 6]) -> Option<OffsetDateTime> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let first = Date::from_calendar_date(year, month, 1).ok()?;
    let fits = (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let seconds = Duration::seconds(i64::from(3600 * hour + 60 * minute + second));
    let start = first.with_time(Time::MIDNIGHT).assume_utc();
    fits.then(|| start.checked_add(Duration::days(i64::from(day - 1)) + seconds)).flatten()
}

fn written(tag: u8, moment: OffsetDateTime) -> Option<Vec<u8>> {
    let utc = time::macros::format_description!("[year][month][day][hour][minute][second]Z");
    let text = moment.format(&utc).ok().filter(|text| text.len() == 15)?;
    Some(text.as_bytes().get(if tag == UTC_TIME { 2 } else { 0 }..)?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(tag: u8, value: &str) -> Option<String> {
        mended(tag, value.as_bytes()).map(|mended| String::from_utf8(mended).unwrap())
    }

    #[test]
    fn times_in_other_forms_become_those_of_der() {
        for (value, expected) in [
            ("240101000000", "240101000000Z"),
            ("2401010000Z", "240101000000Z"),
            ("240101000000+0130", "231231223000Z"),
            ("2401010000-0100", "240101010000Z"),
            ("231231235960Z", "240101000000Z"),
            ("240230000000Z", "240301000000Z"),
            ("500101000000", "500101000000Z"),
        ] {
            assert_eq!(utc(UTC_TIME, value).as_deref(), Some(expected), "{value}");
        }
        for (value, expected) in [
            ("20240101000000.5Z", "20240101000000Z"),
            ("20240101000000", "20240101000000Z"),
            ("20240101000000-0100", "20240101010000Z"),
        ] {
            assert_eq!(utc(24, value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_no_program_reads_as_a_time_is_none() {
        for value in
            ["", "hello", "241301000000Z", "240101240000Z", "240101000061Z", "240101000000z", "240100000000Z"]
        {
            assert_eq!(utc(UTC_TIME, value), None, "{value}");
        }
        assert_eq!(utc(24, "99991231235960Z"), None);
    }
}
