//! Object identifiers of any size: const-oid's end at arcs of 32 bits, and UUIDs have one of 128
//! (X.667, 6.3).

pub mod known;

use std::fmt;
use std::str::FromStr;

use const_oid::ObjectIdentifier;

/// The longest identifier that [`Oid`] holds, in bytes of DER content; one of a UUID has 20.
pub const MAX: usize = 55;

/// An object identifier, as the content of its DER.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid {
    length: u8,
    octets: [u8; MAX],
}

/// Text or bytes that are not an object identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnOid;

impl Oid {
    /// One that const-oid holds.
    #[must_use]
    pub const fn of(known: ObjectIdentifier) -> Self {
        let bytes = known.as_bytes();
        let mut octets = [0; MAX];
        let mut index = 0;
        while index < bytes.len() {
            octets[index] = bytes[index];
            index += 1;
        }
        // const-oid holds 39 bytes at most.
        #[expect(clippy::cast_possible_truncation, reason = "const-oid holds at most 39 bytes")]
        Self { length: bytes.len() as u8, octets }
    }

    /// The identifier with this content: base-128 numbers without leading zeros (X.690, 8.19).
    pub(crate) fn from_octets(content: &[u8]) -> Result<Self, NotAnOid> {
        let mut starts = true;
        for byte in content {
            if starts && *byte == 0x80 {
                return Err(NotAnOid);
            }
            starts = byte & 0x80 == 0;
        }
        let mut octets = [0; MAX];
        let place = octets.get_mut(..content.len()).ok_or(NotAnOid)?;
        place.copy_from_slice(content);
        let length = u8::try_from(content.len()).map_err(|_| NotAnOid)?;
        (starts && length > 0).then_some(Self { length, octets }).ok_or(NotAnOid)
    }

    /// The content of its DER.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets[..usize::from(self.length)]
    }

    /// The identifier in the type of const-oid; `None` where that is too small for it.
    #[must_use]
    pub fn known(&self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::from_bytes(self.octets()).ok()
    }

    /// Its arcs, where each fits 64 bits.
    #[must_use]
    pub fn arcs(&self) -> Option<Vec<u64>> {
        self.to_string().split('.').map(|arc| arc.parse().ok()).collect()
    }

    /// The base-128 digits of each number in it.
    fn numbers(&self) -> impl Iterator<Item = &[u8]> {
        self.octets().split_inclusive(|byte| byte & 0x80 == 0)
    }
}

impl From<ObjectIdentifier> for Oid {
    fn from(known: ObjectIdentifier) -> Self {
        Self::of(known)
    }
}

impl PartialEq<ObjectIdentifier> for Oid {
    fn eq(&self, other: &ObjectIdentifier) -> bool {
        self.octets() == other.as_bytes()
    }
}

