//! Where a server is, as people type it.

use std::fmt;
use std::str::FromStr;

use crate::model::san::San;
use crate::pki::probe::starttls::Protocol;

/// A host, and its port where one was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::commands) struct Target {
    /// A host name or an address.
    pub(in crate::commands) host: San,
    port: Option<u16>,
}

/// The port of HTTPS.
const HTTPS: u16 = 443;

impl Target {
    /// The port that was named, or that of the protocol.
    pub(in crate::commands) fn port(&self, starttls: Option<Protocol>) -> u16 {
        self.port.unwrap_or_else(|| starttls.map_or(HTTPS, Protocol::port))
    }

    /// As it can be typed again.
    pub(in crate::commands) fn typed(&self, starttls: Option<Protocol>) -> String {
        let port = self.port(starttls);
        match &self.host {
            San::Ip(std::net::IpAddr::V6(address)) => format!("[{address}]:{port}"),
            host => format!("{}:{port}", host.bare()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed(None))
    }
}

impl FromStr for Target {
    type Err = String;

    /// `example.test`, `example.test:8443`, `10.0.0.1:443`, `[::1]:443`, `::1`, `https://example.test/x`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text
            .strip_prefix("https://")
            .map_or(text, |rest| rest.split(['/', '?', '#']).next().unwrap_or(rest));
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
            _ => (text, None),
        };
        let port = port.map(|port| match port.parse() {
            Ok(port) if port > 0 => Ok(port),
            _ => Err(format!("\"{port}\" is not a port; ports are numbers from 1 to 65535")),
        });
        let host: San = host.parse().map_err(|error| format!("{error}"))?;
        match host {
            San::Dns(ref name) if name.as_str().starts_with("*.") => {
                Err(format!("{name} stands for many hosts; name one of them"))
            }
            San::Dns(_) | San::Ip(_) => Ok(Self { host, port: port.transpose()? }),
            other => Err(format!("{other} is no host that can be connected to")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> String {
        text.parse::<Target>().map_or_else(|error| error, |target| target.to_string())
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
            ("*.example.test:443", "stands for many hosts"),
            ("me@example.test", "no host that can be connected to"),
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
