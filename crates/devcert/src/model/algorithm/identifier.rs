//! `AlgorithmIdentifier` (RFC 5280, 4.1.1.2): an algorithm with its parameters, as structures state it.

use std::fmt;

use der::asn1::AnyRef;
use der::{Decode, Encode, Reader, Sequence, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

use super::signature::{DigestAlgorithm, Pss, SignatureAlgorithm};
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::{Oid, known};

/// An algorithm and its parameters, read but not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmIdentifier {
    oid: Oid,
    parameters: Option<Vec<u8>>,
}

/// Signature algorithms that devcert recognizes and does not verify, under the names of openssl.
const UNSUPPORTED: [(Oid, &str); 1] = [(Oid::of(known::MD_2_WITH_RSA_ENCRYPTION), "md2WithRSAEncryption")];

impl AlgorithmIdentifier {
    /// The algorithm of this object identifier, with the DER of its parameters.
    #[must_use]
    pub const fn new(oid: Oid, parameters: Option<Vec<u8>>) -> Self {
        Self { oid, parameters }
    }

    /// Reads DER; `der` must end where the structure ends.
    ///
    /// # Errors
    /// When it is not a sequence of an object identifier and at most one more element.
    pub fn from_der(der: &[u8]) -> Result<Self, DerError> {
        let whole = AnyRef::from_der(der).opaque()?;
        whole.tag().assert_eq(Tag::Sequence).opaque()?;
        let mut reader = SliceReader::new(whole.value()).opaque()?;
        let oid = AnyRef::decode(&mut reader).opaque()?;
        oid.tag().assert_eq(Tag::ObjectIdentifier).opaque()?;
        let oid =
            Oid::from_octets(oid.value()).map_err(|_| DerError::new(Tag::ObjectIdentifier.value_error()))?;
        let parameters = match reader.is_finished() {
            true => None,
            false => Some(reader.tlv_bytes().opaque()?.to_vec()),
        };
        reader.finish().opaque()?;
        Ok(Self { oid, parameters })
    }

    /// Its object identifier.
    #[must_use]
    pub const fn oid(&self) -> Oid {
        self.oid
    }

    /// The DER of its parameters, where it has any.
    #[must_use]
    pub fn parameters(&self) -> Option<&[u8]> {
        self.parameters.as_deref()
    }

    /// Its DER.
    ///
    /// # Errors
    /// When it exceeds the lengths of DER.
    pub fn to_der(&self) -> Result<Vec<u8>, DerError> {
        let oid = AnyRef::new(Tag::ObjectIdentifier, self.oid.octets()).opaque()?.to_der().opaque()?;
        let content = [oid.as_slice(), self.parameters().unwrap_or_default()].concat();
        AnyRef::new(Tag::Sequence, &content).opaque()?.to_der().opaque()
    }

    /// The signature algorithm that it states, where devcert knows it. Only the parameters of RSA-PSS mean
    /// something; those of others are passed over, whether they are right or not.
    #[must_use]
    pub fn signature(&self) -> Option<SignatureAlgorithm> {
        match self.oid.known()? {
            known::ID_RSASSA_PSS => {
                Pss::from_der(self.parameters.as_deref()?).ok().map(SignatureAlgorithm::RsaPss)
            }
            other => SignatureAlgorithm::from_oid(other),
        }
    }

    /// Whether its digest can be forged, so that clients reject its signatures.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.signature().is_some_and(SignatureAlgorithm::is_broken)
            || UNSUPPORTED.iter().any(|(oid, _)| *oid == self.oid)
    }
}

impl fmt::Display for AlgorithmIdentifier {
    /// The name that openssl has for it, or its object identifier.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(signature) = self.signature() {
            return write!(f, "{signature}");
        }
        if self.oid == known::ID_RSASSA_PSS {
            return write!(f, "{}", SignatureAlgorithm::RsaPss(Pss::DEFAULT));
        }
        match UNSUPPORTED.iter().find(|(oid, _)| *oid == self.oid) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "{}", self.oid),
        }
    }
}

