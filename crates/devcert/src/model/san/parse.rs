//! Names as people type them: `example.test`, `10.0.0.1`, `me@example.test`, `https://…`, or with
//! the type before it, as in openssl's configuration (`DNS:`, `IP:`, `email:`, `URI:`, `RID:`,
//! `dirName:`, `otherName:`).

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use der::Encode;
use der::asn1::{Ia5StringRef, Utf8StringRef};

use super::error::SanError;
use super::kinds::{Mailbox, OtherName, Uri};
use super::{DnsName, San, dns};

impl FromStr for San {
    type Err = SanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(SanError::Empty);
        }
        one(text).map_err(|error| several(text).unwrap_or(error))
    }
}

fn one(text: &str) -> Result<San, SanError> {
    let typed = text.split_once(':').and_then(|(kind, value)| Some((reader(kind)?, value)));
    match typed {
        Some((read, value)) => read(value),
        None => untyped(text),
    }
}

/// Names as `openssl req -addext` takes them: `subjectAltName=DNS:a.test,IP:10.0.0.5`.
fn several(text: &str) -> Option<SanError> {
    let list = text.strip_prefix("subjectAltName=").unwrap_or(text);
    let names: Vec<_> = list.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).collect();
    let is_list = list != text || names.len() > 1;
    let names = match names.as_slice() {
        [one] if list == text => one.split_whitespace().collect(),
        _ => names,
    };
    let is_list = is_list || names.len() > 1;
    (is_list && names.iter().all(|name| one(name).is_ok())).then(|| SanError::Several {
        found: text.to_owned(),
        names: names.into_iter().map(str::to_owned).collect(),
    })
}

type Reader = fn(&str) -> Result<San, SanError>;

fn reader(kind: &str) -> Option<Reader> {
    let readers: [(&str, Reader); 8] = [
        ("DNS", |value| DnsName::new(value).and_then(not_an_address)),
        ("IP", ip),
        ("IP Address", ip),
        ("email", |value| Mailbox::new(value).map(San::Email)),
        ("URI", |value| Uri::new(value).map(San::Uri)),
        ("RID", registered_id),
        ("dirName", |value| Ok(San::Directory(value.parse()?))),
        ("otherName", other),
    ];
    readers.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)).map(|(_, read)| read)
}

/// Finds the type out: an address, a mailbox, else a host name. A URI needs its prefix, since who
/// types `https://localhost` for a server's name nearly always means the host in it.
fn untyped(text: &str) -> Result<San, SanError> {
    if let Ok(address) = dns::unbracketed(text).parse::<IpAddr>() {
        return Ok(San::Ip(address));
    }
    if let Some(error) = zone(text) {
        return Err(error);
    }
    if text.contains('@') && !text.contains("://") {
        return Mailbox::new(text).map(San::Email);
    }
    if text.starts_with("urn:") || text.starts_with("spiffe://") {
        return Uri::new(text).map(San::Uri);
    }
    DnsName::new(text).and_then(not_an_address)
}

/// No client looks for an address among the DNS names (RFC 6125, 6.4).
fn not_an_address(name: DnsName) -> Result<San, SanError> {
    if name.as_str().parse::<IpAddr>().is_ok() {
        return Err(SanError::AddressAsDns(name.to_string()));
    }
    if name.ends_in_number() {
        return Err(SanError::AlmostAnAddress(name.to_string()));
    }
    Ok(San::Dns(name))
}

fn ip(value: &str) -> Result<San, SanError> {
    let (host, port) = dns::split_port(value);
    match (dns::unbracketed(host).parse(), port) {
        (Ok(address), None) => Ok(San::Ip(address)),
        (Ok(_), Some(port)) => Err(SanError::Port {
            found: value.to_owned(),
            host: dns::unbracketed(host).to_owned(),
            port: port.to_owned(),
        }),
        (Err(_), _) => Err(zone(value).unwrap_or_else(|| SanError::NotAnAddress(value.to_owned()))),
    }
}

/// The error of an IPv6 address with a zone identifier, as in `fe80::1%eth0`.
fn zone(text: &str) -> Option<SanError> {
    let (address, zone) = dns::unbracketed(text).split_once('%')?;
    address.parse::<Ipv6Addr>().ok()?;
    Some(SanError::Zone { address: address.to_owned(), zone: zone.to_owned() })
}

fn registered_id(value: &str) -> Result<San, SanError> {
    value.parse().map(San::RegisteredId).map_err(|_| SanError::NotAnOid(value.to_owned()))
}

/// `otherName:OID;UTF8:text` or `otherName:OID;IA5:text`, as in openssl's configuration.
fn other(value: &str) -> Result<San, SanError> {
    let malformed = || SanError::NotAnOtherName(value.to_owned());
    let (oid, value_text) = value.split_once(';').ok_or_else(malformed)?;
    let type_id = oid.parse().map_err(|_| SanError::NotAnOid(oid.to_owned()))?;
    let (kind, text) = value_text.split_once(':').ok_or_else(malformed)?;
    let der = match kind {
        "UTF8" | "UTF8String" => Utf8StringRef::new(text).and_then(|string| string.to_der()),
        "IA5" | "IA5STRING" => Ia5StringRef::new(text).and_then(|string| string.to_der()),
        _ => return Err(malformed()),
    };
    let der = der.map_err(|_| malformed())?;
    OtherName::new(type_id, der).map(San::Other).map_err(|_| malformed())
}

