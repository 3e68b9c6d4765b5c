//! Encryption with a passphrase (RFC 8018, RFC 7292): PBES2 both ways, what came before it as far
//! as files with it are still around.

mod cipher;
mod derive;

use der::asn1::{Any, AnyRef, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Sequence};
use pkcs5::pbes2;
use rand::CryptoRng;
use sha1::Sha1;
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};
use zeroize::Zeroizing;

pub(super) use cipher::Cipher;
pub(super) use derive::{Purpose, bytes_to_key, passphrases, pkcs12, utf16};

use super::defect::Defect;
use super::error::OpenError;
use super::limits::Work;
use crate::key::oid;
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;
use crate::model::secret::Secret;

/// An encryption that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// PBES2 with PBKDF2 (RFC 8018, 6.2): openssl 3's own choice is AES-256 and HMAC-SHA256.
    Pbes2(KeyCipher, Prf),
    /// PBES2 with scrypt (RFC 7914), which has no rounds.
    Scrypt(KeyCipher, ScryptCost),
    /// pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, C), for readers from before 2015.
    TripleDes,
    /// pbeWithSHAAnd2-KeyTripleDES-CBC (RFC 7292, C).
    TwoKeyTripleDes,
    /// pbeWithSHAAnd128BitRC2-CBC (RFC 7292, C).
    Rc2,
    /// pbewithSHAAnd40BitRC2-CBC (RFC 7292, C), with which Windows and OpenSSL before version 3 encrypt certificates.
    ShortRc2,
}

/// The function that PBKDF2 repeats: HMAC with this digest (RFC 8018, B.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Prf {
    /// HMAC with SHA-1, the default of the standard.
    Sha1,
    /// HMAC with SHA-224.
    Sha224,
    /// HMAC with SHA-256.
    #[default]
    Sha256,
    /// HMAC with SHA-384.
    Sha384,
    /// HMAC with SHA-512.
    Sha512,
}

/// What scrypt costs (RFC 7914, 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScryptCost {
    /// N, a power of two: the cost in time and memory.
    pub cost: u64,
    /// r, the size of a block.
    pub block_size: u16,
    /// p, how many times the work is done.
    pub parallelization: u16,
}

/// A cipher of PBES2, in CBC mode (RFC 8018, B.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyCipher {
    /// AES with 128 bits.
    Aes128,
    /// AES with 192 bits.
    Aes192,
    /// AES with 256 bits.
    Aes256,
    /// Triple DES with three keys, which `openssl req` uses by default.
    TripleDes,
}

impl KeyCipher {
    pub(super) const fn cipher(self) -> Cipher {
        match self {
            Self::Aes128 => Cipher::Aes128,
            Self::Aes192 => Cipher::Aes192,
            Self::Aes256 => Cipher::Aes256,
            Self::TripleDes => Cipher::TripleDes,
        }
    }
}

impl From<Prf> for pbes2::Pbkdf2Prf {
    fn from(function: Prf) -> Self {
        match function {
            Prf::Sha1 => Self::HmacWithSha1,
            Prf::Sha224 => Self::HmacWithSha224,
            Prf::Sha256 => Self::HmacWithSha256,
            Prf::Sha384 => Self::HmacWithSha384,
            Prf::Sha512 => Self::HmacWithSha512,
        }
    }
}

/// How a scheme from before PBES2 makes key and initialisation vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Derivation {
    Pbkdf1Md5,
    Pbkdf1Sha1,
    Pkcs12,
}

/// The schemes before PBES2 that are read (RFC 8018, A.3; RFC 7292, C).
const OLD_SCHEMES: [(ObjectIdentifier, Derivation, Cipher); 8] = [
    (known::PBE_WITH_MD_5_AND_DES, Derivation::Pbkdf1Md5, Cipher::Des),
    (known::PBE_WITH_MD_5_AND_RC_2, Derivation::Pbkdf1Md5, Cipher::Rc2(8)),
    (known::PBE_WITH_SHA_1_AND_DES, Derivation::Pbkdf1Sha1, Cipher::Des),
    (known::PBE_WITH_SHA_1_AND_RC_2, Derivation::Pbkdf1Sha1, Cipher::Rc2(8)),
    (known::PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC, Derivation::Pkcs12, Cipher::TripleDes),
    (known::PBE_WITH_SHA_AND_2_KEY_TRIPLE_DES_CBC, Derivation::Pkcs12, Cipher::TwoKeyTripleDes),
    (known::PBE_WITH_SHA_AND_128_BIT_RC_2_CBC, Derivation::Pkcs12, Cipher::Rc2(16)),
    (known::PBEWITH_SHA_AND_40_BIT_RC_2_CBC, Derivation::Pkcs12, Cipher::Rc2(5)),
];

