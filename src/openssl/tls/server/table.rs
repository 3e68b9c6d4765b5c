//! The options of `s_server`.

use crate::openssl::options::{
    COMMON, Opt, PROVIDERS, RANDOM, Table, Unknown, flag, format, input, key_format, number, positive, text,
};
use crate::openssl::tls::options::{BY_RUSTLS, DEBUGGING, EXTENDED, PROTOCOL, VERIFICATION};
use crate::openssl::verification::{CHECKS, TRUSTED};

const NOT_YET: &str = "not implemented yet";
const NO_PSK: &str = "rustls has no keys that are shared in advance";
const NO_SRP: &str = "rustls has no SRP";
const NO_DH: &str = "rustls exchanges keys with elliptic curves only";
const NO_DTLS: &str = "rustls has no DTLS";
const RECOGNIZED: &str = "the format is recognized by its content";
const NO_EARLY: &str = "devcert accepts no early data";

const LISTENING: &[Opt] = &[
    text("accept", "Port, or HOST:PORT, to listen at (default: 4433)"),
    positive("port", "Port to listen at"),
    text("unix", "Unix socket to listen at"),
    flag("unlink", "Remove the Unix socket first"),
    flag("4", "IPv4 only"),
    flag("6", "IPv6 only"),
    positive("naccept", "Stop after so many connections"),
];

const IDENTITY: &[Opt] = &[
    input("cert", "Certificate (default: server.pem)"),
    format("certform", "Format of the certificate").no_effect(RECOGNIZED),
    input("cert_chain", "Certificates between the certificate and its root"),
    flag("build_chain", "Build the chain of the certificate").rejected(NOT_YET),
    text("serverinfo", "File with extensions").rejected(NOT_YET),
    input("key", "Key (default: in the file of -cert)"),
    key_format("keyform", "Format of the key").no_effect(RECOGNIZED),
    text("pass", "Passphrase of the keys"),
    input("dcert", "Second certificate, for clients that cannot use the first"),
    format("dcertform", "Format of -dcert").no_effect(RECOGNIZED),
    input("dcert_chain", "Certificates between -dcert and its root"),
    input("dkey", "Key of -dcert (default: in its file)"),
    key_format("dkeyform", "Format of -dkey").no_effect(RECOGNIZED),
    text("dpass", "Passphrase of -dkey"),
    text("servername", "Name for which -cert2 is used"),
    flag("servername_fatal", "Reject clients with another name"),
    input("cert2", "Certificate for -servername (default: server2.pem)"),
    input("key2", "Key of -cert2 (default: in the file of -cert)"),
    flag("nocert", "No certificate").rejected("rustls always has one"),
    input("dhparam", "Parameters of DH").rejected(NO_DH),
    flag("no_dhe", "No exchange of keys with DH").no_effect(NO_DH),
    number("verify", "Ask clients for a certificate and check it up to this depth"),
    number("Verify", "The same, and reject clients without one"),
    flag("no_ca_names", "Do not send the names of CAs").no_effect("rustls sends them when it asks only"),
    text("context", "Context of sessions").no_effect(BY_RUSTLS),
    text("id_prefix", "Beginning of session identifiers").rejected(NOT_YET),
];

const ANSWERING: &[Opt] = &[
    flag("www", "Answer GET with a page about the connection"),
    flag("WWW", "Answer GET with a file of this directory"),
    flag("HTTP", "Answer GET with a file of this directory, which has the header of HTTP too"),
    flag("http_server_binmode", "Do not convert files").no_effect("devcert converts none"),
    flag("sendfile", "Send files by the kernel").no_effect(BY_RUSTLS),
    flag("rev", "Send back each line in reverse"),
    flag("quiet", "Print nothing but data"),
    flag("brief", "Print a summary of each connection only"),
    flag("crlf", "Send CR LF for LF"),
    flag("ign_eof", "Go on when a line CLOSE comes, with -rev"),
    flag("no_ign_eof", "Stop when a line CLOSE comes, with -rev"),
];

const SESSIONS: &[Opt] = &[
    flag("serverpref", "Prefer the own order of cipher suites"),
    flag("no_cache", "Keep no sessions"),
    flag("ext_cache", "Keep sessions elsewhere").rejected(NOT_YET),
    flag("no_resume_ephemeral", "No resumption of keys that are used once").no_effect(BY_RUSTLS),
    number("num_tickets", "Number of session tickets of TLS 1.3"),
    flag("anti_replay", "Protect from replays").no_effect(NO_EARLY),
    flag("no_anti_replay", "Do not protect from replays").no_effect(NO_EARLY),
    number("max_early_data", "Bytes of early data").rejected(NO_EARLY),
    number("recv_max_early_data", "Most bytes of early data").rejected(NO_EARLY),
    flag("early_data", "Read early data").rejected(NO_EARLY),
    flag("stateless", "Require cookies of TLS 1.3").rejected(NOT_YET),
    flag("listen", "Listen for DTLS").rejected(NO_DTLS),
    text("psk_hint", "Hint for shared keys").rejected(NO_PSK),
    input("srpvfile", "Verifiers of SRP").rejected(NO_SRP),
    text("srpuserseed", "Seed of SRP").rejected(NO_SRP),
];

const STAPLING: &[Opt] = &[
    flag("status", "Send the OCSP response of -status_file"),
    flag("status_verbose", "Print more of it").rejected("use -status_file"),
    number("status_timeout", "Seconds to wait for a responder").rejected("use -status_file"),
    text("status_url", "Responder").rejected("use -status_file"),
    text("proxy", "Proxy for responders").rejected("use -status_file"),
    text("no_proxy", "Hosts without a proxy").rejected("use -status_file"),
    input("status_file", "OCSP response to send"),
];

pub(super) const TABLE: Table = Table {
    groups: &[
        COMMON,
        LISTENING,
        IDENTITY,
        ANSWERING,
        SESSIONS,
        STAPLING,
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
    operands: "",
};
