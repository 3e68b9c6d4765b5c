//! The protocols that begin without TLS.

use std::fmt;
use std::str::FromStr;

/// One protocol; its name, the port that it has, and how TLS is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// RFC 3207
    Smtp,
    /// RFC 3501, 6.2.1
    Imap,
    /// RFC 2595, 4
    Pop3,
    /// RFC 4217
    Ftp,
    /// RFC 4511, 4.14
    Ldap,
    /// `SSLRequest` of PostgreSQL's protocol
    Postgres,
    /// `SSLRequest` of MySQL's and MariaDB's protocol
    Mysql,
    /// RFC 6120, 5: a client's stream
    Xmpp,
    /// RFC 6120, 5: a server's stream
    XmppServer,
    /// RFC 4642
    Nntp,
    /// `ManageSieve`, RFC 5804, 2.2
    Sieve,
    /// RFC 2033 and RFC 3207
    Lmtp,
}

impl Protocol {
    /// Every protocol.
    pub const ALL: [Self; 12] = [
        Self::Smtp,
        Self::Imap,
        Self::Pop3,
        Self::Ftp,
        Self::Ldap,
        Self::Postgres,
        Self::Mysql,
        Self::Xmpp,
        Self::XmppServer,
        Self::Nntp,
        Self::Sieve,
        Self::Lmtp,
    ];

    const fn row(self) -> (&'static str, u16) {
        match self {
            Self::Smtp => ("smtp", 25),
            Self::Imap => ("imap", 143),
            Self::Pop3 => ("pop3", 110),
            Self::Ftp => ("ftp", 21),
            Self::Ldap => ("ldap", 389),
            Self::Postgres => ("postgres", 5432),
            Self::Mysql => ("mysql", 3306),
            Self::Xmpp => ("xmpp", 5222),
            Self::XmppServer => ("xmpp-server", 5269),
            Self::Nntp => ("nntp", 119),
            Self::Sieve => ("sieve", 4190),
            Self::Lmtp => ("lmtp", 24),
        }
    }

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The names of all protocols, with commas between them.
    #[must_use]
    pub fn listed() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// The port that its servers have.
    #[must_use]
    pub const fn port(self) -> u16 {
        self.row().1
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Protocol {
    type Err = UnknownProtocol;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(text));
        found.ok_or_else(|| UnknownProtocol(text.to_owned()))
    }
}

/// A word that is not the name of a protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownProtocol(pub String);

impl fmt::Display for UnknownProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown protocol \"{}\" (expected {})", self.0, Protocol::listed())
    }
}

impl std::error::Error for UnknownProtocol {}
