//! Digests of messages of any length, with and without a key, and keys that are derived with them.
//!
//! [`DigestAlgorithm`] has those that signatures in certificates use; these are all that openssl compares files with.

use blake2::{Blake2b512, Blake2s256};
use hmac::{KeyInit, Mac, SimpleHmac};
use md5::Md5;
use ripemd::Ripemd160;
use sha1::Sha1;
use sha2::digest::block_api::BlockSizeUser;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use shake::{ExtendableOutput, Shake128, Shake256, Update};
use sm3::Sm3;
use zeroize::Zeroizing;

use crate::model::algorithm::DigestAlgorithm;

/// A hash function for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageDigest {
    /// `BLAKE2b` with 64 bytes (RFC 7693)
    Blake2b512,
    /// `BLAKE2s` with 32 bytes (RFC 7693)
    Blake2s256,
    /// RIPEMD-160 (ISO/IEC 10118-3)
    Ripemd160,
    /// SHA-512/224 (FIPS 180-4)
    Sha512To224,
    /// SHA-512/256 (FIPS 180-4)
    Sha512To256,
    /// SHA3-224 (FIPS 202)
    Sha3To224,
    /// SHA3-256 (FIPS 202)
    Sha3To256,
    /// SHA3-384 (FIPS 202)
    Sha3To384,
    /// SHA3-512 (FIPS 202)
    Sha3To512,
    /// SHAKE128 (FIPS 202), whose output has any length
    Shake128,
    /// SHAKE256 (FIPS 202), whose output has any length
    Shake256,
    /// SM3 (GB/T 32905)
    Sm3,
    /// One that signatures use.
    Signing(DigestAlgorithm),
}

/// PBKDF2 of a passphrase and a salt, with so many rounds, which fills the key.
type Derive = fn(&[u8], &[u8], u32, &mut [u8]) -> Option<()>;

/// What a hash function is computed with.
struct Functions {
    plain: fn() -> Box<dyn Running>,
    keyed: fn(&[u8]) -> Option<Box<dyn Running>>,
    derive: Derive,
}

/// A computation that takes its message in parts.
trait Running {
    fn update(&mut self, bytes: &[u8]);
    /// The output; `length` matters to those alone whose output has any length.
    fn finish(self: Box<Self>, length: usize) -> Vec<u8>;
}

struct Plain<D>(D);
struct Keyed<D: Digest + BlockSizeUser>(SimpleHmac<D>);
struct Extendable<X>(X);

impl<D: Digest> Running for Plain<D> {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self: Box<Self>, _: usize) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

impl<D: Digest + BlockSizeUser> Running for Keyed<D> {
    fn update(&mut self, bytes: &[u8]) {
        Mac::update(&mut self.0, bytes);
    }

    fn finish(self: Box<Self>, _: usize) -> Vec<u8> {
        self.0.finalize().into_bytes().to_vec()
    }
}

impl<X: Update + ExtendableOutput> Running for Extendable<X> {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self: Box<Self>, length: usize) -> Vec<u8> {
        let mut output = vec![0; length];
        self.0.finalize_xof_into(&mut output);
        output
    }
}

const fn functions<D: Digest + BlockSizeUser + Clone + 'static>() -> Functions {
    Functions {
        plain: || Box::new(Plain(D::new())),
        keyed: |key| Some(Box::new(Keyed(SimpleHmac::<D>::new_from_slice(key).ok()?))),
        derive: |passphrase, salt, rounds, key| {
            pbkdf2::pbkdf2::<SimpleHmac<D>>(passphrase, salt, rounds, key).ok()
        },
    }
}

const fn extendable<X: Update + ExtendableOutput + Default + 'static>() -> Functions {
    Functions { plain: || Box::new(Extendable(X::default())), keyed: |_| None, derive: |_, _, _, _| None }
}

impl From<DigestAlgorithm> for MessageDigest {
    fn from(algorithm: DigestAlgorithm) -> Self {
        Self::Signing(algorithm)
    }
}

impl MessageDigest {
    const fn functions(self) -> Functions {
        match self {
            Self::Blake2b512 => functions::<Blake2b512>(),
            Self::Blake2s256 => functions::<Blake2s256>(),
            Self::Ripemd160 => functions::<Ripemd160>(),
            Self::Sha512To224 => functions::<Sha512_224>(),
            Self::Sha512To256 => functions::<Sha512_256>(),
            Self::Sha3To224 => functions::<Sha3_224>(),
            Self::Sha3To256 => functions::<Sha3_256>(),
            Self::Sha3To384 => functions::<Sha3_384>(),
            Self::Sha3To512 => functions::<Sha3_512>(),
            Self::Shake128 => extendable::<Shake128>(),
            Self::Shake256 => extendable::<Shake256>(),
            Self::Sm3 => functions::<Sm3>(),
            Self::Signing(DigestAlgorithm::Md5) => functions::<Md5>(),
            Self::Signing(DigestAlgorithm::Sha1) => functions::<Sha1>(),
            Self::Signing(DigestAlgorithm::Sha224) => functions::<Sha224>(),
            Self::Signing(DigestAlgorithm::Sha256) => functions::<Sha256>(),
            Self::Signing(DigestAlgorithm::Sha384) => functions::<Sha384>(),
            Self::Signing(DigestAlgorithm::Sha512) => functions::<Sha512>(),
        }
    }

