//! Why there is no path, and which certificate is at fault.

use rustls::pki_types::ServerName;
use thiserror::Error;
use time::OffsetDateTime;

use crate::encoding::certificate::Certificate;
use crate::encoding::crl::{Crl, Reason};
use crate::model::algorithm::RSA_BITS_ACCEPTED;
use crate::model::constraint::Violation;
use crate::model::name::Name;
use crate::model::san::San;
use crate::model::validity::second;
use crate::pki::refusal::{CrlFault, RejectReason};

/// webpki checks signatures of RSA keys of up to this many bits.
pub(super) const RSA_BITS_MAX: u32 = 8192;

/// Why there is no path.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct PathError {
    /// What it is about, where that is known: the subject of `fault`.
    pub member: Option<Member>,
    /// What is wrong.
    pub fault: Fault,
}

/// One of the things that a query holds, by its position there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Member {
    /// The certificate in question.
    Leaf,
    /// One of the intermediates.
    Intermediate(usize),
    /// One of the roots.
    Root(usize),
    /// One of the revocation lists.
    Crl(usize),
}

/// What is wrong, with its facts; each is a predicate of the certificate, or of the
/// revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is nothing that is trusted.
    #[error("no trusted CA was given")]
    NoRoots,
    /// Not what it should be, or not in a form that rustls reads.
    #[error("{0}")]
    Unreadable(RejectReason),
    /// After not-after.
    #[error("expired on {}", second(*.not_after))]
    Expired {
        /// The last moment.
        not_after: OffsetDateTime,
    },
    /// Before not-before.
    #[error("not valid before {}", second(*.not_before))]
    NotYetValid {
        /// The first moment.
        not_before: OffsetDateTime,
    },
    /// No moment lies between its dates.
    #[error("expires on {}, before it becomes valid on {}", second(*.not_after), second(*.not_before))]
    EndsBeforeItStarts {
        /// The first moment.
        not_before: OffsetDateTime,
        /// The last moment.
        not_after: OffsetDateTime,
    },
    /// CA:FALSE, or nothing of the kind, in an issuer.
    #[error("issued a certificate but is not a CA (CA:FALSE)")]
    NoCa,
    /// pathLenConstraint (RFC 5280, 4.2.1.9).
    #[error("its path length allows {most} subordinate CAs, but there {}", counted(*.below))]
    PathLength {
        /// How many it allows.
        most: u8,
        /// How many there are.
        below: usize,
    },
    /// RFC 5280, 4.2.1.3
    #[error("issued a certificate, but its key usage does not include keyCertSign")]
    NoCertSign,
    /// webpki checks no signatures of such a key, and calls them wrong.
    #[error(
        "signed with an RSA key of {bits} bits, but rustls accepts {RSA_BITS_ACCEPTED} to {RSA_BITS_MAX}"
    )]
    RsaSize {
        /// The length of the key.
        bits: u32,
    },
    /// RFC 5280, 4.2.1.10
    #[error("violates the name constraints of {ca}: {violation}")]
    NameConstraint {
        /// Whose name constraints.
        ca: Name,
        /// The name, and what is permitted.
        violation: Box<Violation>,
    },
    /// On the issuer's list.
    #[error("revoked{}{}", .at.map_or_else(String::new, |at| format!(" on {}", second(at))), said(*.reason))]
    Revoked {
        /// The list that says so.
        crl: Option<usize>,
        /// Since when.
        at: Option<OffsetDateTime>,
        /// Why, when the list says so.
        reason: Option<Reason>,
    },
    /// The list's successor is due.
    #[error("stale CRL: the next update was due on {}", second(*.next_update))]
    StaleCrl {
        /// When it was due.
        next_update: OffsetDateTime,
    },
    /// No list of its issuer.
    #[error("no CRL from its issuer was given")]
    UnknownRevocation,
    /// Neither among the intermediates nor among the roots.
    #[error("its issuer, {issuer}, is neither in the chain nor trusted")]
    MissingIssuer {
        /// Who signed it.
        issuer: Name,
    },
    /// A path to the end, which is not trusted.
    #[error("self-signed and not trusted")]
    UntrustedRoot,
    /// Not among the names.
    #[error("not valid for {}", asked(name))]
    OtherName {
        /// The name that was asked for.
        name: ServerName<'static>,
        /// The names that it holds for.
        presented: Vec<San>,
    },
    /// Anything else.
    #[error("{0}")]
    Other(RejectReason),
}

impl Fault {
    /// The fault as a rustls client reports it.
    #[must_use]
    pub const fn refusal(&self) -> RejectReason {
        match self {
            Self::Expired { .. } => RejectReason::Expired,
            Self::NotYetValid { .. } => RejectReason::NotYetValid,
            Self::EndsBeforeItStarts { .. } => RejectReason::Encoding,
            Self::NoRoots | Self::MissingIssuer { .. } | Self::UntrustedRoot => RejectReason::UnknownIssuer,
            Self::NoCa | Self::NoCertSign => RejectReason::IssuerIsNoCa,
            Self::PathLength { .. } => RejectReason::PathLength,
            Self::RsaSize { .. } => RejectReason::BadSignature,
            Self::NameConstraint { .. } => RejectReason::NameConstraint,
            Self::Revoked { .. } => RejectReason::Revoked,
            Self::StaleCrl { .. } => RejectReason::Crl(CrlFault::Stale),
            Self::UnknownRevocation => RejectReason::Crl(CrlFault::Unknown),
            Self::OtherName { .. } => RejectReason::OtherName,
            Self::Unreadable(refusal) | Self::Other(refusal) => *refusal,
        }
    }

    /// Whether it is one of the dates.
    #[must_use]
    pub(crate) const fn is_of_dates(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::NotYetValid { .. } | Self::EndsBeforeItStarts { .. })
    }
}

impl PathError {
    /// The error of webpki about `der`, with the extension that it means where that is known.
    pub(super) fn unreadable(member: Member, der: &[u8], error: &webpki::Error) -> Self {
        let refusal = RejectReason::of_webpki(error);
        let refusal = match member {
            Member::Crl(_) => Crl::from_der(der).map_or(refusal, |list| refusal.on_list(&list)),
            _ => Certificate::from_der(der).map_or(refusal, |one| refusal.on(one.extensions())),
        };
        Self { member: Some(member), fault: Fault::Unreadable(refusal) }
    }

    pub(super) const fn no_roots() -> Self {
        Self { member: None, fault: Fault::NoRoots }
    }
}

fn said(reason: Option<Reason>) -> String {
    reason.map_or_else(String::new, |reason| format!(" ({reason})"))
}

fn counted(below: usize) -> String {
    if below == 1 { "is 1".to_owned() } else { format!("are {below}") }
}

fn asked(name: &ServerName<'_>) -> String {
    name.to_str().into_owned()
}
