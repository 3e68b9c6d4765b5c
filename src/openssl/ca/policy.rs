//! Which attributes of a requested subject the certificate gets: the section that `policy` specifies.

use crate::openssl::config::Entry;
use crate::openssl::objects::Objects;
use devcert::model::oid::Oid;
use devcert::x509::{Name, NameAttribute, Set};

/// The subject that the policy makes of the requested one: its attributes in the order of the policy, each in a relative
/// name of its own. `authority` is the subject of the CA.
///
/// # Errors
/// In the lines that openssl prints, why the policy does not allow the subject, or is not a policy.
pub(super) fn subject<'a>(
    policy: &[Entry],
    objects: &Objects,
    requested: &Name<'a>,
    authority: &Name<'a>,
) -> Result<Name<'a>, Vec<String>> {
    let mut relative = Vec::new();
    for Entry { name, value } in policy {
        let unknown = || vec![format!("{name}:unknown object type in 'policy' configuration")];
        let kind = objects.with_a_name(name).ok_or_else(unknown)?;
        let given = of_kind(requested, kind);
        match value.as_str() {
            "supplied" if given.is_empty() => {
                return Err(vec![format!("The {name} field needed to be supplied and was missing")]);
            }
            "optional" | "supplied" => {}
            "match" => check_match(name, &given, &of_kind(authority, kind))?,
            other => return Err(vec![format!("{other}:invalid type in 'policy' configuration")]),
        }
        relative.extend(given.into_iter().map(|attribute| Set(vec![attribute.clone()])));
    }
    Ok(Name(relative))
}

fn of_kind<'a, 'b>(name: &'b Name<'a>, kind: Oid) -> Vec<&'b NameAttribute<'a>> {
    let attributes = name.0.iter().flat_map(|set| &set.0);
    attributes.filter(|attribute| attribute.id.oid() == Some(kind)).collect()
}

/// Each of the attributes must be one of the CA.
fn check_match(
    name: &str,
    given: &[&NameAttribute<'_>],
    authority: &[&NameAttribute<'_>],
) -> Result<(), Vec<String>> {
    if given.is_empty() {
        return Err(vec![format!("The mandatory {name} field was missing")]);
    }
    let Some(last) = authority.last() else {
        return Err(vec![
            format!("The {name} field does not exist in the CA certificate,"),
            "the 'policy' is misconfigured".to_owned(),
        ]);
    };
    let differs = |one: &&&NameAttribute<'_>| !authority.iter().any(|other| other.value == one.value);
    let Some(different) = given.iter().find(differs) else { return Ok(()) };
    let text =
        |attribute: &NameAttribute<'_>| String::from_utf8_lossy(attribute.value.content()).into_owned();
    Err(vec![
        format!("The {name} field is different between"),
        format!("CA certificate ({}) and the request ({})", text(last), text(different)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::ca::display;
    use crate::openssl::names::{self, Strings};

    fn name(text: &str) -> Name<'static> {
        names::of_subject(text, &Objects::default(), Strings::default(), "ca").unwrap().0
    }

    fn allowed(policy: &[(&str, &str)], requested: &str) -> Result<String, String> {
        let entry = |(name, value): &(&str, &str)| Entry { name: (*name).into(), value: (*value).into() };
        let policy: Vec<_> = policy.iter().map(entry).collect();
        let subject =
            subject(&policy, &Objects::default(), &name(requested), &name("/C=US/O=Org/OU=a/OU=b/CN=ca"));
        subject.map(|name| display::oneline(&name)).map_err(|lines| lines.join("\n"))
    }

    #[test]
    fn the_policy_decides_attributes_and_their_order() {
        let policy = [("countryName", "match"), ("OU", "optional"), ("commonName", "supplied")];
        for (requested, subject) in [
            ("/CN=x/C=US", "/C=US/CN=x"),
            ("/CN=x/L=there/OU=1/C=US/OU=2", "/C=US/OU=1/OU=2/CN=x"),
            ("/CN=x+OU=1/C=US", "/C=US/OU=1/CN=x"),
            ("/CN=x/CN=y/C=US/C=US", "/C=US/C=US/CN=x/CN=y"),
        ] {
            assert_eq!(allowed(&policy, requested).unwrap(), subject, "{requested}");
        }
        assert_eq!(allowed(&[("OU", "match")], "/OU=b/OU=a").unwrap(), "/OU=b/OU=a");
    }

    #[test]
    fn what_the_policy_does_not_allow_is_reported_in_openssls_words() {
        for (policy, requested, words) in [
            (("C", "match"), "/CN=x", "The mandatory C field was missing"),
            (
                ("commonName", "supplied"),
                "/C=US",
                "The commonName field needed to be supplied and was missing",
            ),
            (
                ("L", "match"),
                "/L=x",
                "The L field does not exist in the CA certificate,\nthe 'policy' is misconfigured",
            ),
            (
                ("OU", "match"),
                "/OU=a/OU=c",
                "The OU field is different between\nCA certificate (b) and the request (c)",
            ),
            (("C", "matched"), "/C=US", "matched:invalid type in 'policy' configuration"),
            (("nonsense", "match"), "/C=US", "nonsense:unknown object type in 'policy' configuration"),
        ] {
            assert_eq!(allowed(&[policy], requested).unwrap_err(), words);
        }
    }
}
