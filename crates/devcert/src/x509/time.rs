//! Dates in either of their encodings.

use std::borrow::Cow;

use der::{Choice, Decode, EncodeValue, Header, Length, Reader, Tag, Tagged, Writer};
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// `Time` (RFC 5280, 4.1.2.5): which encoding, and its characters as they are in the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Time<'a> {
    /// `UTCTime`, such as `300102030405Z`: two digits of year.
    Utc(Cow<'a, [u8]>),
    /// `GeneralizedTime`, such as `20300102030405Z`: four digits of year.
    Generalized(Cow<'a, [u8]>),
}

/// The years that two digits mean (RFC 5280, 4.1.2.5.1).
const UTC_YEARS: std::ops::Range<i32> = 1950..2050;

impl<'a> Time<'a> {
    /// A moment in the encoding that RFC 5280 demands: `UTCTime` for 1950 to 2049, else
    /// `GeneralizedTime`; `None` outside of the years 0 to 9999. Fractions of seconds are cut off.
    #[must_use]
    pub fn new(moment: OffsetDateTime) -> Option<Time<'static>> {
        Self::utc(moment).or_else(|| Self::generalized(moment))
    }

    /// A moment as `UTCTime`; `None` outside of the years 1950 to 2049.
    #[must_use]
    pub fn utc(moment: OffsetDateTime) -> Option<Time<'static>> {
        let moment = moment.to_offset(UtcOffset::UTC);
        let digits = format!("{:02}{}", moment.year().rem_euclid(100), since_the_year(moment));
        UTC_YEARS.contains(&moment.year()).then(|| Time::Utc(digits.into_bytes().into()))
    }

    /// A moment as `GeneralizedTime`; `None` outside of the years 0 to 9999.
    #[must_use]
    pub fn generalized(moment: OffsetDateTime) -> Option<Time<'static>> {
        let moment = moment.to_offset(UtcOffset::UTC);
        let digits = format!("{:04}{}", moment.year(), since_the_year(moment));
        (0..=9999).contains(&moment.year()).then(|| Time::Generalized(digits.into_bytes().into()))
    }

    /// The characters.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        match self {
            Self::Utc(content) | Self::Generalized(content) => content,
        }
    }

    /// Whether it is a `UTCTime`.
    #[must_use]
    pub const fn is_utc(&self) -> bool {
        matches!(self, Self::Utc(_))
    }

    /// The moment, where the date has the form that DER allows: seconds, no fractions, `Z`.
    #[must_use]
    pub fn moment(&self) -> Option<OffsetDateTime> {
        let digits = self.content().strip_suffix(b"Z").filter(|rest| rest.iter().all(u8::is_ascii_digit))?;
        let (year, rest) = digits.split_at_checked(if self.is_utc() { 2 } else { 4 })?;
        let year = year.iter().fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'));
        let year = match self {
            Self::Utc(_) if year < 50 => 2000 + year,
            Self::Utc(_) => 1900 + year,
            Self::Generalized(_) => year,
        };
        let parts: Vec<u8> =
            rest.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 10 + (digit - b'0'))).collect();
        let ([month, day, hour, minute, second], 10) = (parts.as_slice(), rest.len()) else { return None };
        let date = Date::from_calendar_date(year, Month::try_from(*month).ok()?, *day).ok()?;
        let time = time::Time::from_hms(*hour, *minute, *second).ok()?;
        Some(PrimitiveDateTime::new(date, time).assume_utc())
    }

    fn of_tag(tag: Tag, content: Cow<'a, [u8]>) -> Option<Self> {
        match tag {
            Tag::UtcTime => Some(Self::Utc(content)),
            Tag::GeneralizedTime => Some(Self::Generalized(content)),
            _ => None,
        }
    }
}

/// `MMDDhhmmssZ`
fn since_the_year(moment: OffsetDateTime) -> String {
    let (hour, minute, second) = moment.to_hms();
    format!("{:02}{:02}{hour:02}{minute:02}{second:02}Z", u8::from(moment.month()), moment.day())
}

impl Tagged for Time<'_> {
    fn tag(&self) -> Tag {
        if self.is_utc() { Tag::UtcTime } else { Tag::GeneralizedTime }
    }
}

impl<'a> Choice<'a> for Time<'a> {
    fn can_decode(tag: Tag) -> bool {
        matches!(tag, Tag::UtcTime | Tag::GeneralizedTime)
    }
}

impl<'a> Decode<'a> for Time<'a> {
    type Error = der::Error;

    fn decode<R: Reader<'a>>(reader: &mut R) -> der::Result<Self> {
        let header = Header::decode(reader)?;
        let content = reader.read_slice(header.length())?;
        Self::of_tag(header.tag(), Cow::Borrowed(content))
            .ok_or_else(|| header.tag().unexpected_error(None).into())
    }
}

impl EncodeValue for Time<'_> {
    fn value_len(&self) -> der::Result<Length> {
        Length::try_from(self.content().len())
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(self.content())
    }
}

#[cfg(test)]
mod tests {
    use ::time::macros::datetime;
    use der::Encode as _;

    use super::*;

    #[test]
    fn a_moment_is_written_in_the_encoding_that_rfc_5280_demands() {
        for (moment, text) in [
            (datetime!(1949-12-31 23:59:59 UTC), "19491231235959Z"),
            (datetime!(1950-01-01 00:00 UTC), "500101000000Z"),
            (datetime!(2049-12-31 23:59:59.9 UTC), "491231235959Z"),
            (datetime!(2050-01-01 00:00 UTC), "20500101000000Z"),
            (datetime!(2030-01-01 00:00 +1), "291231230000Z"),
            (datetime!(0000-01-01 00:00 UTC), "00000101000000Z"),
        ] {
            let time = Time::new(moment).unwrap();
            assert_eq!((time.content(), time.is_utc()), (text.as_bytes(), text.len() == 13), "{moment}");
            assert_eq!(time.moment().unwrap(), moment.truncate_to_second());
            let der = time.to_der().unwrap();
            assert_eq!(Time::from_der(&der).unwrap(), time);
        }
        assert_eq!(Time::new(datetime!(-0001-01-01 00:00 UTC)), None);
        assert_eq!(Time::utc(datetime!(2050-01-01 00:00 UTC)), None);
        assert!(!Time::generalized(datetime!(2030-01-01 00:00 UTC)).unwrap().is_utc());
    }

    #[test]
    fn a_date_in_another_form_is_kept_and_is_no_moment() {
        for text in ["3001020304Z", "300102030405+0100", "301302030405Z", "", "Z", "20300102030405.5Z"] {
            let time = Time::Utc(text.as_bytes().into());
            assert_eq!(time.moment(), None, "{text}");
            assert_eq!(Time::from_der(&time.to_der().unwrap()).unwrap(), time);
        }
    }
}
