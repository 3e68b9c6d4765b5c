//! Why there is no path, and which certificate is at fault.

use rustls::pki_types::ServerName;
use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::encoding::crl::Reason;
use crate::model::name::Name;
use crate::model::san::San;
use crate::pki::refusal::Refusal;

/// Why there is no path.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct PathError {
    /// What it is about, where that is known; the "it" of `fault`.
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

/// What is wrong, with its facts; each is a sentence in which "it" is the certificate, or the
/// revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// There is nothing that is trusted.
    #[error("no CA is given that the certificate could lead to")]
    NoRoots,
    /// Not what it should be, or not in a form that rustls reads.
    #[error("{0}")]
    Unreadable(Refusal),
    /// After not-after.
    #[error("it expired on {}", shown(*.not_after))]
    Expired {
        /// The last moment.
        not_after: OffsetDateTime,
    },
    /// Before not-before.
    #[error("it is not valid before {}", shown(*.not_before))]
    NotYetValid {
        /// The first moment.
        not_before: OffsetDateTime,
    },
    /// On the issuer's list.
    #[error("it was revoked{}{}", .at.map_or_else(String::new, |at| format!(" on {}", shown(at))), said(*.reason))]
    Revoked {
        /// The list that says so.
        crl: Option<usize>,
        /// Since when.
        at: Option<OffsetDateTime>,
        /// Why, when the list says so.
        reason: Option<Reason>,
    },
    /// The list's successor is due.
    #[error("its successor was due on {}", shown(*.next_update))]
    StaleCrl {
        /// When it was due.
        next_update: OffsetDateTime,
    },
    /// No list of its issuer.
    #[error("no revocation list of its issuer is given")]
    UnknownRevocation,
    /// Neither among the intermediates nor among the roots.
    #[error("its issuer, {issuer}, is neither among the certificates that came with it nor trusted")]
    MissingIssuer {
        /// Who signed it.
        issuer: Name,
    },
    /// A path to the end, which is not trusted.
    #[error("it signed itself and is not trusted")]
    UntrustedRoot,
    /// Not among the names.
    #[error("it does not hold for {}", asked(name))]
    OtherName {
        /// The name that was asked for.
        name: ServerName<'static>,
        /// The names that it holds for.
        presented: Vec<San>,
    },
    /// Anything else.
    #[error("{0}")]
    Other(Refusal),
}

impl PathError {
    pub(super) fn unreadable(member: Member, error: &webpki::Error) -> Self {
        Self { member: Some(member), fault: Fault::Unreadable(Refusal::from(error)) }
    }

    pub(super) const fn no_roots() -> Self {
        Self { member: None, fault: Fault::NoRoots }
    }
}

const SECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");

fn shown(moment: OffsetDateTime) -> String {
    let utc = moment.to_offset(time::UtcOffset::UTC);
    utc.format(SECONDS).unwrap_or_else(|_| utc.date().to_string())
}

fn said(reason: Option<Reason>) -> String {
    reason.map_or_else(String::new, |reason| format!(" ({reason})"))
}

fn asked(name: &ServerName<'_>) -> String {
    name.to_str().into_owned()
}
