//! What certificates, requests and revocation lists have in common: a part, and a signature on it
//! (RFC 5280, 4.1.1).

use std::ops::Range;

use x509_parser::asn1_rs::ToDer as _;
use x509_parser::x509;

use super::defect::Defect;
use super::error::X509Error;
use super::structure::{first_inside, range_in};
use crate::model::algorithm::AlgorithmIdentifier;
use crate::model::oid::Oid;

/// A signed structure, read but not checked; [`crate::pki::signature`] checks it.
#[derive(Debug, Clone)]
pub struct Signed {
    /// How it is signed: the algorithm beside the signature.
    pub algorithm: AlgorithmIdentifier,
    der: Vec<u8>,
    /// The part that is signed, as a range of `der`.
    part: Range<usize>,
    signature: Vec<u8>,
}

impl Signed {
    /// `part` is the slice of `der` that is signed.
    pub(super) fn new(der: &[u8], part: &[u8], algorithm: AlgorithmIdentifier, signature: &[u8]) -> Self {
        Self { algorithm, der: der.to_vec(), part: range_in(der, part), signature: signature.to_vec() }
    }

    /// The signature with `whole` as the encoding: the BER of what was read.
    pub(super) fn of_original(self, whole: &[u8]) -> Self {
        let part = first_inside(whole).map_or(0..0, |part| range_in(whole, part));
        Self { der: whole.to_vec(), part, ..self }
    }

    /// The complete DER, or the BER that the file has.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The part that is signed, as DER.
    #[must_use]
    pub fn part(&self) -> &[u8] {
        &self.der[self.part.clone()]
    }

    /// The signature's bits.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

/// The algorithm that x509-parser has read.
pub(super) fn algorithm(parsed: &x509::AlgorithmIdentifier<'_>) -> Result<AlgorithmIdentifier, X509Error> {
    let unreadable = || X509Error::Malformed(Defect::SignatureAlgorithm);
    let oid = Oid::from_octets(parsed.algorithm.as_bytes()).map_err(|_| unreadable())?;
    let parameters = parsed.parameters.as_ref().and_then(|parameters| parameters.to_der_vec().ok());
    Ok(AlgorithmIdentifier::new(oid, parameters))
}
