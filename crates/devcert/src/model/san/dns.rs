//! Host names as certificates hold them.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use thiserror::Error;

use super::error::SanError;

/// A DNS name in ASCII, without a trailing dot; its first label may be `*`. Typed ones are in lower case,
/// those of certificates are as they are encoded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnsName(String);

/// A DNS name has at most this many characters (RFC 1035, 2.3.4, less the root's length and dot).
const NAME_MAX: usize = 253;
/// A label has at most this many characters (RFC 1035, 2.3.4).
const LABEL_MAX: usize = 63;

impl DnsName {
    /// `localhost`
    #[must_use]
    pub fn localhost() -> Self {
        Self("localhost".to_owned())
    }

    /// Reads a host name; letters beyond ASCII become punycode (IDNA 2008 with UTS 46).
    pub fn new(text: &str) -> Result<Self, SanError> {
        refuse_foreign_parts(text)?;
        let name = text.strip_suffix('.').unwrap_or(text);
        let (star, host) = match name.strip_prefix("*.") {
            Some(rest) => ("*.", rest),
            None => ("", name),
        };
        let host = to_ascii(text, host)?;
        check_labels(text, &host, !star.is_empty())?;
        Ok(Self(format!("{star}{host}")))
    }

    /// The name that a certificate encodes as `content`, exactly as it is there.
    ///
    /// # Errors
    ///
    /// When it has a flaw that keeps clients from matching it.
    pub fn encoded(content: &[u8]) -> Result<Self, DnsFlaw> {
        let text = str::from_utf8(content).map_err(|_| DnsFlaw::NotAscii)?;
        match Self::new(text) {
            _ if !text.is_ascii() => Err(DnsFlaw::NotAscii),
            Ok(_) if text.ends_with('.') => Err(DnsFlaw::TrailingDot),
            Ok(_) => Ok(Self(text.to_owned())),
            Err(SanError::WildcardTooWide(_)) => Err(DnsFlaw::WildcardTooWide),
            Err(SanError::WildcardPlace(_)) => Err(DnsFlaw::WildcardPlace),
            Err(SanError::NameTooLong(_) | SanError::LabelTooLong { .. }) => Err(DnsFlaw::TooLong),
            Err(_) => Err(DnsFlaw::NoHostName),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the first label is `*`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }

    /// Whether the last label has digits only, as in an address, and as in no host name.
    pub(super) fn ends_in_number(&self) -> bool {
        let last_label = self.0.rsplit('.').next().unwrap_or_default();
        !last_label.is_empty() && last_label.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether this certificate name covers `host`: equal, or a wildcard that stands for exactly
    /// the first label (RFC 6125, 6.4.3), in whatever case (RFC 4343).
    #[must_use]
    pub fn covers(&self, host: &Self) -> bool {
        let labels = || host.0.split_once('.').filter(|(first, _)| *first != "*");
        match self.0.strip_prefix("*.") {
            Some(parent) => labels().is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)),
            None => self.0.eq_ignore_ascii_case(&host.0),
        }
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why clients do not match a DNS name of a certificate; each is a predicate of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DnsFlaw {
    /// `dev.test.`
    #[error("has a trailing dot")]
    TrailingDot,
    /// `bücher.test` in UTF-8 or another encoding.
    #[error("has characters beyond ASCII, which certificates encode as punycode (xn--)")]
    NotAscii,
    /// `*.localhost`
    #[error("is a wildcard directly below a top-level domain")]
    WildcardTooWide,
    /// `a*.test`, `a.*.test`
    #[error("has a wildcard that is not the whole first label")]
    WildcardPlace,
    /// Longer than 253 characters, or with a label longer than 63.
    #[error("is longer than a host name can be")]
    TooLong,
    /// A URL, an address with a port, spaces, or nothing.
    #[error("is not a host name")]
    NoHostName,
}

/// Catches what people paste instead of a host name, each with its own message.
fn refuse_foreign_parts(text: &str) -> Result<(), SanError> {
    let found = text.to_owned();
    if let Some(character) = text.chars().find(|c| c.is_control()) {
        return Err(SanError::ControlCharacter(character));
    }
    if text.chars().any(char::is_whitespace) {
        return Err(SanError::Space(found));
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        let host = url_host(rest).map(str::to_owned);
        let found = format!("{scheme}://{}", without_user(rest));
        return Err(SanError::Scheme { found, host });
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        return Err(SanError::AddressAsDns(found));
    }
    if let (host, Some(port)) = split_port(text) {
        return Err(SanError::Port { found, host: unbracketed(host).to_owned(), port: port.to_owned() });
    }
    match text.split_once('/') {
        // A range of addresses has no path.
        Some((host, path)) if !host.is_empty() && !path.bytes().all(|byte| byte.is_ascii_digit()) => {
            let host = unbracketed(split_port(host).0).to_owned();
            if is_name(&host) { Err(SanError::Path { found, host }) } else { Ok(()) }
        }
        Some((host, "")) if is_name(host) => Err(SanError::Path { found, host: host.to_owned() }),
        _ => Ok(()),
    }
}

/// Whether `text` is an address, a host name or a mailbox.
fn is_name(text: &str) -> bool {
    let host = match text.rsplit_once('@') {
        Some(("", _)) => return false,
        Some((_, host)) => host,
        None => text,
    };
    let is_address = unbracketed(text).parse::<IpAddr>().is_ok();
    is_address || DnsName::new(host).is_ok_and(|name| !name.ends_in_number())
}

/// The host of what follows `://` in a URL (RFC 3986, 3.2): without user, port, path, query and fragment,
/// and an IPv6 address without its brackets. `None` where there is no host.
pub(super) fn url_host(rest: &str) -> Option<&str> {
    let host = authority(without_user(rest));
    let host = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => split_port(host).0.trim_end_matches(':'),
    };
    (!host.is_empty()).then_some(host)
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#', '\\']).next().unwrap_or_default()
}

/// What follows the user and the password, which go to no certificate and into no message.
fn without_user(rest: &str) -> &str {
    authority(rest).rfind('@').map_or(rest, |at| &rest[at + 1..])
}

/// A host and the port after it, if that is a number; the colons of a bare IPv6 address are none.
pub(super) fn split_port(text: &str) -> (&str, Option<&str>) {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    match text.rsplit_once(':') {
        Some((host, port)) if is_port(port) && text.parse::<Ipv6Addr>().is_err() => (host, Some(port)),
        _ => (text, None),
    }
}

/// `::1` of `[::1]`.
pub(super) fn unbracketed(text: &str) -> &str {
    text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text)
}

