//! The subject of the CA that replaces another one. It has to be a new one: clients, CRLs and trust stores find
//! a CA by its subject.

use crate::ops::ca::create::subject;
use crate::ops::{Error, World};
use devcert::encoding::certificate::Certificate;
use devcert::key::PrivateKey;
use devcert::model::name::Name;
use devcert::model::profile::Profile;

/// The subject of `old` with the next number. A default one, which ends with the identifier of the key, gets that of the
/// new `key`.
pub(super) fn next(
    old: &Certificate,
    profile: Profile,
    key: &PrivateKey,
    world: &dyn World,
) -> Result<Name, Error> {
    let [one, two, three, ..] = old.public_key().key_identifier();
    let end = format!(" {one:02x}{two:02x}{three:02x}");
    let numbered = old.subject().common_name().filter(|text| !text.ends_with(&end)).map(numbered);
    match numbered.and_then(|text| old.subject().with_common_name(&text).ok()) {
        Some(subject) => Ok(subject),
        None => subject(None, profile, key, world),
    }
}

/// `Acme CA 2` after `Acme CA`, and `Acme CA 3` after that.
fn numbered(text: &str) -> String {
    let number = text.rsplit_once(' ').and_then(|(start, end)| {
        let is_short = end.len() <= 3 && end.bytes().all(|byte| byte.is_ascii_digit());
        Some((start, end.parse::<u32>().ok().filter(|_| is_short)?))
    });
    let (start, number) = number.unwrap_or((text, 1));
    let end = format!(" {}", number + 1);
    // A common name has at most 64 characters (RFC 5280, appendix A.1).
    let start: String = start.chars().take(64 - end.len()).collect();
    format!("{start}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_name_has_the_next_number() {
        for (old, new) in [
            ("Acme CA", "Acme CA 2"),
            ("Acme CA 2", "Acme CA 3"),
            ("Acme CA 2026", "Acme CA 2026 2"),
            ("7", "7 2"),
        ] {
            assert_eq!(numbered(old), new);
        }
        assert_eq!(numbered(&"x".repeat(64)).len(), 64);
    }
}
