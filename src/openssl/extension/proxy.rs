//! Proxy certificates (RFC 3820, 3.8) and Thawte's strong extranet.

use super::der;
use super::list::{Item, items};
use super::place::{Fault, Place, hexadecimal, object, too_long};
use super::simple::integer_of;
use devcert::model::oid::{Oid, known};
use devcert::x509::Extension;

/// What the list of proxyCertInfo sets.
#[derive(Default)]
struct Information {
    language: Option<Oid>,
    path_length: Option<Vec<u8>>,
    policy: Option<Vec<u8>>,
}

impl Information {
    fn read(items: &[Item], place: &Place<'_>) -> Result<Self, Fault> {
        let mut information = Self::default();
        for item in items {
            let repeated = || Fault::new(format_args!("{} is there twice", item.name));
            match item.name.as_str() {
                "language" if information.language.is_some() => return Err(repeated()),
                "language" => information.language = Some(object(item.value()?, place)?),
                "pathlen" if information.path_length.is_some() => return Err(repeated()),
                "pathlen" => information.path_length = Some(integer_of(item.value()?)?),
                "policy" => information.policy.get_or_insert_default().extend(policy_part(item.value()?)?),
                other => {
                    return Err(Fault::new(format_args!("\"{other}\" is not language, pathlen or policy")));
                }
            }
        }
        Ok(information)
    }

    fn to_der(&self) -> Result<Vec<u8>, Fault> {
        let language = self.language.as_ref().ok_or_else(|| Fault::new("no proxy policy language"))?;
        // Both say all that the policy would (RFC 3820, 3.8.2).
        let needs_no_policy = [known::ID_PPL_INHERIT_ALL, known::ID_PPL_INDEPENDENT]
            .iter()
            .any(|one| Oid::from(*one) == *language);
        if needs_no_policy && self.policy.is_some() {
            return Err(Fault::new("the policy language excludes a policy"));
        }
        let policy = match &self.policy {
            Some(text) => der::element(4, text).ok_or_else(too_long)?,
            None => Vec::new(),
        };
        let language = der::oid(*language).ok_or_else(too_long)?;
        let policy = der::sequence(&[language, policy]).ok_or_else(too_long)?;
        der::sequence(&[self.path_length.clone().unwrap_or_default(), policy]).ok_or_else(too_long)
    }
}

/// `language:id-ppl-anyLanguage,pathlen:3,policy:text:AB`
pub(super) fn information(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    Information::read(&items(value, place)?, place)?.to_der()
}

/// A part of a policy; several are joined.
fn policy_part(text: &str) -> Result<Vec<u8>, Fault> {
    match text.split_once(':') {
        Some(("text", text)) => Ok(text.as_bytes().to_vec()),
        Some(("hex", digits)) => hexadecimal(digits),
        Some(("file", _)) => {
            Err(Fault::new("devcert reads no policy from a file; write it as text: or hex:"))
        }
        _ => Err(Fault::new(format_args!("\"{text}\" does not begin with text: or hex:"))),
    }
}

/// Zones and the user in each: `1:one, 2:two`.
pub(super) fn strong_extranet(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let zone = |item: &Item| {
        let user = der::element(4, item.value()?.as_bytes()).ok_or_else(too_long)?;
        der::sequence(&[integer_of(&item.name)?, user]).ok_or_else(too_long)
    };
    let zones = items(value, place)?.iter().map(zone).collect::<Result<Vec<_>, _>>()?;
    let version = der::integer(&0_u64.into()).ok_or_else(too_long)?;
    der::sequence(&[version, der::sequence(&zones).ok_or_else(too_long)?]).ok_or_else(too_long)
}