fn to_ascii(text: &str, host: &str) -> Result<String, SanError> {
    if host.is_ascii() {
        return Ok(host.to_ascii_lowercase());
    }
    idna::domain_to_ascii(host).map_err(|_| SanError::NotIdn(text.to_owned()))
}

/// Letters, digits, hyphens inside, and the underscore that container networks use.
fn check_labels(text: &str, host: &str, wildcard: bool) -> Result<(), SanError> {
    let found = || text.to_owned();
    if host.contains('*') {
        return Err(SanError::WildcardPlace(found()));
    }
    if wildcard && !host.contains('.') {
        return Err(SanError::WildcardTooWide(found()));
    }
    if host.len() > NAME_MAX {
        return Err(SanError::NameTooLong(host.len()));
    }
    for label in host.split('.') {
        if label.is_empty() {
            return Err(SanError::EmptyLabel(found()));
        }
        if label.len() > LABEL_MAX {
            return Err(SanError::LabelTooLong { found: found(), length: label.len() });
        }
        let odd = label.chars().find(|c| !c.is_ascii_alphanumeric() && !"-_".contains(*c));
        if let Some(character) = odd {
            return Err(SanError::BadCharacter { found: found(), character });
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(SanError::Hyphen(found()));
        }
    }
    Ok(())
}
