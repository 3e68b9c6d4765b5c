//! Which certificate webpki means: it says what is wrong, and not where.

use rustls::pki_types::UnixTime;
use time::OffsetDateTime;
use webpki::Error;

use super::candidate::Candidate;
use super::error::{Fault, PathError};
use super::query::Query;
use super::rules;
use crate::pki::refusal::RejectReason;

/// The error of webpki, with the certificate that it is about and that one's facts.
pub(super) fn locate(query: &Query<'_>, error: &Error) -> PathError {
    let faults = rules::faults(&Candidate::guess(query), query);
    let found = faults.iter().find(|one| is_meant(&one.fault, error));
    // A certificate that its own key signed is compared with the trusted ones of its name.
    let is_of_namesake = matches!(
        RejectReason::of_webpki(error),
        RejectReason::BadSignature | RejectReason::SignatureAlgorithm
    );
    let own_root = || faults.iter().find(|one| is_of_namesake && one.fault == Fault::UntrustedRoot);
    let found = found.or_else(own_root).cloned();
    found.unwrap_or_else(|| PathError { member: None, fault: unplaced(error) })
}

/// Whether it is this fault that webpki reports.
fn is_meant(fault: &Fault, error: &Error) -> bool {
    match (error, fault) {
        (Error::CertExpired { not_after, .. }, Fault::Expired { not_after: known }) => {
            moment(*not_after) == *known
        }
        (Error::CertNotValidYet { not_before, .. }, Fault::NotYetValid { not_before: known }) => {
            moment(*not_before) == *known
        }
        (Error::CrlExpired { next_update, .. }, Fault::StaleCrl { next_update: known }) => {
            moment(*next_update) == *known
        }
        // A key of another kind cannot have made it.
        (
            Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_),
            Fault::Other(RejectReason::BadSignature),
        ) => true,
        _ => fault.refusal().unrefined() == RejectReason::of_webpki(error),
    }
}

/// The error by itself.
fn unplaced(error: &Error) -> Fault {
    match error {
        Error::CertExpired { not_after, .. } => Fault::Expired { not_after: moment(*not_after) },
        Error::CertNotValidYet { not_before, .. } => Fault::NotYetValid { not_before: moment(*not_before) },
        Error::CrlExpired { next_update, .. } => Fault::StaleCrl { next_update: moment(*next_update) },
        Error::CertRevoked => Fault::Revoked { crl: None, at: None, reason: None },
        Error::UnknownRevocationStatus => Fault::UnknownRevocation,
        other => Fault::Other(RejectReason::of_webpki(other)),
    }
}

fn moment(time: UnixTime) -> OffsetDateTime {
    let seconds = i64::try_from(time.as_secs()).ok();
    let moment = seconds.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    moment.unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
