//! Why a certificate is revoked.

use devcert::encoding::crl::Reason;

/// The reason of this name, with hyphens or without.
pub(crate) fn reason(text: &str) -> Result<Reason, String> {
    let plain = text.replace(['-', '_'], "");
    let reason = Reason::named(&plain).filter(|reason| *reason != Reason::REMOVE_FROM_CRL);
    reason.ok_or_else(|| format!("unknown reason \"{text}\" (expected {})", reasons().join(", ")))
}

/// The names of all reasons; removal from a list is for lists of changes only.
pub(crate) fn reasons() -> Vec<String> {
    Reason::all()
        .filter(|reason| *reason != Reason::REMOVE_FROM_CRL)
        .map(|reason| reason.to_string())
        .collect()
}
