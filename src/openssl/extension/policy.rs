//! Policies (RFC 5280, 4.2.1.4, 4.2.1.5 and 4.2.1.11).

use super::der;
use super::general_name::section;
use super::list::items;
use super::list::{Item, parse};
use super::place::{Fault, Place, object, too_long};
use super::simple::number_of;
use crate::openssl::number;
use devcert::model::name::StringKind;
use devcert::model::oid::known;
use devcert::x509::{Element, Extension};

/// certificatePolicies: identifiers, and `@section` for a policy with qualifiers.
pub(super) fn certificate(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let mut organization = StringKind::Visible;
    let mut policies = Vec::new();
    for item in parse(value)? {
        match (item.name.as_str(), &item.value) {
            (_, Some(_)) => return Err(Fault::new(format_args!("\"{}\" is not a policy", item.name))),
            ("ia5org", _) => organization = StringKind::Ia5,
            (name, _) => {
                let section_name = name.strip_prefix('@');
                let policy = section_name.map_or_else(
                    || policy_alone(name, place),
                    |name| policy(&section(name, place)?, place, organization),
                );
                policies.push(policy?);
            }
        }
    }
    der::sequence(&policies).ok_or_else(too_long)
}

/// A policy without qualifiers.
fn policy_alone(name: &str, place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    der::oid(object(name, place)?).and_then(|policy| der::sequence(&[policy])).ok_or_else(too_long)
}

/// A policy with its qualifiers: policyIdentifier, `CPS.1`, `userNotice.1`.
fn policy(items: &[Item], place: &Place<'_>, organization: StringKind) -> Result<Vec<u8>, Fault> {
    let (mut identifier, mut qualifiers) = (None, Vec::new());
    for item in items {
        let value = item.value()?;
        if item.name == "policyIdentifier" {
            identifier = der::oid(object(value, place)?);
        } else if item.is("CPS") {
            qualifiers.push(qualifier(known::ID_QT_CPS, der::element(0x16, value.as_bytes()))?);
        } else if item.is("userNotice") {
            let name =
                value.strip_prefix('@').ok_or_else(|| Fault::new("a user notice is a section: @NAME"))?;
            let notice = notice(&section(name, place)?, organization)?;
            qualifiers.push(qualifier(known::ID_QT_UNOTICE, Some(notice))?);
        } else {
            return Err(Fault::new(format_args!("\"{}\" is not a part of a policy", item.name)));
        }
    }
    let identifier = identifier.ok_or_else(|| Fault::new("the policy has no policyIdentifier"))?;
    let mut parts = vec![identifier];
    if !qualifiers.is_empty() {
        parts.push(der::sequence(&qualifiers).ok_or_else(too_long)?);
    }
    der::sequence(&parts).ok_or_else(too_long)
}

fn qualifier(kind: ::der::asn1::ObjectIdentifier, value: Option<Vec<u8>>) -> Result<Vec<u8>, Fault> {
    let parts = [der::oid(kind.into()), value].into_iter().collect::<Option<Vec<_>>>();
    parts.and_then(|parts| der::sequence(&parts)).ok_or_else(too_long)
}

/// `UserNotice`: explicitText, organization and noticeNumbers.
fn notice(items: &[Item], organization_kind: StringKind) -> Result<Vec<u8>, Fault> {
    let (mut text, mut organization, mut numbers) = (Vec::new(), None, None);
    for item in items {
        let value = item.value()?;
        match item.name.as_str() {
            "explicitText" => text = explicit_text(value).ok_or_else(too_long)?,
            "organization" => organization = der::element(organization_kind.identifier(), value.as_bytes()),
            "noticeNumbers" => {
                let numbers_of = |item: &Item| {
                    let number = number::integer(&item.name).and_then(|number| der::integer(&number));
                    number.ok_or_else(|| Fault::new(format_args!("\"{}\" is not a number", item.name)))
                };
                let list = parse(value)?.iter().map(numbers_of).collect::<Result<Vec<_>, _>>()?;
                numbers = der::sequence(&list);
            }
            other => return Err(Fault::new(format_args!("\"{other}\" is not a part of a user notice"))),
        }
    }
    let reference = match (organization, numbers) {
        (None, None) => Vec::new(),
        (Some(organization), Some(numbers)) => {
            der::sequence(&[organization, numbers]).ok_or_else(too_long)?
        }
        _ => return Err(Fault::new("a notice has both organization and noticeNumbers")),
    };
    der::sequence(&[reference, text]).ok_or_else(too_long)
}

/// The text in the type of string before its colon, or as a `VisibleString`.
fn explicit_text(value: &str) -> Option<Vec<u8>> {
    let (kind, text) = value.split_once(':').unwrap_or(("", value));
    let (identifier, text) = match kind {
        "UTF8" | "UTF8String" => (StringKind::Utf8.identifier(), text),
        "BMP" | "BMPSTRING" => (StringKind::Bmp.identifier(), text),
        "VISIBLE" | "VISIBLESTRING" => (StringKind::Visible.identifier(), text),
        _ => (StringKind::Visible.identifier(), value),
    };
    // openssl copies the bytes as they are.
    Element::new(identifier, text.as_bytes()).ok().map(|element| element.der().to_vec())
}

/// policyMappings: `1.2.3:1.2.4`.
pub(super) fn mappings(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let mapping = |item: &Item| {
        let issuer = der::oid(object(&item.name, place)?).ok_or_else(too_long)?;
        let subject = der::oid(object(item.value()?, place)?).ok_or_else(too_long)?;
        der::sequence(&[issuer, subject]).ok_or_else(too_long)
    };
    let mappings = items(value, place)?.iter().map(mapping).collect::<Result<Vec<_>, _>>()?;
    der::sequence(&mappings).ok_or_else(too_long)
}

/// policyConstraints: requireExplicitPolicy and inhibitPolicyMapping.
pub(super) fn constraints(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let mut parts = [Vec::new(), Vec::new()];
    for item in items(value, place)? {
        let number: u8 = match item.name.as_str() {
            "requireExplicitPolicy" => 0,
            "inhibitPolicyMapping" => 1,
            other => return Err(Fault::new(format_args!("\"{other}\" is not a policy constraint"))),
        };
        let mut value = number_of(&item)?;
        // The field has a tag of its own in place of INTEGER's.
        value[0] = 0x80 | number;
        parts[usize::from(number)] = value;
    }
    der::sequence(&parts).ok_or_else(too_long)
}
