//! Data encrypted with a key alone, and the layout in which openssl's `enc` keeps the salt of a passphrase.
//!
//! Nothing shows whether such data was changed: no authentication. It is for reading what other programs wrote.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::{NoPadding, Pkcs7};
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, BlockSizeUser, InnerIvInit,
    KeyInit, KeyIvInit, StreamCipher,
};
use ctr::Ctr128BE;
use des::TdesEde3;
use zeroize::Zeroizing;

use crate::key::MessageDigest;
use crate::model::secret::Secret;

/// What [`salted`] data begins with.
const MAGIC: &[u8] = b"Salted__";
/// The bytes of a salt.
pub const SALT_BYTES: usize = 8;

/// A block cipher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// AES with 128 bits (FIPS 197)
    Aes128,
    /// AES with 192 bits (FIPS 197)
    Aes192,
    /// AES with 256 bits (FIPS 197)
    Aes256,
    /// Triple DES with three keys (NIST SP 800-67)
    TripleDes,
}

/// How a block cipher encrypts more than a block (NIST SP 800-38A).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Each block depends on the one before it.
    Cbc,
    /// The key stream of a counter; of ciphers with blocks of 16 bytes alone.
    Ctr,
    /// Each block for itself.
    Ecb,
}

/// A block cipher in a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cipher {
    /// The block cipher.
    pub block: Block,
    /// The mode.
    pub mode: Mode,
}

/// What data is encrypted and decrypted with.
#[derive(Debug)]
pub struct Keys {
    /// The key.
    pub key: Zeroizing<Vec<u8>>,
    /// The initialization vector, the first counter in CTR mode, empty in ECB mode.
    pub iv: Zeroizing<Vec<u8>>,
}

/// Whether data is padded to a whole number of blocks (RFC 5652, 6.3), which CTR mode never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// It is.
    Pkcs7,
    /// It is not, so that its length must fit.
    None,
}

impl Cipher {
    /// The length of its key.
    #[must_use]
    pub const fn key_bytes(self) -> usize {
        match self.block {
            Block::Aes128 => 16,
            Block::Aes192 | Block::TripleDes => 24,
            Block::Aes256 => 32,
        }
    }

    /// The length of its initialization vector.
    #[must_use]
    pub const fn iv_bytes(self) -> usize {
        match (self.mode, self.block) {
            (Mode::Ecb, _) => 0,
            (_, Block::TripleDes) => 8,
            _ => 16,
        }
    }

    /// The cipher text; `None` if a length does not fit.
    #[must_use]
    pub fn encrypt(self, keys: &Keys, padding: Padding, data: &[u8]) -> Option<Vec<u8>> {
        match self.block {
            Block::Aes128 => self.encrypt_with(Aes128::new_from_slice(&keys.key).ok()?, keys, padding, data),
            Block::Aes192 => self.encrypt_with(Aes192::new_from_slice(&keys.key).ok()?, keys, padding, data),
            Block::Aes256 => self.encrypt_with(Aes256::new_from_slice(&keys.key).ok()?, keys, padding, data),
            Block::TripleDes => {
                self.encrypt_with(TdesEde3::new_from_slice(&keys.key).ok()?, keys, padding, data)
            }
        }
    }

    /// The plain text; `None` if a length does not fit, or the padding shows that the key is wrong.
    #[must_use]
    pub fn decrypt(self, keys: &Keys, padding: Padding, data: &[u8]) -> Option<Secret> {
        let plain = match self.block {
            Block::Aes128 => self.decrypt_with(Aes128::new_from_slice(&keys.key).ok()?, keys, padding, data),
            Block::Aes192 => self.decrypt_with(Aes192::new_from_slice(&keys.key).ok()?, keys, padding, data),
            Block::Aes256 => self.decrypt_with(Aes256::new_from_slice(&keys.key).ok()?, keys, padding, data),
            Block::TripleDes => {
                self.decrypt_with(TdesEde3::new_from_slice(&keys.key).ok()?, keys, padding, data)
            }
        };
        plain.map(Secret::new)
    }

