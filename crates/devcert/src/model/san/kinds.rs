//! The names that are text or DER of their own syntax.

use std::fmt;

use der::Decode;
use der::asn1::AnyRef;

use super::dns::DnsName;
use super::error::SanError;
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::Oid;

/// A mailbox: a local part, an `@` and a host (RFC 5280: `rfc822Name` is a Mailbox of RFC 2821, ASCII only). One that
/// was read from a file is as it was there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mailbox(String);

impl Mailbox {
    /// The mailbox that `text` is, with the host in lower case.
    ///
    /// # Errors
    /// [`SanError::NotAMailbox`]
    pub fn new(text: &str) -> Result<Self, SanError> {
        let malformed = || SanError::NotAMailbox(text.to_owned());
        let (local, host) = text.rsplit_once('@').ok_or_else(malformed)?;
        let plain = |c: char| c.is_ascii_graphic() && !"\"(),:;<>@[\\]".contains(c);
        if local.is_empty() || !local.chars().all(plain) {
            return Err(malformed());
        }
        let host = DnsName::new(host).map_err(|_| malformed())?;
        if host.is_wildcard() {
            return Err(malformed());
        }
        Ok(Self(format!("{local}@{host}")))
    }

    /// The text of a mailbox in a file, whatever it is.
    pub(crate) fn as_read(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An absolute URI of printable ASCII (RFC 3986; RFC 5280, 4.2.1.6). One that was read from a file is as it was there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Uri(String);

impl Uri {
    /// The URI that `text` is: a scheme, a colon and something after it.
    ///
    /// # Errors
    /// [`SanError::NotAUri`]
    pub fn new(text: &str) -> Result<Self, SanError> {
        let scheme_is_valid = |scheme: &str| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        };
        let printable = text.chars().all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c));
        match text.split_once(':') {
            Some((scheme, rest)) if scheme_is_valid(scheme) && !rest.is_empty() && printable => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(SanError::NotAUri(text.to_owned())),
        }
    }

    /// The text of a URI in a file, whatever it is.
    pub(crate) fn as_read(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name of a type of its own, such as the user principal name of Windows logon.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OtherName {
    pub(crate) type_id: Oid,
    pub(crate) der: Vec<u8>,
}

impl OtherName {
    /// The name of the type `type_id` whose value is `der`.
    ///
    /// # Errors
    /// When `der` is not exactly one element of DER.
    pub fn new(type_id: Oid, der: Vec<u8>) -> Result<Self, DerError> {
        AnyRef::from_der(&der).opaque()?;
        Ok(Self { type_id, der })
    }

    /// The object identifier of its type.
    #[must_use]
    pub const fn type_id(&self) -> Oid {
        self.type_id
    }

    /// The DER of its value: tag, length and content.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

/// A name that breaks the rules of its type, or has an unused type. It only comes from files: it is shown and
/// written as it was found, and matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnusableName {
    pub(crate) tag: u8,
    pub(crate) content: Vec<u8>,
}

impl UnusableName {
    /// The context-specific tag number of its type (RFC 5280, 4.2.1.6).
    #[must_use]
    pub const fn tag(&self) -> u8 {
        self.tag
    }

    /// The content, without tag and length.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constructors_accept_only_what_the_type_can_be() {
        assert_eq!(Mailbox::new("alice@EXAMPLE.test").unwrap().as_str(), "alice@example.test");
        for text in
            ["", "alice", "@example.test", "a b@example.test", "alice@*.example.test", "é@example.test"]
        {
            assert_eq!(Mailbox::new(text), Err(SanError::NotAMailbox(text.to_owned())));
        }
        assert_eq!(Uri::new("spiffe://example.test/a").unwrap().to_string(), "spiffe://example.test/a");
        for text in ["", "a", "1a:b", "a:", "a:b c", "a:é"] {
            assert_eq!(Uri::new(text), Err(SanError::NotAUri(text.to_owned())));
        }
        let oid: Oid = "1.2.3.4".parse().unwrap();
        assert_eq!(OtherName::new(oid, vec![5, 0]).unwrap().der(), [5, 0]);
        for der in [&[][..], &[5], &[5, 0, 0], &[0x30, 0x80, 0, 0]] {
            assert!(OtherName::new(oid, der.to_vec()).is_err(), "{der:?}");
        }
    }
}