impl SignatureAlgorithm {
    /// Its `AlgorithmIdentifier`, exactly as the standards write it: NULL after RSA with PKCS#1 v1.5
    /// padding (RFC 4055, 5), parameters after RSA-PSS, nothing after the others (RFC 5758, RFC 8410,
    /// RFC 9881).
    ///
    /// # Errors
    /// For ECDSA and DSA with MD5, which have no object identifier.
    pub fn identifier(self) -> Result<AlgorithmIdentifier, DerError> {
        let oid = self.oid().ok_or_else(|| DerError::new(Tag::ObjectIdentifier.value_error()))?;
        let parameters = match self {
            Self::RsaPkcs1(_) => Some(AnyRef::NULL.to_der().opaque()?),
            Self::RsaPss(pss) => Some(pss.to_der()?),
            Self::Ecdsa(_) | Self::Dsa(_) | Self::Ed25519 | Self::Ed448 | Self::MlDsa(_) => None,
        };
        Ok(AlgorithmIdentifier::new(oid.into(), parameters))
    }
}

/// `RSASSA-PSS-params` (RFC 4055, 3.1), its defaults left out.
#[derive(Sequence)]
struct Parameters<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    digest: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt_bytes: Option<u32>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

/// The only trailer field that there is: 0xbc.
const TRAILER: u8 = 1;

impl Pss {
    /// Reads the DER of `RSASSA-PSS-params`.
    ///
    /// # Errors
    /// When it is not that structure, or names a digest, a mask generation function or a trailer that
    /// devcert does not know.
    pub fn from_der(der: &[u8]) -> Result<Self, DerError> {
        let Parameters { digest, mask, salt_bytes, trailer } = Parameters::from_der(der).opaque()?;
        if trailer.is_some_and(|trailer| trailer != TRAILER) {
            return Err(DerError::new(Tag::Integer.value_error()));
        }
        Ok(Self {
            digest: digest.map_or(Ok(Self::DEFAULT.digest), digest_of).opaque()?,
            mask_digest: mask.map_or(Ok(Self::DEFAULT.mask_digest), mask_digest).opaque()?,
            salt_bytes: salt_bytes.unwrap_or(Self::DEFAULT.salt_bytes),
        })
    }

    /// The DER of `RSASSA-PSS-params`; digests have NULL parameters (RFC 4055, 2.1).
    ///
    /// # Errors
    /// When the salt's length exceeds the lengths of DER.
    pub fn to_der(self) -> Result<Vec<u8>, DerError> {
        let digest = |algorithm: DigestAlgorithm| AlgorithmIdentifierRef {
            oid: algorithm.oid(),
            parameters: Some(AnyRef::NULL),
        };
        let mask_digest = digest(self.mask_digest).to_der().opaque()?;
        let mask = AlgorithmIdentifierRef {
            oid: known::ID_MGF_1,
            parameters: Some(AnyRef::from_der(&mask_digest).opaque()?),
        };
        Parameters {
            digest: (self.digest != Self::DEFAULT.digest).then(|| digest(self.digest)),
            mask: (self.mask_digest != Self::DEFAULT.mask_digest).then_some(mask),
            salt_bytes: (self.salt_bytes != Self::DEFAULT.salt_bytes).then_some(self.salt_bytes),
            trailer: None,
        }
        .to_der()
        .opaque()
    }
}

fn digest_of(algorithm: AlgorithmIdentifierRef<'_>) -> der::Result<DigestAlgorithm> {
    let unknown = || der::ErrorKind::OidUnknown { oid: algorithm.oid }.into();
    DigestAlgorithm::from_oid(algorithm.oid).ok_or_else(unknown)
}

