//! The HTTP of OCSP (RFC 6960, A): a request and a response in one connection.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::host::tcp::Connection;

/// The most bytes of a message.
const MOST: usize = 1024 * 1024;
/// The most bytes of the lines before it.
const HEAD_MOST: usize = 16 * 1024;
/// How long a connection lasts without `-timeout`.
pub(super) const TIMEOUT: Duration = Duration::from_mins(1);

/// Where a responder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
}

impl Address {
    /// The address in a URL of HTTP.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("http://").unwrap_or(url);
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        Self::of_host(authority).map(|address| Self { path: path.to_owned(), ..address })
    }

    /// The address of a host, with a port or without one.
    pub(super) fn of_host(text: &str) -> Option<Self> {
        let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, rest)) => (host, rest.strip_prefix(':')),
            None => match text.rsplit_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        let port = port.map_or(Some(80), |port| port.parse().ok())?;
        (!host.is_empty()).then(|| Self { host: host.to_owned(), port, path: "/".to_owned() })
    }
}

/// Sends a request, and gives the response's body, or why there is none.
pub(super) fn post(
    address: &Address,
    headers: &[(&str, &str)],
    request: &[u8],
    timeout: Duration,
) -> Result<Vec<u8>, String> {
    let Address { host, port, path } = address;
    let mut connection = Connection::open(host, *port, timeout).map_err(|error| error.to_string())?;
    let mut head = format!("POST {path} HTTP/1.0\r\n");
    // Writing to a `String` does not fail.
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        let _ = write!(head, "Host: {host}:{port}\r\n");
    }
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let length = request.len();
    let _ = write!(head, "Content-Type: application/ocsp-request\r\nContent-Length: {length}\r\n\r\n");
    let sent = connection.write_all(&[head.as_bytes(), request].concat()).and_then(|()| connection.flush());
    sent.map_err(|error| error.to_string())?;
    let message = Message::read(&mut connection).ok_or("the responder's answer is not HTTP")?;
    let status = message.first.split_whitespace().nth(1).unwrap_or_default();
    match status {
        "200" => Ok(message.body),
        _ => Err(format!("the responder answered \"{}\"", message.first)),
    }
}

/// A request of a client: the first line, and the DER if it has one.
pub(super) struct Asked {
    pub(super) first: String,
    pub(super) der: Option<Vec<u8>>,
}

/// Reads a request; `None` if it is not HTTP.
pub(super) fn asked(connection: &mut Connection) -> Option<Asked> {
    let message = Message::read(connection)?;
    let mut words = message.first.split_whitespace();
    let der = match (words.next()?, words.next()?) {
        ("POST", _) => Some(message.body).filter(|body| !body.is_empty()),
        ("GET", path) => in_path(path),
        _ => None,
    };
    Some(Asked { first: message.first, der })
}

/// The DER in the path of a GET request: base64, percent-encoded.
fn in_path(path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = path.trim_start_matches('/').bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [char::from(rest.next()?), char::from(rest.next()?)];
                bytes.extend(devcert::model::hex::decode(digits)?);
            }
            byte => bytes.push(byte),
        }
    }
    STANDARD.decode(bytes).ok()
}

/// Answers a request.
pub(super) fn respond(connection: &mut Connection, response: Option<&[u8]>) {
    let answer = match response {
        None => b"HTTP/1.0 400 Bad Request\r\n\r\n".to_vec(),
        Some(der) => {
            let head = format!(
                "HTTP/1.0 200 OK\r\nContent-type: application/ocsp-response\r\nContent-Length: {}\r\n\r\n",
                der.len()
            );
            [head.as_bytes(), der].concat()
        }
    };
    // A client that has gone needs no answer.
    let _ = connection.write_all(&answer).and_then(|()| connection.flush());
}

/// A message of HTTP.
struct Message {
    first: String,
    body: Vec<u8>,
}

impl Message {
    fn read(connection: &mut impl Read) -> Option<Self> {
        let mut bytes = Vec::new();
        let head = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at;
            }
            if bytes.len() > HEAD_MOST || !more(connection, &mut bytes) {
                return None;
            }
        };
        let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
        let mut lines = text.split("\r\n");
        let first = lines.next()?.to_owned();
        let length = lines.filter_map(|line| line.split_once(':')).find_map(|(name, value)| {
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        let is_request = !first.starts_with("HTTP/");
        let mut body = bytes.split_off(head + 4);
        let wanted = length.unwrap_or(if is_request { 0 } else { MOST }).min(MOST);
        while body.len() < wanted && more(connection, &mut body) {}
        body.truncate(wanted);
        Some(Self { first, body })
    }
}

/// Reads what comes next; whether there was something.
fn more(connection: &mut impl Read, bytes: &mut Vec<u8>) -> bool {
    let mut buffer = [0; 4096];
    match connection.read(&mut buffer) {
        Ok(count) if count > 0 => {
            bytes.extend_from_slice(&buffer[..count]);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_host_a_port_and_a_path() {
        let address = |host: &str, port, path: &str| {
            Some(Address { host: host.to_owned(), port, path: path.to_owned() })
        };
        assert_eq!(Address::parse("http://o.test"), address("o.test", 80, "/"));
        assert_eq!(Address::parse("http://o.test:8080/a/b"), address("o.test", 8080, "/a/b"));
        assert_eq!(Address::parse("http://[::1]:81/"), address("::1", 81, "/"));
        assert_eq!(Address::of_host("127.0.0.1:2560"), address("127.0.0.1", 2560, "/"));
        assert_eq!((Address::parse("http://"), Address::of_host("h:x")), (None, None));
    }

    #[test]
    fn a_message_ends_where_its_length_says() {
        let read = |text: &str| Message::read(&mut text.as_bytes()).map(|message| message.body);
        assert_eq!(read("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nabc").unwrap(), b"ab");
        assert_eq!(read("HTTP/1.0 200 OK\r\n\r\nabc").unwrap(), b"abc");
        assert_eq!(read("POST / HTTP/1.0\r\n\r\n").unwrap(), b"");
        assert!(read("POST / HTTP/1.0\r\n").is_none());
        assert_eq!(in_path("/TQ%3D%3D"), Some(b"M".to_vec()));
    }
}
