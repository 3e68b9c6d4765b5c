//! The options that `s_client` and `s_server` share.

use crate::openssl::options::{Opt, flag, format, input, output, positive, text};

/// Why an option of rustls's own decisions has no effect.
pub(super) const BY_RUSTLS: &str = "rustls decides it";
const NO_OLD: &str = "rustls has TLS 1.2 and 1.3 only";
const NO_DTLS: &str = "rustls has no DTLS";
const NO_PSK: &str = "rustls has no keys that are shared in advance";
const NOT_SHOWN: &str = "rustls does not show the messages of the protocol";
const NEVER: &str = "rustls never does it";
const NOT_YET: &str = "not implemented yet";
const OBSOLETE: &str = "obsolete";
const RECOGNIZED: &str = "the format is recognized by its content";

/// The versions of the protocol and its parameters.
pub(super) const PROTOCOL: &[Opt] = &[
    flag("tls1", "TLS 1.0 only").rejected(NO_OLD),
    flag("tls1_1", "TLS 1.1 only").rejected(NO_OLD),
    flag("tls1_2", "TLS 1.2 only"),
    flag("tls1_3", "TLS 1.3 only"),
    flag("no_ssl3", "No SSL 3.0").no_effect(NO_OLD),
    flag("no_tls1", "No TLS 1.0").no_effect(NO_OLD),
    flag("no_tls1_1", "No TLS 1.1").no_effect(NO_OLD),
    flag("no_tls1_2", "No TLS 1.2"),
    flag("no_tls1_3", "No TLS 1.3"),
    text("min_protocol", "Lowest version: TLSv1.2 or TLSv1.3"),
    text("max_protocol", "Highest version: TLSv1.2 or TLSv1.3"),
    text("cipher", "Cipher suites of TLS 1.2, as a cipher list of openssl"),
    text("ciphersuites", "Cipher suites of TLS 1.3, with colons between them"),
    text("groups", "Groups of the key exchange, with colons between them"),
    text("curves", "Groups of the key exchange, as -groups"),
    text("sigalgs", "Signature algorithms").rejected(BY_RUSTLS),
    text("client_sigalgs", "Signature algorithms of client certificates").rejected(BY_RUSTLS),
    text("named_curve", "Curve of a server").rejected("use -groups"),
    text("alpn", "Protocols for ALPN, with commas between them"),
    text("nextprotoneg", "Protocols for NPN").rejected(OBSOLETE),
    flag("dtls", "DTLS").rejected(NO_DTLS),
    flag("dtls1", "DTLS 1.0").rejected(NO_DTLS),
    flag("dtls1_2", "DTLS 1.2").rejected(NO_DTLS),
    flag("timeout", "Timeouts of DTLS").no_effect(NO_DTLS),
    positive("mtu", "Size of packets of DTLS").no_effect(NO_DTLS),
    text("use_srtp", "Profiles of SRTP").rejected(NO_DTLS),
    text("psk", "Shared key").rejected(NO_PSK),
    text("psk_identity", "Name of the shared key").rejected(NO_PSK),
    input("psk_session", "Session of the shared key").rejected(NO_PSK),
    flag("bugs", "Work around bugs of old programs").no_effect(BY_RUSTLS),
    flag("no_comp", "No compression").no_effect("rustls has no compression"),
    flag("comp", "Compression").rejected("rustls has no compression"),
    flag("no_ticket", "No session tickets"),
    flag("legacy_renegotiation", "Allow unsafe renegotiation").rejected(NEVER),
    flag("client_renegotiation", "Allow renegotiation by the client").rejected(NEVER),
    flag("no_renegotiation", "No renegotiation").no_effect(NEVER),
    flag("legacy_server_connect", "Allow servers without secure renegotiation").no_effect(NEVER),
    flag("no_legacy_server_connect", "Reject servers without secure renegotiation").no_effect(NEVER),
    flag("no_resumption_on_reneg", "No resumption in renegotiation").no_effect(NEVER),
    flag("allow_no_dhe_kex", "Allow resumption without a key exchange").no_effect(NEVER),
    flag("prioritize_chacha", "Prefer ChaCha20 when the client does").no_effect(BY_RUSTLS),
    flag("strict", "Strict checks of certificates").no_effect(BY_RUSTLS),
    text("record_padding", "Padding of records").rejected(NOT_YET),
    flag("debug_broken_protocol", "Break the protocol").rejected(NEVER),
    flag("no_middlebox", "No compatibility with middleboxes").rejected(BY_RUSTLS),
    flag("no_etm", "No encrypt-then-MAC").no_effect("rustls has no suites with it"),
    positive("max_send_frag", "Size of records that are sent").no_effect(BY_RUSTLS),
    positive("split_send_frag", "Size of the parts of records").no_effect(BY_RUSTLS),
    positive("max_pipelines", "Number of pipelines").no_effect(BY_RUSTLS),
    positive("read_buf", "Size of the buffer for reading").no_effect(BY_RUSTLS),
    flag("nbio", "Do not wait for reads and writes").no_effect("devcert waits in threads"),
    flag("nbio_test", "Test reads and writes that do not wait").no_effect("devcert waits in threads"),
    flag("async", "Asynchronous operation").no_effect("devcert has no engines"),
    text("keymatexport", "Print keying material with this label"),
    positive("keymatexportlen", "Length of the keying material (default: 20)"),
    output("keylogfile", "File for the secrets of connections, added at its end"),
    flag("ignore_unexpected_eof", "Accept an end without close_notify"),
    text("ssl_config", "Section of the configuration").rejected(NOT_YET),
];

