//! The parts of a PKCS#12 file, in their order, with what the file says about each.

use crate::model::oid::Oid;
use crate::model::secret::Secret;
use crate::x509::Element;

/// Some bags together, encrypted or not (`ContentInfo` in `AuthenticatedSafe`; RFC 7292, 4.1).
#[derive(Debug, Clone)]
pub struct Safe {
    /// The DER of the `AlgorithmIdentifier` of the encryption; `None` for plain ones.
    pub encryption: Option<Vec<u8>>,
    /// The bags.
    pub bags: Vec<Bag>,
}

/// An object and its attributes (`SafeBag`; RFC 7292, 4.2).
#[derive(Debug, Clone)]
pub struct Bag {
    /// The object.
    pub content: Content,
    /// The attributes; `None` if the field is missing.
    pub attributes: Option<Vec<Attribute>>,
}

/// The object in a bag.
#[derive(Debug, Clone)]
pub enum Content {
    /// A private key in PKCS#8, which was not encrypted.
    Key(Secret),
    /// A private key in PKCS#8 that was encrypted.
    EncryptedKey {
        /// The key, decrypted.
        key: Secret,
        /// The DER of the `AlgorithmIdentifier` of the encryption.
        encryption: Vec<u8>,
    },
    /// The DER of a certificate.
    Certificate(Vec<u8>),
    /// The DER of a revocation list.
    Crl(Vec<u8>),
    /// More bags.
    Bags(Vec<Bag>),
    /// An object that devcert does not read, with the type of the bag.
    Other(Oid),
}

/// An attribute of a bag or of a key.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its type.
    pub id: Oid,
    /// Its values.
    pub values: Vec<Element<'static>>,
}
