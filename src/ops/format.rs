//! Text or binary.

use std::fmt;

use devcert::encoding::certificate::Certificate;
use devcert::encoding::pem;
use devcert::encoding::sniff::{Packing, sniff};
use devcert::model::secret::Secret;

/// How an object is written to a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// PEM (RFC 7468).
    #[default]
    Pem,
    /// DER.
    Der,
}

impl Format {
    /// The format of a file with these contents; PEM for anything that is not DER.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let contents = sniff(bytes).ok();
        match contents.as_ref().and_then(|contents| contents.objects.first()).map(|object| &object.packing) {
            Some(Packing::Der) => Self::Der,
            _ => Self::Pem,
        }
    }

    /// An object as a file's contents; `label` is that of its PEM armour.
    #[must_use]
    pub fn pack(self, label: &str, der: &[u8]) -> Secret {
        match self {
            Self::Pem => pem::encode(label, der),
            Self::Der => Secret::from(der),
        }
    }

    /// A certificate as a file's contents: in PEM followed by those above it, in DER alone.
    #[must_use]
    pub fn pack_chain(self, certificate: &Certificate, above: &[Certificate]) -> Secret {
        match self {
            Self::Pem => Secret::new(chain_file(std::iter::once(certificate).chain(above))),
            Self::Der => Secret::from(certificate.der()),
        }
    }
}

/// Certificates as one PEM file.
#[must_use]
pub fn chain_file<'a>(chain: impl IntoIterator<Item = &'a Certificate>) -> Vec<u8> {
    chain.into_iter().map(Certificate::to_pem).collect::<String>().into_bytes()
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pem => "PEM",
            Self::Der => "DER",
        })
    }
}
