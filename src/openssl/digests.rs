//! Digests by the names that openssl has for them, and the signatures that a key makes with them.

use super::failure::Failure;
use super::session::Session;
use super::weak;
use devcert::key::{MessageDigest, PrivateKey, PublicKey, Signer, VerifyError};
use devcert::model::algorithm::{DigestAlgorithm, KeyType, Pss, SignatureAlgorithm};

/// The names, without hyphens and case, with the one that OpenSSL 3 prints.
const NAMES: [(&str, &str, MessageDigest); 29] = [
    ("md5", "MD5", MessageDigest::Signing(DigestAlgorithm::Md5)),
    ("sha1", "SHA1", MessageDigest::Signing(DigestAlgorithm::Sha1)),
    ("sha224", "SHA2-224", MessageDigest::Signing(DigestAlgorithm::Sha224)),
    ("sha256", "SHA2-256", MessageDigest::Signing(DigestAlgorithm::Sha256)),
    ("sha384", "SHA2-384", MessageDigest::Signing(DigestAlgorithm::Sha384)),
    ("sha512", "SHA2-512", MessageDigest::Signing(DigestAlgorithm::Sha512)),
    ("blake2b512", "BLAKE2B-512", MessageDigest::Blake2b512),
    ("blake2s256", "BLAKE2S-256", MessageDigest::Blake2s256),
    ("ripemd", "RIPEMD-160", MessageDigest::Ripemd160),
    ("ripemd160", "RIPEMD-160", MessageDigest::Ripemd160),
    ("rmd160", "RIPEMD-160", MessageDigest::Ripemd160),
    ("sha3224", "SHA3-224", MessageDigest::Sha3To224),
    ("sha3256", "SHA3-256", MessageDigest::Sha3To256),
    ("sha3384", "SHA3-384", MessageDigest::Sha3To384),
    ("sha3512", "SHA3-512", MessageDigest::Sha3To512),
    ("sha512224", "SHA2-512/224", MessageDigest::Sha512To224),
    ("sha512256", "SHA2-512/256", MessageDigest::Sha512To256),
    ("shake128", "SHAKE-128", MessageDigest::Shake128),
    ("shake256", "SHAKE-256", MessageDigest::Shake256),
    ("sm3", "SM3", MessageDigest::Sm3),
    ("ssl3md5", "MD5", MessageDigest::Signing(DigestAlgorithm::Md5)),
    ("ssl3sha1", "SHA1", MessageDigest::Signing(DigestAlgorithm::Sha1)),
    ("sha2224", "SHA2-224", MessageDigest::Signing(DigestAlgorithm::Sha224)),
    ("sha2256", "SHA2-256", MessageDigest::Signing(DigestAlgorithm::Sha256)),
    ("sha2384", "SHA2-384", MessageDigest::Signing(DigestAlgorithm::Sha384)),
    ("sha2512", "SHA2-512", MessageDigest::Signing(DigestAlgorithm::Sha512)),
    // OpenSSL prints the old name after these.
    ("rsasha1", "SHA1", MessageDigest::Signing(DigestAlgorithm::Sha1)),
    ("rsasha256", "SHA256", MessageDigest::Signing(DigestAlgorithm::Sha256)),
    ("rsasha512", "SHA512", MessageDigest::Signing(DigestAlgorithm::Sha512)),
];

/// What `dgst -list` prints, of the digests that devcert has.
pub(super) const LISTED: [&str; 18] = [
    "blake2b512",
    "blake2s256",
    "md5",
    "rmd160",
    "sha1",
    "sha224",
    "sha256",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "sha384",
    "sha512",
    "sha512-224",
    "sha512-256",
    "shake128",
    "shake256",
    "sm3",
];

/// Digests that openssl has and devcert does not.
const OTHERS: [&str; 4] = ["md4", "md5sha1", "mdc2", "whirlpool"];

/// The name of a digest, in the form of the tables.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| *letter != '-').collect::<String>().to_ascii_lowercase()
}

/// The digest with this name, which is the name of a subcommand too, and the name that OpenSSL 3 prints.
pub(super) fn known(name: &str) -> Option<(MessageDigest, &'static str)> {
    let plain = plain(name);
    NAMES.iter().find(|(known, ..)| *known == plain).map(|(_, title, digest)| (*digest, *title))
}

