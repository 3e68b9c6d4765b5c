//! Name constraints (`crypto/x509/v3_ncons.c`), and the names of proxy certificates.

use std::sync::Arc;

use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::context::{Context, Stopped};
use super::facts::{Fact, NameConstraints, Subtree};
use super::general_name::GeneralName;
use super::node::only;
use crate::model::name::StringKind;
use crate::model::oid::known;
use crate::x509::Name;

/// More comparisons than these are not made.
const COMPARISONS_MAX: usize = 1 << 20;

/// Checks the names of every certificate against the constraints of those above it (`check_name_constraints`).
pub(super) fn check(context: &mut Context<'_, '_>) -> Result<(), Stopped> {
    for depth in (0..context.chain.len()).rev() {
        let certificate = Arc::clone(&context.chain[depth]);
        if depth != 0 && certificate.is_self_issued() {
            continue;
        }
        let is_wrong = certificate.has(Fact::Proxy) && !has_proxy_subject(&certificate);
        context.fail_if(depth, &[(is_wrong, VerifyCode::ProxySubjectNameViolation)])?;
        for above in (depth + 1..context.chain.len()).rev() {
            let issuer = Arc::clone(&context.chain[above]);
            let Some(constraints) = &issuer.facts.constraints else { continue };
            if let Err(code) = check_certificate(&certificate, constraints, depth == 0) {
                context.fail(depth, code)?;
            }
        }
    }
    Ok(())
}

/// Whether the subject is the issuer and one common name more (RFC 3820, 3.4).
fn has_proxy_subject(certificate: &StoreCertificate) -> bool {
    let (subject, issuer) = (certificate.subject_name(), certificate.issuer_name());
    let Some((last, before)) = subject.0.split_last() else { return false };
    let is_name = matches!(last.0.as_slice(), [only] if only.id.content() == known::COMMON_NAME.as_bytes());
    let count = |name: &Name<'_>| name.attributes().count();
    is_name
        && !before.is_empty()
        && count(&subject) == count(&issuer) + 1
        && Name(before.to_vec()).canonical().is_ok_and(|name| name == certificate.issuer())
}

fn check_certificate(
    certificate: &StoreCertificate,
    constraints: &NameConstraints,
    is_leaf: bool,
) -> Result<(), VerifyCode> {
    let subject = certificate.subject_name();
    let names = certificate.facts.names.as_deref().unwrap_or_default();
    let name_count = subject.attributes().count() + names.len();
    let subtrees = constraints.permitted.len() + constraints.excluded.len();
    if name_count > 0 && subtrees > COMPARISONS_MAX / name_count {
        return Err(VerifyCode::Unspecified);
    }
    if !subject.0.is_empty() {
        check_name(&GeneralName::Directory(certificate.subject().to_vec()), constraints)?;
        for attribute in subject.attributes() {
            if attribute.id.content() != known::PKCS_9_AT_EMAIL_ADDRESS.as_bytes() {
                continue;
            }
            if attribute.value.identifier() != StringKind::Ia5.identifier() {
                return Err(VerifyCode::UnsupportedNameSyntax);
            }
            check_name(&GeneralName::Email(attribute.value.content().to_vec()), constraints)?;
        }
    }
    names.iter().try_for_each(|name| check_name(name, constraints))?;
    // A common name counts as the name of a host where no other names are.
    let has_hosts = names.iter().any(|name| matches!(name, GeneralName::Dns(_)));
    if is_leaf && !has_hosts {
        for attribute in subject.attributes() {
            let is_common = attribute.id.content() == known::COMMON_NAME.as_bytes();
            if is_common && let Some(host) = host_in(&attribute.value)? {
                check_name(&GeneralName::Dns(host), constraints)?;
            }
        }
    }
    Ok(())
}

/// The name of a host that a common name is (`cn2dnsid`).
fn host_in(value: &crate::x509::Element<'_>) -> Result<Option<Vec<u8>>, VerifyCode> {
    let kind = StringKind::from_identifier(value.identifier());
    let text = kind.and_then(|kind| kind.text(value.content())).ok_or(VerifyCode::Unspecified)?;
    let text = text.trim_end_matches('\0');
    if text.contains('\0') {
        return Err(VerifyCode::UnsupportedNameSyntax);
    }
    let bytes = text.as_bytes();
    let mut has_dot = false;
    for (index, byte) in bytes.iter().enumerate() {
        let is_inner = index > 0 && index + 1 < bytes.len();
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => {}
            b'-' if is_inner => {}
            b'.' if is_inner && bytes[index - 1] != b'-' && ![b'.', b'-'].contains(&bytes[index + 1]) => {
                has_dot = true;
            }
            _ => return Ok(None),
        }
    }
    Ok(has_dot.then(|| bytes.to_vec()))
}

