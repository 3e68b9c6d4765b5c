//! The options of a verification.

use crate::openssl::options::{Opt, flag, input, large, number, text};

/// The trusted certificates.
pub(in crate::openssl) const TRUSTED: &[Opt] = &[
    input("CAfile", "Certificates that are trusted (default: the system's file)"),
    text("CApath", "Directory of trusted certificates by hash (default: the system's)"),
    text("CAstore", "File or directory of trusted certificates"),
    flag("no-CAfile", "Do not trust the system's file"),
    flag("no-CApath", "Do not trust the system's directory"),
    flag("no-CAstore", "Do not trust the system's store"),
];

/// The settings of a verification.
pub(in crate::openssl) const CHECKS: &[Opt] = &[
    text("policy", "Policy that is acceptable; can be repeated"),
    text("purpose", "Purpose of the certificate, as sslserver"),
    text("verify_name", "Set of settings: default, pkcs7, smime_sign, ssl_client or ssl_server"),
    number("verify_depth", "Number of CAs that the chain can have"),
    number("auth_level", "Security level of keys and signatures"),
    large("attime", "Time of the verification, in seconds since 1970"),
    text("verify_hostname", "Host that the certificate must be for"),
    text("verify_email", "Email address that the certificate must be for"),
    text("verify_ip", "IP address that the certificate must be for"),
    flag("ignore_critical", "Accept critical extensions that are not processed"),
    flag("issuer_checks", "Print checks of issuers").no_effect("openssl ignores it too"),
    flag("crl_check", "Check the CRL for the certificate"),
    flag("crl_check_all", "Check the CRLs for all certificates of the chain"),
    flag("policy_check", "Process policies"),
    flag("explicit_policy", "Require a policy"),
    flag("inhibit_any", "Do not accept anyPolicy"),
    flag("inhibit_map", "Do not map policies"),
    flag("x509_strict", "Apply all rules of RFC 5280"),
    flag("extended_crl", "Accept indirect CRLs and CRLs with some reasons"),
    flag("use_deltas", "Use delta CRLs"),
    flag("policy_print", "Print the policies"),
    flag("check_ss_sig", "Check the signature of the last certificate"),
    flag("trusted_first", "Search trusted certificates first").no_effect("it is always done"),
    flag("suiteB_128_only", "Accept algorithms of Suite B with 128 bits only"),
    flag("suiteB_128", "Accept algorithms of Suite B with 128 or 192 bits only"),
    flag("suiteB_192", "Accept algorithms of Suite B with 192 bits only"),
    flag("partial_chain", "Accept any trusted certificate as the last one of the chain"),
    flag("no_alt_chains", "Do not search other chains").no_effect("trusted certificates are searched first"),
    flag("no_check_time", "Do not check dates"),
    flag("allow_proxy_certs", "Accept proxy certificates"),
];
