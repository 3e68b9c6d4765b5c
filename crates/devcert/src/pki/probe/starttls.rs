//! Protocols that begin without TLS and go over to it when they are asked.

mod ftp;
mod imap;
mod ldap;
mod lines;
mod lmtp;
mod mysql;
mod nntp;
mod pop3;
mod postgres;
mod sieve;
mod smtp;
mod trouble;
mod xmpp;

use std::io::{Read, Write};

use super::error::{AT_ONCE, ProbeError, starts_as_tls};
use super::protocol::Protocol;
use super::tap::Tap;
use trouble::Trouble;

/// Requests TLS from the server of this name, up to its yes.
pub(super) fn ask<S: Read + Write>(
    protocol: Protocol,
    name: &str,
    stream: &mut Tap<S>,
) -> Result<(), ProbeError> {
    let asked = match protocol {
        Protocol::Smtp => smtp::ask(stream),
        Protocol::Imap => imap::ask(stream),
        Protocol::Pop3 => pop3::ask(stream),
        Protocol::Ftp => ftp::ask(stream),
        Protocol::Ldap => ldap::ask(stream),
        Protocol::Postgres => postgres::ask(stream),
        Protocol::Mysql => mysql::ask(stream),
        Protocol::Xmpp => xmpp::ask(stream, xmpp::Content::Client, name),
        Protocol::XmppServer => xmpp::ask(stream, xmpp::Content::Server, name),
        Protocol::Nntp => nntp::ask(stream),
        Protocol::Sieve => sieve::ask(stream),
        Protocol::Lmtp => lmtp::ask(stream),
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
