//! Key identifiers (RFC 5280, 4.2.1.1 and 4.2.1.2).

use super::super::element::{Fields, Tag};
use super::super::integer::Integer;
use super::super::lines::{HexCase, Lines, pairs};
use super::general_name;
use super::parts::only;

/// The subject's.
pub(super) fn subject(content: &[u8]) -> Option<Lines> {
    Some(Lines::one(pairs(only(content, Tag::OctetString)?.data, HexCase::Upper)))
}

/// The authority's: the identifier alone, or it and the certificate of the authority.
pub(super) fn authority(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let (identifier, issuer, serial) = (fields.tagged(0), fields.tagged(1), fields.tagged(2));
    let mut lines = Lines::new();
    if let Some(identifier) = &identifier {
        let label = if issuer.is_some() || serial.is_some() { "keyid:" } else { "" };
        lines.push(format!("{label}{}", pairs(identifier.data, HexCase::Upper)));
    }
    if let Some(issuer) = &issuer {
        let names = general_name::joined(&Fields::inside(issuer).rest()?)?;
        for name in names {
            lines.push(name);
        }
    }
    if let Some(serial) = &serial {
        let serial = Integer::from_content(serial.data)?;
        lines.push(format!("serial:{}", pairs(serial.magnitude(), HexCase::Upper)));
    }
    fields.end(lines).filter(|lines| !lines.is_empty())
}
