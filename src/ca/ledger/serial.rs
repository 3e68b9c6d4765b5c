//! Serial numbers as the ledger has them.

use devcert::encoding::certificate::Certificate;
use devcert::model::serial::SerialNumber;

/// The serial number of a certificate.
#[must_use]
pub fn serial_of(certificate: &Certificate) -> SerialNumber {
    SerialNumber::from_content(certificate.serial())
}
