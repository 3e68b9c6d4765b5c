//! The options of `verify`.

use crate::openssl::options::{COMMON, Opt, PROVIDERS, Table, Unknown, flag, input, text};
use crate::openssl::verification::{CHECKS, TRUSTED};

const FILES: &[Opt] = &[
    flag("verbose", "Print more").no_effect("all errors are printed"),
    text("nameopt", "Style of names"),
    input("trusted", "Certificates that are trusted, and no others; can be repeated"),
    input("untrusted", "Certificates that the chain can contain; can be repeated"),
    input("CRLfile", "CRLs; can be repeated"),
    flag("crl_download", "Download CRLs").rejected("devcert connects to no server to verify a certificate"),
    flag("show_chain", "Print the chain"),
    text("vfyopt", "Option of the signature (no signature that devcert verifies has one)"),
];

pub(super) const TABLE: Table = Table {
    groups: &[COMMON, FILES, TRUSTED, CHECKS, PROVIDERS],
    unknown: Unknown::Mistake,
    operands: "[cert...]",
};
