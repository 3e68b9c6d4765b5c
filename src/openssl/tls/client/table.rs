//! The options of `s_client`.

use crate::openssl::options::{
    COMMON, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, key_format, output, positive, text,
};
use crate::openssl::tls::options::{DEBUGGING, EXTENDED, PROTOCOL, VERIFICATION};
use crate::openssl::verification::{CHECKS, TRUSTED};

const NOT_YET: &str = "not implemented yet";
const NO_SESSIONS: &str = "rustls does not write sessions to files";
const RECOGNIZED: &str = "the format is recognized by its content";
const NO_DANE: &str = "devcert has no DANE";
const NO_SRP: &str = "rustls has no SRP";
const NO_CT: &str = "devcert checks no certificate transparency";

const CONNECTION: &[Opt] = &[
    text("connect", "Server: HOST:PORT, HOST, [IPV6]:PORT (default: localhost:4433)"),
    text("host", "Host of the server"),
    positive("port", "Port of the server"),
    text("unix", "Unix socket of the server"),
    text("bind", "Own address").rejected(NOT_YET),
    text("proxy", "HTTP proxy").rejected(NOT_YET),
    text("proxy_user", "User of the proxy").rejected(NOT_YET),
    text("proxy_pass", "Password of the proxy").rejected(NOT_YET),
    flag("4", "IPv4 only"),
    flag("6", "IPv6 only"),
    text("servername", "Name that is sent to the server (SNI)"),
    flag("noservername", "Send no name to the server"),
    text("starttls", "Request TLS first in this protocol: smtp, imap, pop3, …"),
    text("xmpphost", "Host of -starttls xmpp"),
    text("name", "Host of -starttls xmpp, lmtp or smtp"),
    positive("maxfraglen", "Size of records").rejected(NOT_YET),
    flag("serverpref", "Prefer the server's order of cipher suites")
        .rejected("openssl has it for servers only"),
    flag("fallback_scsv", "Send the signal of a fallback").rejected(NOT_YET),
    input("early_data", "File that is sent as early data").rejected(NOT_YET),
    flag("enable_pha", "Allow authentication after the handshake").rejected(NOT_YET),
    text("serverinfo", "Extensions that are sent empty").rejected(NOT_YET),
    flag("reconnect", "Connect again with the same session").rejected(NO_SESSIONS),
    output("sess_out", "File for the session").rejected(NO_SESSIONS),
    input("sess_in", "File of the session").rejected(NO_SESSIONS),
    flag("status", "Print the OCSP response of the server"),
    flag("ct", "Request and check SCTs").rejected(NO_CT),
    flag("noct", "Do not request SCTs").no_effect(NO_CT),
    input("ctlogfile", "List of logs").rejected(NO_CT),
    text("dane_tlsa_domain", "Domain of DANE").rejected(NO_DANE),
    text("dane_tlsa_rrdata", "Record of DANE").rejected(NO_DANE),
    flag("dane_ee_no_namechecks", "No check of names with DANE").rejected(NO_DANE),
    text("srpuser", "User of SRP").rejected(NO_SRP),
    text("srppass", "Password of SRP").rejected(NO_SRP),
    flag("srp_lateuser", "Send the user of SRP later").rejected(NO_SRP),
    flag("srp_moregroups", "Accept other groups of SRP").rejected(NO_SRP),
    positive("srp_strength", "Least size of SRP").rejected(NO_SRP),
];

const IDENTITY: &[Opt] = &[
    input("cert", "Client certificate"),
    format("certform", "Format of the certificate").no_effect(RECOGNIZED),
    input("cert_chain", "Certificates between the client certificate and its root"),
    flag("build_chain", "Build the chain of the client certificate").rejected(NOT_YET),
    input("key", "Key of the client certificate (default: in the file of -cert)"),
    key_format("keyform", "Format of the key").no_effect(RECOGNIZED),
    text("pass", "Passphrase of the key"),
    positive("verify", "Check the server's certificate up to this depth"),
    input("requestCAfile", "CAs that the server may use").rejected(NOT_YET),
    text("ssl_client_engine", "Engine of the client certificate").rejected("devcert has no engines"),
];

const TALKING: &[Opt] = &[
    flag("showcerts", "Print all certificates of the server"),
    flag("brief", "Print a summary only"),
    flag("quiet", "Print nothing but data"),
    flag("ign_eof", "Go on at the end of standard input"),
    flag("no_ign_eof", "Stop at the end of standard input, also with -quiet"),
    flag("crlf", "Send CR LF for LF"),
    flag("nocommands", "Send lines that begin with Q, R or K"),
    flag("prexit", "Print the connection when it ends"),
];

pub(super) const TABLE: Table = Table {
    groups: &[
        COMMON,
        CONNECTION,
        IDENTITY,
        TALKING,
        PROTOCOL,
        TRUSTED,
        CHECKS,
        VERIFICATION,
        EXTENDED,
        DEBUGGING,
        RANDOM,
        PROVIDERS,
    ],
    unknown: Unknown::Mistake,
    operands: "[HOST:PORT]",
};
