//! What a CA may issue.

use thiserror::Error;
use time::OffsetDateTime;

use super::identity;
use devcert::encoding::certificate::Certificate;
use devcert::model::constraint::{NameConstraints, Violations};
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::usage::KeyUsage;
use devcert::model::validity::{Validity, ValidityError, shown};

/// A CA's certificate and those above it, up to the root.
#[derive(Debug, Clone, Copy)]
pub struct IssuingChain<'a>(pub &'a [Certificate]);

/// Why a CA issues nothing now; each is a sentence that follows its file's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CannotIssue {
    /// No certificate of a CA.
    #[error("not a CA certificate")]
    NoCa,
    /// Its key usage leaves no room for certificates.
    #[error("cannot sign certificates: its key usage lacks keyCertSign")]
    Usage,
    /// It is over.
    #[error("expired on {}", shown(.0))]
    Expired(OffsetDateTime),
    /// It has not begun.
    #[error("not valid before {}, but the clock is at {}", shown(.0), shown(.1))]
    NotYet(OffsetDateTime, OffsetDateTime),
    /// No CA may stand below it.
    #[error("cannot issue CA certificates: its path length is 0")]
    PathLength,
}

impl<'a> IssuingChain<'a> {
    /// Whether the CA, and all above it, may sign at this moment.
    pub fn check(&self, now: OffsetDateTime) -> Result<(), CannotIssue> {
        for one in self.0 {
            match one {
                _ if !one.is_ca() => return Err(CannotIssue::NoCa),
                _ if !one.key_usage().is_none_or(|usages| usages.contains(&KeyUsage::KeyCertSign)) => {
                    return Err(CannotIssue::Usage);
                }
                _ if one.not_after() < now => return Err(CannotIssue::Expired(one.not_after())),
                _ if one.not_before() > now => {
                    return Err(CannotIssue::NotYet(one.not_before(), now));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a CA may stand below it.
    pub fn check_depth(&self) -> Result<(), CannotIssue> {
        // The CA itself, then those above it, each with one more below.
        let is_full = |(below, one): (usize, &Certificate)| {
            one.path_len().is_some_and(|most| usize::from(most) <= below)
        };
        match self.0.iter().enumerate().any(is_full) {
            true => Err(CannotIssue::PathLength),
            false => Ok(()),
        }
    }

    /// The name constraints of the CA and of all above it.
    pub fn constraints(&self) -> Vec<&'a NameConstraints> {
        self.0.iter().filter_map(Certificate::name_constraints).collect()
    }

    /// Whether it may issue for this subject and these names; otherwise every name that it, or a CA above
    /// it, may not issue for.
    pub fn permits(&self, subject: &Name, names: &[San]) -> Result<(), Violations> {
        identity::permits(&self.constraints(), subject, names)
    }

    /// The dates, cut to those of the CA and all above it, and the certificate that cuts the end.
    pub fn clamp(&self, asked: Validity) -> Result<(Validity, Option<&Certificate>), ValidityError> {
        let first = self.0.iter().map(Certificate::not_before).max();
        let last =
            self.0.iter().min_by_key(|one| one.not_after()).filter(|one| one.not_after() < asked.not_after());
        let not_before = first.map_or(asked.not_before(), |first| first.max(asked.not_before()));
        let not_after = last.map_or(asked.not_after(), Certificate::not_after);
        Ok((Validity::between(not_before, not_after)?, last))
    }
}
