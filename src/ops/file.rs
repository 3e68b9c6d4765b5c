//! Files by what they are for, and what becomes of them.

use serde::Serialize;

use crate::host::files::Overwrite;
use devcert::model::span::Span;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputRole {
    /// The private key.
    Key,
    /// The public key.
    PublicKey,
    /// The certificate signing request.
    Csr,
    /// The certificate, with its chain.
    Certificate,
    /// The certificates of the authority that a client trusts.
    Ca,
    /// The private key of a CA.
    CaKey,
    /// The revocation list.
    Crl,
    /// Several of them in one file.
    Bundle,
}

impl OutputRole {
    /// The noun for it in a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key | Self::CaKey => "private key",
            Self::PublicKey => "public key",
            Self::Csr => "CSR",
            Self::Certificate => "certificate",
            Self::Ca => "CA certificate",
            Self::Crl => "CRL",
            Self::Bundle => "input",
        }
    }
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is new.
    Created,
    /// It existed and is what was requested.
    Unchanged,
    /// It existed and was read.
    Used,
}

/// What to do about files that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Fail, and change nothing.
    Refuse,
    /// Replace them.
    Replace,
    /// Keep them where they are what would be created and remain valid for this long; otherwise replace them.
    KeepIfGood(Span),
}

impl Existing {
    /// What the file layer is to do.
    #[must_use]
    pub const fn overwrite(self) -> Overwrite {
        Overwrite::when(!matches!(self, Self::Refuse))
    }

    /// Whether files that are good enough stay.
    #[must_use]
    pub const fn keeps(self) -> bool {
        matches!(self, Self::KeepIfGood(_))
    }
}
