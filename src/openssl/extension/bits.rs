//! Extensions that are sets of named bits.

use super::der;
use super::list::items;
use super::place::{Fault, Place, too_long};
use devcert::x509::Extension;

/// keyUsage (RFC 5280, 4.2.1.3); each with openssl's short and long name.
const KEY_USAGES: [(&str, &str); 9] = [
    ("digitalSignature", "Digital Signature"),
    ("nonRepudiation", "Non Repudiation"),
    ("keyEncipherment", "Key Encipherment"),
    ("dataEncipherment", "Data Encipherment"),
    ("keyAgreement", "Key Agreement"),
    ("keyCertSign", "Certificate Sign"),
    ("cRLSign", "CRL Sign"),
    ("encipherOnly", "Encipher Only"),
    ("decipherOnly", "Decipher Only"),
];

/// Netscape's certificate types, which are still written.
const NETSCAPE: [(&str, &str); 8] = [
    ("client", "SSL Client"),
    ("server", "SSL Server"),
    ("email", "S/MIME"),
    ("objsign", "Object Signing"),
    ("reserved", "Unused"),
    ("sslCA", "SSL CA"),
    ("emailCA", "S/MIME CA"),
    ("objCA", "Object Signing CA"),
];

/// The reasons of distribution points (RFC 5280, 4.2.1.13).
pub(super) const REASONS: [(&str, &str); 9] = [
    ("unused", "Unused"),
    ("keyCompromise", "Key Compromise"),
    ("CACompromise", "CA Compromise"),
    ("affiliationChanged", "Affiliation Changed"),
    ("superseded", "Superseded"),
    ("cessationOfOperation", "Cessation Of Operation"),
    ("certificateHold", "Certificate Hold"),
    ("privilegeWithdrawn", "Privilege Withdrawn"),
    ("AACompromise", "AA Compromise"),
];

/// `digitalSignature, keyEncipherment`
pub(super) fn key_usage(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    bit_string(value, place, &KEY_USAGES)
}

/// `server, client`
pub(super) fn netscape(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    bit_string(value, place, &NETSCAPE)
}

fn bit_string(value: &str, place: &Place<'_>, table: &[(&str, &str)]) -> Result<Vec<u8>, Fault> {
    der::bit_string(&bits(value, place, table)?).ok_or_else(too_long)
}

/// The numbers of the bits with these names.
pub(super) fn bits(value: &str, place: &Place<'_>, table: &[(&str, &str)]) -> Result<Vec<u32>, Fault> {
    let bit = |name: &str| {
        let found = (0..).zip(table).find(|(_, (short, long))| *short == name || *long == name);
        found
            .map(|(number, _)| number)
            .ok_or_else(|| Fault::new(format_args!("\"{name}\" is not one of the values")))
    };
    items(value, place)?.iter().map(|item| bit(&item.name)).collect()
}
