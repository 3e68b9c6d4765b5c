//! The options of `x509`.

use crate::openssl::options::{
    COMMON, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, key_format, large, number, output,
    text,
};

const NOT_YET: &str = "not implemented yet";
const RECOGNIZED: &str = "the format is recognized by its content";

const READING: &[Opt] = &[
    input("in", "Certificate, or request with -req (default: standard input)"),
    text("passin", "Passphrase of keys that are read"),
    flag("new", "Create a certificate from -subj and a key"),
    flag("x509toreq", "Create a request from a certificate"),
    flag("req", "Create a certificate from a request"),
    text("copy_extensions", "Extensions of the request: none, copy or copyall"),
    format("inform", "Format of the input (default: recognized by its content)"),
    text("vfyopt", "Option of the check of the request").rejected(NOT_YET),
    text("key", "Key that signs"),
    text("signkey", "Key that signs, as -key"),
    key_format("keyform", "Format of the key (default: recognized by its content)"),
    output("out", "Output file (default: standard output)"),
    format("outform", "Format of the output"),
    flag("nocert", "Do not write the certificate"),
    flag("noout", "Do not write the certificate"),
];

const PRINTING: &[Opt] = &[
    flag("text", "Print the certificate as text"),
    text("dateopt", "Format of dates: rfc_822 or iso_8601"),
    text("certopt", "Parts that the text does not include, as no_pubkey,no_sigdump"),
    flag("fingerprint", "Print the fingerprint (default: SHA-1)"),
    flag("alias", "Print the alias"),
    flag("serial", "Print the serial number"),
    flag("next_serial", "Print the serial number plus one"),
    flag("startdate", "Print notBefore"),
    flag("enddate", "Print notAfter"),
    flag("dates", "Print notBefore and notAfter"),
    flag("subject", "Print the subject"),
    flag("issuer", "Print the issuer"),
    text("nameopt", "Style of names"),
    flag("email", "Print the email addresses"),
    flag("hash", "Print the hash of the subject"),
    flag("subject_hash", "Print the hash of the subject"),
    flag("subject_hash_old", "Print the hash of the subject as before OpenSSL 1.0"),
    flag("issuer_hash", "Print the hash of the issuer"),
    flag("issuer_hash_old", "Print the hash of the issuer as before OpenSSL 1.0"),
    text("ext", "Print these extensions"),
    flag("ocspid", "Print the hashes of the subject and the key that OCSP uses"),
    flag("ocsp_uri", "Print the URLs of OCSP responders"),
    flag("purpose", "Print what the certificate may be used for"),
    flag("pubkey", "Print the public key"),
    flag("modulus", "Print the modulus of the key"),
    large("checkend", "Fail if the certificate expires within this many seconds"),
    text("checkhost", "Print whether the certificate is valid for a host"),
    text("checkemail", "Print whether the certificate is valid for an email address"),
    text("checkip", "Print whether the certificate is valid for an IP address"),
];

const CREATING: &[Opt] = &[
    text("set_serial", "Serial number"),
    number("days", "Days until the certificate expires (default: 30)"),
    flag("preserve_dates", "Keep the dates of the certificate"),
    text("subj", "Subject, as /C=US/CN=name"),
    input("force_pubkey", "Public key of the new certificate"),
    flag("clrext", "Remove all extensions"),
    input("extfile", "Configuration file with extensions"),
    text("extensions", "Section of the extensions"),
    text("sigopt", "Option of the signature, as rsa_padding_mode:pss"),
    flag("badsig", "Damage the signature").rejected("for OpenSSL's own tests"),
    input("CA", "Certificate of the CA that signs"),
    format("CAform", "Format of -CA").no_effect(RECOGNIZED),
    text("CAkey", "Key of the CA (default: in the file of -CA)"),
    key_format("CAkeyform", "Format of -CAkey (default: recognized by its content)"),
    text("CAserial", "File with the last serial number"),
    flag("CAcreateserial", "Create the file with the last serial number"),
    flag("trustout", "Write trust settings"),
    text("setalias", "Alias"),
    flag("clrtrust", "Remove trust settings"),
    text("addtrust", "Trusted use"),
    flag("clrreject", "Remove rejected uses"),
    text("addreject", "Rejected use"),
];

pub(super) const TABLE: Table = Table {
    groups: &[COMMON, READING, PRINTING, CREATING, RANDOM, PROVIDERS],
    unknown: Unknown::Digest,
    operands: "",
};
