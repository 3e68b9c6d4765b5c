//! Why a server shows nothing, in words.

use std::io::{self, ErrorKind};

use rustls::{AlertDescription, Error, InvalidMessage, PeerIncompatible};
use thiserror::Error;

use super::protocol::Protocol;
use crate::pki::handshake::TlsVersion;

/// Why a server shows no certificates; each is a predicate of the server, or a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProbeError {
    /// It speaks another protocol.
    #[error("does not answer with TLS, but with {speaks}")]
    NotTls {
        /// What it speaks instead.
        speaks: String,
        /// The protocols in which TLS can be asked for, when it is one of those.
        starttls: &'static [Protocol],
    },
    /// The server refuses STARTTLS.
    #[error("ended the handshake with the alert {name}{}", .why.map_or_else(String::new, |why| format!(": {why}")))]
    Alert {
        /// The alert by its IANA name.
        name: String,
        /// What that means.
        why: Option<&'static str>,
    },
    /// Only versions that nobody should speak any more.
    #[error("supports no TLS version newer than 1.1, which RFC 8996 deprecates and rustls does not support")]
    OldVersion,
    /// It does not support the only version that was offered.
    #[error("does not support TLS {}, the only version that was offered", .0.number())]
    NotOffered(TlsVersion),
    /// It says nothing.
    #[error("accepted the connection but sent nothing before the timeout")]
    Silent,
    /// It went away.
    #[error("closed the connection {}", if *.answered { "in the middle of the handshake" } else { "without an answer" })]
    Closed {
        /// Whether it had said anything.
        answered: bool,
    },
    /// It does not go over to TLS.
    #[error("refused to start TLS in {protocol}: {said}")]
    NoStarttls {
        /// The protocol of the server.
        protocol: Protocol,
        /// What it said instead.
        said: String,
        /// Whether that was an answer, and not the silence or the TLS of a server that speaks TLS
        /// from the start.
        no: bool,
    },
    /// It speaks another protocol than the one in which TLS was requested.
    #[error("does not speak {protocol}, but begins with {speaks}")]
    OtherProtocol {
        /// The protocol that it was taken to speak.
        protocol: Protocol,
        /// How it begins.
        speaks: &'static str,
        /// The protocols that begin so, and in which TLS can be requested.
        starttls: &'static [Protocol],
    },
    /// It breaks the rules of TLS.
    #[error("invalid TLS handshake: {0}")]
    Misbehaved(String),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Io(ErrorKind),
}

impl ProbeError {
    pub(super) fn tls(error: &Error, first: &[u8]) -> Self {
        match error {
            Error::AlertReceived(alert) => Self::alert(*alert),
            Error::InvalidMessage(
                InvalidMessage::InvalidContentType
                | InvalidMessage::UnknownProtocolVersion
                | InvalidMessage::MessageTooLarge
                | InvalidMessage::InvalidEmptyPayload,
            ) if !starts_as_tls(first) => Self::not_tls(first),
            Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ) => Self::OldVersion,
            other => Self::Misbehaved(other.to_string()),
        }
    }

    /// The same where no other protocol version than `only` was offered.
    pub(super) fn with_only(self, only: Option<TlsVersion>) -> Self {
        let is_version = match &self {
            Self::OldVersion => true,
            Self::Alert { name, .. } => *name == format!("{:?}", AlertDescription::ProtocolVersion),
            _ => false,
        };
        only.filter(|_| is_version).map_or(self, Self::NotOffered)
    }

    /// How the server ended the connection, where it did: `the alert CertificateRequired`.
    pub(super) fn ending(&self) -> Option<String> {
        match self {
            Self::Alert { name, .. } => Some(format!("the alert {name}")),
            Self::Closed { .. } => Some("no alert".to_owned()),
            _ => None,
        }
    }

    pub(super) fn io(error: &io::Error, first: &[u8]) -> Self {
        match error.kind() {
            ErrorKind::TimedOut if first.is_empty() || starts_as_tls(first) => Self::Silent,
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => Self::closed(first),
            ErrorKind::TimedOut => Self::not_tls(first),
            kind => Self::Io(kind),
        }
    }

    /// That the server begins as those of another protocol than this do.
    pub(super) fn other_protocol(first: &[u8], protocol: Protocol) -> Option<Self> {
        let greeting = GREETINGS.iter().find(|greeting| (greeting.begins)(first))?;
        let Greeting { name: speaks, starttls, .. } = *greeting;
        let is_other = !starttls.is_empty() && !starttls.contains(&protocol);
        is_other.then_some(Self::OtherProtocol { protocol, speaks, starttls })
    }

    /// What went wrong before the server went over to TLS.
    pub(super) fn of_prelude(error: &io::Error, first: &[u8], protocol: Protocol) -> Self {
        let said = match error.kind() {
            _ if starts_as_tls(first) => AT_ONCE.to_owned(),
            ErrorKind::TimedOut if first.is_empty() => {
                "the server sent nothing; it may expect TLS from the start".to_owned()
            }
            ErrorKind::TimedOut => {
                format!("the server begins with {} and then sends nothing", excerpt(first))
            }
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => {
                "the server closed the connection".to_owned()
            }
            kind => return Self::Io(kind),
        };
        Self::NoStarttls { protocol, said, no: false }
    }

    pub(super) fn closed(first: &[u8]) -> Self {
        match first.is_empty() || starts_as_tls(first) {
            true => Self::Closed { answered: !first.is_empty() },
            false => Self::not_tls(first),
        }
    }

    fn not_tls(first: &[u8]) -> Self {
        let known = GREETINGS.iter().find(|greeting| (greeting.begins)(first));
        let (speaks, starttls) = known.map_or_else(
            || (excerpt(first), &[][..]),
            |greeting| (greeting.name.to_owned(), greeting.starttls),
        );
        Self::NotTls { speaks, starttls }
    }

    fn alert(alert: AlertDescription) -> Self {
        use AlertDescription as A;
        let why = Some(match alert {
            A::ProtocolVersion => "the server supports neither TLS 1.3 nor 1.2",
            A::HandshakeFailure => {
                "the server has no cipher suite, key exchange or signature in common with rustls, or requires a client certificate"
            }
            A::UnrecognisedName => "the server does not recognize this server name",
            A::NoApplicationProtocol => "the server supports none of the offered protocols",
            A::CertificateRequired => "the server requires a client certificate",
            A::InternalError => "an internal error; the log of the server may show it",
            _ => return Self::Alert { name: format!("{alert:?}"), why: None },
        });
        Self::Alert { name: format!("{alert:?}"), why }
    }
}

