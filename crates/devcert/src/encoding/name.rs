//! Distinguished names as DER (RFC 5280, 4.1.2.4).

use der::{Decode, Encode};
use x509_parser::asn1_rs::{self, FromDer};
use x509_parser::prelude::X509Name;

use super::error::X509Error;
use super::structure;
use crate::model::der_error::Opaque as _;
use crate::model::name::Name;
use crate::x509;

/// The DER of `name`.
pub(crate) fn to_der(name: &Name) -> der::Result<Vec<u8>> {
    x509::Name::new(name)?.to_der()
}

/// The name that x509-parser has read.
pub(super) fn from_parsed(name: &X509Name<'_>) -> der::Result<Name> {
    from_der(name.as_raw())
}

/// Reads the name that is the part `what` of `whole`; errors have its place.
pub(super) fn of_part(what: &'static str, name: &X509Name<'_>, whole: &[u8]) -> Result<Name, X509Error> {
    // x509-parser loses the end of a name whose last relative name is empty, and keeps its place.
    let start = structure::range_in(whole, name.as_raw()).start;
    let rest = &whole[start..];
    let raw =
        asn1_rs::Any::from_der(rest).map_or(name.as_raw(), |(after, _)| &rest[..rest.len() - after.len()]);
    of_raw(what, raw, whole)
}

/// Reads the DER of the name that is the part `what` of `whole`; errors have its place.
pub(super) fn of_raw(what: &'static str, name: &[u8], whole: &[u8]) -> Result<Name, X509Error> {
    from_der(name).opaque().map_err(X509Error::in_part(what, whole, name))
}

/// The name in `der`, every string kept as it is; relative names without attributes, sets in another
/// order than DER's, and lengths in more bytes than DER's are read as OpenSSL reads them.
pub(crate) fn from_der(der: &[u8]) -> der::Result<Name> {
    let read = |der: &[u8]| x509::Name::from_der(der)?.to_model();
    read(der).or_else(|error| structure::to_der(der).map_or(Err(error), |der| read(&der)))
}
