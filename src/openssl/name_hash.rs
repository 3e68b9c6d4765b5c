//! The hashes of names by which OpenSSL finds CA certificates in directories.

use ::der::Encode as _;

use devcert::key::digest_of;
use devcert::model::algorithm::DigestAlgorithm;
use devcert::model::name::StringKind;
use devcert::x509::{Element, Name, NameAttribute, Set};

/// The hash since OpenSSL 1.0: of the SHA-1 of the canonical name, the first four bytes, the last one first.
#[must_use]
pub(super) fn hash(name: &Name<'_>) -> Option<String> {
    Some(shown(&digest_of(DigestAlgorithm::Sha1, &canonical(name)?)))
}

/// The bytes that are the same for names that OpenSSL takes for one.
#[must_use]
pub(super) fn canonical(name: &Name<'_>) -> Option<Vec<u8>> {
    let mut canonical = Vec::new();
    for set in &name.0 {
        let attributes = set.0.iter().map(canonical_attribute).collect::<Option<Vec<_>>>()?;
        canonical.extend(Set::sorted(attributes).ok()?.to_der().ok()?);
    }
    Some(canonical)
}

/// The hash before OpenSSL 1.0: the same of the MD5 of the name as it is.
#[must_use]
pub(super) fn hash_old(name: &Name<'_>) -> Option<String> {
    Some(shown(&digest_of(DigestAlgorithm::Md5, &name.to_der().ok()?)))
}

fn shown(digest: &[u8]) -> String {
    let number = digest.iter().take(4).rev().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{number:08x}")
}

/// The attribute with its text in lower case, spaces at the ends left out and others as one, in UTF-8.
fn canonical_attribute(attribute: &NameAttribute<'_>) -> Option<NameAttribute<'static>> {
    let id = devcert::x509::ObjectId::from_content(attribute.id.content().to_vec());
    let value = &attribute.value;
    let Some(kind) =
        StringKind::from_identifier(value.identifier()).filter(|kind| *kind != StringKind::Numeric)
    else {
        return Some(NameAttribute { id, value: value.clone().into_owned() });
    };
    let text = kind.text(value.content())?;
    let words: Vec<_> = text
        .split(|letter: char| letter.is_ascii() && is_space(letter))
        .filter(|word| !word.is_empty())
        .collect();
    let value = Element::text(StringKind::Utf8, &words.join(" ").to_ascii_lowercase())?;
    Some(NameAttribute { id, value })
}

const fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}
