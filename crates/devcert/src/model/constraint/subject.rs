//! The names that programs find in a subject, or in a name of another kind.

use der::Decode as _;
use der::asn1::Utf8StringRef;

use crate::model::name::{AttributeKind, Name};
use crate::model::oid::known;
use crate::model::san::OtherName;
use crate::model::san::{DnsName, San};

/// The host names that OpenSSL and GnuTLS find in the common names of a certificate that has no host name
/// of its own: all of them, not only the last one.
pub(super) fn hosts(subject: &Name, names: &[San]) -> Vec<DnsName> {
    if names.iter().any(|name| matches!(name, San::Dns(_))) {
        return Vec::new();
    }
    let found = subject.common_names().filter(|text| looks_like_host(text));
    found.filter_map(|text| DnsName::new(text).ok()).collect()
}

/// What OpenSSL takes for a host name (`cn2dnsid` in its `v3_ncons.c`): letters, digits and
/// underscores, hyphens inside, and at least one dot, with none of the others beside it. A wildcard is no
/// host name to OpenSSL; GnuTLS checks it all the same.
fn looks_like_host(text: &str) -> bool {
    let host = text.strip_prefix("*.").unwrap_or(text);
    let plain = |label: &str| {
        label.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
            && !(label.is_empty() || label.starts_with('-') || label.ends_with('-'))
    };
    text.contains('.') && host.split('.').all(plain)
}

/// The mailboxes in a subject (RFC 5280, 4.2.1.10).
pub(super) fn mailboxes(subject: &Name) -> impl Iterator<Item = String> {
    let mailboxes = subject.rdns().iter().flatten().filter(|one| one.kind == AttributeKind::EMAIL_ADDRESS);
    mailboxes.filter_map(|one| one.value.text()).map(str::to_owned)
}

/// The mailbox in a name of the kind `SmtpUTF8Mailbox`, which constraints on mailboxes are about
/// (RFC 9598, 6), with its host in ASCII. One that cannot be read is in no subtree.
pub(super) fn international_mailbox(name: &San) -> Option<String> {
    let San::Other(OtherName { type_id, der }) = name else { return None };
    if *type_id != known::ID_ON_SMTP_UTF_8_MAILBOX {
        return None;
    }
    let text = Utf8StringRef::from_der(der).map(|text| text.as_str().to_owned()).unwrap_or_default();
    Some(match text.rsplit_once('@').map(|(local, host)| (local, DnsName::new(host))) {
        Some((local, Ok(host))) => format!("{local}@{host}"),
        _ => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_name_is_a_host_name_where_openssl_takes_it_for_one() {
        for text in ["a.b", "10.0.0.1", "alice.smith", "my_service.internal", "x-y.z", "*.a.b"] {
            assert!(looks_like_host(text), "{text}");
        }
        for text in ["", "alice", ".a", "a.", "a..b", "a-.b", "-a.b", "a b.c", "me@a.b", "::1", "jörg.de"] {
            assert!(!looks_like_host(text), "{text}");
        }
    }
}
