//! The outlines of objects: which elements stand in their outermost SEQUENCE.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

use crate::encoding::structure;
use crate::model::oid::known;
use crate::x509::fields::{self, Content, Field};

/// The elements inside the outermost SEQUENCE, when it fills `der`.
fn elements(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let outer = AnyRef::from_der(der).ok().filter(|any| any.tag() == Tag::Sequence)?;
    inside(outer)
}

/// The first elements inside of `outer`; no test needs more.
fn inside(outer: AnyRef<'_>) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(outer.value()).ok()?;
    let mut found = Vec::new();
    while !reader.is_finished() && found.len() < 8 {
        found.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(found)
}

/// The elements of the part that is signed, in an X.509 structure: `SEQUENCE { signed part, algorithm,
/// signature }`.
fn signed_part(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    match elements(der)?.as_slice() {
        [body, algorithm, signature]
            if [body.tag(), algorithm.tag(), signature.tag()]
                == [Tag::Sequence, Tag::Sequence, Tag::BitString] =>
        {
            inside(*body)
        }
        _ => None,
    }
}

fn is_time(any: &AnyRef<'_>) -> bool {
    matches!(any.tag(), Tag::UtcTime | Tag::GeneralizedTime)
}

/// Whether the signed part begins with these fields.
fn begins_with(der: &[u8], fields: &[Field]) -> bool {
    let Some(body) = signed_part(der) else { return false };
    let mut rest = body.iter().peekable();
    fields.iter().all(|field| match rest.next_if(|any| looks_like(field, any)) {
        Some(_) => true,
        None => field.optional,
    })
}

fn looks_like(field: &Field, any: &AnyRef<'_>) -> bool {
    let has = |index: usize, test: fn(&AnyRef<'_>) -> bool| {
        inside(*any).is_some_and(|parts| parts.get(index).is_some_and(test))
    };
    match field.content {
        Content::Validity => has(0, is_time),
        Content::PublicKey => has(1, |part| part.tag() == Tag::BitString),
        _ => field.identifiers.iter().any(|octet| Tag::from_der(&[*octet]) == Ok(any.tag())),
    }
}

/// As far as the validity.
pub(super) fn is_certificate(der: &[u8]) -> bool {
    begins_with(der, &fields::CERTIFICATE[..5])
}

/// As far as the key.
pub(super) fn is_request(der: &[u8]) -> bool {
    begins_with(der, &fields::REQUEST[..3])
}

/// As far as the first date.
pub(super) fn is_crl(der: &[u8]) -> bool {
    begins_with(der, &fields::LIST[..4])
}

/// A certificate, and openssl's `X509_CERT_AUX` after it.
pub(super) fn is_trusted_certificate(der: &[u8]) -> bool {
    let Ok(mut reader) = SliceReader::new(der) else { return false };
    reader.tlv_bytes().is_ok_and(is_certificate)
        && reader.tlv_bytes().is_ok_and(is_trust_settings)
        && reader.is_finished()
}

/// Usages that are trusted, usages that are rejected (`[0]`), a name, a key's identifier, and algorithms
/// (`[1]`), each at most once (`X509_CERT_AUX` in openssl's source).
fn is_trust_settings(der: &[u8]) -> bool {
    let usages = |any: &AnyRef<'_>| inside(*any).is_some_and(|list| list.iter().all(is_identifier));
    let order = |any: &AnyRef<'_>| match any.tag() {
        Tag::Sequence if usages(any) => Some(0),
        tag if tag == structure::context(0) && usages(any) => Some(1),
        Tag::Utf8String => Some(2),
        Tag::OctetString => Some(3),
        tag if tag == structure::context(1) => Some(4),
        _ => None,
    };
    let Some(parts) = elements(der) else { return false };
    let orders: Option<Vec<u8>> = parts.iter().map(order).collect();
    orders.is_some_and(|orders| orders.is_sorted_by(|one, next| one < next))
}

fn is_identifier(any: &AnyRef<'_>) -> bool {
    any.tag() == Tag::ObjectIdentifier
}

/// `[0]` a certificate, `[1]` another, or one of them alone (RFC 4523, 2.4).
pub(super) fn is_certificate_pair(der: &[u8]) -> bool {
    let places = [structure::context(0), structure::context(1)];
    elements(der).is_some_and(|found| {
        let certificate = |any: &AnyRef<'_>| places.contains(&any.tag()) && is_certificate(any.value());
        (1..=2).contains(&found.len()) && found.iter().all(certificate)
    })
}