/// Whether these are the first bytes of a TLS record: a handshake, or an alert.
pub(super) fn starts_as_tls(first: &[u8]) -> bool {
    matches!(first, [0x15 | 0x16, 0x03, ..])
}

/// What a server says that speaks TLS from the start, when it is asked to go over to it.
pub(super) const AT_ONCE: &str = "answered with TLS immediately";

/// How the servers of a protocol begin.
struct Greeting {
    begins: fn(&[u8]) -> bool,
    name: &'static str,
    /// The protocols in which TLS can be asked for.
    starttls: &'static [Protocol],
}

/// The first that fits goes.
const GREETINGS: [Greeting; 14] = {
    const fn greeting(
        begins: fn(&[u8]) -> bool,
        name: &'static str,
        starttls: &'static [Protocol],
    ) -> Greeting {
        Greeting { begins, name, starttls }
    }
    [
        greeting(|first| first.starts_with(b"HTTP/"), "plain HTTP", &[]),
        greeting(is_xmpp, "the stream of an XMPP server", &[Protocol::Xmpp, Protocol::XmppServer]),
        greeting(|first| first.starts_with(b"<"), "plain HTTP, or something like it", &[]),
        greeting(|first| is_220(first, b"SMTP"), "the greeting of a mail server", &[Protocol::Smtp]),
        greeting(|first| is_220(first, b"LMTP"), "the greeting of an LMTP server", &[Protocol::Lmtp]),
        greeting(|first| is_220(first, b"FTP"), "the greeting of an FTP server", &[Protocol::Ftp]),
        greeting(
            |first| is_220(first, b""),
            "the greeting of a mail or FTP server",
            &[Protocol::Smtp, Protocol::Ftp, Protocol::Lmtp],
        ),
        greeting(is_nntp, "the greeting of a news server", &[Protocol::Nntp]),
        greeting(is_sieve, "the greeting of a ManageSieve server", &[Protocol::Sieve]),
        greeting(|first| first.starts_with(b"* OK"), "the greeting of an IMAP server", &[Protocol::Imap]),
        greeting(|first| first.starts_with(b"+OK"), "the greeting of a POP3 server", &[Protocol::Pop3]),
        greeting(is_mysql, "the greeting of a MySQL or MariaDB server", &[Protocol::Mysql]),
        greeting(|first| first.starts_with(b"SSH-"), "the greeting of an SSH server", &[]),
        greeting(|first| first.starts_with(b"-ERR"), "an error of Redis or POP3", &[]),
    ]
};

/// The greeting of SMTP and FTP, with a word that most servers of one of them have in it.
fn is_220(first: &[u8], word: &[u8]) -> bool {
    let rest = first.strip_prefix(b"220").filter(|rest| matches!(rest, [b' ' | b'-', ..]));
    rest.is_some_and(|rest| word.is_empty() || rest.windows(word.len()).any(|part| part == word))
}

/// The two greetings of RFC 3977, 5.1.
fn is_nntp(first: &[u8]) -> bool {
    matches!(first, [b'2', b'0', b'0' | b'1', b' ', ..])
}

/// A list of capabilities, which has the name of the program in it (RFC 5804, 1.7).
fn is_sieve(first: &[u8]) -> bool {
    const NAME: &[u8] = b"\"IMPLEMENTATION\"";
    first.get(..NAME.len()).is_some_and(|start| start.eq_ignore_ascii_case(NAME))
}

/// The start of a stream (RFC 6120, 4.2), after the declaration of XML.
fn is_xmpp(first: &[u8]) -> bool {
    const STREAM: &[u8] = b"<stream:stream";
    first.starts_with(b"<") && first.windows(STREAM.len()).any(|part| part == STREAM)
}

/// A packet with a length below 65,536 and the number 0, and in it version 10 of the protocol.
fn is_mysql(first: &[u8]) -> bool {
    matches!(first, [_, _, 0, 0, 10, ..])
}

/// How it began, as text; it may be anything, so it is for a sanitizer to look after.
fn excerpt(first: &[u8]) -> String {
    let line = first.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    match std::str::from_utf8(line) {
        Ok(text) if !text.is_empty() && text.chars().all(|c| !c.is_control()) => format!("\"{text}\""),
        _ => {
            let hex: Vec<_> = first.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            format!("the bytes {}", hex.join(" "))
        }
    }
}
