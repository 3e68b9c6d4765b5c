//! The form of names in which OpenSSL compares them and finds them in directories.

use der::Encode as _;

use super::element::Element;
use super::name::{Name, NameAttribute};
use super::primitive::ObjectId;
use super::set::Set;
use crate::model::name::StringKind;

impl Name<'_> {
    /// The relative names as DER, one after the other, with the text of each value in UTF-8 and in lower case, spaces
    /// at its ends removed and others as one. It is `canon_enc` of OpenSSL (`crypto/x509/x_name.c`): two names are
    /// equal there if these bytes are, and the SHA-1 of them is the name of a file in a directory of certificates.
    ///
    /// # Errors
    /// When a string breaks its type, or a relative name is too long for DER.
    pub fn canonical(&self) -> der::Result<Vec<u8>> {
        let mut canonical = Vec::new();
        for set in &self.0 {
            let attributes = set.0.iter().map(canonical_attribute).collect::<der::Result<_>>()?;
            Set::sorted(attributes)?.encode_to_vec(&mut canonical)?;
        }
        Ok(canonical)
    }
}

fn canonical_attribute(attribute: &NameAttribute<'_>) -> der::Result<NameAttribute<'static>> {
    let id = ObjectId::from_content(attribute.id.content().to_vec());
    let value = &attribute.value;
    let kind = StringKind::from_identifier(value.identifier()).filter(|kind| *kind != StringKind::Numeric);
    let Some(kind) = kind else {
        return Ok(NameAttribute { id, value: value.clone().into_owned() });
    };
    let text = kind.text(value.content()).ok_or(der::ErrorKind::Failed)?;
    let words = text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let text = words.join(" ").to_ascii_lowercase();
    let value = Element::new(StringKind::Utf8.identifier(), text.as_bytes())?;
    Ok(NameAttribute { id, value })
}

const fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::oid::known;

    fn name(kind: StringKind, text: &str) -> Name<'static> {
        let value = Element::text(kind, text).unwrap();
        Name(vec![Set(vec![NameAttribute { id: ObjectId::from(known::COMMON_NAME), value }])])
    }

    #[test]
    fn case_type_and_spaces_do_not_matter() {
        let one = name(StringKind::Printable, " A  b ").canonical().unwrap();
        assert_eq!(one, name(StringKind::Utf8, "a B").canonical().unwrap());
        assert_eq!(one, name(StringKind::Bmp, "a b").canonical().unwrap());
        assert_ne!(one, name(StringKind::Numeric, "1").canonical().unwrap());
        assert_ne!(one, name(StringKind::Utf8, "ab").canonical().unwrap());
        assert!(Name::default().canonical().unwrap().is_empty());
    }
}
