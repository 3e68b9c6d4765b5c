//! PKCS#12 (RFC 7292): a key and its chain in one file, or a Java trust store.

mod bag;
mod mac;
mod read;
mod settings;
mod write;

use der::Sequence;
use der::asn1::{ObjectIdentifier, OctetString};
use spki::AlgorithmIdentifierOwned;

pub use bag::{Attribute, Bag, Content, Safe};
pub use read::{File, MacSummary, key_attributes, open};
pub use settings::{CertificateBag, KeyBag, KeyUse, MacSettings, Settings};
pub use write::{Identity, LEGACY_ROUNDS, Protection, ROUNDS, Store, WriteError, to_der, to_der_with};

use super::structure::ContentInfo;

/// `PFX`
#[derive(Sequence)]
struct Pfx {
    version: u8,
    auth_safe: ContentInfo,
    mac: Option<MacData>,
}

/// `MacData`
#[derive(Sequence)]
struct MacData {
    mac: DigestInfo,
    salt: OctetString,
    #[asn1(default = "once")]
    rounds: u32,
}

const fn once() -> u32 {
    1
}

/// `DigestInfo` (RFC 8017, 9.2)
#[derive(Sequence)]
struct DigestInfo {
    algorithm: AlgorithmIdentifierOwned,
    digest: OctetString,
}

/// `CertBag` and `CRLBag`, which are the same.
#[derive(Sequence)]
struct TypedBag {
    id: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: OctetString,
}