/// Checks a name against all constraints (`nc_match`).
fn check_name(name: &GeneralName, constraints: &NameConstraints) -> Result<(), VerifyCode> {
    let mut is_permitted = None;
    for subtree in applicable(name, &constraints.permitted) {
        subtree.has_no_range.then_some(()).ok_or(VerifyCode::SubtreeMinmax)?;
        if is_permitted != Some(true) {
            is_permitted = Some(is_below(name, &subtree.base)?);
        }
    }
    if is_permitted == Some(false) {
        return Err(VerifyCode::PermittedViolation);
    }
    for subtree in applicable(name, &constraints.excluded) {
        subtree.has_no_range.then_some(()).ok_or(VerifyCode::SubtreeMinmax)?;
        if is_below(name, &subtree.base)? {
            return Err(VerifyCode::ExcludedViolation);
        }
    }
    Ok(())
}

/// Whether the name is a mailbox outside of ASCII (RFC 9598), to which the constraints of email addresses apply.
fn is_mailbox(name: &GeneralName) -> bool {
    matches!(name, GeneralName::Other(id, _) if id == known::ID_ON_SMTP_UTF_8_MAILBOX.as_bytes())
}

/// The subtrees of the kind of `name`.
fn applicable<'a>(name: &GeneralName, subtrees: &'a [Subtree]) -> impl Iterator<Item = &'a Subtree> {
    let is_applicable = move |subtree: &&Subtree| match is_mailbox(name) {
        true => matches!(subtree.base, GeneralName::Email(_)),
        false => name.is_of_kind(&subtree.base),
    };
    subtrees.iter().filter(is_applicable).collect::<Vec<_>>().into_iter()
}

