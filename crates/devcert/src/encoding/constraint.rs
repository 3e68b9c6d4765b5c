//! Name constraints as DER (RFC 5280, 4.2.1.10).

use der::asn1::{Any, ContextSpecific, Ia5StringRef, OctetStringRef};
use der::{Decode, Encode, TagMode, TagNumber};
use x509_parser::extensions::{self as parsed, GeneralSubtree};
use x509_parser::prelude::GeneralName;

use super::name;
use super::san::{tagged, tagged_explicit};
use crate::model::constraint::{IpRange, NameConstraints, Subtree};

/// `NameConstraints`; a list without entries is left out, as the standard wants it.
pub(super) fn to_der(constraints: &NameConstraints) -> der::Result<Vec<u8>> {
    let lists = [(0, &constraints.permitted), (1, &constraints.excluded)];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
    lists.map(|(number, list)| general_subtrees(number, list)).collect::<der::Result<Vec<_>>>()?.to_der()
}

fn general_subtrees(number: u32, list: &[Subtree]) -> der::Result<Any> {
    let subtrees = list.iter().map(|subtree| Any::from_der(&vec![Any::from_der(&base(subtree)?)?].to_der()?));
    let value = subtrees.collect::<der::Result<Vec<_>>>()?;
    let list = ContextSpecific { tag_number: TagNumber(number), tag_mode: TagMode::Implicit, value };
    Any::from_der(&list.to_der()?)
}

fn base(subtree: &Subtree) -> der::Result<Vec<u8>> {
    match subtree {
        Subtree::Email(base) => tagged(1, Ia5StringRef::new(base)?),
        Subtree::Dns(base) => tagged(2, Ia5StringRef::new(base)?),
        Subtree::Directory(base) => tagged_explicit(4, &name::to_der(base)?),
        Subtree::Uri(base) => tagged(6, Ia5StringRef::new(base)?),
        Subtree::Ip(range) => tagged(7, OctetStringRef::new(&range.octets())?),
    }
}

/// The constraints that x509-parser has read; `None` when there is one among them that the model does
/// not have.
pub(super) fn from_parsed(found: &parsed::NameConstraints<'_>) -> Option<NameConstraints> {
    let list = |subtrees: &Option<Vec<GeneralSubtree<'_>>>| {
        subtrees.iter().flatten().map(|one| subtree(&one.base)).collect::<Option<Vec<_>>>()
    };
    Some(NameConstraints {
        permitted: list(&found.permitted_subtrees)?,
        excluded: list(&found.excluded_subtrees)?,
    })
}

fn subtree(base: &GeneralName<'_>) -> Option<Subtree> {
    Some(match base {
        GeneralName::RFC822Name(text) => Subtree::Email((*text).to_owned()),
        GeneralName::DNSName(text) => Subtree::Dns((*text).to_owned()),
        GeneralName::DirectoryName(found) => Subtree::Directory(name::from_parsed(found).ok()?),
        GeneralName::URI(text) => Subtree::Uri((*text).to_owned()),
        GeneralName::IPAddress(octets) => Subtree::Ip(IpRange::from_octets(octets)?),
        _ => return None,
    })
}
