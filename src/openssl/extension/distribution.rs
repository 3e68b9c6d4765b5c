//! Where revocation lists are published (RFC 5280, 4.2.1.13 and 5.2.5).

use ::der::{Decode as _, Encode as _};

use super::bits::{REASONS, bits};
use super::der;
use super::general_name::{Addresses, general_name, general_names, section, section_name};
use super::list::Item;
use super::list::items;
use super::place::{Fault, Place, too_long};
use devcert::x509::{Element, Extension, Name};

/// crlDistributionPoints and freshestCRL: names, or sections with `fullname`, `relativename`, `reasons` and `CRLissuer`.
pub(super) fn points(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let point = |item: &Item| match item.value {
        Some(_) => {
            let name = general_name(item, place, Addresses::Single)?;
            let name = der::tagged(0, &name).and_then(|full| der::tagged(0, &full)).ok_or_else(too_long)?;
            der::sequence(&[name]).ok_or_else(too_long)
        }
        None => of_section(&section(&item.name, place)?, place),
    };
    let points = items(value, place)?.iter().map(point).collect::<Result<Vec<_>, _>>()?;
    der::sequence(&points).ok_or_else(too_long)
}

/// A distribution point; openssl ignores names that it does not know.
fn of_section(items: &[Item], place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    for item in items {
        let part = match item.name.as_str() {
            "fullname" | "relativename" if !parts[0].is_empty() => {
                return Err(Fault::new("a distribution point has one name"));
            }
            "fullname" | "relativename" => (0, point_name(item, place)?),
            "reasons" => (1, reasons(1, item.value()?, place)?),
            "CRLissuer" => (2, der::tagged(2, &general_names(item.value()?, place)?).ok_or_else(too_long)?),
            _ => continue,
        };
        parts[part.0] = part.1;
    }
    der::sequence(&parts).ok_or_else(too_long)
}

/// `DistributionPointName` in its field.
fn point_name(item: &Item, place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    let value = item.value()?;
    let name = match item.name.as_str() {
        "fullname" => der::tagged(0, &general_names(value, place)?),
        _ => der::tagged(1, &relative_name(value, place)?),
    };
    name.and_then(|name| der::tagged(0, &name)).ok_or_else(too_long)
}

/// The attributes of the one relative name that a section describes.
fn relative_name(section: &str, place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    let der = section_name(section, place)?;
    let name = Name::from_der(&der).map_err(|_| too_long())?;
    match name.0.as_slice() {
        [only] => {
            let set = only.to_der().map_err(|_| too_long())?;
            Ok(Element::from_der(&set).map_err(|_| too_long())?.content().to_vec())
        }
        _ => Err(Fault::new("a relative name is one set of attributes")),
    }
}

/// Reasons in place of a field with this number.
fn reasons(number: u8, value: &str, place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    der::implicit(number, &der::named_bits(&bits(value, place, &REASONS)?)).ok_or_else(too_long)
}

/// issuingDistributionPoint: the fields in the order of the standard.
pub(super) fn issuing(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    const FLAGS: [(&str, u8); 4] = [("onlyuser", 1), ("onlyCA", 2), ("indirectCRL", 4), ("onlyAA", 5)];
    let mut parts = vec![Vec::new(); 6];
    for item in items(value, place)? {
        let name = item.name.as_str();
        if let Some((_, number)) = FLAGS.iter().find(|(flag, _)| *flag == name) {
            // FALSE is the default.
            let content: &[u8] = if item.boolean()? { &[0xff] } else { continue };
            parts[usize::from(*number)] = der::implicit(*number, content).ok_or_else(too_long)?;
        } else if name == "onlysomereasons" {
            parts[3] = reasons(3, item.value()?, place)?;
        } else if name == "fullname" || name == "relativename" {
            parts[0] = point_name(&item, place)?;
        } else {
            return Err(Fault::new(format_args!("\"{name}\" is not a part of a distribution point")));
        }
    }
    der::sequence(&parts).ok_or_else(too_long)
}
