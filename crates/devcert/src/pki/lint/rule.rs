//! A rule as data.

use std::fmt;

use super::chain::Link;
use super::kind::CertKind;
use super::subject::{LintTarget, List};

/// One thing that a certificate must, should or had better do.
#[derive(Debug)]
pub struct Rule {
    /// The name; part of the JSON format, it does not change.
    pub id: &'static str,
    /// How bad it is to break it.
    pub severity: Severity,
    /// Who asks for it, and where.
    pub clause: &'static str,
    /// What it applies to.
    pub scope: Scope,
    /// Why it is there, in one sentence.
    pub why: &'static str,
    pub(super) check: Check,
}

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; nothing stumbles on it here.
    Notice,
    /// Against advice, or refused by some clients.
    Warning,
    /// Against what the clause demands, or refused by clients that keep to it.
    Error,
}

impl Severity {
    /// Every severity, the mildest first.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Warning, Self::Error];

    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a rule looks; each gives what it found.
pub(super) enum Check {
    /// At one certificate, for one mistake.
    Certificate(fn(&LintTarget<'_>) -> Option<String>),
    /// At one certificate, for any number of mistakes.
    Each(fn(&LintTarget<'_>) -> Vec<String>),
    /// At a certificate below its issuers.
    Chain(fn(&Link<'_>) -> Vec<String>),
    /// At a revocation list.
    Crl(fn(&List<'_>) -> Option<String>),
    /// When the bytes are read.
    Reading,
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate(_) => "Certificate",
            Self::Each(_) => "Each",
            Self::Chain(_) => "Chain",
            Self::Crl(_) => "Crl",
            Self::Reading => "Reading",
        })
    }
}

/// The kinds of certificates to which a rule applies, and revocation lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope(u8);

impl Scope {
    /// Revocation lists.
    pub const CRL: Self = Self(1 << 5);
    /// Certificates of every kind.
    pub const CERTIFICATE: Self = Self((1 << 5) - 1);
    /// Roots and intermediates.
    pub const CA: Self = Self::of(&[CertKind::Root, CertKind::Intermediate]);
    /// All that are not a CA's.
    pub(crate) const LEAF: Self = Self::of(&[CertKind::Server, CertKind::Client, CertKind::Other]);
    /// TLS servers and clients.
    pub const TLS: Self = Self::of(&[CertKind::Server, CertKind::Client]);
    /// Root certificates.
    pub const ROOT: Self = Self::of(&[CertKind::Root]);
    /// All but roots.
    pub(crate) const BELOW_ROOT: Self =
        Self::of(&[CertKind::Intermediate, CertKind::Server, CertKind::Client, CertKind::Other]);
    /// TLS servers and clients, and intermediates.
    pub(crate) const BELOW_ROOT_FOR_TLS: Self =
        Self::of(&[CertKind::Intermediate, CertKind::Server, CertKind::Client]);
    /// TLS servers.
    pub const SERVER: Self = Self::of(&[CertKind::Server]);
    /// TLS clients.
    pub const CLIENT: Self = Self::of(&[CertKind::Client]);
    /// Whatever is read.
    pub const ALL: Self = Self(Self::CERTIFICATE.0 | Self::CRL.0);

    const fn of(kinds: &[CertKind]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < kinds.len() {
            bits |= 1 << kinds[index] as u8;
            index += 1;
        }
        Self(bits)
    }

    /// Whether certificates of this kind are among them.
    #[must_use]
    pub const fn includes(self, kind: CertKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// Whether revocation lists are among them.
    #[must_use]
    pub(crate) const fn includes_crls(self) -> bool {
        self.0 & Self::CRL.0 != 0
    }

    /// The words for them.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        let kinds = CertKind::ALL.into_iter().filter(|kind| self.includes(*kind)).map(CertKind::name);
        kinds.chain(self.includes_crls().then_some("crl")).collect()
    }
}
