//! The attribute types of names, as one table, and their values.

use std::fmt::{self, Write as _};

use const_oid::ObjectIdentifier;

use crate::model::oid::Oid;

/// The type of a name's attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeKind(pub Oid);

/// Which ASN.1 string holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum StringKind {
    Utf8,
    Printable,
    Ia5,
}

/// An attribute's value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttributeValue {
    /// Text in one of the strings that devcert writes.
    Text(StringKind, String),
    /// Anything else, kept as its complete DER encoding, with the text where there is one
    /// (`T61String` and `BMPString` in old certificates).
    Der {
        /// Tag, length and content.
        der: Vec<u8>,
        /// What it reads as.
        text: Option<String>,
    },
}

/// What is known of an attribute type.
#[derive(Clone, Copy)]
struct Known {
    oid: &'static str,
    /// First the name that is shown (RFC 4514, section 3, then openssl's), then other spellings.
    names: &'static [&'static str],
    string: StringKind,
    /// The most characters that it may have (RFC 5280, appendix A.1, "upper bounds").
    upper_bound: usize,
}

const fn known(oid: &'static str, names: &'static [&'static str], upper_bound: usize) -> Known {
    Known { oid, names, string: StringKind::Utf8, upper_bound }
}

const fn with_string(string: StringKind, known: Known) -> Known {
    Known { string, ..known }
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

/// The bound for attributes that RFC 5280 gives none.
const UNBOUNDED: usize = 32_768;

#[rustfmt::skip]
const KNOWN: [Known; 22] = [
    known("2.5.4.3", &["CN", "commonName"], 64),
    with_string(Printable, known("2.5.4.6", &["C", "countryName"], 2)),
    known("2.5.4.8", &["ST", "S", "stateOrProvinceName"], 128),
    known("2.5.4.7", &["L", "localityName"], 128),
    known("2.5.4.10", &["O", "organizationName"], 64),
    known("2.5.4.11", &["OU", "organizationalUnitName"], 64),
    with_string(Ia5, known("1.2.840.113549.1.9.1", &["emailAddress", "E", "email"], 255)),
    with_string(Ia5, known("0.9.2342.19200300.100.1.25", &["DC", "domainComponent"], 63)),
    known("0.9.2342.19200300.100.1.1", &["UID", "userId"], 256),
    with_string(Printable, known("2.5.4.5", &["serialNumber"], 64)),
    known("2.5.4.4", &["SN", "surname"], 64),
    known("2.5.4.42", &["GN", "givenName"], 64),
    known("2.5.4.43", &["initials"], 64),
    known("2.5.4.12", &["title"], 64),
    known("2.5.4.9", &["street", "streetAddress"], UNBOUNDED),
    known("2.5.4.17", &["postalCode"], 40),
    known("2.5.4.65", &["pseudonym"], 128),
    known("2.5.4.44", &["generationQualifier"], 64),
    with_string(Printable, known("2.5.4.46", &["dnQualifier"], UNBOUNDED)),
    known("2.5.4.41", &["name"], UNBOUNDED),
    known("2.5.4.15", &["businessCategory"], 128),
    known("2.5.4.97", &["organizationIdentifier"], UNBOUNDED),
];

impl AttributeKind {
    const fn of(dotted: &str) -> Self {
        Self(Oid::of(ObjectIdentifier::new_unwrap(dotted)))
    }

    /// commonName
    pub const COMMON_NAME: Self = Self::of("2.5.4.3");
    /// emailAddress (PKCS#9)
    pub const EMAIL_ADDRESS: Self = Self::of("1.2.840.113549.1.9.1");
    /// countryName
    pub const COUNTRY: Self = Self::of("2.5.4.6");

    /// The type of this name (short or long, case ignored) or dotted object identifier.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let dotted = KNOWN
            .iter()
            .find(|known| known.names.iter().any(|name| name.eq_ignore_ascii_case(text)))
            .map_or(text, |known| known.oid);
        dotted.parse().ok().map(Self)
    }

    /// The string that RFC 5280 and openssl's default mask use for this type.
    #[must_use]
    pub fn string_kind(self) -> StringKind {
        self.known().map_or(StringKind::Utf8, |known| known.string)
    }

    /// The most characters that a value may have.
    #[must_use]
    pub fn upper_bound(self) -> usize {
        self.known().map_or(UNBOUNDED, |known| known.upper_bound)
    }

    fn known(self) -> Option<&'static Known> {
        let own = self.0.known()?;
        KNOWN.iter().find(|known| ObjectIdentifier::new(known.oid) == Ok(own))
    }
}

impl fmt::Display for AttributeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known() {
            Some(known) => f.write_str(known.names[0]),
            None => self.0.fmt(f),
        }
    }
}

impl AttributeValue {
    /// The text, where the value is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(_, text) => Some(text),
            Self::Der { text, .. } => text.as_deref(),
        }
    }
}

impl fmt::Display for AttributeValue {
    /// RFC 4514, section 2.4.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.text() {
            return escape(text, f);
        }
        f.write_char('#')?;
        if let Self::Der { der, .. } = self {
            der.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        }
        Ok(())
    }
}

fn escape(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (index, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            '#' if index == 0 => f.write_str("\\#")?,
            ' ' if index == 0 || index == last => f.write_str("\\ ")?,
            '\0' => f.write_str("\\00")?,
            _ => f.write_char(character)?,
        }
    }
    Ok(())
}
