//! DER, put together by hand: what configuration files can ask for has no other bounds than DER itself.

use ::der::Encode as _;

use devcert::model::oid::Oid;
use devcert::x509::{BitString, Element, Integer, ObjectId};

/// The element with this identifier octet; nothing if it is longer than DER can say.
pub(super) fn element(identifier: u8, content: &[u8]) -> Option<Vec<u8>> {
    Element::new(identifier, content).ok().map(|element| element.der().to_vec())
}

/// A SEQUENCE of these elements.
pub(super) fn sequence(parts: &[Vec<u8>]) -> Option<Vec<u8>> {
    element(0x30, &parts.concat())
}

/// A context-specific element that holds others.
pub(super) fn tagged(number: u8, content: &[u8]) -> Option<Vec<u8>> {
    element(0xa0 | number, content)
}

/// A context-specific element in place of a primitive one.
pub(super) fn implicit(number: u8, content: &[u8]) -> Option<Vec<u8>> {
    element(0x80 | number, content)
}

/// An OBJECT IDENTIFIER.
pub(super) fn oid(oid: Oid) -> Option<Vec<u8>> {
    ObjectId::from(oid).to_der().ok()
}

/// An INTEGER of any size.
pub(super) fn integer(number: &Integer<'_>) -> Option<Vec<u8>> {
    number.to_der().ok()
}

/// The content of a BIT STRING with these bits, numbered from the most significant one of the first byte; trailing
/// zeros are left out (X.690, 11.2.2).
pub(super) fn named_bits(bits: &[u32]) -> Vec<u8> {
    let Some(last) = bits.iter().max() else { return vec![0] };
    let mut bytes = vec![0_u8; (last / 8 + 1) as usize];
    for bit in bits {
        bytes[(bit / 8) as usize] |= 0x80 >> (bit % 8);
    }
    let unused = 7 - (last % 8);
    [vec![u8::try_from(unused).unwrap_or_default()], bytes].concat()
}

/// A BIT STRING with these bits.
pub(super) fn bit_string(bits: &[u32]) -> Option<Vec<u8>> {
    BitString::from_content(named_bits(bits)).to_der().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_numbered_from_the_left_and_trailing_zeros_are_left_out() {
        for (bits, content) in [
            (&[][..], &[0][..]),
            (&[0], &[7, 0x80]),
            (&[5, 6], &[1, 6]),
            (&[0, 8], &[7, 0x80, 0x80]),
            (&[7], &[0, 1]),
        ] {
            assert_eq!(named_bits(bits), content, "{bits:?}");
        }
    }
}