/// Encryptions that are not read, by name.
const UNREAD: [(ObjectIdentifier, &str); 6] = [
    (known::PBE_WITH_SHA_AND_128_BIT_RC_4, "PKCS#12 PBE and RC4-128"),
    (known::PBE_WITH_SHA_AND_40_BIT_RC_4, "PKCS#12 PBE and RC4-40"),
    (known::PBE_WITH_MD_2_AND_DES, "PBES1, MD2 and DES"),
    (known::PBE_WITH_MD_2_AND_RC_2, "PBES1, MD2 and RC2"),
    (known::ID_PBMAC_1, "PBMAC1"),
    (known::RC_2_CBC, "RC2"),
];

/// `PBEParameter` and `pkcs-12PbeParams`, which are the same.
#[derive(Sequence)]
struct OldParameters {
    salt: OctetString,
    rounds: u64,
}

/// `PBES2-params` (RFC 8018, A.4), to name what the crate does not know.
#[derive(Sequence)]
struct Pbes2Parameters<'a> {
    derivation: AlgorithmIdentifierRef<'a>,
    encryption: AlgorithmIdentifierRef<'a>,
}

/// `PBKDF2-params` (RFC 8018, A.2), for the same reason.
#[derive(Sequence)]
struct Pbkdf2Parameters<'a> {
    salt: AnyRef<'a>,
    rounds: u64,
    #[asn1(optional = "true")]
    key_bytes: Option<u16>,
    #[asn1(optional = "true")]
    function: Option<AlgorithmIdentifierRef<'a>>,
}

/// The plain text of `data`. Most wrong passphrases show in the padding, one in 256 does not: the
/// caller looks at the plain text too.
pub(super) fn decrypt(
    algorithm: &AlgorithmIdentifierOwned,
    data: &[u8],
    passphrase: &[u8],
    work: &mut Work<'_>,
) -> Result<Secret, OpenError> {
    let parameters = algorithm.parameters.as_ref().ok_or(OpenError::Malformed(Defect::NoParameters))?;
    if algorithm.oid == known::ID_PBES_2 {
        return decrypt_pbes2(parameters.into(), data, passphrase, work);
    }
    let (_, derivation, cipher) = OLD_SCHEMES
        .into_iter()
        .find(|(oid, ..)| *oid == algorithm.oid)
        .ok_or_else(|| OpenError::Encryption(name_of(&algorithm.oid)))?;
    let OldParameters { salt, rounds } = parameters.decode_as().opaque()?;
    let candidates = match derivation {
        Derivation::Pkcs12 => passphrases(passphrase),
        _ => vec![Zeroizing::new(passphrase.to_vec())],
    };
    for candidate in candidates {
        work.rounds(rounds.saturating_mul(derivation.passes()))?;
        let rounds = u32::try_from(rounds).map_err(|_| too_many(rounds))?;
        let (key, iv) = derivation.derive(cipher, &candidate, salt.as_bytes(), rounds);
        if let Some(plain) = cipher.decrypt(&key, &iv, data) {
            return Ok(plain);
        }
    }
    Err(OpenError::WrongPassphrase)
}

fn decrypt_pbes2(
    parameters: AnyRef<'_>,
    data: &[u8],
    passphrase: &[u8],
    work: &mut Work<'_>,
) -> Result<Secret, OpenError> {
    let Ok(known) = pbes2::Parameters::try_from(parameters) else {
        return match pbkdf2_rounds(parameters).filter(|rounds| u32::try_from(*rounds).is_err()) {
            Some(rounds) => Err(work.rounds(rounds).map_or_else(OpenError::from, |()| too_many(rounds))),
            None => Err(unknown_pbes2(parameters)),
        };
    };
    match &known.kdf {
        pbes2::Kdf::Pbkdf2(kdf) if kdf.iteration_count == 0 => {
            return Err(OpenError::Malformed(Defect::NoRounds("PBKDF2")));
        }
        pbes2::Kdf::Pbkdf2(kdf) => work.rounds(u64::from(kdf.iteration_count))?,
        // The crate takes the logarithm of N and panics at zero.
        pbes2::Kdf::Scrypt(kdf) if kdf.cost_parameter < 2 => {
            return Err(OpenError::Malformed(Defect::NoRounds("scrypt")));
        }
        pbes2::Kdf::Scrypt(kdf) => {
            work.scrypt(kdf.cost_parameter, kdf.block_size, kdf.parallelization)?;
            check_memory(kdf.cost_parameter.saturating_mul(128 * u64::from(kdf.block_size)))?;
        }
        _ => return Err(unknown_pbes2(parameters)),
    }
    match known.decrypt(passphrase, data) {
        Ok(plain) => Ok(Secret::new(plain)),
        Err(pkcs5::Error::DecryptFailed) => Err(OpenError::WrongPassphrase),
        Err(error) => Err(OpenError::Malformed(Defect::Parameters(error.to_string()))),
    }
}

