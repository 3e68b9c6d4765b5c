//! The fields of what is signed, in their order, as data: what the structures of this module are made of, for
//! readers that look at a file which does not decode, or which need not be decoded.

/// A field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// What it is called in messages.
    pub(crate) name: &'static str,
    /// The identifier octets that it can begin with.
    pub(crate) identifiers: &'static [u8],
    /// Whether it can be absent.
    pub(crate) optional: bool,
    /// What it holds.
    pub(crate) content: Content,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// A version in an element of its own.
    Version,
    /// An INTEGER.
    Number,
    /// An algorithm and its parameters.
    Algorithm,
    /// A distinguished name.
    Name,
    /// A date.
    Date,
    /// notBefore and notAfter.
    Validity,
    /// A public key with its algorithm.
    PublicKey,
    /// A unique identifier.
    Identifier,
    /// A list of extensions in an element of its own.
    Extensions,
    /// A set of attributes.
    Attributes,
    /// A list of revoked certificates.
    Revoked,
}

const SEQUENCE: &[u8] = &[0x30];
const INTEGER: &[u8] = &[0x02];
const TIME: &[u8] = &[0x17, 0x18];

const fn field(name: &'static str, identifiers: &'static [u8], content: Content) -> Field {
    Field { name, identifiers, optional: false, content }
}

const fn optional(name: &'static str, identifiers: &'static [u8], content: Content) -> Field {
    Field { optional: true, ..field(name, identifiers, content) }
}

/// [`super::TbsCertificate`] (RFC 5280, 4.1)
pub(crate) static CERTIFICATE: [Field; 10] = [
    optional("version", &[0xa0], Content::Version),
    field("serial number", INTEGER, Content::Number),
    field("signature algorithm", SEQUENCE, Content::Algorithm),
    field("issuer", SEQUENCE, Content::Name),
    field("validity", SEQUENCE, Content::Validity),
    field("subject", SEQUENCE, Content::Name),
    field("public key", SEQUENCE, Content::PublicKey),
    optional("issuer's unique identifier", &[0x81, 0xa1], Content::Identifier),
    optional("subject's unique identifier", &[0x82, 0xa2], Content::Identifier),
    optional("list of extensions", &[0xa3], Content::Extensions),
];

/// [`super::RequestInfo`] (RFC 2986, 4.1)
pub(crate) static REQUEST: [Field; 4] = [
    field("version", INTEGER, Content::Number),
    field("subject", SEQUENCE, Content::Name),
    field("public key", SEQUENCE, Content::PublicKey),
    optional("list of attributes", &[0xa0], Content::Attributes),
];

/// [`super::TbsCertList`] (RFC 5280, 5.1)
pub(crate) static LIST: [Field; 7] = [
    optional("version", INTEGER, Content::Number),
    field("signature algorithm", SEQUENCE, Content::Algorithm),
    field("issuer", SEQUENCE, Content::Name),
    field("date", TIME, Content::Date),
    optional("date of the next one", TIME, Content::Date),
    optional("list of revoked certificates", SEQUENCE, Content::Revoked),
    optional("list of extensions", &[0xa0], Content::Extensions),
];

impl Field {
    /// Whether an element that begins with this octet can be the field.
    pub(crate) fn begins_with(&self, identifier: u8) -> bool {
        self.identifiers.contains(&identifier)
    }
}

#[cfg(test)]
mod tests {
    use der::{Decode as _, Encode, Reader as _, SliceReader};

    use super::*;
    use crate::x509::{
        AlgorithmIdentifier, BitString, Element, Integer, Name, ObjectId, PublicKeyInfo, RequestInfo, Set,
        TbsCertList, TbsCertificate, Time, Validity,
    };

    /// The fields that the structure has, by its encoding.
    fn found(fields: &[Field], structure: &impl Encode) -> Vec<&'static str> {
        let der = structure.to_der().unwrap();
        let whole = Element::from_der(&der).unwrap();
        let mut reader = SliceReader::new(whole.content()).unwrap();
        let mut fields = fields.iter();
        let mut names = Vec::new();
        while !reader.is_finished() {
            let identifier = Element::decode(&mut reader).unwrap().identifier();
            let field = fields.find(|field| !field.optional || field.begins_with(identifier)).unwrap();
            assert!(field.begins_with(identifier), "{identifier:#x} in the place of {}", field.name);
            names.push(field.name);
        }
        assert!(fields.all(|field| field.optional));
        names
    }

    fn names(fields: &[Field], with: impl Fn(&Field) -> bool) -> Vec<&'static str> {
        fields.iter().filter(|field| with(field)).map(|field| field.name).collect()
    }

    fn time() -> Time<'static> {
        Time::Utc(b"300101000000Z".into())
    }

    fn algorithm() -> AlgorithmIdentifier<'static> {
        AlgorithmIdentifier { id: ObjectId::from_content(vec![0x2a]), parameters: None }
    }

    fn key() -> PublicKeyInfo<'static> {
        PublicKeyInfo { algorithm: algorithm(), key: BitString::from_bytes(&[]) }
    }

    #[test]
    fn the_fields_of_a_certificate_are_those_of_its_structure() {
        let (id, number) = (Some(BitString::from_bytes(&[1])), Integer::from(1));
        let full = TbsCertificate {
            version: Some(number.clone()),
            serial: number,
            signature: algorithm(),
            issuer: Name::default(),
            validity: Validity { not_before: time(), not_after: time() },
            subject: Name::default(),
            public_key: key(),
            issuer_id: id.clone(),
            subject_id: id,
            extensions: Some(Vec::new()),
        };
        assert_eq!(found(&CERTIFICATE, &full), names(&CERTIFICATE, |_| true));
        let least =
            TbsCertificate { version: None, issuer_id: None, subject_id: None, extensions: None, ..full };
        assert_eq!(found(&CERTIFICATE, &least), names(&CERTIFICATE, |field| !field.optional));
    }

    #[test]
    fn the_fields_of_a_request_are_those_of_its_structure() {
        let attributes = Some(Set(Vec::new()));
        let full = RequestInfo {
            version: Integer::from(0),
            subject: Name::default(),
            public_key: key(),
            attributes,
        };
        assert_eq!(found(&REQUEST, &full), names(&REQUEST, |_| true));
        let least = RequestInfo { attributes: None, ..full };
        assert_eq!(found(&REQUEST, &least), names(&REQUEST, |field| !field.optional));
    }

    #[test]
    fn the_fields_of_a_list_are_those_of_its_structure() {
        let full = TbsCertList {
            version: Some(Integer::from(1)),
            signature: algorithm(),
            issuer: Name::default(),
            this_update: time(),
            next_update: Some(time()),
            revoked: Some(Vec::new()),
            extensions: Some(Vec::new()),
        };
        assert_eq!(found(&LIST, &full), names(&LIST, |_| true));
        let least = TbsCertList { version: None, next_update: None, revoked: None, extensions: None, ..full };
        assert_eq!(found(&LIST, &least), names(&LIST, |field| !field.optional));
    }
}
