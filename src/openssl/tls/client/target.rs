//! The server that a command line means.

use crate::host::socket::{Family, Socket, SocketError};
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::tls::address::{self, Parsed};

/// The longest label of a host name (RFC 1035, 2.3.4).
const LABEL_MAX: usize = 63;

/// Where a server is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// At a port of a host; without a host, on this machine.
    Port {
        /// The host.
        host: Option<String>,
        /// The port, or the name of a service.
        port: String,
    },
    /// At a Unix socket.
    Unix(String),
}

impl Target {
    /// The server of the line.
    ///
    /// # Errors
    /// When it is malformed, or given in two ways.
    pub(super) fn of_line(line: &Line) -> Result<Self, Failure> {
        let operand = match line.operands.as_slice() {
            [] => None,
            [one] => Some(one.as_str()),
            _ => return Err(Failure::usage_only("s_client")),
        };
        if operand.is_some() && (line.has("connect") || line.has("unix")) {
            let problem = "cannot provide both -connect option and target parameter";
            return Err(Failure::usage("s_client", problem));
        }
        if let Some(path) = line.value("unix").filter(|_| !line.has("connect")) {
            return Ok(Self::Unix(path.to_owned()));
        }
        let mut parsed = Parsed { host: line.value("host").map(str::to_owned), port: None };
        if let Some(text) = operand.or(line.value("connect")) {
            parsed = address::parse(text, address::Alone::Host).ok_or_else(|| {
                Failure::new("s_client: -connect argument or target parameter malformed or ambiguous")
                    .hint("write the server as HOST:PORT, or as [ADDRESS]:PORT for IPv6")
            })?;
        }
        let port = parsed.port.or_else(|| line.value("port").map(str::to_owned));
        Ok(Self::Port { host: parsed.host, port: port.unwrap_or_else(|| address::PORT.to_owned()) })
    }

    /// Connects to it.
    ///
    /// # Errors
    /// When no address accepts.
    pub(super) fn connect(&self, family: Family) -> Result<Socket, SocketError> {
        match self {
            Self::Port { host, port } => Socket::connect(or_own(host.as_deref()), port, family),
            Self::Unix(path) => Socket::connect_unix(path.as_ref()),
        }
    }

    /// The name that the server is asked for unless the line has one: a host name with a dot, or localhost for a server
    /// without a host.
    pub(super) fn server_name(&self) -> Option<&str> {
        match self {
            Self::Port { host: Some(host), .. } => is_host_name(host).then_some(host),
            _ => Some("localhost"),
        }
    }

    /// The host in protocols that have TLS inside.
    pub(super) fn host(&self) -> &str {
        match self {
            Self::Port { host, .. } => or_own(host.as_deref()),
            Self::Unix(_) => "localhost",
        }
    }
}

fn or_own(host: Option<&str>) -> &str {
    host.unwrap_or("localhost")
}

/// Whether openssl takes a host for a name: with a dot, and not of digits only.
fn is_host_name(host: &str) -> bool {
    let labels: Vec<_> = host.split('.').collect();
    let is_label = |label: &&str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=LABEL_MAX).contains(&label.len())
            && label.bytes().all(is_part)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    labels.len() > 1
        && labels.iter().all(is_label)
        && host.bytes().any(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sent_and_addresses_are_not() {
        for (host, is_name) in [
            ("example.test", true),
            ("a-b.example.test", true),
            ("localhost", false),
            ("127.0.0.1", false),
            ("::1", false),
            ("-a.test", false),
            ("a..test", false),
        ] {
            assert_eq!(is_host_name(host), is_name, "{host}");
        }
        assert_eq!(Target::Unix("x".to_owned()).server_name(), Some("localhost"));
    }
}
