//! The options of `crl`.

use crate::openssl::options::{
    COMMON, Opt, PROVIDERS, Table, Unknown, flag, format, input, key_format, output, text,
};

const NOT_YET: &str = "not implemented yet";
const FOR_DELTAS: &str = "for delta CRLs only";
const ALONE: &str = "only the certificates of the options are used";

const READING: &[Opt] = &[
    input("in", "CRL (default: standard input)"),
    format("inform", "Format of the input (default: recognized by its content)"),
    input("key", "Key that signs a delta CRL").no_effect(FOR_DELTAS),
    key_format("keyform", "Format of the key").no_effect(FOR_DELTAS),
    input("gendelta", "CRL to compare with").rejected(NOT_YET),
    flag("badsig", "Damage the signature").rejected("for OpenSSL's own tests"),
];

const CHECKING: &[Opt] = &[
    flag("verify", "Check the signature"),
    input("CAfile", "Certificates of CAs; checks the signature"),
    text("CApath", "Directory of certificates of CAs, named by hash; checks the signature"),
    text("CAstore", "Store of certificates of CAs").rejected("devcert has no stores but files"),
    flag("no-CAfile", "Do not use the system's certificates").no_effect(ALONE),
    flag("no-CApath", "Do not use the system's directory of certificates").no_effect(ALONE),
    flag("no-CAstore", "Do not use the system's store").no_effect(ALONE),
];

const PRINTING: &[Opt] = &[
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    text("dateopt", "Format of dates: rfc_822 or iso_8601"),
    flag("text", "Print the CRL as text"),
    flag("hash", "Print the hash of the issuer"),
    flag("hash_old", "Print the hash of the issuer as before OpenSSL 1.0"),
    text("nameopt", "Style of names"),
    flag("issuer", "Print the issuer"),
    flag("lastupdate", "Print the date of the CRL"),
    flag("nextupdate", "Print the date of the next CRL"),
    flag("noout", "Do not write the CRL"),
    flag("fingerprint", "Print the fingerprint (default: SHA-1)"),
    flag("crlnumber", "Print the number of the CRL"),
];

pub(super) const TABLE: Table = Table {
    groups: &[COMMON, READING, PRINTING, CHECKING, PROVIDERS],
    unknown: Unknown::Digest,
    operands: "",
};