/// What is printed for people who debug the protocol.
pub(super) const DEBUGGING: &[Opt] = &[
    flag("debug", "Print the bytes").rejected(NOT_SHOWN),
    flag("msg", "Print the messages").rejected(NOT_SHOWN),
    output("msgfile", "File for -msg and -trace").rejected(NOT_SHOWN),
    flag("trace", "Print the messages").rejected(NOT_SHOWN),
    flag("state", "Print the states").rejected(NOT_SHOWN),
    flag("tlsextdebug", "Print the extensions").rejected(NOT_SHOWN),
    flag("security_debug", "Print decisions about security").rejected(NOT_SHOWN),
    flag("security_debug_verbose", "Print more decisions about security").rejected(NOT_SHOWN),
];

/// What is trusted besides the options that all subcommands have, and how errors are met.
pub(super) const VERIFICATION: &[Opt] = &[
    input("chainCAfile", "Certificates for the own chain, instead of -CAfile"),
    text("chainCApath", "Directory of certificates for the own chain"),
    text("chainCAstore", "File or directory of certificates for the own chain"),
    input("verifyCAfile", "Trusted certificates, instead of -CAfile"),
    text("verifyCApath", "Directory of trusted certificates by hash, instead of -CApath"),
    text("verifyCAstore", "File or directory of trusted certificates, instead of -CAstore"),
    flag("verify_return_error", "End the connection when the peer's certificate has an error"),
    flag("verify_quiet", "Print errors of the peer's certificate only"),
    text("nameopt", "Style of names"),
    input("CRL", "CRLs"),
    format("CRLform", "Format of the CRL").no_effect(RECOGNIZED),
    flag("crl_download", "Fetch CRLs").rejected("devcert does not fetch CRLs"),
];

/// Certificates besides the first.
pub(super) const EXTENDED: &[Opt] = &[
    input("xcert", "Another certificate").rejected(NOT_YET),
    input("xkey", "Key of -xcert").rejected(NOT_YET),
    input("xchain", "Chain of -xcert").rejected(NOT_YET),
    flag("xchain_build", "Build the chain of -xcert").rejected(NOT_YET),
    format("xcertform", "Format of -xcert").no_effect(RECOGNIZED),
    format("xkeyform", "Format of -xkey").no_effect(RECOGNIZED),
];
