//! Where a server is, as people type it.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::path::Path;
use std::str::FromStr;

use thiserror::Error;

use crate::cli::hint::Hint;
use devcert::model::san::{DnsName, San, SanError};
use devcert::pki::probe::Protocol;

/// A host, and its port where one was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// A host name or an address.
    pub(crate) host: San,
    port: Option<u16>,
}

/// The port of HTTPS.
const HTTPS: u16 = 443;

impl Target {
    /// The port that was named, or that of the protocol.
    pub(crate) fn port(&self, starttls: Option<Protocol>) -> u16 {
        self.port.unwrap_or_else(|| starttls.map_or(HTTPS, Protocol::port))
    }

    /// Whether `text`, which it was read from, is a server and hardly anything else: a URL, or a host with
    /// its port.
    pub(crate) fn is_explicit(&self, text: &str) -> bool {
        text.contains("://") || (self.port.is_some() && text.contains(':'))
    }

    /// The address as it was typed and as it was meant, where its last group looks like a port: `::1:8443` is an IPv6
    /// address, and `[::1]:8443` one with a port (RFC 3986 section 3.2.2).
    pub(crate) fn with_port(&self) -> Option<(String, String)> {
        let San::Ip(IpAddr::V6(address)) = &self.host else { return None };
        let typed = address.to_string();
        let (host, port) = typed.rsplit_once(':').filter(|_| self.port.is_none())?;
        let is_port = port.len() >= 2 && port.parse::<u16>().is_ok();
        let meant = format!("[{host}]:{port}");
        (is_port && host.parse::<Ipv6Addr>().is_ok()).then_some((typed, meant))
    }

    /// As it can be typed again.
    pub(crate) fn typed(&self, starttls: Option<Protocol>) -> String {
        let port = self.port(starttls);
        match &self.host {
            San::Ip(IpAddr::V6(address)) => format!("[{address}]:{port}"),
            host => format!("{}:{port}", host.value()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed(None))
    }
}

/// Ports of URLs that do not name one.
const SCHEMES: [(&str, u16); 7] = [
    ("https", HTTPS),
    ("wss", HTTPS),
    ("ldaps", 636),
    ("imaps", 993),
    ("pop3s", 995),
    ("smtps", 465),
    ("ftps", 990),
];

/// The command that asks the server which a path is the name of: a URL, or a host with its port.
pub(crate) fn server(path: &Path) -> Option<Hint> {
    let text = path.to_str()?;
    let target: Target = text.parse().ok()?;
    target.is_explicit(text).then(|| Hint::probe(target.to_string()))
}

impl FromStr for Target {
    type Err = TargetError;

    /// `example.test`, `example.test:8443`, `10.0.0.1:443`, `[::1]:443`, `::1`, `https://example.test/x`,
    /// and `8443` or `:8443` for a server on this machine.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let port = text.strip_prefix(':').unwrap_or(text);
        if let (false, Ok(port @ 1..)) = (port.starts_with('+'), port.parse()) {
            return Ok(Self { host: San::Dns(DnsName::localhost()), port: Some(port) });
        }
        let (scheme, text) = text.split_once("://").map_or((None, text), |(scheme, rest)| {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            (Some(scheme), authority.rsplit_once('@').map_or(authority, |(_, host)| host))
        });
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
            _ => (text, None),
        };
        let port = port.filter(|port| !(scheme.is_some() && port.is_empty()));
        let port = port.map(|port| match port.parse() {
            Ok(port) if port > 0 => Ok(port),
            _ => Err(TargetError::Port(port.to_owned())),
        });
        let usual = SCHEMES.iter().find(|(name, _)| Some(*name) == scheme).map(|(_, port)| *port);
        let host: San = host.parse().map_err(|error| match error {
            SanError::Zone { .. } => TargetError::Zone(host.to_owned()),
            error => error.into(),
        })?;
        match host {
            San::Dns(ref name) if name.is_wildcard() => Err(TargetError::Wildcard(name.to_string())),
            San::Dns(_) | San::Ip(_) => Ok(Self { host, port: port.transpose()?.or(usual) }),
            other => Err(TargetError::NoHost(other.to_string())),
        }
    }
}

/// Why a text is not a server.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum TargetError {
    /// Not a number, or none that a port has.
    #[error("\"{}\" is not a port; ports are numbers from 1 to 65535", .0.escape_debug())]
    Port(String),
    /// A wildcard.
    #[error("{0} is a wildcard; specify one host")]
    Wildcard(String),
    /// A name of another kind.
    #[error("cannot connect to {}: not a host name or IP address", .0.escape_debug())]
    NoHost(String),
    /// An address on one link (RFC 4007, 11).
    #[error("{} has a zone identifier, and devcert connects to addresses without one; specify a host name", .0.escape_debug())]
    Zone(String),
    /// Not a name at all.
    #[error(transparent)]
    Name(#[from] SanError),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> String {
        text.parse::<Target>().map_or_else(|error| error.to_string(), |target| target.to_string())
    }

    #[test]
    fn a_server_is_named_in_every_usual_way() {
        for (text, expected) in [
            ("example.test", "example.test:443"),
            ("example.test:8443", "example.test:8443"),
            ("https://example.test:8443/path?x#y", "example.test:8443"),
            ("https://example.test", "example.test:443"),
            ("10.0.0.1:1", "10.0.0.1:1"),
            ("[::1]:8443", "[::1]:8443"),
            ("::1", "[::1]:443"),
            ("[::1]", "[::1]:443"),
            ("http://localhost:3000", "localhost:3000"),
            ("https://user:pw@example.test:8443", "example.test:8443"),
            ("https://[::1]:3000/?x", "[::1]:3000"),
            ("https://example.test?x=1", "example.test:443"),
            ("ldaps://example.test", "example.test:636"),
            ("3999", "localhost:3999"),
            (":3999", "localhost:3999"),
            ("bücher.test", "xn--bcher-kva.test:443"),
        ] {
            assert_eq!(typed(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_server_is_told() {
        for (text, part) in [
            ("localhost:http", "\"http\" is not a port"),
            ("localhost:0", "is not a port"),
            ("localhost:65536", "is not a port"),
            ("65536", "ends in a number"),
            ("https://", "a name is empty"),
            ("*.example.test:443", "is a wildcard"),
            ("me@example.test", "cannot connect to email:me@example.test: not a host name"),
        ] {
            assert!(typed(text).contains(part), "{text}: {}", typed(text));
        }
    }

    #[test]
    fn a_protocol_has_its_own_port() {
        let target: Target = "localhost".parse().unwrap();
        assert_eq!(target.typed(Some(Protocol::Postgres)), "localhost:5432");
    }
}