/// A `ContentInfo` of one of the types of PKCS#7, 1.2.840.113549.1.7.
pub(super) fn is_pkcs7(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [id, content] => {
            let id = id.decode_as::<ObjectIdentifier>().ok();
            id.and_then(|id| id.parent()) == known::ID_SIGNED_DATA.parent()
                && content.tag() == structure::context(0)
        }
        _ => false,
    })
}

/// INTEGER 1, OCTET STRING, and at most parameters and public key.
pub(super) fn is_sec1(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [version, key, rest @ ..] => {
            version.decode_as::<u8>() == Ok(1) && key.tag() == Tag::OctetString && rest.len() <= 2
        }
        _ => false,
    })
}

/// A key that the pkcs1 crate reads, or INTEGER 0 and seven more numbers at least, which may be negative.
pub(super) fn is_pkcs1(der: &[u8]) -> bool {
    let is_outline = || {
        elements(der).is_some_and(|found| {
            found.len() == 8 && found[0].value() == [0] && found.iter().all(|any| any.tag() == Tag::Integer)
        })
    };
    pkcs1::RsaPrivateKeyRef::from_der(der).is_ok() || is_outline()
}

/// INTEGER 0, p, q, g, and the key's two halves.
pub(super) fn is_dsa(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| {
        found.len() == 6 && found[0].value() == [0] && found.iter().all(|any| any.tag() == Tag::Integer)
    })
}

/// The lengths of the numbers inside of the outermost SEQUENCE, when there is nothing else in it.
fn numbers(der: &[u8]) -> Option<Vec<usize>> {
    let all = elements(der)?;
    let number = |any: &AnyRef<'_>| (any.tag() == Tag::Integer).then_some(any.value().len());
    all.iter().map(number).collect()
}

/// A prime and a generator, which is 2 or 5, at times with a length behind (PKCS#3, 9); or a prime, a
/// generator, and a factor that is much shorter than the prime (RFC 3279, 2.3.3).
pub(super) fn is_dh_parameters(der: &[u8]) -> bool {
    let small = elements(der)
        .is_some_and(|all| all.get(1).is_some_and(|generator| matches!(generator.value(), [2 | 5])));
    match numbers(der).as_deref() {
        Some([prime, _]) => small && *prime > SMALL,
        Some([prime, _, factor, ..]) => *prime > SMALL && *factor < prime / 2,
        _ => false,
    }
}

/// A prime, a factor that is much shorter, and a generator (RFC 3279, 2.3.2).
pub(super) fn is_dsa_parameters(der: &[u8]) -> bool {
    matches!(numbers(der).as_deref(), Some([prime, factor, generator])
        if *prime > SMALL && *factor < prime / 2 && generator > factor)
}

/// Primes of so few bytes are in no parameters.
const SMALL: usize = 16;

/// The list of what is asked: a SEQUENCE with algorithm, two digests and a serial number at its bottom
/// (RFC 6960, 4.1.1).
pub(super) fn is_ocsp_request(der: &[u8]) -> bool {
    let asked = || {
        let body = inside(*elements(der)?.first()?)?;
        let list = body.into_iter().find(|any| any.tag() == Tag::Sequence)?;
        let certificate = inside(*inside(*inside(list)?.first()?)?.first()?)?;
        let tags: Vec<_> = certificate.iter().map(Tagged::tag).collect();
        Some(tags == [Tag::Sequence, Tag::OctetString, Tag::OctetString, Tag::Integer])
    };
    asked().unwrap_or_default()
}

/// A status, and at most what was asked for (RFC 6960, 4.2.1).
pub(super) fn is_ocsp_response(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [status] => status.tag() == Tag::Enumerated,
        [status, bytes] => status.tag() == Tag::Enumerated && bytes.tag() == structure::context(0),
        _ => false,
    })
}

/// An algorithm identifier and an OCTET STRING.
pub(super) fn is_encrypted_private_key(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [algorithm, data] => {
            algorithm.decode_as::<AlgorithmIdentifierRef<'_>>().is_ok() && data.tag() == Tag::OctetString
        }
        _ => false,
    })
}

/// INTEGER 3 and a SEQUENCE (RFC 7292, 4).
pub(super) fn is_pkcs12(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [version, content, ..] => version.decode_as::<u8>() == Ok(3) && content.tag() == Tag::Sequence,
        _ => false,
    })
}
