//! The elements of DER as slices of what they were read from.

use der::{Decode as _, SliceReader};

use crate::x509::Element;

/// One element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    /// The first identifier octet.
    pub(super) identifier: u8,
    /// The content octets.
    pub(super) content: &'a [u8],
    /// All of its bytes.
    pub(super) der: &'a [u8],
}

/// The elements that `content` consists of; `None` when it is malformed.
pub(super) fn nodes(mut rest: &[u8]) -> Option<Vec<Node<'_>>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let element = Element::decode(&mut SliceReader::new(rest).ok()?).ok()?;
        let (der, after) = rest.split_at_checked(element.der().len())?;
        let content = der.get(der.len() - element.content().len()..)?;
        found.push(Node { identifier: element.identifier(), content, der });
        rest = after;
    }
    Some(found)
}

/// The only element of `der`, which has this identifier octet.
pub(super) fn only(der: &[u8], identifier: u8) -> Option<Node<'_>> {
    match nodes(der)?.as_slice() {
        [node] if node.identifier == identifier => Some(*node),
        _ => None,
    }
}

/// The elements in the SEQUENCE that `der` is.
pub(super) fn sequence(der: &[u8]) -> Option<Vec<Node<'_>>> {
    nodes(only(der, 0x30)?.content)
}

/// The bits of the BIT STRING with this content: the first bit of the first byte is bit 7, the first of the second is
/// bit 15, as in OpenSSL's masks. Other bytes are not read.
pub(super) fn bit_mask(content: &[u8]) -> Option<u16> {
    let (_, bytes) = content.split_first()?;
    let byte = |index: usize| u16::from(bytes.get(index).copied().unwrap_or_default());
    Some(byte(0) | byte(1) << 8)
}

/// The INTEGER with this content, which is not negative; the greatest number in place of greater ones.
pub(super) fn unsigned(content: &[u8]) -> Option<u64> {
    if content.first().is_none_or(|first| first & 0x80 != 0) {
        return None;
    }
    let add = |sum: u64, byte: &u8| sum.checked_mul(256)?.checked_add(u64::from(*byte));
    Some(content.iter().try_fold(0, add).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_one_after_the_other() {
        let found = nodes(&[2, 1, 7, 0x30, 0]).unwrap();
        assert_eq!((found[0].content, found[1].identifier), (&[7][..], 0x30));
        assert!(nodes(&[2, 2, 7]).is_none());
        assert!(only(&[2, 1, 7, 5, 0], 2).is_none());
    }

    #[test]
    fn bits_and_numbers_are_read_as_openssl_has_them() {
        assert_eq!(bit_mask(&[7, 0x06, 0x80]), Some(0x8006));
        assert_eq!(bit_mask(&[]), None);
        assert_eq!(unsigned(&[1, 0]), Some(256));
        assert_eq!(unsigned(&[0xff]), None);
        assert_eq!(unsigned(&[1; 9]), Some(u64::MAX));
    }
}