/// The digest of messages with this name, and the name that OpenSSL 3 prints.
///
/// # Errors
/// That `command` has no such option or digest, in openssl's words, or that devcert does not support it.
pub(super) fn message(command: &str, name: &str) -> Result<(MessageDigest, &'static str), Failure> {
    if OTHERS.contains(&plain(name).as_str()) {
        return Err(Failure::unsupported(format_args!("the digest {name}")));
    }
    known(name)
        .ok_or_else(|| Failure::usage(command, format_args!("Unknown option or message digest: {name}")))
}

/// The name that OpenSSL's default provider has for a digest.
#[must_use]
pub(super) const fn provider_name(digest: DigestAlgorithm) -> &'static str {
    match digest {
        DigestAlgorithm::Md5 => "MD5",
        DigestAlgorithm::Sha1 => "SHA1",
        DigestAlgorithm::Sha224 => "SHA2-224",
        DigestAlgorithm::Sha256 => "SHA2-256",
        DigestAlgorithm::Sha384 => "SHA2-384",
        DigestAlgorithm::Sha512 => "SHA2-512",
    }
}

/// The digest of signatures with this name.
///
/// # Errors
/// As [`message`], and for a digest that devcert does not sign with.
pub(super) fn named(command: &str, name: &str) -> Result<DigestAlgorithm, Failure> {
    let (digest, _) = message(command, name)?;
    digest.signing().ok_or_else(|| Failure::unsupported(format_args!("signatures with the digest {name}")))
}

/// Checks that openssl accepts an option of `-sigopt`.
///
/// # Errors
/// That it does not, or devcert does not support it.
pub(super) fn check_option(option: &str) -> Result<(), Failure> {
    Padding::read(&[option]).map(|_| ())
}

/// Whether `key` made the signature of `message`, with the algorithm that [`signer`] chooses for these options; a salt
/// of any length is right unless an option sets it.
///
/// # Errors
/// An option that openssl or devcert does not know, and why the signature is not right.
pub(super) fn verify(
    key: &PublicKey,
    digest: DigestAlgorithm,
    options: &[&str],
    (message, signature): (&[u8], &[u8]),
) -> Result<Result<(), VerifyError>, Failure> {
    let padding = Padding::read(options)?;
    let is_pss = padding.is_pss || key.algorithm().key_type() == Some(KeyType::RsaPss);
    let bits = key.algorithm().rsa_bits();
    let pss = padding.pss(digest, bits.unwrap_or_default());
    let verify = |algorithm| key.verify(algorithm, message, signature);
    Ok(match bits {
        None => verify(match key.default_signature() {
            Some(SignatureAlgorithm::Dsa(_)) => SignatureAlgorithm::Dsa(digest),
            _ => SignatureAlgorithm::Ecdsa(digest),
        }),
        Some(_) if !is_pss => verify(SignatureAlgorithm::RsaPkcs1(digest)),
        Some(_) => {
            let fixed = |salt_bytes| verify(SignatureAlgorithm::RsaPss(Pss { salt_bytes, ..pss }));
            let others = match padding.salt {
                Salt::Longest => 0..pss.salt_bytes,
                _ => 0..0,
            };
            let found = fixed(pss.salt_bytes).or_else(|_| fixed(digest.bytes()));
            others.into_iter().fold(found, |found, length| found.or_else(|_| fixed(length)))
        }
    })
}

