//! One subtree of names.

use std::fmt;

use super::range::IpRange;
use crate::model::name::Name;
use crate::model::san::{DnsName, San};

/// All names of a kind that lie below a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subtree {
    /// A host name, lower case, and everything below it. Some CAs write a dot before it, which
    /// readers take for "below it only"; an empty one is every host name.
    Dns(String),
    /// The addresses in a range.
    Ip(IpRange),
    /// One mailbox (with an `@`), those at one host, or, with a dot before it, those at the hosts
    /// below it.
    Email(String),
    /// The URIs whose host is this one or, with a dot before it, lies below it.
    Uri(String),
    /// The subjects and directory names that begin with this.
    Directory(Name),
}

/// The kinds of names that subtrees can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum SubtreeKind {
    Dns,
    Ip,
    Email,
    Uri,
    Directory,
}

impl SubtreeKind {
    /// The kind of a name; `None` for those that no subtree of ours can hold.
    #[must_use]
    pub const fn of(name: &San) -> Option<Self> {
        Some(match name {
            San::Dns(_) => Self::Dns,
            San::Ip(_) => Self::Ip,
            San::Email(_) => Self::Email,
            San::Uri(_) => Self::Uri,
            San::Directory(_) => Self::Directory,
            San::RegisteredId(_) | San::Other(_) | San::Unusable(_) => return None,
        })
    }
}

impl Subtree {
    /// The kind of names in it.
    #[must_use]
    pub const fn kind(&self) -> SubtreeKind {
        match self {
            Self::Dns(_) => SubtreeKind::Dns,
            Self::Ip(_) => SubtreeKind::Ip,
            Self::Email(_) => SubtreeKind::Email,
            Self::Uri(_) => SubtreeKind::Uri,
            Self::Directory(_) => SubtreeKind::Directory,
        }
    }

    /// Whether the name lies in it.
    #[must_use]
    pub fn holds(&self, name: &San) -> bool {
        match (self, name) {
            (Self::Dns(base), San::Dns(name)) => below_host(base, &name.as_str().to_ascii_lowercase()),
            (Self::Ip(range), San::Ip(address)) => range.holds(*address),
            (Self::Email(base), San::Email(mailbox)) => holds_mailbox(base, mailbox.as_str()),
            (Self::Uri(base), San::Uri(uri)) => {
                host_of(uri.as_str()).is_some_and(|host| holds_host(base, host))
            }
            (Self::Directory(base), San::Directory(name)) => name.lies_below(base),
            _ => false,
        }
    }

    /// Whether the name, or one that it stands for as a wildcard, lies in it. Where hosts of URIs are
    /// constrained, a URI without a host is refused (RFC 5280, 4.2.1.10).
    #[must_use]
    pub(crate) fn touches(&self, name: &San) -> bool {
        let stands_for_base = match (self, name) {
            (Self::Dns(base), San::Dns(name)) => DnsName::new(base).is_ok_and(|base| name.covers(&base)),
            (Self::Uri(_), San::Uri(uri)) => host_of(uri.as_str()).is_none(),
            _ => false,
        };
        stands_for_base || self.holds(name)
    }

    /// Whether all of `other` lies in it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Dns(base), Self::Dns(other)) => {
                base == other || below_host(base, other.strip_prefix('.').unwrap_or(other))
            }
            (Self::Ip(range), Self::Ip(other)) => range.contains(other),
            (Self::Email(base), Self::Email(other)) if other.contains('@') => holds_mailbox(base, other),
            (Self::Email(base), Self::Email(other)) | (Self::Uri(base), Self::Uri(other)) => {
                let below = base.starts_with('.') && other.ends_with(base.as_str());
                base == other || below
            }
            (Self::Directory(base), Self::Directory(other)) => other.lies_below(base),
            _ => false,
        }
    }

    /// What it says, without its kind.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Dns(text) | Self::Email(text) | Self::Uri(text) => text.clone(),
            Self::Ip(range) => range.to_string(),
            Self::Directory(name) => name.to_string(),
        }
    }
}

impl fmt::Display for Subtree {
    /// The kind, a colon and the base, as names are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Dns(_) => "DNS",
            Self::Ip(_) => "IP",
            Self::Email(_) => "email",
            Self::Uri(_) => "URI",
            Self::Directory(_) => "dirName",
        };
        write!(f, "{kind}:{}", self.value())
    }
}

fn below_host(base: &str, host: &str) -> bool {
    let (base, host) = (base.to_ascii_lowercase(), host.to_ascii_lowercase());
    match base.strip_prefix('.') {
        Some(_) => host.ends_with(&base),
        None => base.is_empty() || host == base || host.ends_with(&format!(".{base}")),
    }
}

fn holds_mailbox(base: &str, mailbox: &str) -> bool {
    let Some((local, host)) = mailbox.rsplit_once('@') else { return false };
    match base.rsplit_once('@') {
        Some((base_local, base_host)) => local == base_local && host.eq_ignore_ascii_case(base_host),
        None => holds_host(base, host),
    }
}

fn holds_host(base: &str, host: &str) -> bool {
    match base.starts_with('.') {
        true => below_host(base, host),
        false => host.eq_ignore_ascii_case(base),
    }
}

/// The host of a URI that has an authority (RFC 3986, 3.2).
fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    Some(host.rsplit_once(':').map_or(host, |(host, _)| host)).filter(|host| !host.is_empty())
}

/// Each subtree, without the kind that they share.
pub(super) fn listed(subtrees: &[Subtree]) -> String {
    subtrees.iter().map(Subtree::value).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(subtree: &Subtree, name: &str) -> bool {
        subtree.holds(&name.parse().unwrap())
    }

    #[test]
    fn a_host_name_holds_itself_and_what_is_below_it() {
        let dns = Subtree::Dns("Example.test".to_owned());
        assert!(
            holds(&dns, "example.test") && holds(&dns, "*.example.test") && holds(&dns, "a.b.example.test")
        );
        assert!(!holds(&dns, "anexample.test") && !holds(&dns, "test"));
        let below = Subtree::Dns(".example.test".to_owned());
        assert!(holds(&below, "a.example.test") && !holds(&below, "example.test"));
        assert!(holds(&Subtree::Dns(String::new()), "any.where"));
    }

    #[test]
    fn mailboxes_and_uris_are_held_by_their_hosts() {
        let [one, host, below] =
            ["me@a.test", "a.test", ".a.test"].map(|base| Subtree::Email(base.to_owned()));
        assert!(holds(&one, "me@a.test") && !holds(&one, "you@a.test"));
        assert!(holds(&host, "you@a.test") && !holds(&host, "you@b.a.test"));
        assert!(holds(&below, "you@b.a.test") && !holds(&below, "you@a.test"));
        let uri = Subtree::Uri("a.test".to_owned());
        assert!(holds(&uri, "URI:https://me@a.test:8443/x") && !holds(&uri, "URI:https://b.a.test/"));
        assert!(!holds(&uri, "URI:urn:uuid:1"));
    }
}
