//! Certificate revocation lists as they are read (RFC 5280, 5).

use time::OffsetDateTime;
use x509_parser::prelude::{CertificateRevocationList, FromDer};
use x509_parser::revocation_list::RevokedCertificate;

use super::diagnose::{self, Structure};
use super::error::X509Error;
use super::signed::{self, Signed};
use super::{extension, name, outline, pem};
use crate::model::extension::Extension;
use crate::model::name::Name;

/// A revocation list, read but not checked.
#[derive(Debug, Clone)]
pub struct Crl {
    version: u32,
    issuer: Name,
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
    revoked: Vec<Revoked>,
    number: Option<Vec<u8>>,
    extensions: Vec<Extension>,
    signed: Signed,
}

/// One revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// The serial number's content octets.
    pub serial: Vec<u8>,
    /// Since when.
    pub at: OffsetDateTime,
    /// Why, when it says so.
    pub reason: Option<Reason>,
}

/// Why a certificate is revoked: the number of `CRLReason` (RFC 5280, 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason(pub u8);

/// The reasons by number, as openssl spells them.
const REASONS: [(u8, &str); 10] = [
    (0, "unspecified"),
    (1, "keyCompromise"),
    (2, "CACompromise"),
    (3, "affiliationChanged"),
    (4, "superseded"),
    (5, "cessationOfOperation"),
    (6, "certificateHold"),
    (8, "removeFromCRL"),
    (9, "privilegeWithdrawn"),
    (10, "AACompromise"),
];

impl Reason {
    /// No particular reason; the standard prefers to omit it (5.3.1).
    pub const UNSPECIFIED: Self = Self(0);
    /// The certificate is valid again, in delta CRLs only (5.3.1).
    pub const REMOVE_FROM_CRL: Self = Self(8);

    /// Every reason with a name.
    pub fn all() -> impl Iterator<Item = Self> {
        REASONS.into_iter().map(|(number, _)| Self(number))
    }

    /// Whether the standard has a reason of this number.
    #[must_use]
    pub fn is_known(self) -> bool {
        Self::all().any(|known| known == self)
    }

    /// The reason of this name, whatever its case.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let found = REASONS.into_iter().find(|(_, name)| name.eq_ignore_ascii_case(text));
        found.map(|(number, _)| Self(number))
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match REASONS.into_iter().find(|(number, _)| *number == self.0) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "reason {}", self.0),
        }
    }
}

impl Crl {
    /// Reads a DER revocation list; `der` must end where it ends.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        Self::read(der).or_else(|error| {
            match outline::mended(der, Structure::Crl).map(|mended| Self::read(&mended)) {
                Some(Ok(read)) => Ok(Self { signed: read.signed.of_original(der), ..read }),
                _ => Err(outline::unsupported(der).unwrap_or(error)),
            }
        })
    }

    fn read(der: &[u8]) -> Result<Self, X509Error> {
        let (rest, parsed) = CertificateRevocationList::from_der(der)
            .map_err(|error| diagnose::locate(der, Structure::Crl, error))?;
        if !rest.is_empty() {
            return Err(X509Error::Trailing(rest.len()));
        }
        let list = &parsed.tbs_cert_list;
        Ok(Self {
            version: list.version.map_or(1, |version| version.0.saturating_add(1)),
            issuer: name::of_part("issuer", &list.issuer, der)?,
            this_update: list.this_update.to_datetime(),
            next_update: list.next_update.map(|next| next.to_datetime()),
            revoked: list.revoked_certificates.iter().map(revoked).collect(),
            number: parsed.crl_number().map(x509_parser::num_bigint::BigUint::to_bytes_be),
            extensions: extension::all_from_parsed(list.extensions(), der)?,
            signed: Signed::new(
                der,
                list.as_ref(),
                signed::algorithm(&parsed.signature_algorithm)?,
                &parsed.signature_value.data,
            ),
        })
    }

    /// 1 or 2, as people count; others as they stand in the file, plus one, and [`u32::MAX`] for those that
    /// are negative or greater.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// Who revokes.
    #[must_use]
    pub const fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// When it was made.
    #[must_use]
    pub const fn this_update(&self) -> OffsetDateTime {
        self.this_update
    }

    /// When the next one comes at the latest.
    #[must_use]
    pub const fn next_update(&self) -> Option<OffsetDateTime> {
        self.next_update
    }

    /// What is revoked, in its order.
    #[must_use]
    pub const fn revoked(&self) -> &[Revoked] {
        self.revoked.as_slice()
    }

    /// The content octets of its own number (RFC 5280, 5.2.3).
    #[must_use]
    pub fn number(&self) -> Option<&[u8]> {
        self.number.as_deref()
    }

    /// The extensions, in their order.
    #[must_use]
    pub const fn extensions(&self) -> &[Extension] {
        self.extensions.as_slice()
    }

    /// How it is signed, and all of it as DER.
    #[must_use]
    pub const fn signed(&self) -> &Signed {
        &self.signed
    }

    /// The complete DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        self.signed.der()
    }

    /// The DER in PEM armour (RFC 7468).
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::armored("X509 CRL", self.der())
    }
}

fn revoked(parsed: &RevokedCertificate<'_>) -> Revoked {
    Revoked {
        serial: parsed.raw_serial().to_vec(),
        at: parsed.revocation_date.to_datetime(),
        reason: parsed.reason_code().map(|(_, code)| Reason(code.0)),
    }
}
