//! Names as people type them: `/C=CN/O=Acme/CN=x` (openssl) and `CN=x,O=Acme,C=CN` (RFC 4514).

use std::str::FromStr;

use super::Name;
use super::attribute::{Attribute, AttributeKind};
use super::typed::NameError;

impl FromStr for Name {
    type Err = NameError;

    /// A leading `/` means openssl's spelling, whose order is the encoding's; anything else is
    /// RFC 4514, whose order is the reverse. `+` joins attributes of one relative name in both,
    /// `\` escapes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix('/') {
            Some(rest) => rdns(rest, '/').and_then(Name::new),
            None => match rdns(text, ',')? {
                none if none.is_empty() => Err(NameError::Empty),
                rdns => Name::new(rdns.into_iter().rev().collect()),
            },
        }
    }
}

fn rdns(text: &str, separator: char) -> Result<Vec<Vec<Attribute>>, NameError> {
    split(text, separator)
        .into_iter()
        .filter(|rdn| !rdn.trim().is_empty())
        .map(|rdn| split(rdn, '+').into_iter().map(typed_attribute).collect())
        .collect()
}

/// Splits at `separator` where it is not escaped.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (index, character) in text.char_indices() {
        if character == separator && !escaped {
            parts.push(&text[start..index]);
            start = index + character.len_utf8();
        }
        escaped = character == '\\' && !escaped;
    }
    parts.push(&text[start..]);
    parts
}

fn typed_attribute(text: &str) -> Result<Attribute, NameError> {
    let (kind, value) = text.split_once('=').ok_or_else(|| NameError::NoEquals(text.to_owned()))?;
    let kind = kind.trim();
    let kind = AttributeKind::named(kind).ok_or_else(|| NameError::UnknownType(kind.to_owned()))?;
    Attribute::new(kind, &unescape(value)?)
}

/// RFC 4514, section 2.4: `\` before a special character or before two hexadecimal digits of UTF-8.
fn unescape(text: &str) -> Result<String, NameError> {
    let malformed = || NameError::BadEscape(text.to_owned());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.trim_start().bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let first = rest.next().ok_or_else(malformed)?;
        if first.is_ascii_hexdigit() {
            let second = rest.next().ok_or_else(malformed)?;
            let digits = [first, second];
            let digits = std::str::from_utf8(&digits).map_err(|_| malformed())?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| malformed())?);
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<Name>().map_or_else(|error| error.to_string(), |name| name.to_string())
    }

    #[test]
    fn both_spellings_give_the_same_name() {
        assert_eq!("/C=CN/O=Acme/CN=x".parse::<Name>(), "CN=x,O=Acme,C=CN".parse::<Name>());
    }

    #[test]
    fn repeated_and_multi_valued_attributes_are_kept() {
        assert_eq!(shown("/OU=a/OU=b/CN=x+UID=7"), "CN=x+UID=7,OU=b,OU=a");
    }

    #[test]
    fn escapes_are_read_and_written_back() {
        assert_eq!(shown(r"/O=a\/b/CN=x"), "CN=x,O=a/b");
        assert_eq!(shown(r"CN=Doe\, John,O=\c3\a9t\c3\a9"), "CN=Doe\\, John,O=été");
    }

    #[test]
    fn an_oid_stands_for_a_type_without_a_name() {
        assert_eq!(shown("/1.2.3.4=x"), "1.2.3.4=x");
    }

    #[test]
    fn invalid_subject_values_are_reported() {
        for (text, part) in [
            ("", "the subject is empty"),
            (" , ", "the subject is empty"),
            ("localhost", "has no \"=\""),
            ("/XX=1", "\"XX\" is not an attribute"),
            ("/CN=", "CN is empty"),
            ("/CN=a\u{7}b", "U+0007"),
            ("/C=China", "two-letter code"),
            ("/DC=é", "plain ASCII"),
            ("CN=x\\", "backslash"),
        ] {
            assert!(shown(text).contains(part), "{text}: {}", shown(text));
        }
        assert!(shown(&format!("/CN={}", "x".repeat(65))).contains("65 characters"));
    }
}
