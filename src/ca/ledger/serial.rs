//! Serial numbers as the ledger has them.

use std::fmt;

use devcert::encoding::certificate::Certificate;
use devcert::model::fingerprint::ColonHex;
use devcert::model::hex;
use devcert::model::serial::Serial;

/// The serial number of any certificate, also of one that breaks the rules of RFC 5280 for serial numbers: its
/// bytes without the zero that keeps it positive. Displayed as hexadecimal pairs with colons.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SerialNumber(Vec<u8>);

impl SerialNumber {
    fn new(octets: &[u8]) -> Self {
        Self(match octets {
            [0, rest @ ..] if !rest.is_empty() => rest.to_vec(),
            all => all.to_vec(),
        })
    }

    /// Reads hexadecimal pairs with colons between them.
    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let octets = hex::decode(text.chars().filter(|c| *c != ':'))?;
        (!octets.is_empty()).then(|| Self::new(&octets))
    }
}

impl From<&Serial> for SerialNumber {
    fn from(serial: &Serial) -> Self {
        Self::new(serial.as_be_bytes())
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ColonHex(&self.0).fmt(f)
    }
}

/// The serial number of a certificate.
#[must_use]
pub fn serial_of(certificate: &Certificate) -> SerialNumber {
    SerialNumber::new(certificate.serial())
}
