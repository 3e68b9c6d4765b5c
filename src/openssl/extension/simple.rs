//! Extensions of a few numbers or objects.

use super::der;
use super::list::Item;
use super::list::items;
use super::place::{Fault, Place, object, too_long};
use crate::openssl::number;
use devcert::x509::Extension;

/// `CA:TRUE, pathlen:0` (RFC 5280, 4.2.1.9).
pub(super) fn basic_constraints(
    value: &str,
    place: &Place<'_>,
    _: &[Extension<'_>],
) -> Result<Vec<u8>, Fault> {
    let (mut is_ca, mut path_length) = (false, None);
    for item in items(value, place)? {
        match item.name.as_str() {
            "CA" => is_ca = item.boolean()?,
            "pathlen" => path_length = Some(number_of(&item)?),
            other => return Err(Fault::new(format_args!("\"{other}\" is not CA or pathlen"))),
        }
    }
    let ca = if is_ca { der::element(1, &[0xff]) } else { Some(Vec::new()) };
    let parts = [ca.ok_or_else(too_long)?, path_length.unwrap_or_default()];
    der::sequence(&parts).ok_or_else(too_long)
}

/// The INTEGER that is the item's value.
pub(super) fn number_of(item: &Item) -> Result<Vec<u8>, Fault> {
    integer_of(item.value()?)
}

/// The INTEGER that the text is.
pub(super) fn integer_of(text: &str) -> Result<Vec<u8>, Fault> {
    let number =
        number::integer(text).ok_or_else(|| Fault::new(format_args!("\"{text}\" is not a number")))?;
    der::integer(&number).ok_or_else(too_long)
}

/// A number alone, as of inhibitAnyPolicy (RFC 5280, 4.2.1.14).
pub(super) fn integer(value: &str, _: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    integer_of(value)
}

/// The purposes: names or identifiers, alone or as values of a section (RFC 5280, 4.2.1.12).
pub(super) fn extended_key_usage(
    value: &str,
    place: &Place<'_>,
    _: &[Extension<'_>],
) -> Result<Vec<u8>, Fault> {
    let purpose = |item: &Item| der::oid(object(item.either(), place)?).ok_or_else(too_long);
    let purposes = items(value, place)?.iter().map(purpose).collect::<Result<Vec<_>, _>>()?;
    der::sequence(&purposes).ok_or_else(too_long)
}

/// The TLS extensions that the server must send (RFC 7633); names or numbers.
pub(super) fn tls_features(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let feature = |item: &Item| {
        let text = item.either();
        let named = [("status_request", 5), ("status_request_v2", 17)];
        let known = named.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, number)| *number);
        let number = known.or_else(|| text.parse::<u16>().ok());
        let number = number.ok_or_else(|| Fault::new(format_args!("\"{text}\" is not a TLS feature")))?;
        der::integer(&u64::from(number).into()).ok_or_else(too_long)
    };
    let features = items(value, place)?.iter().map(feature).collect::<Result<Vec<_>, _>>()?;
    der::sequence(&features).ok_or_else(too_long)
}

/// NULL, whatever the text.
pub(super) fn null(_: &str, _: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    der::element(5, &[]).ok_or_else(too_long)
}

/// The text as an `IA5String`.
pub(super) fn ia5(value: &str, _: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    der::element(0x16, value.as_bytes()).ok_or_else(too_long)
}
