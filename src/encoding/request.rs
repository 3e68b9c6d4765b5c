//! Certification requests as they are read (RFC 2986, PKCS#10).

use x509_parser::cri_attributes::ParsedCriAttribute;
use x509_parser::prelude::{FromDer, X509CertificationRequest};

use super::certificate::{X509Error, names};
use super::damage::{self, Structure};
use super::signed::Signed;
use super::{extension, name};
use crate::key::PublicKey;
use crate::model::extension::Extension;
use crate::model::name::Name;
use crate::model::san::San;

/// A request, read but not judged; its signature is checked by [`crate::pki::signature`].
#[derive(Debug, Clone)]
pub struct Request {
    /// Who asks.
    pub subject: Name,
    /// The key that shall be certified.
    pub public_key: PublicKey,
    /// What the certificate shall say beyond that.
    pub extensions: Vec<Extension>,
    /// How it is signed, and all of it as DER.
    pub signed: Signed,
}

impl Request {
    /// Reads a DER request; `der` must end where it ends.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        X509Error::check_length(der)?;
        let (rest, parsed) = X509CertificationRequest::from_der(der)
            .map_err(|error| damage::locate(der, Structure::Request, error))?;
        if !rest.is_empty() {
            return Err(X509Error::Trailing(rest.len()));
        }
        let info = &parsed.certification_request_info;
        let asked = info.iter_attributes().find_map(|attribute| match attribute.parsed_attribute() {
            ParsedCriAttribute::ExtensionRequest(request) => Some(&request.extensions),
            _ => None,
        });
        Ok(Self {
            subject: name::of_part("subject", &info.subject, der)?,
            public_key: PublicKey::from_spki(info.subject_pki.raw).map_err(X509Error::in_part(
                "public key",
                der,
                info.subject_pki.raw,
            ))?,
            extensions: extension::all_from_parsed(asked.into_iter().flatten(), der)?,
            signed: Signed::new(der, info.raw, &parsed.signature_algorithm, &parsed.signature_value),
        })
    }

    /// The complete DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        self.signed.der()
    }

    /// The subject alternative names that it asks for.
    #[must_use]
    pub fn names(&self) -> &[San] {
        names(&self.extensions)
    }
}
