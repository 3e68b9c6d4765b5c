//! IP addresses and autonomous systems that a certificate delegates (RFC 3779).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::super::element::{Element, ElementTag as _, Fields, Tag, sequence_of};
use super::super::integer::Integer;
use super::super::lines::{HexCase, Lines, pairs};

/// Autonomous systems and routing domains.
pub(super) fn systems(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let mut lines = Lines::new();
    for (number, title) in [(0, "Autonomous System Numbers"), (1, "Routing Domain Identifiers")] {
        if let Some(choice) = fields.tagged(number) {
            lines.push(format!("{title}:"));
            lines.nest(2, &system_ranges(&Fields::inside(&choice).any()?)?);
        }
    }
    lines.push("");
    fields.end(lines)
}

fn system_ranges(choice: &Element<'_>) -> Option<Lines> {
    if choice.is(Tag::Null) {
        return Some(Lines::one("inherit"));
    }
    let number = |element: &Element<'_>| Some(Integer::from_content(element.data)?.in_extension());
    let mut lines = Lines::new();
    for range in Fields::inside(choice).rest()? {
        if range.is(Tag::Integer) {
            lines.push(number(&range)?);
        } else {
            let mut ends = Fields::inside(&range);
            lines.push(format!("{}-{}", number(&ends.any()?)?, number(&ends.any()?)?));
        }
    }
    Some(lines)
}

/// Address families by their number (IANA), with the bytes of an address.
const FAMILIES: [(u16, &str, usize); 2] = [(1, "IPv4", 4), (2, "IPv6", 16)];

/// What narrows a family down, by number.
const SUBFAMILIES: [(u8, &str); 8] = [
    (1, " (Unicast)"),
    (2, " (Multicast)"),
    (3, " (Unicast/Multicast)"),
    (4, " (MPLS)"),
    (64, " (Tunnel)"),
    (65, " (VPLS)"),
    (66, " (BGP MDT)"),
    (128, " (MPLS-labeled VPN)"),
];

/// The address blocks of RFC 3779, section 2.
pub(super) fn addresses(content: &[u8]) -> Option<Lines> {
    let mut lines = Lines::new();
    for family in sequence_of(content)? {
        let mut fields = Fields::inside(&family);
        let number = fields.universal(Tag::OctetString)?.data;
        let choice = fields.any()?;
        let (title, length) = family_title(number)?;
        if choice.is(Tag::Null) {
            lines.push(format!("{title}: inherit"));
        } else {
            lines.push(format!("{title}:"));
            for range in Fields::inside(&choice).rest()? {
                lines.push(format!("  {}", address_range(&range, length)?));
            }
        }
    }
    lines.push("");
    Some(lines)
}

fn family_title(number: &[u8]) -> Option<(String, usize)> {
    let (number, rest) = number.split_first_chunk::<2>()?;
    let number = u16::from_be_bytes(*number);
    let (mut title, length) = match FAMILIES.iter().find(|(known, ..)| *known == number) {
        Some((_, name, length)) => ((*name).to_owned(), *length),
        None => (format!("Unknown AFI {number}"), 0),
    };
    if let Some(sub) = rest.first() {
        let name = SUBFAMILIES.iter().find(|(known, _)| known == sub);
        title
            .push_str(&name.map_or_else(|| format!(" (Unknown SAFI {sub})"), |(_, name)| (*name).to_owned()));
    }
    Some((title, length))
}

fn address_range(range: &Element<'_>, length: usize) -> Option<String> {
    if range.is(Tag::BitString) {
        let (unused, octets) = range.data.split_first()?;
        let prefix = (octets.len() * 8).checked_sub(usize::from(*unused))?;
        return Some(format!("{}/{prefix}", expanded(range.data, length, 0)?));
    }
    let mut ends = Fields::inside(range);
    let (low, high) = (ends.universal(Tag::BitString)?.data, ends.universal(Tag::BitString)?.data);
    Some(format!("{}-{}", expanded(low, length, 0)?, expanded(high, length, 0xff)?))
}

/// The address that a bit string begins, the bits that it leaves out taken from `fill`.
fn expanded(content: &[u8], length: usize, fill: u8) -> Option<String> {
    let (unused, octets) = content.split_first()?;
    let mut octets = octets.to_vec();
    let mask = 0xff_u8.checked_shl(u32::from(*unused)).unwrap_or(0);
    if let Some(last) = octets.last_mut() {
        *last = (*last & mask) | (fill & !mask);
    }
    if length == 0 {
        return Some(format!("{}[{unused}]", pairs(&octets, HexCase::Lower)));
    }
    (octets.len() <= length).then_some(())?;
    octets.resize(length, fill);
    match octets.len() {
        4 => Some(Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?).to_string()),
        _ => Some(short_ipv6(Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?))),
    }
}

/// The groups up to the last that is not zero, then `::`: openssl's own short form.
fn short_ipv6(address: Ipv6Addr) -> String {
    let groups = address.segments();
    let used = groups.iter().rposition(|group| *group != 0).map_or(0, |last| last + 1);
    let shown: Vec<String> = groups[..used].iter().map(|group| format!("{group:x}")).collect();
    match used {
        8 => shown.join(":"),
        7 => format!("{}:", shown.join(":")),
        0 => "::".to_owned(),
        _ => format!("{}::", shown.join(":")),
    }
}