    /// The digest as one of signatures in certificates, if it is one.
    #[must_use]
    pub const fn signing(self) -> Option<DigestAlgorithm> {
        match self {
            Self::Signing(algorithm) => Some(algorithm),
            _ => None,
        }
    }

    /// Whether its output can have any length.
    #[must_use]
    pub const fn has_any_length(self) -> bool {
        matches!(self, Self::Shake128 | Self::Shake256)
    }

    /// Starts a digest.
    #[must_use]
    pub fn digester(self) -> Digester {
        // What openssl writes of SHAKE without a length.
        let length = if self == Self::Shake128 { 16 } else { 32 };
        Digester { running: (self.functions().plain)(), length }
    }

    /// Starts a code that authenticates a message with `key`: HMAC (RFC 2104); `None` if the output of the function has
    /// any length.
    #[must_use]
    pub fn authenticator(self, key: &[u8]) -> Option<Digester> {
        Some(Digester { running: (self.functions().keyed)(key)?, length: 0 })
    }

    /// A key of `length` bytes from a passphrase, by PBKDF2 with HMAC of this function (RFC 8018, 5.2); `None` if the
    /// output of the function has any length.
    #[must_use]
    pub fn derive(
        self,
        passphrase: &[u8],
        salt: &[u8],
        rounds: u32,
        length: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut key = Zeroizing::new(vec![0; length]);
        (self.functions().derive)(passphrase, salt, rounds, &mut key)?;
        Some(key)
    }
}

/// A digest, or a code that authenticates, of a message that comes in parts.
pub struct Digester {
    running: Box<dyn Running>,
    length: usize,
}

impl Digester {
    /// Takes the next part of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.running.update(bytes);
    }

    /// Sets the length of the output in bytes, which matters to functions alone whose output has any length.
    #[must_use]
    pub fn with_length(self, length: usize) -> Self {
        Self { length, ..self }
    }

    /// The output, after the whole message.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.running.finish(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fingerprint::Hex;

    fn shown(mut digester: Digester, message: &[u8]) -> String {
        let (first, second) = message.split_at(message.len() / 2);
        digester.update(first);
        digester.update(second);
        Hex(&digester.finish()).to_string()
    }

    /// From the standards, and openssl for the rest.
    #[test]
    fn digests_of_abc_are_those_of_the_standards() {
        for (digest, output) in [
            (MessageDigest::Ripemd160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
            (MessageDigest::Sha512To224, "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"),
            (MessageDigest::Sha3To224, "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"),
            (MessageDigest::Shake128, "5881092dd818bf5cf8a3ddb793fbcba7"),
            (MessageDigest::Signing(DigestAlgorithm::Md5), "900150983cd24fb0d6963f7d28e17f72"),
            (MessageDigest::Signing(DigestAlgorithm::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (MessageDigest::Sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
            (MessageDigest::Blake2s256, "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"),
            (MessageDigest::Sha3To256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
            (MessageDigest::Sha512To256, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
        ] {
            assert_eq!(shown(digest.digester(), b"abc"), output, "{digest:?}");
        }
        let long = shown(MessageDigest::Shake256.digester().with_length(4), b"");
        assert_eq!(long, "46b9dd2b");
        let blake = shown(MessageDigest::Blake2b512.digester(), b"abc");
        assert!(blake.starts_with("ba80a53f981c4d0d6a2797b69f12f6e9"), "{blake}");
    }

    /// RFC 4231, 4.3, and RFC 2202, 2.
    #[test]
    fn messages_are_authenticated_with_a_key() {
        let message = b"what do ya want for nothing?";
        let code = |digest: DigestAlgorithm| {
            shown(MessageDigest::from(digest).authenticator(b"Jefe").unwrap(), message)
        };
        assert_eq!(
            code(DigestAlgorithm::Sha256),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(code(DigestAlgorithm::Md5), "750c783e6ab0b503eaa86e310a5db738");
        assert!(MessageDigest::Shake128.authenticator(b"Jefe").is_none());
    }

    /// RFC 6070, 2.
    #[test]
    fn keys_are_derived_from_passphrases() {
        let key = MessageDigest::from(DigestAlgorithm::Sha1).derive(b"password", b"salt", 2, 20).unwrap();
        assert_eq!(Hex(&key).to_string(), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
        assert!(MessageDigest::Shake256.derive(b"password", b"salt", 2, 20).is_none());
    }
}
