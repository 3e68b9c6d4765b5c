//! Subject alternative names: who a certificate is for (RFC 5280, 4.2.1.6).

mod dns;
mod error;
mod kinds;
mod parse;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::fingerprint::Hex;
use super::name::Name;
use super::oid::Oid;
pub use dns::{DnsFlaw, DnsName};
pub use error::SanError;
pub use kinds::{Mailbox, OtherName, UnusableName, Uri};

/// One name of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum San {
    /// A host name, possibly with a wildcard as its first label.
    Dns(DnsName),
    /// An IP address.
    Ip(IpAddr),
    /// A mailbox, ASCII only.
    Email(Mailbox),
    /// An absolute URI, ASCII only.
    Uri(Uri),
    /// A distinguished name.
    Directory(Name),
    /// An object identifier.
    RegisteredId(Oid),
    /// A name of another kind, such as the user principal name of Windows logon.
    Other(OtherName),
    /// A name read from an existing certificate or CSR that breaks the rules of its type, or has a type
    /// without a parser here (RFC 5280, 4.2.1.6). It is shown and copied unchanged; no client matches it.
    Unusable(UnusableName),
}

impl San {
    /// `localhost`, `127.0.0.1` and `::1`: the names of a server on one's own machine.
    #[must_use]
    pub fn defaults() -> [Self; 3] {
        [
            Self::Dns(DnsName::localhost()),
            Self::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            Self::Ip(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        ]
    }

    /// Why clients do not match this name of a certificate, as a predicate of it; `None` where they do, or
    /// where it is of a type that TLS clients do not look at.
    #[must_use]
    pub fn flaw(&self) -> Option<String> {
        match self {
            Self::Unusable(UnusableName { tag: 2, content }) => {
                Some(DnsName::encoded(content).err()?.to_string())
            }
            Self::Unusable(UnusableName { tag: 7, content }) => {
                Some(format!("has {} bytes, and an address has 4 or 16", content.len()))
            }
            _ => None,
        }
    }

    /// The name that was meant: an address among the DNS names is an address, and a host name that is
    /// spelled in another way than certificates spell it is a host name.
    #[must_use]
    pub fn meant(&self) -> Option<Self> {
        match self {
            Self::Dns(name) => name.as_str().parse().ok().map(Self::Ip),
            Self::Unusable(UnusableName { tag: 2, content }) => {
                let name = DnsName::new(str::from_utf8(content).ok()?).ok()?;
                Some(name.as_str().parse().map_or(Self::Dns(name), Self::Ip))
            }
            _ => None,
        }
    }

    /// What the name says, without its type: the text that goes into a common name.
    #[must_use]
    pub fn value(&self) -> String {
        let shown = self.to_string();
        shown.split_once(':').map_or_else(|| shown.clone(), |(_, bare)| bare.to_owned())
    }
}

impl fmt::Display for San {
    /// The type, a colon and the name, as openssl's configuration and `--san` spell them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(f, "DNS:{name}"),
            Self::Ip(address) => write!(f, "IP:{address}"),
            Self::Email(address) => write!(f, "email:{address}"),
            Self::Uri(uri) => write!(f, "URI:{uri}"),
            Self::Directory(name) => write!(f, "dirName:{name}"),
            Self::RegisteredId(oid) => write!(f, "RID:{oid}"),
            Self::Other(OtherName { type_id, der }) => write!(f, "otherName:{type_id};{}", Hex(der)),
            Self::Unusable(UnusableName { tag: 1, content }) => write!(f, "email:{}", lossy(content)),
            Self::Unusable(UnusableName { tag: 2, content }) => write!(f, "DNS:{}", lossy(content)),
            Self::Unusable(UnusableName { tag: 6, content }) => write!(f, "URI:{}", lossy(content)),
            Self::Unusable(UnusableName { tag: 7, content }) => write!(f, "IP:#{}", Hex(content)),
            Self::Unusable(UnusableName { tag, content }) => write!(f, "[{tag}]:#{}", Hex(content)),
        }
    }
}

fn lossy(content: &[u8]) -> String {
    String::from_utf8_lossy(content).into_owned()
}
