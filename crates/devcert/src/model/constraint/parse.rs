//! What a CA shall be permitted, as people type it.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::{IpRange, Subtree};
use crate::model::san::{DnsName, San, SanError};
use crate::model::suffix::is_public_suffix;

/// The subtrees that one permission opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission(pub(super) Vec<Subtree>);

impl FromStr for Permission {
    type Err = PermissionError;

    /// `example.com` (with what is below it, and its mailboxes), `10.1.0.0/16` or one address,
    /// `me@example.com`; each may have its type before it.
    fn from_str(text: &str) -> Result<Self, PermissionError> {
        let untyped = |kind: &str| strip_kind(text, kind);
        if let Some(range) = untyped("IP").or_else(|| is_range(text).then_some(text)) {
            let found: IpRange = range.parse().map_err(|()| PermissionError::Range(range.to_owned()))?;
            if found.is_too_wide() {
                return Err(PermissionError::TooWide(range.to_owned()));
            }
            return Ok(Self(vec![Subtree::Ip(found)]));
        }
        if let Ok(range) = text.parse::<IpRange>() {
            return Ok(Self(vec![Subtree::Ip(range)]));
        }
        if let Some(mail) = untyped("email") {
            return mailboxes(mail);
        }
        if text.contains('@') {
            return mailboxes(text);
        }
        if ["URI", "dirName", "RID", "otherName"].iter().any(|kind| strip_kind(text, kind).is_some()) {
            return Err(PermissionError::Unconstrained(text.to_owned()));
        }
        let domain = untyped("DNS").unwrap_or(text);
        let (host, mail) = (hosts(domain)?, untyped("DNS").is_none());
        // A single label may be the name of a host in a local network, as `app` is in many a compose file.
        if is_public_suffix(&host) && domain.contains('.') {
            return Err(PermissionError::PublicSuffix(host));
        }
        let mailboxes = [Subtree::Email(host.clone()), Subtree::Email(format!(".{host}"))];
        let mailboxes = mailboxes.into_iter().filter(|_| mail);
        Ok(Self([Subtree::Dns(host.clone())].into_iter().chain(mailboxes).collect()))
    }
}

impl Permission {
    /// The domains in it.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|subtree| match subtree {
            Subtree::Dns(host) => Some(host.as_str()),
            _ => None,
        })
    }
}

impl PermissionError {
    /// A narrower permission in the place of one that is too wide.
    #[must_use]
    pub fn instead(&self) -> Option<String> {
        match self {
            Self::PublicSuffix(suffix) => Some(format!("my-app.{suffix}")),
            // Networks for documentation (RFC 5737, RFC 3849): no host on the internet has such an address.
            Self::TooWide(range) if range.contains(':') => Some("2001:db8::/32".to_owned()),
            Self::TooWide(_) => Some("192.0.2.0/24".to_owned()),
            _ => None,
        }
    }
}

impl fmt::Display for Permission {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [one] => one.fmt(f),
            several => several.first().map_or_else(String::new, Subtree::value).fmt(f),
        }
    }
}

/// Whether it is written as a range, and no URL.
fn is_range(text: &str) -> bool {
    text.contains('/') && !text.contains("://")
}

fn strip_kind<'a>(text: &'a str, kind: &str) -> Option<&'a str> {
    let (found, rest) = text.split_once(':')?;
    found.eq_ignore_ascii_case(kind).then_some(rest)
}

/// The domain whose hosts are meant: `example.com`, `.example.com` and `*.example.com` are one.
fn hosts(text: &str) -> Result<String, PermissionError> {
    let base = text.strip_prefix("*.").or_else(|| text.strip_prefix('.')).unwrap_or(text);
    let name = DnsName::new(base)?;
    match name.is_wildcard() {
        true => Err(SanError::WildcardPlace(text.to_owned()).into()),
        false => Ok(name.to_string()),
    }
}

fn mailboxes(text: &str) -> Result<Permission, PermissionError> {
    if let Some(below) = text.strip_prefix('.') {
        return Ok(Permission(vec![Subtree::Email(format!(".{}", hosts(below)?))]));
    }
    if !text.contains('@') {
        return Ok(Permission(vec![Subtree::Email(hosts(text)?)]));
    }
    match format!("email:{text}").parse()? {
        San::Email(mailbox) => Ok(Permission(vec![Subtree::Email(mailbox.as_str().to_owned())])),
        other => Err(PermissionError::Unconstrained(other.to_string())),
    }
}

/// Why a text is not something that a CA can be permitted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PermissionError {
    /// Neither an address nor a range of them.
    #[error("\"{0}\" is not a range of addresses; write it as 10.1.0.0/16 or fd00::/8")]
    Range(String),
    /// A kind of name that the CA's constraints say nothing about.
    #[error("\"{0}\" needs no permission: only host names, IP addresses and mailboxes are constrained")]
    Unconstrained(String),
    /// A domain below which anyone can register names.
    #[error(
        "{0} is a public suffix: with the CA's key, anyone could impersonate every site below it; permit a domain of your own"
    )]
    PublicSuffix(String),
    /// A range of addresses that is wider than any private network.
    #[error("{0} is wider than any private network; permit the network of your own hosts")]
    TooWide(String),
    /// Not a host name.
    #[error(transparent)]
    Name(#[from] SanError),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        text.parse::<Permission>().unwrap().0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_kind_of_permission_is_told_from_its_text() {
        for text in ["example.com", ".example.com", "*.Example.com"] {
            assert_eq!(shown(text), ["DNS:example.com", "email:example.com", "email:.example.com"], "{text}");
        }
        assert_eq!(shown("DNS:example.com"), ["DNS:example.com"]);
        assert_eq!(shown("10.1.0.0/16"), ["IP:10.1.0.0/16"]);
        assert_eq!(shown("IP:10.1.2.3"), ["IP:10.1.2.3/32"]);
        assert_eq!(shown("fd00::1"), ["IP:fd00::1/128"]);
        assert_eq!(shown("me@example.com"), ["email:me@example.com"]);
        assert_eq!(shown("email:example.com"), ["email:example.com"]);
        assert_eq!(shown("email:.example.com"), ["email:.example.com"]);
    }

    #[test]
    fn a_permission_is_shown_as_it_is_typed() {
        for text in ["example.com", "DNS:db", "IP:10.1.0.0/16", "email:me@example.com", "email:.a.test"] {
            assert_eq!(text.parse::<Permission>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_permission_for_the_whole_internet_is_refused() {
        for (text, instead) in [
            ("*.com", "my-app.com"),
            (".com", "my-app.com"),
            ("DNS:*.com", "my-app.com"),
            ("co.uk", "my-app.co.uk"),
            ("*.co.uk", "my-app.co.uk"),
            ("0.0.0.0/0", "192.0.2.0/24"),
            ("::/0", "2001:db8::/32"),
            ("128.0.0.0/1", "192.0.2.0/24"),
        ] {
            let error = text.parse::<Permission>().unwrap_err();
            assert_eq!(error.instead().as_deref(), Some(instead), "{text}");
            assert!(instead.parse::<Permission>().is_ok(), "{instead}");
        }
        for text in ["app", "example.com", "a.co.uk", "10.0.0.0/8", "fc00::/7", "*.test", "*.localhost"] {
            assert!(text.parse::<Permission>().is_ok(), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "10.0.0.0/40", "https://example.com", "a b", "URI:example.com", "*.*.test", "IP:x"] {
            assert!(text.parse::<Permission>().is_err(), "{text}");
        }
    }
}
