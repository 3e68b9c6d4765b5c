//! Ranges of IP addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An address and the mask that says which of its bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IpRange {
    address: IpAddr,
    mask: IpAddr,
}

impl IpRange {
    /// From the 8 or 32 bytes that name constraints hold (RFC 5280, 4.2.1.10): address, then mask,
    /// which need not be a prefix.
    #[must_use]
    pub(crate) fn from_octets(octets: &[u8]) -> Option<Self> {
        let (address, mask) = octets.split_at_checked(octets.len() / 2)?;
        Some(Self { address: ip(address)?, mask: ip(mask)? })
    }

    /// The address followed by the mask, as iPAddress holds them (RFC 5280, 4.2.1.10): 8 bytes for IPv4, 32 for IPv6.
    #[must_use]
    pub fn octets(&self) -> Vec<u8> {
        [bytes(self.address), bytes(self.mask)].concat()
    }

    /// Whether the address lies in it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let (own, mask, other) = (bytes(self.address), bytes(self.mask), bytes(address));
        own.len() == other.len()
            && own.iter().zip(&other).zip(&mask).all(|((a, b), mask)| a & mask == b & mask)
    }

    /// Whether it is wider than every private network: `10.0.0.0/8` and `fc00::/7`.
    #[must_use]
    pub(crate) fn is_too_wide(&self) -> bool {
        let narrowest = if self.address.is_ipv4() { 8 } else { 7 };
        self.prefix().is_some_and(|prefix| prefix < narrowest)
    }

    /// Whether all of `other` lies in it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        let is_narrower =
            bytes(self.mask).iter().zip(bytes(other.mask)).all(|(own, other)| own & other == *own);
        is_narrower && self.holds(other.address)
    }

    /// The number of leading bits that count, when no other bits do.
    fn prefix(&self) -> Option<u32> {
        let mask = bytes(self.mask);
        let ones: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
        let leading = mask.iter().position(|byte| *byte != 0xff).map_or_else(
            || u32::try_from(8 * mask.len()).unwrap_or_default(),
            |at| u32::try_from(8 * at).unwrap_or_default() + mask[at].leading_ones(),
        );
        (leading == ones).then_some(ones)
    }
}

impl FromStr for IpRange {
    type Err = ();

    /// `10.0.0.0/8`, `fd00::/8`, or one address.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix: u32 = prefix.map_or(Ok(bits), str::parse).map_err(|_| ())?;
        if prefix > bits {
            return Err(());
        }
        let ones = |bits: u32| u128::MAX.checked_shl(bits - prefix).unwrap_or(0);
        let mask = match address {
            IpAddr::V4(_) => {
                IpAddr::V4(Ipv4Addr::from(u32::try_from(ones(32) & u128::from(u32::MAX)).map_err(|_| ())?))
            }
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(ones(128))),
        };
        let masked: Vec<u8> = bytes(address).iter().zip(bytes(mask)).map(|(a, m)| a & m).collect();
        Ok(Self { address: ip(&masked).ok_or(())?, mask })
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.prefix() {
            Some(prefix) => write!(f, "{}/{prefix}", self.address),
            None => write!(f, "{}/{}", self.address, self.mask),
        }
    }
}

fn ip(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

fn bytes(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_reads_as_it_is_shown_and_drops_the_bits_that_do_not_count() {
        for (text, shown) in [
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("10.1.2.3", "10.1.2.3/32"),
            ("fd12::1/8", "fd00::/8"),
            ("::/0", "::/0"),
            ("0.0.0.0/0", "0.0.0.0/0"),
        ] {
            assert_eq!(text.parse::<IpRange>().unwrap().to_string(), shown);
        }
        for text in ["", "10.0.0.0/33", "fd00::/129", "10.0.0.0/x", "10.0.0/8", "host/8"] {
            assert!(text.parse::<IpRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_mask_with_holes_is_kept() {
        let range = IpRange::from_octets(&[10, 0, 0, 1, 255, 0, 0, 255]).unwrap();
        assert_eq!(range.to_string(), "10.0.0.1/255.0.0.255");
        assert!(range.holds("10.9.9.1".parse().unwrap()) && !range.holds("10.9.9.2".parse().unwrap()));
        assert_eq!(range.octets(), [10, 0, 0, 1, 255, 0, 0, 255]);
    }

    #[test]
    fn a_range_contains_a_narrower_one() {
        let [wide, narrow] = ["10.0.0.0/8", "10.1.0.0/16"].map(|text| text.parse::<IpRange>().unwrap());
        assert!(wide.contains(&narrow) && !narrow.contains(&wide));
        assert!(!"::/0".parse::<IpRange>().unwrap().contains(&narrow));
    }
}