    fn encrypt_with<C>(self, cipher: C, keys: &Keys, padding: Padding, data: &[u8]) -> Option<Vec<u8>>
    where
        C: BlockCipherEncrypt,
    {
        match self.mode {
            Mode::Ctr => self.with_key_stream(keys, data),
            Mode::Cbc => {
                let mode = cbc::Encryptor::inner_iv_slice_init(cipher, &keys.iv).ok()?;
                match padding {
                    Padding::Pkcs7 => Some(mode.encrypt_padded_vec::<Pkcs7>(data)),
                    Padding::None => {
                        let fits = data.len().is_multiple_of(C::block_size());
                        fits.then(|| mode.encrypt_padded_vec::<NoPadding>(data))
                    }
                }
            }
            Mode::Ecb => {
                let mut data = data.to_vec();
                if padding == Padding::Pkcs7 {
                    let missing = C::block_size() - data.len() % C::block_size();
                    data.resize(data.len() + missing, u8::try_from(missing).ok()?);
                }
                each_block::<C>(&mut data, |block| cipher.encrypt_block(block))?;
                Some(data)
            }
        }
    }

    fn decrypt_with<C>(self, cipher: C, keys: &Keys, padding: Padding, data: &[u8]) -> Option<Vec<u8>>
    where
        C: BlockCipherDecrypt,
    {
        match self.mode {
            Mode::Ctr => self.with_key_stream(keys, data),
            Mode::Cbc => {
                let mode = cbc::Decryptor::inner_iv_slice_init(cipher, &keys.iv).ok()?;
                match padding {
                    Padding::Pkcs7 => mode.decrypt_padded_vec::<Pkcs7>(data).ok(),
                    Padding::None => mode.decrypt_padded_vec::<NoPadding>(data).ok(),
                }
            }
            Mode::Ecb => {
                let mut data = data.to_vec();
                each_block::<C>(&mut data, |block| cipher.decrypt_block(block))?;
                if padding == Padding::Pkcs7 {
                    let count = usize::from(*data.last()?);
                    let start = data.len().checked_sub(count)?;
                    let is_right = (1..=C::block_size()).contains(&count)
                        && data[start..].iter().all(|byte| usize::from(*byte) == count);
                    data.truncate(is_right.then_some(start)?);
                }
                Some(data)
            }
        }
    }

    /// CTR mode, which encrypts and decrypts alike.
    fn with_key_stream(self, keys: &Keys, data: &[u8]) -> Option<Vec<u8>> {
        fn applied<S: StreamCipher + KeyIvInit>(keys: &Keys, data: &[u8]) -> Option<Vec<u8>> {
            let mut data = data.to_vec();
            S::new_from_slices(&keys.key, &keys.iv).ok()?.try_apply_keystream(&mut data).ok()?;
            Some(data)
        }
        match self.block {
            Block::Aes128 => applied::<Ctr128BE<Aes128>>(keys, data),
            Block::Aes192 => applied::<Ctr128BE<Aes192>>(keys, data),
            Block::Aes256 => applied::<Ctr128BE<Aes256>>(keys, data),
            Block::TripleDes => None,
        }
    }
}

/// Changes each block of `data`; `None` if there is not a whole number of them.
fn each_block<C: BlockSizeUser>(data: &mut [u8], change: impl Fn(&mut cbc::cipher::Block<C>)) -> Option<()> {
    let mut blocks = data.chunks_exact_mut(C::block_size());
    for block in &mut blocks {
        change(block.try_into().ok()?);
    }
    blocks.into_remainder().is_empty().then_some(())
}

/// How a key is derived from a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivation {
    /// PBKDF2 (RFC 8018, 5.2) with so many rounds.
    Pbkdf2(u32),
    /// openssl's `EVP_BytesToKey` with one round, which is fast to guess.
    OneRound,
}

impl Derivation {
    /// The key and the initialization vector of a passphrase and a salt, which may be empty; `None` for a digest whose
    /// output has any length.
    #[must_use]
    pub fn keys(
        self,
        digest: MessageDigest,
        passphrase: &Secret,
        salt: &[u8],
        cipher: Cipher,
    ) -> Option<Keys> {
        let length = cipher.key_bytes() + cipher.iv_bytes();
        let bytes = match self {
            Self::Pbkdf2(rounds) => digest.derive(passphrase.expose(), salt, rounds, length)?,
            Self::OneRound => one_round(digest, passphrase.expose(), salt, length),
        };
        let (key, iv) = bytes.split_at(cipher.key_bytes());
        Some(Keys { key: Zeroizing::new(key.to_vec()), iv: Zeroizing::new(iv.to_vec()) })
    }
}

