//! The trust settings that OpenSSL keeps behind a certificate in PEM labelled `TRUSTED CERTIFICATE`.

use der::{Decode as _, Sequence};

use super::algorithm::AlgorithmIdentifier;
use super::certificate::Certificate;
use super::element::Element;
use super::primitive::{ObjectId, OctetString, Primitive, Utf8String};

/// `X509_CERT_AUX` (OpenSSL, `crypto/x509/x_x509a.c`): the uses for which the certificate is trusted or rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Sequence)]
pub struct TrustSettings<'a> {
    /// The uses for which it is trusted; `None` without a restriction.
    #[asn1(optional = "true")]
    pub trusted: Option<Vec<ObjectId<'a>>>,
    /// The uses for which it is rejected.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub rejected: Option<Vec<ObjectId<'a>>>,
    /// A name for people.
    #[asn1(optional = "true")]
    pub alias: Option<Utf8String<'a>>,
    /// An identifier of the key.
    #[asn1(optional = "true")]
    pub key_id: Option<OctetString<'a>>,
    /// Anything else.
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub other: Option<Vec<AlgorithmIdentifier<'a>>>,
}

impl TrustSettings<'_> {
    /// The settings with data of their own.
    #[must_use]
    pub fn into_owned(self) -> TrustSettings<'static> {
        let ids = |ids: Vec<ObjectId<'_>>| ids.iter().map(owned).collect();
        let algorithm = |one: AlgorithmIdentifier<'_>| AlgorithmIdentifier {
            id: owned(&one.id),
            parameters: one.parameters.map(Element::into_owned),
        };
        TrustSettings {
            trusted: self.trusted.map(ids),
            rejected: self.rejected.map(ids),
            alias: self.alias.as_ref().map(owned),
            key_id: self.key_id.as_ref().map(owned),
            other: self.other.map(|other| other.into_iter().map(algorithm).collect()),
        }
    }
}

fn owned<const NUMBER: u8>(value: &Primitive<'_, NUMBER>) -> Primitive<'static, NUMBER> {
    Primitive::from_content(value.content().to_vec())
}

/// The DER of the certificate at the start of `der`, and the settings after it.
///
/// # Errors
/// When `der` does not begin with a certificate, or something other than settings follows it.
pub fn split_trusted(der: &[u8]) -> der::Result<(&[u8], Option<TrustSettings<'_>>)> {
    let mut reader = der::SliceReader::new(der)?;
    let length = Element::decode(&mut reader)?.der().len();
    let (certificate, settings) = der.split_at(length);
    Certificate::from_der(certificate)?;
    let settings = (!settings.is_empty()).then(|| TrustSettings::from_der(settings)).transpose()?;
    Ok((certificate, settings))
}

#[cfg(test)]
mod tests {
    use der::Encode as _;

    use super::*;
    use crate::model::oid::known;

    #[test]
    fn settings_are_written_as_openssl_writes_them_and_read_again() {
        let settings = TrustSettings {
            trusted: Some(vec![ObjectId::from(known::ID_KP_SERVER_AUTH)]),
            rejected: Some(vec![ObjectId::from(known::ID_KP_CLIENT_AUTH)]),
            alias: Some(Utf8String::from_content(&b"a"[..])),
            ..TrustSettings::default()
        };
        let der = settings.to_der().unwrap();
        let id = |last| [6, 8, 0x2b, 6, 1, 5, 5, 7, 3, last];
        let expected = [&[0x30, 27, 0x30, 10][..], &id(1), &[0xa0, 10], &id(2), &[0x0c, 1, b'a']].concat();
        assert_eq!(der, expected);
        assert_eq!(TrustSettings::from_der(&der).unwrap(), settings);
        assert_eq!(settings.clone().into_owned(), settings);
    }

    #[test]
    fn empty_settings_are_an_empty_sequence() {
        assert_eq!(TrustSettings::default().to_der().unwrap(), [0x30, 0]);
        assert!(split_trusted(&[0x30, 0]).is_err());
    }
}