/// What signs with `key` and the digest, SHA-256 without one, as OpenSSL 3.0 chooses; `options` are those of `-sigopt`.
///
/// # Errors
/// An option that openssl or devcert does not know, or a key that does not sign so.
pub(super) fn signer(
    session: &mut Session,
    key: &PrivateKey,
    digest: Option<DigestAlgorithm>,
    options: &[&str],
) -> Result<Signer, Failure> {
    let wanted = digest.unwrap_or(DigestAlgorithm::Sha256);
    let padding = Padding::read(options)?;
    let bits = key.algorithm().rsa_bits().unwrap_or_default();
    let algorithm = match (key.algorithm().key_type(), padding.is_pss) {
        (Some(KeyType::Rsa), false) => SignatureAlgorithm::RsaPkcs1(wanted),
        (Some(KeyType::Rsa), true) => SignatureAlgorithm::RsaPss(padding.pss(wanted, bits)),
        (Some(KeyType::RsaPss), _) => SignatureAlgorithm::RsaPss(padding.of_bound_key(key, digest, options)?),
        _ => match key.public().default_signature() {
            Some(SignatureAlgorithm::Ecdsa(_)) => SignatureAlgorithm::Ecdsa(wanted),
            Some(SignatureAlgorithm::Dsa(_)) => SignatureAlgorithm::Dsa(wanted),
            // The others have one signature only.
            _ => return Signer::with_default(key).map_err(Failure::new),
        },
    };
    let signer = Signer::new(key, algorithm).map_err(Failure::new)?;
    weak::check_signer(session, &signer)?;
    Ok(signer)
}

/// What `-sigopt` sets of RSA signatures.
#[derive(Default)]
struct Padding {
    is_pss: bool,
    salt: Salt,
    mask_digest: Option<DigestAlgorithm>,
}

/// The length of the salt of PSS.
#[derive(Default, Clone, Copy)]
enum Salt {
    /// As much as there is room for.
    #[default]
    Longest,
    /// As long as the digest.
    Digest,
    /// So many bytes.
    Bytes(u32),
}

impl Padding {
    fn read(options: &[&str]) -> Result<Self, Failure> {
        let mut padding = Self::default();
        for option in options {
            let wrong = || Failure::new(format_args!("parameter error \"{option}\""));
            match option.split_once(':').ok_or_else(wrong)? {
                ("rsa_padding_mode", "pkcs1") => padding.is_pss = false,
                ("rsa_padding_mode", "pss") => padding.is_pss = true,
                ("rsa_pss_saltlen", "digest" | "-1") => padding.salt = Salt::Digest,
                ("rsa_pss_saltlen", "auto" | "max" | "-2" | "-3") => padding.salt = Salt::Longest,
                ("rsa_pss_saltlen", bytes) => padding.salt = Salt::Bytes(bytes.parse().map_err(|_| wrong())?),
                ("rsa_mgf1_md", name) => padding.mask_digest = Some(named("sigopt", name)?),
                _ => return Err(Failure::unsupported(format_args!("-sigopt {option}"))),
            }
        }
        Ok(padding)
    }

    /// The parameters for a key that is bound to PSS: where neither digest nor salt are given, those in the key.
    fn of_bound_key(
        &self,
        key: &PrivateKey,
        digest: Option<DigestAlgorithm>,
        options: &[&str],
    ) -> Result<Pss, Failure> {
        if options.contains(&"rsa_padding_mode:pkcs1") {
            return Err(Failure::new("illegal or unsupported padding mode").line("the key is bound to PSS"));
        }
        let bits = key.algorithm().rsa_bits().unwrap_or_default();
        let own = key.public().pss_restriction().map_err(Failure::new)?;
        let Some(own) = own else { return Ok(self.pss(digest.unwrap_or(DigestAlgorithm::Sha256), bits)) };
        let digest = digest.unwrap_or(own.digest);
        let sets_salt = options.iter().any(|option| option.starts_with("rsa_pss_saltlen:"));
        let salt = if sets_salt { self.salt } else { Salt::Bytes(own.salt_bytes) };
        let mask_digest = self.mask_digest.or(Some(own.mask_digest));
        Ok(Self { salt, mask_digest, ..*self }.pss(digest, bits))
    }

    /// The parameters with this digest, for a key of so many bits (RFC 8017, 9.1.1).
    fn pss(&self, digest: DigestAlgorithm, bits: u32) -> Pss {
        let encoded = bits.saturating_sub(1).div_ceil(8);
        let salt_bytes = match self.salt {
            Salt::Longest => encoded.saturating_sub(digest.bytes() + 2),
            Salt::Digest => digest.bytes(),
            Salt::Bytes(bytes) => bytes,
        };
        Pss { digest, mask_digest: self.mask_digest.unwrap_or(digest), salt_bytes }
    }
}
