//! The algorithms that rcgen has.

use const_oid::ObjectIdentifier;
use der::{Decode, Encode};
use rcgen::{PublicKeyData, SignatureAlgorithm, SigningKey};

use crate::key::{PublicKey, Signer};
use crate::model::oid::known;
use crate::x509::{AlgorithmIdentifier, Element, PublicKeyInfo};

/// An algorithm of rcgen's, and its identifier in a signature, with NULL as parameters or none.
struct AlgorithmRow(&'static SignatureAlgorithm, ObjectIdentifier, &'static [u8]);

const NULL: &[u8] = &[5, 0];
const NONE: &[u8] = &[];

static ALGORITHMS: [AlgorithmRow; 10] = [
    AlgorithmRow(&rcgen::PKCS_RSA_SHA256, known::SHA_256_WITH_RSA_ENCRYPTION, NULL),
    AlgorithmRow(&rcgen::PKCS_RSA_SHA384, known::SHA_384_WITH_RSA_ENCRYPTION, NULL),
    AlgorithmRow(&rcgen::PKCS_RSA_SHA512, known::SHA_512_WITH_RSA_ENCRYPTION, NULL),
    AlgorithmRow(&rcgen::PKCS_ECDSA_P256_SHA256, known::ECDSA_WITH_SHA_256, NONE),
    AlgorithmRow(&rcgen::PKCS_ECDSA_P384_SHA384, known::ECDSA_WITH_SHA_384, NONE),
    AlgorithmRow(&rcgen::PKCS_ECDSA_P521_SHA512, known::ECDSA_WITH_SHA_512, NONE),
    AlgorithmRow(&rcgen::PKCS_ED25519, known::ID_ED_25519, NONE),
    AlgorithmRow(&rcgen::PKCS_ML_DSA_44, known::ID_ML_DSA_44, NONE),
    AlgorithmRow(&rcgen::PKCS_ML_DSA_65, known::ID_ML_DSA_65, NONE),
    AlgorithmRow(&rcgen::PKCS_ML_DSA_87, known::ID_ML_DSA_87, NONE),
];

impl AlgorithmRow {
    fn is(&self, algorithm: &AlgorithmIdentifier<'_>) -> bool {
        let parameters = algorithm.parameters.as_ref().map(Element::der);
        self.1.as_bytes() == algorithm.id.content() && self.2 == parameters.unwrap_or_default()
    }

    fn key<'a>(&self, public: &'a PublicKeyInfo<'_>) -> Option<Key<'a>> {
        let key = Key { bits: public.key.bytes(), algorithm: self.0 };
        (public.key.unused_bits() == 0 && key.subject_public_key_info() == public.to_der().ok()?)
            .then_some(key)
    }
}

/// A key for rcgen that signs nothing.
pub(super) struct Key<'a> {
    bits: &'a [u8],
    algorithm: &'static SignatureAlgorithm,
}

impl PublicKeyData for Key<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.bits
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl SigningKey for Key<'_> {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Vec::new())
    }
}

/// The key `public` for rcgen; `None` when rcgen would write another key.
pub(super) fn subject<'a>(public: &'a PublicKeyInfo<'_>) -> Option<Key<'a>> {
    ALGORITHMS.iter().find_map(|row| row.key(public))
}

/// The key `public` for rcgen, with signatures of `algorithm`.
pub(super) fn requester<'a>(
    public: &'a PublicKeyInfo<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
) -> Option<Key<'a>> {
    ALGORITHMS.iter().filter(|row| row.is(algorithm)).find_map(|row| row.key(public))
}

/// Some key for rcgen with signatures of `algorithm`.
pub(super) fn issuer(algorithm: &AlgorithmIdentifier<'_>) -> Option<Key<'static>> {
    let row = ALGORITHMS.iter().find(|row| row.is(algorithm))?;
    Some(Key { bits: &[], algorithm: row.0 })
}

/// What rcgen calls the signatures that `signer` makes with the key `public`.
pub(super) fn of_signer(signer: &Signer, public: &PublicKey) -> Option<&'static SignatureAlgorithm> {
    let algorithm = AlgorithmIdentifier::from_model(&signer.algorithm().identifier().ok()?).ok()?;
    let public = PublicKeyInfo::from_der(public.spki()).ok()?;
    requester(&public, &algorithm).map(|key| key.algorithm)
}
