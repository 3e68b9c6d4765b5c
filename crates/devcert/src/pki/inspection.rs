//! What the objects in files are, and which of them belong together.

use std::collections::HashMap;

use super::chain::MOST_CANDIDATES;
use super::signature;
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::Crl;
use crate::encoding::diagnose;
use crate::encoding::limits::{LimitError, Limits, Work};
use crate::encoding::open::{OpenError, open};
use crate::encoding::pem::Label;
use crate::encoding::read::{self, ReadError};
use crate::encoding::request::Request;
use crate::encoding::sniff::{
    Contents, EncodingQuirk, Flaw, Object, ObjectKind, Packing, Part, Parts, SniffError, parts_within,
};
use crate::key::{PrivateKey, PublicKey};
use crate::model::secret::Secret;

/// What was found in one file.
#[derive(Debug)]
pub struct Inspection {
    /// The objects, those inside of containers included, in their order.
    pub items: Vec<Item>,
    /// How many of them are what is left of damaged armour, or bytes after the last object.
    pub flaws: usize,
    /// What devcert reads over and other programs stumble on.
    pub oddities: Vec<EncodingQuirk>,
}

impl Inspection {
    /// What is wrong with the only object, when its armour is damaged.
    #[must_use]
    pub fn alone_and_damaged(&self) -> Option<String> {
        match self.items.as_slice() {
            [Item { facts: Facts::Unread(Some(reason)), .. }] if self.flaws == 1 => Some(reason.clone()),
            _ => None,
        }
    }
}

/// One object.
#[derive(Debug)]
pub struct Item {
    /// What it is.
    pub kind: ObjectKind,
    /// How it is packed.
    pub packing: Packing,
    /// What it says.
    pub facts: Facts,
}

/// What an object says.
#[derive(Debug)]
pub enum Facts {
    /// A certificate.
    Certificate(Box<Certificate>),
    /// A request, and whether the key in it has signed it.
    Request(Box<Request>, bool),
    /// A revocation list.
    Crl(Box<Crl>),
    /// A private key whose parts fit each other.
    PrivateKey(Box<PrivateKey>),
    /// A public key.
    PublicKey(PublicKey),
    /// A container without anything in it.
    Empty,
    /// It needs a passphrase, and none was given.
    Locked,
    /// It asks for more work than the limits allow.
    Limited(LimitError),
    /// Nothing more is known than its kind, for this reason, where there is one.
    Unread(Option<String>),
}

impl Item {
    /// The public key in it, if it has one.
    #[must_use]
    pub fn public_key(&self) -> Option<&PublicKey> {
        match &self.facts {
            Facts::Certificate(certificate) => Some(certificate.public_key()),
            Facts::Request(request, _) => Some(request.public_key()),
            Facts::PrivateKey(key) => Some(key.public()),
            Facts::PublicKey(key) => Some(key),
            Facts::Crl(_) | Facts::Empty | Facts::Locked | Facts::Limited(_) | Facts::Unread(_) => None,
        }
    }

    /// The certificate, if it is one.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        match &self.facts {
            Facts::Certificate(certificate) => Some(certificate),
            _ => None,
        }
    }
}

/// Finds out what `bytes` hold. A container that does not open stays one object, with the reason; a
/// passphrase that does not fit is an error of that object alone. A part that is damaged is an object that
/// was not read.
///
/// # Errors
/// When nothing at all was found.
pub fn inspect(bytes: &[u8], passphrase: Option<&Secret>, limits: &Limits) -> Result<Inspection, SniffError> {
    let Parts { parts, oddities } = parts_within(bytes, limits)?;
    let flaws = parts.iter().filter(|part| matches!(part, Part::Flaw(_))).count();
    Ok(Inspection { items: opened(parts, passphrase, limits), flaws, oddities })
}