impl fmt::Display for Oid {
    /// Writes the identifier in dotted decimal, as in `2.5.29.17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, digits) in self.numbers().enumerate() {
            let number = Decimal::from_base_128(digits);
            match (index, number.small()) {
                // The first number is the first arc times 40, and the second, which is below 40 under 0 and 1.
                (0, Some(first @ 0..80)) => write!(f, "{}.{}", first / 40, first % 40)?,
                (0, _) => write!(f, "2.{}", number.less_80())?,
                _ => write!(f, ".{number}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

impl FromStr for Oid {
    type Err = NotAnOid;

    /// Reads dotted decimal.
    fn from_str(text: &str) -> Result<Self, NotAnOid> {
        let mut arcs = text.split('.');
        let first: u8 =
            arcs.next().and_then(|arc| arc.parse().ok()).filter(|arc| *arc <= 2).ok_or(NotAnOid)?;
        let mut second = Decimal::from_text(arcs.next().ok_or(NotAnOid)?)?;
        if first < 2 && second.small().is_none_or(|second| second >= 40) {
            return Err(NotAnOid);
        }
        second.add(first * 40);
        let mut content = second.to_base_128();
        for arc in arcs {
            content.extend(Decimal::from_text(arc)?.to_base_128());
        }
        Self::from_octets(&content)
    }
}

/// A number of any size as decimal digits, the last one first.
struct Decimal(Vec<u8>);

impl Decimal {
    fn from_text(text: &str) -> Result<Self, NotAnOid> {
        let is_plain = text == "0" || !(text.is_empty() || text.starts_with('0'));
        // Longer ones do not fit anyway, and the conversion takes the square of the length.
        if !is_plain || text.len() > 2 * MAX || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NotAnOid);
        }
        Ok(Self(text.bytes().rev().map(|digit| digit - b'0').collect()))
    }

    fn from_base_128(digits: &[u8]) -> Self {
        let mut number = Self(vec![0]);
        for digit in digits {
            let mut carry = u16::from(digit & 0x7f);
            for place in &mut number.0 {
                carry += u16::from(*place) * 128;
                *place = low_digit(carry);
                carry /= 10;
            }
            while carry > 0 {
                number.0.push(low_digit(carry));
                carry /= 10;
            }
        }
        number
    }

    fn to_base_128(&self) -> Vec<u8> {
        let mut rest = self.0.clone();
        let mut digits = Vec::new();
        while digits.is_empty() || rest.iter().any(|digit| *digit > 0) {
            let mut remainder = 0_u16;
            for place in rest.iter_mut().rev() {
                let value = remainder * 10 + u16::from(*place);
                *place = low_digit(value / 128);
                remainder = value % 128;
            }
            let more = if digits.is_empty() { 0 } else { 0x80 };
            digits.push(u8::try_from(remainder).unwrap_or_default() | more);
        }
        digits.reverse();
        digits
    }

    /// The number, where it has at most three digits.
    fn small(&self) -> Option<u16> {
        let fits = self.0.iter().skip(3).all(|digit| *digit == 0);
        fits.then(|| self.0.iter().take(3).rev().fold(0, |sum, digit| sum * 10 + u16::from(*digit)))
    }

    fn add(&mut self, more: u8) {
        let mut carry = u16::from(more);
        for place in &mut self.0 {
            carry += u16::from(*place);
            *place = low_digit(carry);
            carry /= 10;
        }
        while carry > 0 {
            self.0.push(low_digit(carry));
            carry /= 10;
        }
    }

    /// The number less 80, which it is not below.
    fn less_80(mut self) -> Self {
        let mut borrow = 8;
        for place in self.0.iter_mut().skip(1) {
            let (digit, owes) =
                if *place < borrow { (*place + 10 - borrow, 1) } else { (*place - borrow, 0) };
            (*place, borrow) = (digit, owes);
        }
        self
    }
}

fn low_digit(number: u16) -> u8 {
    u8::try_from(number % 10).unwrap_or_default()
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits: String = self.0.iter().rev().map(|digit| char::from(b'0' + digit)).collect();
        let digits = digits.trim_start_matches('0');
        f.write_str(if digits.is_empty() { "0" } else { digits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_of_any_size_reads_back() {
        for text in [
            "0.0",
            "1.39.1",
            "2.0",
            "2.999.3",
            "1.2.840.113549.1.1.11",
            "1.2.4294967296",
            "2.25.329800735698586629295641978511506172918",
            "2.340282366920938463463374607431768211455",
        ] {
            let oid: Oid = text.parse().unwrap();
            assert_eq!(oid.to_string(), text);
            assert_eq!(Oid::from_octets(oid.octets()), Ok(oid));
            if let Ok(known) = ObjectIdentifier::new(text) {
                assert_eq!(oid, known);
                assert_eq!(oid.known(), Some(known));
            }
        }
    }

    #[test]
    fn text_and_bytes_that_are_not_an_identifier_are_refused() {
        for text in
            ["", "1", "3.1", "1.40", "1.2.", "1.02", "1.-2", "1.2.x", &format!("2.{}", "9".repeat(500))]
        {
            assert_eq!(text.parse::<Oid>(), Err(NotAnOid), "{text}");
        }
        for content in [&[][..], &[0x80, 1], &[0x2a, 0x80, 1], &[0x2a, 0x81], &[1; MAX + 1]] {
            assert_eq!(Oid::from_octets(content), Err(NotAnOid), "{content:?}");
        }
    }
}
