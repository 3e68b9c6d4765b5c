//! The options of `ocsp`.

use crate::openssl::options::{
    COMMON, Opt, PROVIDERS, Table, Unknown, flag, input, number, output, positive, text,
};
use crate::openssl::verification::{CHECKS, TRUSTED};

const OPTIONS: &[Opt] = &[
    flag("ignore_err", "Continue after an error response"),
    positive("timeout", "Seconds until a connection ends"),
    flag("resp_no_certs", "Do not add certificates to responses"),
    positive("multi", "Number of processes").no_effect("one process answers all requests"),
    flag("no_certs", "Do not add certificates to a signed request").rejected(SIGNED),
    flag("badsig", "Write a wrong signature")
        .rejected("a response with a wrong signature is for tests of clients"),
    input("CA", "Certificates of the CAs whose certificates the index has"),
    positive("nmin", "Minutes until newer information is available"),
    positive("nrequest", "Number of requests to answer"),
    input("reqin", "Request in DER"),
    input("signer", "Certificate that signs the request").rejected(SIGNED),
    input("sign_other", "Certificates for a signed request").rejected(SIGNED),
    input("index", "Database of certificates, as openssl ca keeps it"),
    positive("ndays", "Days until newer information is available"),
    input("rsigner", "Certificate that signs responses"),
    input("rkey", "Key that signs responses"),
    text("passin", "Passphrase of the key that signs responses"),
    input("rother", "Certificates to add to responses"),
    text("rmd", "Digest of the signature of responses"),
    text("rsigopt", "Padding of the signature of responses"),
    text("header", "Header to add to the HTTP request, as name=value"),
    text("rcid", "Digest of the identifiers in responses"),
    text("url", "Address of the responder"),
    text("host", "Host and port of the responder"),
    text("port", "Port to answer requests on"),
    text("path", "Path of the responder"),
    text("proxy", "Proxy").rejected("devcert connects to the responder itself"),
    text("no_proxy", "Hosts without a proxy").no_effect("devcert connects to the responder itself"),
    output("out", "Output file for texts (default: standard output)"),
    flag("noverify", "Do not verify the response"),
    flag("nonce", "Add a nonce to the request"),
    flag("no_nonce", "Do not add a nonce to the request"),
    flag("no_signature_verify", "Do not verify the signature on the response"),
    flag("resp_key_id", "Identify the responder by its key"),
    flag("no_cert_verify", "Do not verify the responder's certificate"),
    flag("text", "Print request and response as text"),
    flag("req_text", "Print the request as text"),
    flag("resp_text", "Print the response as text"),
    flag("no_chain", "Do not use certificates of the response for the chain"),
    flag("no_cert_checks", "Do not check what the responder's certificate is for"),
    flag("no_explicit", "Do not accept a root whose trust settings are for OCSP"),
    flag("trust_other", "Trust the certificates of -verify_other"),
    flag("no_intern", "Do not look for the responder's certificate in the response"),
    input("respin", "Response in DER"),
    input("VAfile", "Certificates of responders, trusted"),
    input("verify_other", "Certificates in which to look for the responder's"),
    input("cert", "Certificate to ask about"),
    text("serial", "Serial number to ask about"),
    number("validity_period", "Seconds by which clocks may differ"),
    text("signkey", "Key that signs the request").rejected(SIGNED),
    output("reqout", "Output file for the request in DER"),
    output("respout", "Output file for the response in DER"),
    input("issuer", "Certificate of the issuer"),
    positive("status_age", "Seconds since thisUpdate at most"),
];

const SIGNED: &str = "signed requests are rare, and responders do not require them";

pub(super) const TABLE: Table =
    Table { groups: &[COMMON, OPTIONS, TRUSTED, CHECKS, PROVIDERS], unknown: Unknown::Digest, operands: "" };