fn is_below(name: &GeneralName, base: &GeneralName) -> Result<bool, VerifyCode> {
    match (name, base) {
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Ok(name.starts_with(base)),
        (GeneralName::Dns(name), GeneralName::Dns(base)) => Ok(is_host_below(name, base)),
        (GeneralName::Email(name), GeneralName::Email(base)) => is_email_below(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => is_uri_below(name, base),
        (GeneralName::Ip(name), GeneralName::Ip(base)) => is_ip_below(name, base),
        (GeneralName::Other(_, value), GeneralName::Email(base)) => is_mailbox_below(value, base),
        _ => Err(VerifyCode::UnsupportedConstraintType),
    }
}

fn is_host_below(name: &[u8], base: &[u8]) -> bool {
    let Some(start) = name.len().checked_sub(base.len()) else { return false };
    let is_whole = base.is_empty() || start == 0 || base[0] == b'.' || name[start - 1] == b'.';
    is_whole && name[start..].eq_ignore_ascii_case(base)
}

/// The part before the last `@`, and the part after it.
fn at_sign(address: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = address.iter().rposition(|byte| *byte == b'@')?;
    Some((&address[..at], &address[at + 1..]))
}

/// Whether `text` is longer than `suffix` and ends with it.
fn ends_below(text: &[u8], suffix: &[u8]) -> bool {
    text.len() > suffix.len() && text[text.len() - suffix.len()..].eq_ignore_ascii_case(suffix)
}

fn is_email_below(address: &[u8], base: &[u8]) -> Result<bool, VerifyCode> {
    let (local, host) = at_sign(address).ok_or(VerifyCode::UnsupportedNameSyntax)?;
    let Some((base_local, base_host)) = at_sign(base) else {
        let is_domain = base.first() == Some(&b'.');
        return Ok(if is_domain { ends_below(address, base) } else { host.eq_ignore_ascii_case(base) });
    };
    if !base_local.is_empty() {
        if base_local.len() == local.len() && (base_local.contains(&0) || local.contains(&0)) {
            return Err(VerifyCode::UnsupportedNameSyntax);
        }
        if base_local != local {
            return Ok(false);
        }
    }
    Ok(host.eq_ignore_ascii_case(base_host))
}

/// A mailbox outside of ASCII against a host; hosts outside of ASCII are not compared.
fn is_mailbox_below(value: &[u8], base: &[u8]) -> Result<bool, VerifyCode> {
    let address = only(value, StringKind::Utf8.identifier()).ok_or(VerifyCode::UnsupportedNameSyntax)?;
    let (_, host) = at_sign(address.content).ok_or(VerifyCode::UnsupportedNameSyntax)?;
    if base.contains(&0) {
        return Err(VerifyCode::UnsupportedNameSyntax);
    }
    if base.to_ascii_lowercase().windows(4).any(|window| window == b"xn--") {
        return Err(VerifyCode::Unspecified);
    }
    Ok(match base.first() {
        Some(b'.') => ends_below(address.content, base),
        _ => host.eq_ignore_ascii_case(base),
    })
}

fn is_uri_below(uri: &[u8], base: &[u8]) -> Result<bool, VerifyCode> {
    let colon = uri.iter().position(|byte| *byte == b':').ok_or(VerifyCode::UnsupportedNameSyntax)?;
    let rest = uri[colon + 1..].strip_prefix(b"//").ok_or(VerifyCode::UnsupportedNameSyntax)?;
    let end_at = |end: u8| rest.iter().position(|byte| *byte == end);
    let host = &rest[..end_at(b':').or_else(|| end_at(b'/')).unwrap_or(rest.len())];
    if host.is_empty() {
        return Err(VerifyCode::UnsupportedNameSyntax);
    }
    Ok(match base.first() {
        Some(b'.') => ends_below(host, base),
        _ => host.eq_ignore_ascii_case(base),
    })
}

fn is_ip_below(address: &[u8], base: &[u8]) -> Result<bool, VerifyCode> {
    if ![4, 16].contains(&address.len()) || ![8, 32].contains(&base.len()) {
        return Err(VerifyCode::UnsupportedNameSyntax);
    }
    if address.len() * 2 != base.len() {
        return Ok(false);
    }
    let (network, mask) = base.split_at(address.len());
    let mut bytes = address.iter().zip(network).zip(mask);
    Ok(bytes.all(|((own, network), mask)| own & mask == network & mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_with_bases_as_openssl_compares_them() {
        use GeneralName::{Dns, Email, Ip, Uri};
        let text = |text: &str| text.as_bytes().to_vec();
        for (name, base, expected) in [
            (Dns(text("a.B.c")), Dns(text("b.c")), Ok(true)),
            (Dns(text("ab.c")), Dns(text("b.c")), Ok(false)),
            (Dns(text("b.c")), Dns(text(".b.c")), Ok(false)),
            (Dns(text("b.c")), Dns(text("")), Ok(true)),
            (Email(text("x@h.C")), Email(text("h.c")), Ok(true)),
            (Email(text("x@h.c")), Email(text(".c")), Ok(true)),
            (Email(text("X@h.c")), Email(text("x@h.c")), Ok(false)),
            (Email(text("x")), Email(text("h.c")), Err(VerifyCode::UnsupportedNameSyntax)),
            (Uri(text("http://h.c:80/a")), Uri(text("h.c")), Ok(true)),
            (Uri(text("http://h.c/a")), Uri(text(".c")), Ok(true)),
            (Uri(text("urn:x")), Uri(text("h")), Err(VerifyCode::UnsupportedNameSyntax)),
            (Ip(vec![10, 1, 2, 3]), Ip(vec![10, 0, 0, 0, 255, 0, 0, 0]), Ok(true)),
            (Ip(vec![11, 1, 2, 3]), Ip(vec![10, 0, 0, 0, 255, 0, 0, 0]), Ok(false)),
            (Ip(vec![1]), Ip(vec![0; 8]), Err(VerifyCode::UnsupportedNameSyntax)),
        ] {
            assert_eq!(is_below(&name, &base), expected, "{name:?} {base:?}");
        }
    }

    #[test]
    fn a_common_name_is_a_host_only_if_it_looks_like_one() {
        let host = |text| host_in(&crate::x509::Element::text(StringKind::Bmp, text).unwrap());
        assert_eq!(host("a_b.c"), Ok(Some(b"a_b.c".to_vec())));
        for text in ["host", "a b.c", "a-.c", ".a", "a..c", ""] {
            assert_eq!(host(text), Ok(None), "{text}");
        }
        assert_eq!(host("a\0b"), Err(VerifyCode::UnsupportedNameSyntax));
    }
}
