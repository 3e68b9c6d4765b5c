//! The attributes of names with rules of their own (`tbl_standard` of OpenSSL 3.0, from RFC 5280, appendix A.1).

use ::der::asn1::ObjectIdentifier;

use devcert::model::name::StringKind::{self, Bmp, Ia5, Printable, Teletex, Utf8};
use devcert::model::oid::{Oid, known};

/// The rule for an attribute.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// The fewest characters.
    pub(super) shortest: usize,
    /// The most characters.
    pub(super) longest: usize,
    /// The types of string, in the order of preference.
    pub(super) types: &'static [StringKind],
    /// Whether the types are those of the attribute, whatever `string_mask` is.
    pub(super) is_fixed: bool,
}

/// `DirectoryString` (RFC 5280, 4.1.2.4).
const DIRECTORY: &[StringKind] = &[Printable, Teletex, Bmp, Utf8];
/// The strings of PKCS#9 attributes.
const PKCS_9: &[StringKind] = &[Printable, Ia5, Teletex, Bmp, Utf8];

const fn masked(longest: usize) -> Rule {
    Rule { shortest: 1, longest, types: DIRECTORY, is_fixed: false }
}

const fn fixed(shortest: usize, longest: usize, types: &'static [StringKind]) -> Rule {
    Rule { shortest, longest, types, is_fixed: true }
}

/// The bound of attributes without one.
const ANY: usize = usize::MAX;

const RULES: [(ObjectIdentifier, Rule); 18] = [
    (known::COMMON_NAME, masked(64)),
    (known::COUNTRY_NAME, fixed(2, 2, &[Printable])),
    (known::LOCALITY_NAME, masked(128)),
    (known::STATE_OR_PROVINCE_NAME, masked(128)),
    (known::ORGANIZATION_NAME, masked(64)),
    (known::ORGANIZATIONAL_UNIT_NAME, masked(64)),
    (known::PKCS_9_AT_EMAIL_ADDRESS, fixed(1, 128, &[Ia5])),
    (known::GIVEN_NAME, masked(32_768)),
    (known::SURNAME, masked(32_768)),
    (known::INITIALS, masked(32_768)),
    (known::SERIAL_NUMBER, fixed(1, 64, &[Printable])),
    (known::NAME, masked(32_768)),
    (known::DN_QUALIFIER, fixed(0, ANY, &[Printable])),
    (known::DOMAIN_COMPONENT, fixed(1, ANY, &[Ia5])),
    (known::PKCS_9_AT_UNSTRUCTURED_NAME, Rule { shortest: 1, longest: ANY, types: PKCS_9, is_fixed: false }),
    (known::PKCS_9_AT_CHALLENGE_PASSWORD, Rule { shortest: 1, longest: ANY, types: PKCS_9, is_fixed: false }),
    (known::RFC_822_MAILBOX, fixed(1, 256, &[Ia5])),
    (known::JURISDICTION_COUNTRY, fixed(2, 2, &[Printable])),
];

/// The rule for attributes of this type.
pub(super) fn rule(kind: Oid) -> Rule {
    let row = RULES.iter().find(|(known, _)| kind == *known);
    row.map_or(Rule { shortest: 0, ..masked(ANY) }, |(_, rule)| *rule)
}
