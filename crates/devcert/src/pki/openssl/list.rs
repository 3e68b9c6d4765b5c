//! A revocation list with what a verification asks of it (`crypto/x509/x_crl.c` of OpenSSL).

use ::der::Decode as _;
use time::OffsetDateTime;

use super::facts::{
    ALL_REASONS, AuthorityKey, Fact, FactSet, PointName, authority_key, decoded, point_name, value,
};
use super::general_name::GeneralName;
use super::node::{bit_mask, only, sequence};
use crate::model::algorithm::AlgorithmIdentifier;
use crate::model::oid::known;
use crate::x509::{self, Extension, RevokedCertificate, TbsCertList};

/// A revocation list.
#[derive(Debug, Clone)]
pub struct RevocationList {
    der: Vec<u8>,
    issuer: Vec<u8>,
    pub(super) this_update: Option<OffsetDateTime>,
    pub(super) next_update: NextUpdate,
    pub(super) algorithm: Option<AlgorithmIdentifier>,
    pub(super) set: FactSet,
    pub(super) scope: Scope,
    pub(super) authority_key: Option<AuthorityKey>,
    /// The content of cRLNumber.
    pub(super) number: Option<Vec<u8>>,
    /// The number of the list that it is a delta of.
    pub(super) base: Option<Vec<u8>>,
    revoked: Vec<Revoked>,
}

/// issuingDistributionPoint (RFC 5280, 5.2.5).
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Whether the list has the extension.
    pub(super) is_present: bool,
    /// The name of the distribution point.
    pub(super) name: Option<PointName>,
    /// Whether it is about certificates of users, of CAs or of attributes only.
    pub(super) only: [bool; 3],
    /// Whether it is about certificates of other issuers too.
    pub(super) is_indirect: bool,
    /// The reasons that it has, if not all.
    pub(super) reasons: Option<u16>,
}

impl Scope {
    /// Whether it excludes everything.
    pub(super) fn is_invalid(&self) -> bool {
        self.only.iter().filter(|only| **only).count() > 1
    }

    /// The reasons as a mask.
    pub(super) fn reasons(&self) -> u16 {
        self.reasons.unwrap_or(ALL_REASONS)
    }
}

/// When the next list is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NextUpdate {
    /// The list does not say.
    Absent,
    /// The date is malformed.
    Malformed,
    /// At this time.
    At(OffsetDateTime),
}

#[derive(Debug, Clone)]
struct Revoked {
    serial: Vec<u8>,
    is_removed: bool,
    /// The names of who issued the certificate, if it is not the issuer of the list.
    issuer: Option<Vec<GeneralName>>,
}

/// The reason with which an entry of a delta list is removed (RFC 5280, 5.3.1).
const REMOVE_FROM_CRL: u8 = 8;

/// What a list says about a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Nothing.
    Absent,
    /// It is revoked.
    Revoked,
    /// It is no longer revoked.
    Removed,
}

impl RevocationList {
    /// Reads the DER of a list.
    ///
    /// # Errors
    /// When it is malformed, or the name in it has a string that breaks its type.
    pub fn from_der(der: &[u8]) -> ::der::Result<Self> {
        let list = x509::CertificateList::from_der(der)?;
        let body = &list.body;
        let extensions = body.extensions.as_deref().unwrap_or_default();
        let mut set = FactSet::default();
        let issuer = body.issuer.canonical()?;
        let point = |der: &[u8]| scope(der, &issuer);
        let scope = decoded(extensions, &mut set, known::ID_CE_ISSUING_DISTRIBUTION_POINT, point);
        let authority = known::ID_CE_AUTHORITY_KEY_IDENTIFIER;
        let authority_key = decoded(extensions, &mut set, authority, authority_key);
        let integer = |der: &[u8]| Some(only(der, 0x02)?.content.to_vec());
        let number = decoded(extensions, &mut set, known::ID_CE_CRL_NUMBER, integer);
        let base = decoded(extensions, &mut set, known::ID_CE_DELTA_CRL_INDICATOR, integer);
        if base.is_some() && number.is_none() {
            set.add(Fact::Invalid);
        }
        read_critical_bits(extensions, &mut set);
        let revoked = entries(body, &mut set);
        Ok(Self {
            der: der.to_vec(),
            issuer,
            this_update: body.this_update.moment(),
            next_update: body.next_update.as_ref().map_or(NextUpdate::Absent, |time| {
                time.moment().map_or(NextUpdate::Malformed, NextUpdate::At)
            }),
            algorithm: list.algorithm.to_model(),
            set,
            scope: scope.unwrap_or_default(),
            authority_key,
            number,
            base,
            revoked,
        })
    }

