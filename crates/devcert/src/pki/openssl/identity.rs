//! Whether a certificate is for a host, an address of mail or an IP address (`X509_check_host` and its like,
//! `crypto/x509/v3_utl.c`).

use const_oid::ObjectIdentifier;

use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::context::{Context, Stopped};
use super::general_name::GeneralName;
use crate::model::name::StringKind;
use crate::model::oid::known;

/// Checks the names that the settings require of the first certificate (`check_id`).
pub(super) fn check(context: &mut Context<'_, '_>, certificate: &StoreCertificate) -> Result<(), Stopped> {
    let settings = context.run.settings;
    let differs = |wanted: Option<bool>| wanted == Some(false);
    let faults = [
        (
            differs(settings.host.as_deref().map(|host| matches_host(certificate, host))),
            VerifyCode::HostnameMismatch,
        ),
        (
            differs(settings.email.as_deref().map(|email| matches_email(certificate, email))),
            VerifyCode::EmailMismatch,
        ),
        (
            differs(settings.ip.as_deref().map(|ip| matches_ip(certificate, ip))),
            VerifyCode::IpAddressMismatch,
        ),
    ];
    context.fail_if(0, &faults)
}

/// Whether the certificate is for this host; one that begins with a dot stands for all hosts below it.
#[must_use]
pub fn matches_host(certificate: &StoreCertificate, host: &str) -> bool {
    let names = certificate.facts.names.iter().flatten();
    let hosts = names.filter_map(|name| match name {
        GeneralName::Dns(host) => Some(host.as_slice()),
        _ => None,
    });
    let host = host.as_bytes();
    any_or_subject(certificate, hosts, known::COMMON_NAME, |own| is_host(own, host))
}

/// Whether the certificate is for this address of mail.
#[must_use]
pub fn matches_email(certificate: &StoreCertificate, address: &str) -> bool {
    let names = certificate.facts.names.iter().flatten();
    let addresses = names.filter_map(|name| match name {
        GeneralName::Email(address) => Some(address.as_slice()),
        _ => None,
    });
    let address = address.as_bytes();
    any_or_subject(certificate, addresses, known::PKCS_9_AT_EMAIL_ADDRESS, |own| is_email(own, address))
}

/// Whether the certificate is for this IP address of four or sixteen bytes.
#[must_use]
pub fn matches_ip(certificate: &StoreCertificate, address: &[u8]) -> bool {
    let names = certificate.facts.names.iter().flatten();
    names.into_iter().any(|name| matches!(name, GeneralName::Ip(own) if own == address))
}

/// Whether one of the alternative names fits; without any, whether an attribute of the subject does.
fn any_or_subject<'a>(
    certificate: &StoreCertificate,
    names: impl Iterator<Item = &'a [u8]>,
    attribute: ObjectIdentifier,
    fits: impl Fn(&[u8]) -> bool,
) -> bool {
    let mut names = names.peekable();
    if names.peek().is_some() {
        return names.any(fits);
    }
    let subject = certificate.subject_name();
    subject.attributes().filter(|own| own.id.content() == attribute.as_bytes()).any(|own| {
        let kind = StringKind::from_identifier(own.value.identifier());
        let text = kind.and_then(|kind| kind.text(own.value.content()));
        text.is_some_and(|text| fits(text.as_bytes()))
    })
}

/// Whether the name, which can have a wildcard, is that of the host.
fn is_host(pattern: &[u8], host: &[u8]) -> bool {
    let is_domain = host.len() > 1 && host[0] == b'.';
    match (!is_domain).then(|| star_in(pattern)).flatten() {
        Some(star) => is_wildcard_of(&pattern[..star], &pattern[star + 1..], host),
        None => equal_without_case(pattern, host, is_domain),
    }
}

/// Whether both are equal but for case; of a pattern longer than a domain only the end counts.
fn equal_without_case(pattern: &[u8], host: &[u8], is_domain: bool) -> bool {
    let pattern = match pattern.len().checked_sub(host.len()) {
        Some(start) if is_domain => &pattern[start..],
        _ => pattern,
    };
    !pattern.contains(&0) && pattern.eq_ignore_ascii_case(host)
}

/// The position of the wildcard in a name; `None` without one that counts (`valid_star`).
fn star_in(name: &[u8]) -> Option<usize> {
    let mut star = None;
    let labels: Vec<&[u8]> = name.split(|byte| *byte == b'.').collect();
    let mut position = 0;
    for (index, label) in labels.iter().enumerate() {
        let is_alphanumeric = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        for (offset, byte) in label.iter().enumerate() {
            match byte {
                b'*' => {
                    let is_at_end = offset == 0 || offset + 1 == label.len();
                    let is_idna = label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"xn--"));
                    if star.is_some() || index > 0 || !is_at_end || is_idna {
                        return None;
                    }
                    star = Some(position + offset);
                }
                b'-' if offset > 0 => {}
                byte if byte.is_ascii_alphanumeric() => {}
                _ => return None,
            }
        }
        let ends_well = is_alphanumeric(label.last()) || label.last() == Some(&b'*');
        if !ends_well {
            return None;
        }
        position += label.len() + 1;
    }
    star.filter(|_| labels.len() > 2)
}

fn is_wildcard_of(prefix: &[u8], suffix: &[u8], host: &[u8]) -> bool {
    let Some(length) = host.len().checked_sub(prefix.len() + suffix.len()) else { return false };
    let (start, rest) = host.split_at(prefix.len());
    let (matched, end) = rest.split_at(length);
    if !start.eq_ignore_ascii_case(prefix) || !end.eq_ignore_ascii_case(suffix) {
        return false;
    }
    let is_whole_label = prefix.is_empty() && suffix.first() == Some(&b'.');
    if is_whole_label && matched.is_empty() {
        return false;
    }
    let is_idna = host.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"xn--"));
    if !is_whole_label && is_idna {
        return false;
    }
    matched == b"*" || matched.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Whether both addresses are equal; case does not count after the last `@`.
fn is_email(own: &[u8], wanted: &[u8]) -> bool {
    if own.len() != wanted.len() {
        return false;
    }
    let at = (0..own.len()).rev().find(|index| own[*index] == b'@' || wanted[*index] == b'@');
    let at = at.filter(|at| *at > 0).unwrap_or(own.len());
    own[..at] == wanted[..at] && equal_without_case(&own[at..], &wanted[at..], false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_match_as_in_openssl() {
        for (pattern, host, expected) in [
            ("a.example", "A.example", true),
            ("*.example.com", "a.example.com", true),
            ("*.example.com", "a.b.example.com", false),
            ("*.example.com", ".example.com", true),
            ("*.example.com", "example.com", false),
            ("*.com", "example.com", false),
            ("w*.example.com", "www.example.com", true),
            ("w*.example.com", "w.example.com", true),
            ("*.example.com", "xn--a.example.com", true),
            ("x*.example.com", "xn--a.example.com", false),
            ("w*.example.com", "wxn--a.example.com", true),
            ("a.*.com", "a.b.com", false),
            ("www.example.com", ".example.com", true),
            ("www.example.com", "example.com", false),
            ("a.example\0", "a.example", false),
        ] {
            assert_eq!(is_host(pattern.as_bytes(), host.as_bytes()), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn the_local_part_of_an_address_counts_with_its_case() {
        assert!(is_email(b"a@Example.com", b"a@example.COM"));
        assert!(!is_email(b"A@example.com", b"a@example.com"));
        assert!(!is_email(b"a@example.com", b"a@example.co"));
    }
}
