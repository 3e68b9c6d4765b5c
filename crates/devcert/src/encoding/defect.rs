//! What is malformed in a damaged object.

use std::fmt;

use thiserror::Error;

use super::object::ObjectKind;
use crate::model::der_error::DerError;
use crate::model::oid::Oid;

/// What is malformed in an object, with the part and the position where they are known. Positions are bytes from
/// the start of the object, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Defect {
    /// A part is missing.
    #[error("the {part} is missing at byte {at}")]
    Missing {
        /// The part.
        part: PartName,
        /// Where it should begin.
        at: usize,
    },
    /// A part is not what it should be.
    #[error("the {part}, at byte {at}, cannot be read")]
    Unreadable {
        /// The part.
        part: PartName,
        /// Where it begins.
        at: usize,
    },
    /// A date is not one.
    #[error("the {part}, at byte {at}, is \"{found}\", which is not a date")]
    Date {
        /// The part.
        part: PartName,
        /// Where it begins.
        at: usize,
        /// The beginning of its content, escaped.
        found: String,
    },
    /// A part is sound, and a value in it is not.
    #[error("the {part}, at byte {at}: {error}")]
    Value {
        /// The part.
        part: PartName,
        /// Where it begins.
        at: usize,
        /// What is wrong with the value.
        error: Box<DerError>,
    },
    /// An attribute of a request is not what its type says (RFC 2986, 4.1).
    #[error("the attribute {id}, with the value at byte {at}, cannot be read")]
    Attribute {
        /// The type of the attribute.
        id: Oid,
        /// Where its value begins.
        at: usize,
    },
    /// An element is longer than the one that contains it, or has no header of DER.
    #[error("the element at byte {at} does not fit into the element that contains it")]
    Nesting {
        /// Where it begins.
        at: usize,
    },
    /// The object identifier of the signature algorithm is not one.
    #[error("the signature algorithm: unreadable object identifier")]
    SignatureAlgorithm,
    /// The whole is not what it should be.
    #[error("not the DER of a {0}")]
    Structure(&'static str),
    /// Not valid DER, or not the expected structure.
    #[error("{0}")]
    Der(#[from] DerError),
    /// Every part is sound by itself, and x509-parser rejects the whole; in its words.
    #[error("{0}")]
    Parser(String),
    /// The object ends before its structure does.
    #[error("unexpected end")]
    Incomplete,
    /// The data ends before a length in it says so (RFC 4251, 5).
    #[error("unexpected end")]
    Truncated,
    /// Text is not UTF-8.
    #[error("{0}")]
    Utf8(#[from] std::str::Utf8Error),
    /// JSON is not a key or a set of keys.
    #[error("JSON {0}")]
    Json(JsonDefect),
    /// A JSON Web Key lacks a member (RFC 7518, 6).
    #[error("no \"{0}\"")]
    NoMember(&'static str),
    /// The text of a member is not base64 (RFC 7517, 4.7).
    #[error("\"{0}\" is not base64")]
    MemberBase64(&'static str),
    /// The text of a member is not base64url (RFC 7515, 2).
    #[error("\"{0}\" is not base64url")]
    MemberBase64Url(&'static str),
    /// A coordinate is longer than the curve's field (RFC 7518, 6.2.1.2).
    #[error("\"{0}\" is too long")]
    MemberLength(&'static str),
    /// The text is not base64.
    #[error("not base64")]
    Base64,
    /// An OpenSSH key does not begin with `openssh-key-v1`.
    #[error("the beginning")]
    OpenSshMagic,
    /// The two check numbers of an unencrypted OpenSSH key differ.
    #[error("the check numbers differ")]
    CheckNumbers,
    /// The authentication tag of an OpenSSH key has the wrong length.
    #[error("the tag")]
    Tag,
    /// A line of OpenSSH names another type than the key in it has.
    #[error("the key type before the base64 is not the type in it")]
    KeyName,
    /// A key encrypted by PEM headers lacks the header `DEK-Info` (RFC 1421, 4.6.1.3).
    #[error("no DEK-Info line")]
    NoDekInfo,
    /// The initialization vector in the header `DEK-Info` is not hexadecimal, or has the wrong length.
    #[error("the vector in the DEK-Info line")]
    DekInfoVector,
    /// An encryption algorithm lacks its parameters (RFC 8018, A).
    #[error("no parameters")]
    NoParameters,
    /// The key derivation function, named here, has no rounds.
    #[error("{0} without rounds")]
    NoRounds(&'static str),
    /// The parameters of an encryption are out of range; in the words of the library that decrypts.
    #[error("{0}")]
    Parameters(String),
    /// PKCS#7 has no content (RFC 5652, 3).
    #[error("no content")]
    NoContent,
    /// A part of PKCS#12 has no content (RFC 7292, 4.1).
    #[error("a part without content")]
    PartWithoutContent,
    /// A bag of PKCS#12 has no content (RFC 7292, 4.2).
    #[error("a bag without content")]
    BagWithoutContent,
    /// An encrypted part of PKCS#12 is not `EncryptedData` (RFC 5652, 8).
    #[error("an encrypted part")]
    EncryptedPart,
    /// Bags of PKCS#12 are nested deeper than any program writes them.
    #[error("bags in bags in bags")]
    NestedBags,
}

/// The name of a part of a structure, such as `serial number` or `extension 2.5.29.17`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartName {
    name: &'static str,
    owner: Option<&'static str>,
    /// In a box, since an error is moved through many results.
    id: Option<Box<Oid>>,
}

impl PartName {
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, owner: None, id: None }
    }

    /// A part that begins with an object identifier, which is `None` where it is malformed.
    pub(super) fn with_id(name: &'static str, id: Option<Oid>) -> Self {
        Self { name, owner: None, id: id.map(Box::new) }
    }

    /// A part of `owner`, which is itself a part of something that has a part with this name.
    pub(super) fn of(self, owner: &'static str) -> Self {
        Self { owner: Some(owner), ..self }
    }

    /// The name alone, as in `extension`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The object identifier with which the part begins, where it is one of several with the same name.
    #[must_use]
    pub fn id(&self) -> Option<Oid> {
        self.id.as_deref().copied()
    }
}

impl fmt::Display for PartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        if let Some(owner) = self.owner {
            write!(f, " of the {owner}")?;
        }
        self.id().map_or(Ok(()), |id| write!(f, " {id}"))
    }
}

/// Why JSON is not a key or a set of keys; to follow "JSON".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JsonDefect {
    /// It is not JSON, or a member has the wrong type. The words of the parser could quote what is secret.
    #[error("damaged on line {line}, column {column}")]
    Syntax {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// It has the members of neither (RFC 7517, 4 and 5).
    #[error("with neither \"kty\" nor \"keys\", so not a JSON Web Key")]
    NoKey,
}

/// Why the content of PEM armour is not what its label announces.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ArmourDefect {
    /// No object has this label.
    #[error("devcert knows nothing that is labelled so")]
    UnknownLabel,
    /// Not DER.
    #[error("begins with the byte {0:#04x} (DER begins with 0x30)")]
    FirstByte(u8),
    /// DER that is damaged.
    #[error("damaged: {0}")]
    Damaged(Box<Defect>),
    /// The DER of something else than the label's kind, which is given here.
    #[error("DER, but not {0}")]
    OtherKind(ObjectKind),
}