fn opened(parts: Vec<Part>, passphrase: Option<&Secret>, limits: &Limits) -> Vec<Item> {
    let mut items = Vec::new();
    let mut work = Work::new(limits);
    let mut curve: Option<Object> = None;
    for part in parts {
        let object = match part {
            Part::Object(object) => object,
            Part::Flaw(flaw) => {
                items.push(flawed(&flaw));
                continue;
            }
        };
        match open(&object, passphrase, limits) {
            Ok(inside) if inside.is_empty() => {
                items.push(Item {
                    kind: object.kind.clone(),
                    packing: object.packing.clone(),
                    facts: Facts::Empty,
                });
            }
            Ok(inside) => items.extend(inside.into_iter().map(|object| match work.object(&object) {
                Ok(()) => item(object, curve.as_ref()),
                Err(limit) => sealed(&object, &limit.into()),
            })),
            Err(error) => items.push(sealed(&object, &error)),
        }
        curve = (object.kind == ObjectKind::EcParameters).then_some(object);
    }
    items
}

fn flawed(flaw: &Flaw) -> Item {
    let (kind, packing) = match flaw {
        Flaw::Pem(error) => {
            let label = error.label().cloned().unwrap_or_else(|| Label::new(""));
            (ObjectKind::Unreadable(label.clone()), Packing::Pem { label, line: error.line() })
        }
        Flaw::Remainder { start, .. } => (ObjectKind::Remainder, Packing::DerAt { byte: *start }),
    };
    Item { kind, packing, facts: Facts::Unread(Some(flaw.to_string())) }
}

fn sealed(object: &Object, error: &OpenError) -> Item {
    let facts = match error {
        OpenError::PassphraseNeeded(_) => Facts::Locked,
        OpenError::Limit(limit) => Facts::Limited(*limit),
        error => Facts::Unread(Some(error.to_string())),
    };
    Item { kind: object.kind.clone(), packing: object.packing.clone(), facts }
}

/// `curve` is the block of EC parameters before the object, if there is one.
fn item(object: Object, curve: Option<&Object>) -> Item {
    let facts = facts(&object, curve).unwrap_or_else(|error| Facts::Unread(Some(error.to_string())));
    Item { kind: object.kind, packing: object.packing, facts }
}

fn facts(object: &Object, curve: Option<&Object>) -> Result<Facts, ReadError> {
    let der = object.der.expose();
    Ok(match object.kind {
        ObjectKind::Certificate => Facts::Certificate(Box::new(Certificate::from_der(der)?)),
        ObjectKind::Request => {
            let request = Request::from_der(der)?;
            let signed = signature::check(request.public_key(), request.signed());
            Facts::Request(Box::new(request), signed.is_ok())
        }
        ObjectKind::Crl => Facts::Crl(Box::new(Crl::from_der(der)?)),
        ObjectKind::PublicKey | ObjectKind::RsaPublicKey => Facts::PublicKey(read::public_key(der)?),
        ObjectKind::Pkcs8 | ObjectKind::Pkcs1 | ObjectKind::Sec1 | ObjectKind::DsaPrivateKey => {
            let objects = curve.into_iter().chain([object]).cloned().collect();
            let alone = Contents { objects, oddities: Vec::new() };
            Facts::PrivateKey(Box::new(read::any_private_key_in(&alone)?))
        }
        ObjectKind::Unreadable(ref label) => Facts::Unread(Some(diagnose::in_armour(label, der).to_string())),
        _ => Facts::Unread(None),
    })
}

/// The issuer of each certificate among the others: its position, if it is there. The signature
/// decides, not the name alone.
#[must_use]
pub fn issuers(certificates: &[&Certificate]) -> Vec<Option<usize>> {
    let mut by_subject: HashMap<String, Vec<usize>> = HashMap::new();
    for (position, certificate) in certificates.iter().enumerate() {
        by_subject.entry(certificate.subject().to_string()).or_default().push(position);
    }
    let issuer_of = |position: usize, certificate: &Certificate| {
        let candidates = by_subject.get(&certificate.issuer().to_string())?;
        candidates.iter().copied().take(MOST_CANDIDATES).find(|candidate| {
            *candidate != position
                && certificates[*candidate].der() != certificate.der()
                && signature::check_issued(certificate, certificates[*candidate].public_key()).is_ok()
        })
    };
    certificates.iter().enumerate().map(|(position, one)| issuer_of(position, one)).collect()
}
