//! The identifiers of keys.

use ::der::Decode as _;
use ::der::Encode as _;

use super::der;
use super::general_name::directory;
use super::list::items;
use super::place::{Fault, Issuer, Place, hexadecimal, too_long};
use devcert::model::oid::known;
use devcert::x509::{Extension, OctetString};

/// `hash`, `none` or hexadecimal (RFC 5280, 4.2.1.2). `none` gives an empty identifier, which is taken out again
/// before the certificate is signed.
pub(super) fn subject(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let identifier = match value {
        "none" => Vec::new(),
        "hash" => place.subject.map(|subject| subject.key_id.to_vec()).unwrap_or_default(),
        hex => hexadecimal(hex)?,
    };
    der::element(4, &identifier).ok_or_else(too_long)
}

/// Whether a part of the identifier is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    No,
    IfUseful,
    Always,
}

/// `keyid`, `issuer`, each with `:always`, or `none` (RFC 5280, 4.2.1.1).
pub(super) fn authority(value: &str, place: &Place<'_>, before: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let items = items(value, place)?;
    let none = || der::sequence(&[]).ok_or_else(too_long);
    if let [only] = items.as_slice()
        && only.name == "none"
    {
        return none();
    }
    let (mut key, mut name) = (Wanted::No, Wanted::No);
    for item in items {
        let wanted = match item.value.as_deref() {
            Some("always") => Wanted::Always,
            _ => Wanted::IfUseful,
        };
        match item.name.as_str() {
            "keyid" => key = wanted,
            "issuer" => name = wanted,
            other => return Err(Fault::new(format_args!("\"{other}\" is not keyid or issuer"))),
        }
    }
    let Some(subject) = place.subject else { return none() };
    let issuer = subject.issuer.ok_or_else(|| Fault::new("a request has no issuer certificate"))?;
    let key_id = match key {
        Wanted::Always => issuer_key_id(&issuer, before),
        Wanted::IfUseful if !issuer.is_self_signed => issuer_key_id(&issuer, before),
        _ => None,
    };
    let is_required =
        key == Wanted::Always || (key == Wanted::IfUseful && name == Wanted::No && !issuer.is_self_signed);
    if is_required && key_id.as_ref().is_none_or(Vec::is_empty) {
        return Err(Fault::new("the issuer's certificate has no subject key identifier"));
    }
    let with_name = name == Wanted::Always || (name == Wanted::IfUseful && key_id.is_none());
    encoded(key_id, with_name.then_some(&issuer)).ok_or_else(too_long)
}

/// The identifier in the issuer's certificate; of a certificate that is signed with a key of its own, that key's.
fn issuer_key_id(issuer: &Issuer<'_>, before: &[Extension<'_>]) -> Option<Vec<u8>> {
    let is_same = issuer.extensions.is_none();
    let extensions = issuer.extensions.unwrap_or(before);
    let found = extensions.iter().find(|extension| extension.is(known::ID_CE_SUBJECT_KEY_IDENTIFIER));
    let own = found.filter(|_| !is_same || issuer.is_self_signed);
    let own = own.and_then(|extension| {
        OctetString::from_der(extension.value.content()).ok().map(|value| value.content().to_vec())
    });
    own.or_else(|| issuer.key_id.filter(|_| is_same).map(|key_id| key_id.to_vec()))
}

fn encoded(key_id: Option<Vec<u8>>, name: Option<&Issuer<'_>>) -> Option<Vec<u8>> {
    let mut parts = Vec::new();
    if let Some(key_id) = key_id {
        parts.push(der::implicit(0, &key_id)?);
    }
    if let Some(issuer) = name {
        let name = issuer.issuer.to_der().ok()?;
        parts.push(der::tagged(1, &directory(&name)?)?);
        parts.push(der::implicit(2, issuer.serial.content())?);
    }
    der::sequence(&parts)
}
