//! The check value of a PKCS#12 file (RFC 7292, 4; PBMAC1: RFC 9579).

use std::num::NonZeroU32;

use aws_lc_rs::{hmac, pbkdf2};
use der::asn1::OctetString;
use der::{Decode, Sequence};
use pkcs5::pbes2::{Kdf, Pbkdf2Params, Pbkdf2Prf};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};
use zeroize::Zeroizing;

use super::{DigestInfo, MacData, MacSettings};
use crate::encoding::error::OpenError;
use crate::encoding::limits::Work;
use crate::encoding::pbe::{Purpose, passphrases, pkcs12, utf16};
use crate::model::algorithm::DigestAlgorithm;
use crate::model::der_error::Opaque as _;
use crate::model::oid::known;

/// A derivation of PKCS#12 with one digest.
type Derive = fn(Purpose, &[u8], &[u8], u32, usize) -> Zeroizing<Vec<u8>>;

/// The digests that a check value is made with: identifier, code, derivation.
const DIGESTS: [(ObjectIdentifier, hmac::Algorithm, Derive); 5] = [
    (known::ID_SHA_1, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, pkcs12::<Sha1>),
    (known::ID_SHA_224, hmac::HMAC_SHA224, pkcs12::<Sha224>),
    (known::ID_SHA_256, hmac::HMAC_SHA256, pkcs12::<Sha256>),
    (known::ID_SHA_384, hmac::HMAC_SHA384, pkcs12::<Sha384>),
    (known::ID_SHA_512, hmac::HMAC_SHA512, pkcs12::<Sha512>),
];

/// The codes that PBMAC1 is made with (RFC 8018, B.1.2).
const CODES: [(ObjectIdentifier, hmac::Algorithm); 4] = [
    (known::ID_HMAC_WITH_SHA_1, hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
    (known::ID_HMAC_WITH_SHA_256, hmac::HMAC_SHA256),
    (known::ID_HMAC_WITH_SHA_384, hmac::HMAC_SHA384),
    (known::ID_HMAC_WITH_SHA_512, hmac::HMAC_SHA512),
];

/// `PBMAC1-params`
#[derive(Sequence)]
struct Pbmac1 {
    derivation: AlgorithmIdentifierOwned,
    code: AlgorithmIdentifierOwned,
}

/// Whether `content` is what the passphrase's owner wrote.
pub(super) fn verify(
    mac: &MacData,
    content: &[u8],
    passphrase: &[u8],
    work: &mut Work<'_>,
) -> Result<(), OpenError> {
    let expected = mac.mac.digest.as_bytes();
    let oid = mac.mac.algorithm.oid;
    if oid == known::ID_PBMAC_1 {
        let key = pbmac1_key(&mac.mac.algorithm, passphrase, work)?;
        return hmac::verify(&key, content, expected).map_err(|_| OpenError::WrongPassphrase);
    }
    let (_, code, derive) = DIGESTS
        .into_iter()
        .find(|(known, ..)| *known == oid)
        .ok_or_else(|| OpenError::Encryption(format!("a check value of the digest {oid}")))?;
    for passphrase in passphrases(passphrase) {
        work.rounds(u64::from(mac.rounds))?;
        let length = code.digest_algorithm().output_len();
        let key = derive(Purpose::Mac, &passphrase, mac.salt.as_bytes(), mac.rounds, length);
        if hmac::verify(&hmac::Key::new(code, &key), content, expected).is_ok() {
            return Ok(());
        }
    }
    Err(OpenError::WrongPassphrase)
}

fn pbmac1_key(
    algorithm: &AlgorithmIdentifierOwned,
    passphrase: &[u8],
    work: &mut Work<'_>,
) -> Result<hmac::Key, OpenError> {
    let unknown = || OpenError::Encryption("a check value of an unknown kind (PBMAC1)".to_owned());
    let parameters = algorithm.parameters.as_ref().ok_or_else(unknown)?;
    let Pbmac1 { derivation, code } = parameters.decode_as().opaque()?;
    let (_, code) = CODES.into_iter().find(|(oid, _)| *oid == code.oid).ok_or_else(unknown)?;
    let kdf = Kdf::from_der(&der::Encode::to_der(&derivation).opaque()?).opaque()?;
    let Kdf::Pbkdf2(Pbkdf2Params { salt, iteration_count, key_length, prf, .. }) = kdf else {
        return Err(unknown());
    };
    work.rounds(u64::from(iteration_count))?;
    let prf = match prf {
        Pbkdf2Prf::HmacWithSha1 => pbkdf2::PBKDF2_HMAC_SHA1,
        Pbkdf2Prf::HmacWithSha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Pbkdf2Prf::HmacWithSha384 => pbkdf2::PBKDF2_HMAC_SHA384,
        Pbkdf2Prf::HmacWithSha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        _ => return Err(unknown()),
    };
    let rounds = NonZeroU32::new(iteration_count).ok_or_else(unknown)?;
    // RFC 9579, 4: the length is stated; 20 is what tools took before, and less is forgeable.
    let length =
        key_length.map(usize::from).filter(|length| (20..=64).contains(length)).ok_or_else(unknown)?;
    let mut key = Zeroizing::new(vec![0; length]);
    pbkdf2::derive(prf, rounds, salt.as_bytes(), passphrase, &mut key);
    Ok(hmac::Key::new(code, &key))
}

/// The check value of `content`; `None` for digests that no check value is made with.
pub(super) fn sign(content: &[u8], settings: &MacSettings<'_>, salt: &[u8]) -> Option<der::Result<MacData>> {
    let (oid, code, derive) = DIGESTS[match settings.digest {
        DigestAlgorithm::Md5 => return None,
        DigestAlgorithm::Sha1 => 0,
        DigestAlgorithm::Sha224 => 1,
        DigestAlgorithm::Sha256 => 2,
        DigestAlgorithm::Sha384 => 3,
        DigestAlgorithm::Sha512 => 4,
    }];
    let length = code.digest_algorithm().output_len();
    let passphrase = utf16(settings.passphrase.expose());
    let key = derive(Purpose::Mac, &passphrase, salt, settings.rounds, length);
    let tag = hmac::sign(&hmac::Key::new(code, &key), content);
    let algorithm = AlgorithmIdentifierOwned { oid, parameters: Some(der::Any::null()) };
    let octets = |bytes: &[u8]| OctetString::new(bytes);
    let mac = octets(tag.as_ref()).map(|digest| DigestInfo { algorithm, digest });
    Some(mac.and_then(|mac| Ok(MacData { mac, salt: octets(salt)?, rounds: settings.rounds })))
}
