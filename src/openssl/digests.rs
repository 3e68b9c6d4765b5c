//! Digests by the names that openssl has for them, and the signatures that a key makes with them.

use super::failure::Failure;
use devcert::key::{PrivateKey, Signer};
use devcert::model::algorithm::{DigestAlgorithm, KeyType, Pss, SignatureAlgorithm};

/// The names, without hyphens and case; the first is openssl's own.
const NAMES: [(&str, DigestAlgorithm); 14] = [
    ("md5", DigestAlgorithm::Md5),
    ("sha1", DigestAlgorithm::Sha1),
    ("sha224", DigestAlgorithm::Sha224),
    ("sha256", DigestAlgorithm::Sha256),
    ("sha384", DigestAlgorithm::Sha384),
    ("sha512", DigestAlgorithm::Sha512),
    ("ssl3md5", DigestAlgorithm::Md5),
    ("sha2224", DigestAlgorithm::Sha224),
    ("sha2256", DigestAlgorithm::Sha256),
    ("sha2384", DigestAlgorithm::Sha384),
    ("sha2512", DigestAlgorithm::Sha512),
    ("rsasha1", DigestAlgorithm::Sha1),
    ("rsasha256", DigestAlgorithm::Sha256),
    ("rsasha512", DigestAlgorithm::Sha512),
];

/// Digests that openssl has and devcert does not.
const OTHERS: [&str; 12] = [
    "blake2b512",
    "blake2s256",
    "md4",
    "rmd160",
    "ripemd160",
    "sha3224",
    "sha3256",
    "sha3384",
    "sha3512",
    "sha512224",
    "sha512256",
    "sm3",
];

/// The digest with this name.
///
/// # Errors
/// That `command` has no such option or digest, in openssl's words, or that devcert does not support it.
pub(super) fn named(command: &str, name: &str) -> Result<DigestAlgorithm, Failure> {
    let plain: String = name.chars().filter(|letter| *letter != '-').collect();
    let plain = plain.to_ascii_lowercase();
    if OTHERS.contains(&plain.as_str()) {
        return Err(Failure::unsupported(format_args!("the digest {name}")));
    }
    let row = NAMES.iter().find(|(known, _)| *known == plain);
    row.map(|(_, digest)| *digest)
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

/// What signs with `key` and the digest, SHA-256 without one, as OpenSSL 3.0 chooses; `options` are those of `-sigopt`.
///
/// # Errors
/// An option that openssl or devcert does not know, or a key that does not sign so.
pub(super) fn signer(
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
        (Some(KeyType::Ec(_)), _) => SignatureAlgorithm::Ecdsa(wanted),
        // The others have one signature only.
        _ => return Signer::with_default(key).map_err(Failure::new),
    };
    Signer::new(key, algorithm).map_err(Failure::new)
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
