//! Whether a certificate is for a host, an address or a mailbox, as openssl compares them.

use std::net::IpAddr;

use devcert::encoding::certificate::Certificate;
use devcert::model::san::San;
use devcert::pki::openssl::{StoreCertificate, matches_email, matches_host, matches_ip};

/// Whether a certificate is for a host. Without alternative names that are host names, the common name counts.
#[must_use]
pub(super) fn is_for_host(certificate: &Certificate, host: &str) -> bool {
    holds(certificate, |own| matches_host(own, host))
}

/// The name of the certificate that matches a host.
#[must_use]
pub(super) fn matching(certificate: &Certificate, host: &str) -> Option<String> {
    let own = certificate.names().iter().filter_map(|san| match san {
        San::Dns(own) => Some(own.to_string()),
        _ => None,
    });
    let common = certificate.subject().common_names().map(str::to_owned);
    own.chain(common).find(|own| is_host(own, host))
}

/// Whether a certificate is for an IP address, which must be an alternative name.
#[must_use]
pub(super) fn is_for_address(certificate: &Certificate, address: &str) -> bool {
    holds(certificate, |own| match address.parse() {
        Ok(IpAddr::V4(address)) => matches_ip(own, &address.octets()),
        Ok(IpAddr::V6(address)) => matches_ip(own, &address.octets()),
        Err(_) => false,
    })
}

/// Whether a certificate is for a mailbox.
#[must_use]
pub(super) fn is_for_mailbox(certificate: &Certificate, mailbox: &str) -> bool {
    holds(certificate, |own| matches_email(own, mailbox))
}

fn holds(certificate: &Certificate, check: impl Fn(&StoreCertificate) -> bool) -> bool {
    StoreCertificate::from_der(certificate.der()).is_ok_and(|own| check(&own))
}

/// Whether a name, which may begin with a wildcard for one label, is that of the host (RFC 6125, 6.4.3).
fn is_host(name: &str, host: &str) -> bool {
    let host = host.trim_end_matches('.');
    if name.eq_ignore_ascii_case(host) {
        return true;
    }
    let (Some(parent), Some((label, rest))) = (name.strip_prefix("*."), host.split_once('.')) else {
        return false;
    };
    !label.is_empty() && parent.contains('.') && parent.eq_ignore_ascii_case(rest)
}