fn one_round(digest: MessageDigest, passphrase: &[u8], salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 64));
    let mut block = Zeroizing::new(Vec::new());
    while key.len() < length {
        let mut next = digest.digester();
        for part in [block.as_slice(), passphrase, salt] {
            next.update(part);
        }
        block = Zeroizing::new(next.finish());
        key.extend_from_slice(&block);
    }
    key.truncate(length);
    key
}

/// What stands before data that is encrypted with a passphrase and this salt.
#[must_use]
pub fn header(salt: [u8; SALT_BYTES]) -> Vec<u8> {
    [MAGIC, &salt].concat()
}

/// The salt of encrypted data, and what follows it; `None` if the data does not begin with a salt.
#[must_use]
pub fn salted(data: &[u8]) -> Option<([u8; SALT_BYTES], &[u8])> {
    let (salt, rest) = data.strip_prefix(MAGIC)?.split_first_chunk()?;
    Some((*salt, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::algorithm::DigestAlgorithm;
    use crate::model::fingerprint::Hex;

    fn keys(cipher: Cipher) -> Keys {
        Keys {
            key: Zeroizing::new((0..cipher.key_bytes()).map(|byte| u8::try_from(byte).unwrap()).collect()),
            iv: Zeroizing::new(vec![0xf0; cipher.iv_bytes()]),
        }
    }

    /// From openssl's `enc` with the same key.
    #[test]
    fn cipher_texts_are_those_of_openssl() {
        for (block, mode, expected) in [
            (Block::Aes128, Mode::Cbc, "28890cdcc168418ff51d431528a096d0"),
            (Block::Aes256, Mode::Ctr, "f82988309d"),
            (Block::Aes192, Mode::Ecb, "12056740635d5dd4124b24264bb8a00a"),
            (Block::TripleDes, Mode::Cbc, "76c106ca94aa2608"),
        ] {
            let cipher = Cipher { block, mode };
            let sealed = cipher.encrypt(&keys(cipher), Padding::Pkcs7, b"hello").unwrap();
            assert_eq!(Hex(&sealed).to_string(), expected, "{cipher:?}");
        }
    }

    #[test]
    fn what_is_encrypted_is_decrypted() {
        for block in [Block::Aes128, Block::Aes192, Block::Aes256, Block::TripleDes] {
            for mode in [Mode::Cbc, Mode::Ctr, Mode::Ecb] {
                let cipher = Cipher { block, mode };
                let Some(sealed) = cipher.encrypt(&keys(cipher), Padding::Pkcs7, b"hello") else {
                    assert_eq!((block, mode), (Block::TripleDes, Mode::Ctr));
                    continue;
                };
                let opened = cipher.decrypt(&keys(cipher), Padding::Pkcs7, &sealed).unwrap();
                assert_eq!(opened.expose(), b"hello", "{cipher:?}");
                let mut other = keys(cipher);
                other.key[0] ^= 0x80;
                let opened = cipher.decrypt(&other, Padding::Pkcs7, &sealed);
                assert!(opened.is_none_or(|opened| opened.expose() != b"hello"), "{cipher:?}");
                assert_eq!(
                    cipher.encrypt(&keys(cipher), Padding::None, b"hello").is_none(),
                    mode != Mode::Ctr,
                    "{cipher:?}"
                );
            }
        }
    }

    /// From `openssl enc -aes-128-cbc -k x -P -md md5 -S 0102030405060708`.
    #[test]
    fn keys_of_passphrases_are_those_of_openssl() {
        let cipher = Cipher { block: Block::Aes128, mode: Mode::Cbc };
        let salt = [1, 2, 3, 4, 5, 6, 7, 8];
        let md5 = MessageDigest::from(DigestAlgorithm::Md5);
        let keys = Derivation::OneRound.keys(md5, &Secret::from(b"x".as_slice()), &salt, cipher).unwrap();
        assert_eq!(Hex(&keys.key).to_string(), "df39ded3e3f345cebb53bf088aac6d3e");
        assert_eq!(Hex(&keys.iv).to_string(), "3056c591d7268aa6dcbcb8ce622b9155");
        assert_eq!(salted(&header(salt)), Some((salt, &[][..])));
        assert_eq!(salted(b"Salted__1234"), None);
    }
}
