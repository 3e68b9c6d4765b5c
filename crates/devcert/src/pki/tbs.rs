//! The one way in which a certificate, a request or a revocation list comes to be: the structure that is
//! to be signed is built, encoded and signed once.
//!
//! Nothing here checks the structure. What devcert issues on its own keeps to RFC 5280 because its
//! specifications ([`CertificateSpec`](super::CertificateSpec) and the like) cannot say anything else.

use der::{Decode, Encode, Sequence};

use super::issue::IssueError;
use super::rcgen;
use crate::key::Signer;
use crate::model::der_error::{DerError, Opaque as _};
use crate::x509::{AlgorithmIdentifier, BitString, Element, RequestInfo, TbsCertList, TbsCertificate};

/// What is signed as DER, how it is signed, and the signature (RFC 5280, 4.1.1).
#[derive(Sequence)]
struct Signed<'a> {
    body: Element<'a>,
    algorithm: AlgorithmIdentifier<'a>,
    signature: BitString<'a>,
}

/// The DER of the certificate `body`, signed by `signer`.
///
/// # Errors
/// When the structure cannot be encoded, or the key does not sign.
pub fn sign_certificate(body: &TbsCertificate<'_>, signer: &Signer) -> Result<Vec<u8>, IssueError> {
    let to_be_signed = rcgen::certificate(body).map_or_else(|| body.to_der(), Ok).opaque()?;
    sign(&to_be_signed, signer)
}

/// The DER of the request `body`, signed by `signer`.
///
/// # Errors
/// When the structure cannot be encoded, or the key does not sign.
pub fn sign_request(body: &RequestInfo<'_>, signer: &Signer) -> Result<Vec<u8>, IssueError> {
    let expressed = rcgen::request(body, &algorithm(signer)?);
    sign(&expressed.map_or_else(|| body.to_der(), Ok).opaque()?, signer)
}

/// The DER of the revocation list `body`, signed by `signer`.
///
/// # Errors
/// When the structure cannot be encoded, or the key does not sign.
pub fn sign_crl(body: &TbsCertList<'_>, signer: &Signer) -> Result<Vec<u8>, IssueError> {
    let to_be_signed = rcgen::crl(body).map_or_else(|| body.to_der(), Ok).opaque()?;
    sign(&to_be_signed, signer)
}

fn sign(to_be_signed: &[u8], signer: &Signer) -> Result<Vec<u8>, IssueError> {
    let signature = BitString::from_bytes(&signer.sign(to_be_signed)?);
    let body = Element::from_der(to_be_signed).opaque()?;
    Ok(Signed { body, algorithm: algorithm(signer)?, signature }.to_der().opaque()?)
}

/// The identifier of the signatures that `signer` makes.
pub(super) fn algorithm(signer: &Signer) -> Result<AlgorithmIdentifier<'static>, DerError> {
    AlgorithmIdentifier::from_model(&signer.algorithm().identifier()?).opaque()
}