fn mask_digest(mask: AlgorithmIdentifierRef<'_>) -> der::Result<DigestAlgorithm> {
    match (mask.oid, mask.parameters) {
        (known::ID_MGF_1, Some(digest)) => digest_of(digest.decode_as()?),
        (oid, _) => Err(der::ErrorKind::OidUnknown { oid }.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::algorithm::MlDsa;

    fn every_algorithm() -> Vec<SignatureAlgorithm> {
        let digests = DigestAlgorithm::ALL;
        let pss = digests.into_iter().flat_map(|digest| {
            digests
                .map(|mask_digest| Pss { digest, mask_digest, salt_bytes: 200 })
                .into_iter()
                .chain([Pss::with(digest)])
        });
        let ecdsa = digests.into_iter().filter(|digest| *digest != DigestAlgorithm::Md5);
        digests
            .into_iter()
            .map(SignatureAlgorithm::RsaPkcs1)
            .chain(pss.map(SignatureAlgorithm::RsaPss))
            .chain(ecdsa.clone().map(SignatureAlgorithm::Ecdsa))
            .chain(ecdsa.map(SignatureAlgorithm::Dsa))
            .chain([SignatureAlgorithm::Ed25519, SignatureAlgorithm::Ed448])
            .chain(MlDsa::ALL.map(SignatureAlgorithm::MlDsa))
            .collect()
    }

    #[test]
    fn every_identifier_reads_back_and_no_two_are_alike() {
        let mut seen = Vec::new();
        for algorithm in every_algorithm() {
            let der = algorithm.identifier().unwrap().to_der().unwrap();
            let read = AlgorithmIdentifier::from_der(&der).unwrap();
            assert_eq!(read.signature(), Some(algorithm));
            assert_eq!(read.to_string(), algorithm.to_string());
            assert_eq!(read.to_der().unwrap(), der);
            assert!(!seen.contains(&der), "{algorithm:?}");
            seen.push(der);
        }
        assert!(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Md5).identifier().is_err());
    }

    #[test]
    fn the_bytes_are_those_that_webpki_compares_with() {
        use rustls_pki_types::alg_id;
        let sha = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
        let expected = [
            (alg_id::RSA_PKCS1_SHA256, alg_id::RSA_PSS_SHA256, alg_id::ECDSA_SHA256),
            (alg_id::RSA_PKCS1_SHA384, alg_id::RSA_PSS_SHA384, alg_id::ECDSA_SHA384),
            (alg_id::RSA_PKCS1_SHA512, alg_id::RSA_PSS_SHA512, alg_id::ECDSA_SHA512),
        ];
        // webpki's have no header.
        let content = |algorithm: SignatureAlgorithm| {
            let der = algorithm.identifier().unwrap().to_der().unwrap();
            AnyRef::from_der(&der).unwrap().value().to_vec()
        };
        for (digest, (pkcs1, pss, ecdsa)) in sha.into_iter().zip(expected) {
            assert_eq!(content(SignatureAlgorithm::RsaPkcs1(digest)), pkcs1.as_ref());
            assert_eq!(content(SignatureAlgorithm::RsaPss(Pss::with(digest))), pss.as_ref());
            assert_eq!(content(SignatureAlgorithm::Ecdsa(digest)), ecdsa.as_ref());
        }
        assert_eq!(content(SignatureAlgorithm::Ed25519), alg_id::ED25519.as_ref());
    }

    #[test]
    fn defaults_of_pss_are_left_out_and_read() {
        assert_eq!(Pss::DEFAULT.to_der().unwrap(), [0x30, 0]);
        assert_eq!(Pss::from_der(&[0x30, 0]), Ok(Pss::DEFAULT));
        assert_eq!(Pss::from_der(&[0x30, 5, 0xa3, 3, 2, 1, 1]), Ok(Pss::DEFAULT));
        assert!(Pss::from_der(&[0x30, 5, 0xa3, 3, 2, 1, 2]).is_err());
        let none = AlgorithmIdentifier::new(known::ID_RSASSA_PSS.into(), None);
        assert_eq!((none.signature(), none.to_string()), (None, "rsassaPss".to_owned()));
    }

    #[test]
    fn an_unknown_algorithm_keeps_its_bytes() {
        let der = [0x30, 9, 6, 2, 0x88, 0x37, 0x30, 3, 1, 1, 0xff];
        let read = AlgorithmIdentifier::from_der(&der).unwrap();
        assert_eq!(read.signature(), None);
        assert_eq!(read.to_string(), "2.999");
        assert_eq!(read.to_der().unwrap(), der);
        assert!(AlgorithmIdentifier::from_der(&[0x30, 4, 6, 2, 0x88, 0x37, 0]).is_err());
        assert!(AlgorithmIdentifier::from_der(&[0x30, 8, 6, 2, 0x88, 0x37, 5, 0, 5, 0]).is_err());
    }
}
