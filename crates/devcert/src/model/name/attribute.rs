//! The attribute types of names, as one table.

use std::fmt;

use const_oid::ObjectIdentifier;

use super::string::StringKind;
use super::value::AttributeValue;
use crate::model::oid::{Oid, known};

/// The type of a name's attribute; every object identifier can be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeKind(pub Oid);

/// What is known of an attribute type.
#[derive(Clone, Copy)]
struct AttributeRow {
    oid: ObjectIdentifier,
    /// First the name that is shown (RFC 4514, section 3, then openssl's), then other spellings.
    names: &'static [&'static str],
    string: StringKind,
    /// The most characters that it may have (RFC 5280, appendix A.1, "upper bounds"; X.520 for those that it lacks).
    upper_bound: usize,
}

const fn row(oid: ObjectIdentifier, names: &'static [&'static str], upper_bound: usize) -> AttributeRow {
    AttributeRow { oid, names, string: StringKind::Utf8, upper_bound }
}

const fn with_string(string: StringKind, row: AttributeRow) -> AttributeRow {
    AttributeRow { string, ..row }
}

use StringKind::{Ia5, Printable};

/// One type and its value, such as `O=Acme`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// Which attribute.
    pub kind: AttributeKind,
    /// What it says.
    pub value: AttributeValue,
}

/// `ub-name` of RFC 5280, appendix A.1, and the bound for attributes that have none there.
const UNBOUNDED: usize = 32_768;

#[rustfmt::skip]
const ROWS: [AttributeRow; 22] = [
    row(known::COMMON_NAME, &["CN", "commonName"], 64),
    with_string(Printable, row(known::COUNTRY_NAME, &["C", "countryName"], 2)),
    row(known::STATE_OR_PROVINCE_NAME, &["ST", "S", "stateOrProvinceName"], 128),
    row(known::LOCALITY_NAME, &["L", "localityName"], 128),
    row(known::ORGANIZATION_NAME, &["O", "organizationName"], 64),
    row(known::ORGANIZATIONAL_UNIT_NAME, &["OU", "organizationalUnitName"], 64),
    with_string(Ia5, row(known::PKCS_9_AT_EMAIL_ADDRESS, &["emailAddress", "E", "email"], 255)),
    with_string(Ia5, row(known::DOMAIN_COMPONENT, &["DC", "domainComponent"], 63)),
    row(known::USER_ID, &["UID", "userId"], 256),
    with_string(Printable, row(known::SERIAL_NUMBER, &["serialNumber"], 64)),
    row(known::SURNAME, &["SN", "surname"], UNBOUNDED),
    row(known::GIVEN_NAME, &["GN", "givenName"], UNBOUNDED),
    row(known::INITIALS, &["initials"], UNBOUNDED),
    row(known::TITLE, &["title"], 64),
    row(known::STREET_ADDRESS, &["street", "streetAddress"], 128),
    row(known::POSTAL_CODE, &["postalCode"], 40),
    row(known::PSEUDONYM, &["pseudonym"], 128),
    row(known::GENERATION_QUALIFIER, &["generationQualifier"], UNBOUNDED),
    with_string(Printable, row(known::DN_QUALIFIER, &["dnQualifier"], UNBOUNDED)),
    row(known::NAME, &["name"], UNBOUNDED),
    row(known::BUSINESS_CATEGORY, &["businessCategory"], 128),
    row(known::ORGANIZATION_IDENTIFIER, &["organizationIdentifier"], UNBOUNDED),
];

impl AttributeKind {
    const fn of(known: ObjectIdentifier) -> Self {
        Self(Oid::of(known))
    }

    /// commonName
    pub const COMMON_NAME: Self = Self::of(known::COMMON_NAME);
    /// emailAddress (PKCS#9)
    pub const EMAIL_ADDRESS: Self = Self::of(known::PKCS_9_AT_EMAIL_ADDRESS);
    /// countryName
    pub const COUNTRY: Self = Self::of(known::COUNTRY_NAME);
    /// A person's given name.
    pub const GIVEN_NAME: Self = Self::of(known::GIVEN_NAME);
    /// A person's surname.
    pub const SURNAME: Self = Self::of(known::SURNAME);

    /// The type of this name (short or long, case ignored) or dotted object identifier.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let is_named = |known: &&AttributeRow| known.names.iter().any(|name| name.eq_ignore_ascii_case(text));
        match ROWS.iter().find(is_named) {
            Some(known) => Some(Self::of(known.oid)),
            None => text.parse().ok().map(Self),
        }
    }

    /// The string that RFC 5280 and openssl's default mask use for this type.
    #[must_use]
    pub fn string_kind(self) -> StringKind {
        self.row().map_or(StringKind::Utf8, |known| known.string)
    }

    /// The most characters that a value may have.
    #[must_use]
    pub fn upper_bound(self) -> usize {
        self.row().map_or(UNBOUNDED, |known| known.upper_bound)
    }

    fn row(self) -> Option<&'static AttributeRow> {
        let own = self.0.known()?;
        ROWS.iter().find(|known| known.oid == own)
    }
}

impl fmt::Display for AttributeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(known) => f.write_str(known.names[0]),
            None => self.0.fmt(f),
        }
    }
}