    /// The issuer in its canonical form ([`x509::Name::canonical`]).
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        &self.issuer
    }

    /// The DER of the list.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The bytes that are signed, and the signature.
    pub(super) fn signed(&self) -> Option<(&[u8], Vec<u8>)> {
        let parts = sequence(&self.der)?;
        let signature = x509::BitString::from_der(parts.get(2)?.der).ok()?;
        Some((parts.first()?.der, signature.bytes().to_vec()))
    }

    /// The value of the only extension of this type; `Err` when there are several.
    pub(super) fn extension(&self, id: const_oid::ObjectIdentifier) -> Result<Option<Vec<u8>>, ()> {
        let list = x509::CertificateList::from_der(&self.der).map_err(|_| ())?;
        let extensions = list.body.extensions.unwrap_or_default();
        value(&extensions, id).map(|found| found.map(<[u8]>::to_vec))
    }

    /// What the list says about the certificate with this serial number from this issuer.
    pub(super) fn status(&self, serial: &[u8], issuer: &[u8]) -> Status {
        let is_issuer = |entry: &&Revoked| match &entry.issuer {
            None => issuer == self.issuer,
            Some(names) => names.iter().any(|name| name.directory() == Some(issuer)),
        };
        let mut found = self.revoked.iter().filter(|entry| entry.serial == serial);
        match found.find(is_issuer) {
            None => Status::Absent,
            Some(entry) if entry.is_removed => Status::Removed,
            Some(_) => Status::Revoked,
        }
    }
}

fn read_critical_bits(extensions: &[Extension<'_>], set: &mut FactSet) {
    const HANDLED: [const_oid::ObjectIdentifier; 3] = [
        known::ID_CE_ISSUING_DISTRIBUTION_POINT,
        known::ID_CE_AUTHORITY_KEY_IDENTIFIER,
        known::ID_CE_DELTA_CRL_INDICATOR,
    ];
    for extension in extensions {
        if extension.is(known::ID_CE_FRESHEST_CRL) {
            set.add(Fact::Freshest);
        }
        if extension.is_critical() && !HANDLED.iter().any(|id| extension.is(*id)) {
            set.add(Fact::UnhandledCritical);
            break;
        }
    }
}

/// The entries; the issuer of one is that of those after it, until another is named (RFC 5280, 5.3.3).
fn entries(body: &TbsCertList<'_>, set: &mut FactSet) -> Vec<Revoked> {
    let mut issuer = None;
    let mut found = Vec::new();
    for entry in body.revoked.iter().flatten() {
        let extensions = entry.extensions.as_deref().unwrap_or_default();
        let mut own = FactSet::default();
        let named = decoded(extensions, &mut own, known::ID_CE_CERTIFICATE_ISSUER, GeneralName::all);
        issuer = named.or(issuer);
        let reason = |der: &[u8]| only(der, 0x0a)?.content.last().copied();
        let reason = decoded(extensions, &mut own, known::ID_CE_CRL_REASONS, reason);
        if own.has(Fact::Invalid) {
            set.add(Fact::Invalid);
        }
        if has_unhandled(entry) {
            set.add(Fact::UnhandledCritical);
        }
        let serial = entry.serial.content().to_vec();
        found.push(Revoked { serial, is_removed: reason == Some(REMOVE_FROM_CRL), issuer: issuer.clone() });
    }
    found
}

fn has_unhandled(entry: &RevokedCertificate<'_>) -> bool {
    let unhandled =
        |extension: &Extension<'_>| extension.is_critical() && !extension.is(known::ID_CE_CERTIFICATE_ISSUER);
    entry.extensions.iter().flatten().any(unhandled)
}

fn scope(der: &[u8], issuer: &[u8]) -> Option<Scope> {
    let mut scope = Scope { is_present: true, ..Scope::default() };
    for field in sequence(der)? {
        let is_true = field.content != [0];
        match field.identifier {
            0xa0 => scope.name = Some(point_name(field.content, || Some(issuer.to_vec()))?),
            0x81 => scope.only[0] = is_true,
            0x82 => scope.only[1] = is_true,
            0x83 => scope.reasons = Some(bit_mask(field.content)? & ALL_REASONS),
            0x84 => scope.is_indirect = is_true,
            0x85 => scope.only[2] = is_true,
            _ => return None,
        }
    }
    Some(scope)
}