/// Refuses what there is no memory for: the crate would end the program.
fn check_memory(bytes: u64) -> Result<(), OpenError> {
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    Vec::<u8>::new().try_reserve_exact(bytes).map_err(|_| OpenError::Memory(bytes))
}

fn unknown_pbes2(parameters: AnyRef<'_>) -> OpenError {
    match parameters.decode_as::<Pbes2Parameters<'_>>() {
        Ok(found) => OpenError::Encryption(format!(
            "PBES2, key derivation {} and cipher {}",
            derivation_name(&found.derivation),
            name_of(&found.encryption.oid)
        )),
        Err(error) => DerError::new(error).into(),
    }
}

/// The rounds of PBKDF2, however many.
fn pbkdf2_rounds(parameters: AnyRef<'_>) -> Option<u64> {
    let found: Pbes2Parameters<'_> = parameters.decode_as().ok()?;
    let derivation: Pbkdf2Parameters<'_> = found.derivation.parameters?.decode_as().ok()?;
    Some(derivation.rounds)
}

/// More than the key derivation counts to, whatever the limits.
fn too_many(rounds: u64) -> OpenError {
    OpenError::Encryption(format!("{rounds} rounds of key derivation"))
}

/// The derivation, and the function that PBKDF2 is told to use, which may be the unknown one.
fn derivation_name(derivation: &AlgorithmIdentifierRef<'_>) -> String {
    let parameters = derivation.parameters.and_then(|found| found.decode_as::<Pbkdf2Parameters<'_>>().ok());
    match parameters.and_then(|parameters| parameters.function) {
        Some(function) => format!("{} with {}", name_of(&derivation.oid), name_of(&function.oid)),
        None => name_of(&derivation.oid),
    }
}

fn name_of(oid: &ObjectIdentifier) -> String {
    let known = UNREAD.into_iter().find(|(known, _)| known == oid).map(|(_, name)| name);
    known.or_else(|| oid::registered_name(*oid)).map_or_else(|| oid.to_string(), str::to_owned)
}

impl Derivation {
    /// How many times the rounds are run.
    const fn passes(self) -> u64 {
        match self {
            Self::Pbkdf1Md5 | Self::Pbkdf1Sha1 => 1,
            // Key (two digests for the longer ones) and initialisation vector.
            Self::Pkcs12 => 3,
        }
    }

    /// Key and initialisation vector; `passphrase` is in UTF-16 for PKCS#12.
    fn derive(
        self,
        cipher: Cipher,
        passphrase: &[u8],
        salt: &[u8],
        rounds: u32,
    ) -> (Zeroizing<Vec<u8>>, Zeroizing<Vec<u8>>) {
        let split = |both: Zeroizing<Vec<u8>>| {
            let (key, rest) = both.split_at(8);
            (Zeroizing::new(key.to_vec()), Zeroizing::new(rest.iter().copied().take(8).collect()))
        };
        match self {
            Self::Pbkdf1Md5 => split(derive::pbkdf1_md5(passphrase, salt, rounds)),
            Self::Pbkdf1Sha1 => split(derive::pbkdf1_sha1(passphrase, salt, rounds)),
            Self::Pkcs12 => {
                let derive = |purpose, length| pkcs12::<Sha1>(purpose, passphrase, salt, rounds, length);
                (derive(Purpose::Key, cipher.key_bytes()), derive(Purpose::Iv, cipher.block_bytes()))
            }
        }
    }
}

/// `data` encrypted, and the identifier that says how.
pub(super) fn encrypt<R: CryptoRng>(
    scheme: Scheme,
    rounds: u32,
    data: &[u8],
    passphrase: &[u8],
    rng: &mut R,
) -> der::Result<(AlgorithmIdentifierOwned, Vec<u8>)> {
    let failed = || der::Error::from(der::ErrorKind::Failed);
    let (oid, cipher) = match scheme {
        Scheme::Pbes2(cipher, function) => {
            let kdf = pbkdf2(function, rounds, rng)?;
            return encrypt_pbes2(cipher, kdf, data, passphrase, rng);
        }
        Scheme::Scrypt(cipher, cost) => {
            let kdf = scrypt(cost, rng)?;
            return encrypt_pbes2(cipher, kdf, data, passphrase, rng);
        }
        Scheme::TripleDes => (known::PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC, Cipher::TripleDes),
        Scheme::TwoKeyTripleDes => (known::PBE_WITH_SHA_AND_2_KEY_TRIPLE_DES_CBC, Cipher::TwoKeyTripleDes),
        Scheme::Rc2 => (known::PBE_WITH_SHA_AND_128_BIT_RC_2_CBC, Cipher::Rc2(16)),
        Scheme::ShortRc2 => (known::PBEWITH_SHA_AND_40_BIT_RC_2_CBC, Cipher::Rc2(5)),
    };
    let salt: [u8; 16] = random(rng);
    let (key, iv) = Derivation::Pkcs12.derive(cipher, &utf16(passphrase), &salt, rounds);
    let parameters =
        Any::encode_from(&OldParameters { salt: OctetString::new(salt)?, rounds: rounds.into() })?;
    let sealed = cipher.encrypt(&key, &iv, data).ok_or_else(failed)?;
    Ok((AlgorithmIdentifierOwned { oid, parameters: Some(parameters) }, sealed))
}

fn pbkdf2<R: CryptoRng>(function: Prf, rounds: u32, rng: &mut R) -> der::Result<pbes2::Kdf> {
    let failed = |_| der::Error::from(der::ErrorKind::Failed);
    let salt: [u8; 16] = random(rng);
    let parameters = pbes2::Pbkdf2Params::hmac_sha256(rounds, &salt).map_err(failed)?;
    Ok(pbes2::Pbkdf2Params { prf: function.into(), ..parameters }.into())
}

fn scrypt<R: CryptoRng>(cost: ScryptCost, rng: &mut R) -> der::Result<pbes2::Kdf> {
    let failed = || der::Error::from(der::ErrorKind::Failed);
    let salt: [u8; 16] = random(rng);
    if !cost.cost.is_power_of_two() || cost.cost < 2 || cost.block_size == 0 || cost.parallelization == 0 {
        return Err(failed());
    }
    // The crate would end the program where there is no memory.
    check_memory(cost.cost.saturating_mul(128 * u64::from(cost.block_size))).map_err(|_| failed())?;
    let parameters = pbes2::ScryptParams {
        salt: pbes2::Salt::new(salt)?,
        cost_parameter: cost.cost,
        block_size: cost.block_size,
        parallelization: cost.parallelization,
        key_length: None,
    };
    Ok(parameters.into())
}

fn encrypt_pbes2<R: CryptoRng>(
    cipher: KeyCipher,
    kdf: pbes2::Kdf,
    data: &[u8],
    passphrase: &[u8],
    rng: &mut R,
) -> der::Result<(AlgorithmIdentifierOwned, Vec<u8>)> {
    let failed = |_| der::Error::from(der::ErrorKind::Failed);
    let encryption = match cipher {
        KeyCipher::Aes128 => pbes2::EncryptionScheme::Aes128Cbc { iv: random(rng) },
        KeyCipher::Aes192 => pbes2::EncryptionScheme::Aes192Cbc { iv: random(rng) },
        KeyCipher::Aes256 => pbes2::EncryptionScheme::Aes256Cbc { iv: random(rng) },
        KeyCipher::TripleDes => pbes2::EncryptionScheme::DesEde3Cbc { iv: random(rng) },
    };
    let parameters = pbes2::Parameters { kdf, encryption };
    let sealed = parameters.encrypt(passphrase, data).map_err(failed)?;
    let parameters = Any::from_der(&parameters.to_der()?)?;
    Ok((AlgorithmIdentifierOwned { oid: known::ID_PBES_2, parameters: Some(parameters) }, sealed))
}

fn random<const N: usize, R: CryptoRng>(rng: &mut R) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}
