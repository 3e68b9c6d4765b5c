//! What can be wrong with a name.

use thiserror::Error;

use crate::model::name::NameError;

/// Why a text is not a name that a certificate can carry.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SanError {
    /// Nothing was given.
    #[error("a name is empty; write a host name, an IP address, an email address or a URI")]
    Empty,
    /// White space inside.
    #[error("\"{}\" contains a space, and host names do not", .0.escape_debug())]
    Space(String),
    /// More than one, as openssl writes them.
    #[error("\"{}\" is a list of names, and one name is expected", found.escape_debug())]
    Several {
        /// What was typed.
        found: String,
        /// The names that were found.
        names: Vec<String>,
    },
    /// A control character, NUL included.
    #[error("a name holds the control character U+{:04X}, which no name may have", u32::from(*.0))]
    ControlCharacter(char),
    /// A URL where a host was meant.
    #[error("\"{}\" is a URL, and a host name is expected", found.escape_debug())]
    Scheme {
        /// What was typed, without the user and the password in it.
        found: String,
        /// The host in it, if any.
        host: Option<String>,
    },
    /// A host with a path after it.
    #[error("\"{}\" has a path, and a host name has none", found.escape_debug())]
    Path {
        /// What was typed.
        found: String,
        /// The part before the path.
        host: String,
    },
    /// A port where a host was meant.
    #[error("\"{found}\" has port {port}, but a certificate is valid for every port")]
    Port {
        /// What was typed.
        found: String,
        /// The part before the port.
        host: String,
        /// The port that was found.
        port: String,
    },
    /// Two dots in a row, or one at the start.
    #[error("\"{0}\" has an empty label: a dot at its start, or two in a row")]
    EmptyLabel(String),
    /// A `*` that is not the whole first label.
    #[error(
        "\"{0}\" has its wildcard in the wrong place; only the whole first label can be one, as in *.example.test"
    )]
    WildcardPlace(String),
    /// `*.test`
    #[error(
        "\"{0}\" would cover a whole top-level domain, which rustls and OpenSSL do not match; name the hosts, as app.{domain}, or write *.app.{domain}",
        domain = .0.trim_start_matches("*.")
    )]
    WildcardTooWide(String),
    /// An address with the type DNS.
    #[error("{0} is an IP address, and rustls and OpenSSL do not look for addresses among the DNS names")]
    AddressAsDns(String),
    /// Digits at the end.
    #[error("\"{0}\" ends in a number, but is not an IP address")]
    AlmostAnAddress(String),
    /// Text with the type IP that is not an IP address.
    #[error("\"{}\" is not an IP address", .0.escape_debug())]
    NotAnAddress(String),
    /// Text that IDNA refuses.
    #[error("\"{}\" is not a valid internationalised host name", .0.escape_debug())]
    NotIdn(String),
    /// A label over 63 characters.
    #[error("\"{found}\" has a label of {length} characters (maximum 63)")]
    LabelTooLong {
        /// What was typed.
        found: String,
        /// The label's length.
        length: usize,
    },
    /// More than 253 characters.
    #[error("a host name of {0} characters is too long (maximum 253)")]
    NameTooLong(usize),
    /// A character that host names do not have.
    #[error("\"{}\" is not a host name, IP address, email address or URI: it has the character \"{character}\"", .found.escape_debug())]
    BadCharacter {
        /// What was typed.
        found: String,
        /// The character that was found.
        character: char,
    },
    /// An IPv6 address with the interface it is reached by (RFC 4007, 11), which `iPAddress` has no room for (RFC 5280,
    /// 4.2.1.6).
    #[error("\"{address}%{zone}\" has the zone identifier {zone}, which is not part of an address in a certificate", zone = .zone.escape_debug())]
    Zone {
        /// The address without it.
        address: String,
        /// The zone identifier.
        zone: String,
    },
    /// A label that starts or ends with a hyphen.
    #[error("\"{0}\" has a label with a hyphen at its start or end")]
    Hyphen(String),
    /// Not a mailbox.
    #[error("\"{}\" is not an email address", .0.escape_debug())]
    NotAMailbox(String),
    /// Not an absolute URI.
    #[error("\"{}\" is not an absolute URI such as https://example.test/ or urn:uuid:…", .0.escape_debug())]
    NotAUri(String),
    /// Not dotted numbers.
    #[error("\"{}\" is not an object identifier such as 1.2.3.4", .0.escape_debug())]
    NotAnOid(String),
    /// Not in openssl's form.
    #[error("\"{}\" is not an other name; write otherName:1.2.3.4;UTF8:text", .0.escape_debug())]
    NotAnOtherName(String),
    /// A `dirName:` that is no name.
    #[error(transparent)]
    Directory(#[from] NameError),
}
