//! The options of `ca`.

use crate::openssl::options::{
    COMMON, Opt, PROVIDERS, RANDOM, Table, Unknown, before_operands, flag, format, input, key_format, output,
    positive, text,
};

const NOT_YET: &str = "not implemented yet";
const RECOGNIZED: &str = "the format is recognized by its content";

const GENERAL: &[Opt] = &[
    flag("verbose", "Print more").no_effect("devcert prints the same with and without it"),
    text("outdir", "Directory for new certificates (default: new_certs_dir of the configuration)"),
    input("in", "Request to certify"),
    format("inform", "Format of the request").no_effect(RECOGNIZED),
    before_operands("infiles", "The words that follow are requests to certify"),
    output("out", "Output file (default: standard output)"),
    text("dateopt", "Format of dates: rfc_822 or iso_8601"),
    flag("notext", "Do not print the certificate as text before its PEM"),
    flag("batch", "Do not ask questions"),
    flag("msie_hack", "Change the types of strings").rejected("for browsers of the last century"),
    input("ss_cert", "Self-signed certificate to certify").rejected(NOT_YET),
    input("spkac", "Netscape SPKAC to certify").rejected("browsers no longer create SPKACs"),
];

const CONFIGURATION: &[Opt] = &[
    text("config", "Configuration file"),
    text("name", "Section of the CA (default: default_ca of the configuration)"),
    text("section", "Section of the CA, as -name"),
    text("policy", "Section with the policy for subjects"),
];

const CERTIFICATE: &[Opt] = &[
    text("subj", "Subject, as /C=US/CN=name (default: the subject of the request)"),
    flag("utf8", "Read text as UTF-8 (default: Latin-1)"),
    flag("create_serial", "Begin with a random serial number if the file with the next one is missing"),
    flag("rand_serial", "Use a random serial number"),
    flag("multivalue-rdn", "Allow + in -subj").no_effect("always allowed"),
    text("startdate", "notBefore, as YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ"),
    text("enddate", "notAfter, as YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ"),
    positive("days", "Days until the certificate expires (default: default_days of the configuration)"),
    text("extensions", "Section of the extensions"),
    input("extfile", "Configuration file with extensions"),
    flag("preserveDN", "Keep the subject in the order of the request"),
    flag("noemailDN", "Remove email addresses from the subject"),
];

const SIGNING: &[Opt] = &[
    text("md", "Digest of signatures (default: default_md of the configuration)"),
    text("keyfile", "Key of the CA (default: private_key of the configuration)"),
    key_format("keyform", "Format of -keyfile").no_effect(RECOGNIZED),
    text("passin", "Passphrase of the key"),
    text("key", "Passphrase of the key itself"),
    input("cert", "Certificate of the CA (default: certificate of the configuration)"),
    key_format("certform", "Format of -cert").no_effect(RECOGNIZED),
    flag("selfsign", "Sign requests that have the key of the CA, without its certificate"),
    text("sigopt", "Option of the signature, as rsa_padding_mode:pss"),
    text("vfyopt", "Option of the check of the request").rejected(NOT_YET),
];

const REVOCATION: &[Opt] = &[
    flag("gencrl", "Create a CRL"),
    input("valid", "Certificate to add to the database"),
    text("status", "Print the status of the certificate with this serial number"),
    flag("updatedb", "Mark expired certificates in the database"),
    text("crlexts", "Section of the extensions of the CRL"),
    text("crl_reason", "Reason of the revocation"),
    text("crl_hold", "Hold instruction; the reason becomes certificateHold"),
    text("crl_compromise", "When the key was compromised, as YYYYMMDDHHMMSSZ"),
    text("crl_CA_compromise", "When the key of a CA was compromised, as YYYYMMDDHHMMSSZ"),
    text("crl_lastupdate", "Date of the CRL, as YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ"),
    text("crl_nextupdate", "Date of the next CRL, as YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ"),
    positive("crldays", "Days until the next CRL"),
    positive("crlhours", "Hours until the next CRL"),
    positive("crlsec", "Seconds until the next CRL"),
    input("revoke", "Certificate to revoke"),
];

pub(super) const TABLE: Table = Table {
    groups: &[COMMON, GENERAL, CONFIGURATION, CERTIFICATE, SIGNING, REVOCATION, RANDOM, PROVIDERS],
    unknown: Unknown::Mistake,
    operands: "[certreq...]",
};
