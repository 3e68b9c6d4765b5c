//! General names (RFC 5280, 4.2.1.6) as OpenSSL compares them.

use ::der::Decode as _;

use super::node::{Node, nodes, only, sequence};
use crate::x509::Name;

/// A general name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GeneralName {
    /// An otherName: the content of its type, and the DER of its value.
    Other(Vec<u8>, Vec<u8>),
    /// An email address.
    Email(Vec<u8>),
    /// A DNS name.
    Dns(Vec<u8>),
    /// A distinguished name in its canonical form.
    Directory(Vec<u8>),
    /// A URI.
    Uri(Vec<u8>),
    /// An IP address, or an address and a mask.
    Ip(Vec<u8>),
    /// Any other kind: the identifier octet and the content.
    Else(u8, Vec<u8>),
}

impl GeneralName {
    /// The name in this element; `None` when it is malformed.
    pub(super) fn from_node(node: Node<'_>) -> Option<Self> {
        let content = || node.content.to_vec();
        Some(match node.identifier {
            0xa0 => match nodes(node.content)?.as_slice() {
                [id, value] if id.identifier == 0x06 && value.identifier == 0xa0 => {
                    Self::Other(id.content.to_vec(), value.content.to_vec())
                }
                _ => return None,
            },
            0x81 => Self::Email(content()),
            0x82 => Self::Dns(content()),
            0xa4 => Self::Directory(Name::from_der(only(node.content, 0x30)?.der).ok()?.canonical().ok()?),
            0x86 => Self::Uri(content()),
            0x87 => Self::Ip(content()),
            other @ (0xa3 | 0xa5 | 0x88) => Self::Else(other, content()),
            _ => return None,
        })
    }

    /// The names in the content of a list.
    pub(super) fn list(content: &[u8]) -> Option<Vec<Self>> {
        nodes(content)?.into_iter().map(Self::from_node).collect()
    }

    /// The names in the SEQUENCE that `der` is.
    pub(super) fn all(der: &[u8]) -> Option<Vec<Self>> {
        sequence(der)?.into_iter().map(Self::from_node).collect()
    }

    /// The canonical form of a distinguished name.
    pub(super) fn directory(&self) -> Option<&[u8]> {
        match self {
            Self::Directory(name) => Some(name),
            _ => None,
        }
    }

    /// Whether both are of one kind, and of one type of otherName.
    pub(super) fn is_of_kind(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Other(one, _), Self::Other(two, _)) => one == two,
            (Self::Else(one, _), Self::Else(two, _)) => one == two,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}