impl SanError {
    /// What to write instead, each a name of its own, where that is known.
    #[must_use]
    pub fn instead(&self) -> Vec<String> {
        let names = match self {
            Self::Several { names, .. } => names.clone(),
            Self::Scheme { host, .. } => host.iter().cloned().collect(),
            Self::Port { host, .. } | Self::Path { host, .. } => vec![host.clone()],
            Self::Zone { address, .. } => vec![address.clone()],
            Self::AddressAsDns(address) => vec![format!("IP:{address}")],
            Self::NotAnAddress(host) => vec![format!("DNS:{host}")],
            Self::WildcardTooWide(wildcard) => vec![wildcard.replacen("*.", "*.app.", 1)],
            _ => Vec::new(),
        };
        match names.iter().all(|name| name.parse::<San>().is_ok()) {
            true => names,
            false => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<San>().map_or_else(|error| error.to_string(), |san| san.to_string())
    }

    #[test]
    fn the_type_of_a_name_is_found_out() {
        for (text, expected) in [
            ("localhost", "DNS:localhost"),
            ("*.Example.test.", "DNS:*.example.test"),
            ("my_service", "DNS:my_service"),
            ("10.0.0.1", "IP:10.0.0.1"),
            ("[::1]", "IP:::1"),
            ("me@example.test", "email:me@example.test"),
            ("urn:uuid:1", "URI:urn:uuid:1"),
            ("URI:https://example.test/x", "URI:https://example.test/x"),
            ("spiffe://example.test/web", "URI:spiffe://example.test/web"),
            ("münchen.test", "DNS:xn--mnchen-3ya.test"),
            ("RID:1.2.3.4", "RID:1.2.3.4"),
            ("dirName:/C=CN/CN=x", "dirName:CN=x,C=CN"),
            ("otherName:1.2.3.4;UTF8:hi", "otherName:1.2.3.4;0c026869"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_that_no_client_would_match_is_refused_with_its_reason() {
        for (text, part) in [
            ("", "is empty"),
            ("bad host!", "contains a space"),
            ("https://localhost:3001/", "is a URL"),
            ("localhost:3001", "has port 3001"),
            ("dev.test/login", "has a path"),
            ("a.test,b.test", "is a list of names"),
            ("a.test,-", "character \",\""),
            ("a\0b", "U+0000"),
            ("a..b", "empty label"),
            (".a", "empty label"),
            ("a.*.test", "wrong place"),
            ("*a.test", "wrong place"),
            ("*.test", "top-level domain"),
            ("*", "wrong place"),
            ("DNS:127.0.0.1", "is an IP address"),
            ("1.2.3.400", "ends in a number"),
            ("IP:localhost", "is not an IP address"),
            ("-a.test", "hyphen"),
            ("10.0.0.0/8", "character \"/\""),
            ("@example.test", "not an email"),
            ("URI:nothing", "not an absolute URI"),
            ("xn--\u{fffd}.test", "internationalised"),
        ] {
            assert!(shown(text).contains(part), "{text}: {}", shown(text));
        }
        assert!(shown(&format!("{}.test", "a".repeat(64))).contains("(maximum 63)"));
    }

    #[test]
    fn a_name_that_is_refused_comes_with_the_names_to_write_instead() {
        for (text, expected) in [
            ("https://localhost:3001/", &["localhost"][..]),
            ("https://[::1]:3000", &["::1"]),
            ("https://user:pw@dev.test/", &["dev.test"]),
            ("https://user@[fe80::1]:8443/x", &["fe80::1"]),
            ("https://dev.test?x=1", &["dev.test"]),
            ("https://dev.test:8443#top", &["dev.test"]),
            ("wss://10.0.0.5/socket", &["10.0.0.5"]),
            ("DNS:https://dev.test/", &["dev.test"]),
            ("https://", &[]),
            ("https://:443/", &[]),
            ("http://[::1", &[]),
            ("localhost:3001", &["localhost"]),
            ("[::1]:3001", &["::1"]),
            ("IP:10.0.0.5:443", &["10.0.0.5"]),
            ("dev.test/login", &["dev.test"]),
            ("dev.test:8443/login", &["dev.test"]),
            ("a.test, b.test", &["a.test", "b.test"]),
            ("a.test b.test", &["a.test", "b.test"]),
            ("DNS:a.test, IP:10.0.0.5", &["DNS:a.test", "IP:10.0.0.5"]),
            ("subjectAltName=DNS:a.test", &["DNS:a.test"]),
            ("DNS:127.0.0.1", &["IP:127.0.0.1"]),
            ("DNS:::1", &["IP:::1"]),
            ("IP:localhost", &["DNS:localhost"]),
            ("IP:10.0.0", &[]),
            ("*.localhost", &["*.app.localhost"]),
            ("a.test;b.test", &["a.test", "b.test"]),
            ("a.test, b.test,", &["a.test", "b.test"]),
        ] {
            assert_eq!(text.parse::<San>().unwrap_err().instead(), expected, "{text}");
        }
        let error = "https://user:secret@dev.test/".parse::<San>().unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn a_wildcard_covers_exactly_one_label() {
        let wildcard = DnsName::new("*.example.test").unwrap();
        assert!(wildcard.covers(&DnsName::new("a.example.test").unwrap()));
        assert!(!wildcard.covers(&DnsName::new("a.b.example.test").unwrap()));
        assert!(!wildcard.covers(&DnsName::new("example.test").unwrap()));
    }
}
