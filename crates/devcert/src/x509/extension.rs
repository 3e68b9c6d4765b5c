//! Extensions.

use const_oid::ObjectIdentifier;
use der::Sequence;

use super::primitive::{Boolean, ObjectId, OctetString};
use crate::model::oid::Oid;

/// `Extension` (RFC 5280, 4.1).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct Extension<'a> {
    /// Its type.
    pub id: ObjectId<'a>,
    /// The critical bit; `None` when the field is absent, as DER wants it for FALSE.
    #[asn1(optional = "true")]
    pub critical: Option<Boolean<'a>>,
    /// extnValue; its content is the DER of a value of the extension's own type.
    pub value: OctetString<'a>,
}

impl Extension<'static> {
    /// An extension that is not critical; `value` is the DER in its OCTET STRING.
    #[must_use]
    pub fn new(id: impl Into<Oid>, value: Vec<u8>) -> Self {
        Self { id: ObjectId::from(id.into()), critical: None, value: OctetString::from_content(value) }
    }

    /// The same extension, critical.
    #[must_use]
    pub fn critical(self) -> Self {
        Self { critical: Some(Boolean::TRUE), ..self }
    }
}

impl Extension<'_> {
    /// Whether it is of this type.
    #[must_use]
    pub fn is(&self, id: ObjectIdentifier) -> bool {
        self.id.content() == id.as_bytes()
    }

    /// Its type; `None` when the object identifier is malformed.
    #[must_use]
    pub fn oid(&self) -> Option<Oid> {
        self.id.oid()
    }

    /// Whether "not critical" is written, which is the default and absent in DER.
    #[must_use]
    pub fn says_false(&self) -> bool {
        self.critical.as_ref().is_some_and(|critical| !critical.is_true())
    }

    /// Whether a reader that does not know it must refuse what holds it.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.critical.as_ref().is_some_and(Boolean::is_true)
    }
}
