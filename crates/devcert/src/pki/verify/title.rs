//! What certificates are called.

use crate::encoding::certificate::Certificate;
use crate::model::san::San;

/// The subject, or the first name where there is no subject.
pub(super) fn title(certificate: &Certificate) -> String {
    match certificate.names().first() {
        Some(name) if certificate.subject().is_empty() => name.to_string(),
        _ if certificate.subject().is_empty() => "an empty subject".to_owned(),
        _ => certificate.subject().to_string(),
    }
}

/// The common name, when it is one of a host.
pub(super) fn common_name(certificate: &Certificate) -> Option<San> {
    let name = certificate.subject().common_name()?.parse().ok()?;
    matches!(name, San::Dns(_) | San::Ip(_)).then_some(name)
}
