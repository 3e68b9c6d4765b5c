//! Protocols that begin without TLS and go over to it when they are asked.

mod ftp;
mod imap;
mod ldap;
mod lines;
mod mysql;
mod pop3;
mod postgres;
mod smtp;

use std::fmt;
use std::io::{self, Read, Write};
use std::str::FromStr;

use super::error::{AT_ONCE, ProbeError, starts_as_tls};
use super::tap::Tap;

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
}

impl Protocol {
    /// Every protocol.
    pub const ALL: [Self; 7] =
        [Self::Smtp, Self::Imap, Self::Pop3, Self::Ftp, Self::Ldap, Self::Postgres, Self::Mysql];

    const fn row(self) -> (&'static str, u16) {
        match self {
            Self::Smtp => ("smtp", 25),
            Self::Imap => ("imap", 143),
            Self::Pop3 => ("pop3", 110),
            Self::Ftp => ("ftp", 21),
            Self::Ldap => ("ldap", 389),
            Self::Postgres => ("postgres", 5432),
            Self::Mysql => ("mysql", 3306),
        }
    }

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().0
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
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.into_iter().map(Self::name).collect();
            format!("\"{text}\" is none of {}", names.join(", "))
        })
    }
}

/// Why a server does not go over to TLS.
enum Trouble {
    /// It said something else than yes.
    Said(String),
    /// The connection broke.
    Io(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Asks for TLS, up to the server's yes.
pub(super) fn ask<S: Read + Write>(protocol: Protocol, stream: &mut Tap<S>) -> Result<(), ProbeError> {
    let asked = match protocol {
        Protocol::Smtp => smtp::ask(stream),
        Protocol::Imap => imap::ask(stream),
        Protocol::Pop3 => pop3::ask(stream),
        Protocol::Ftp => ftp::ask(stream),
        Protocol::Ldap => ldap::ask(stream),
        Protocol::Postgres => postgres::ask(stream),
        Protocol::Mysql => mysql::ask(stream),
    };
    let other = ProbeError::other_protocol(stream.first(), protocol);
    asked.map_err(|trouble| match trouble {
        _ if other.is_some() => other.unwrap_or(ProbeError::Silent),
        Trouble::Said(_) if starts_as_tls(stream.first()) => {
            ProbeError::NoStarttls { protocol, said: AT_ONCE.to_owned(), no: false }
        }
        Trouble::Said(said) => ProbeError::NoStarttls { protocol, said, no: true },
        Trouble::Io(error) => ProbeError::of_prelude(&error, stream.first(), protocol),
    })
}
