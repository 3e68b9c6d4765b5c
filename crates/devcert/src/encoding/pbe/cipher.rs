//! The block ciphers of encrypted files, all in CBC mode with PKCS#7 padding (RFC 8018, 6).

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit,
};
use des::{Des, TdesEde2, TdesEde3};
use rc2::Rc2;

use crate::model::secret::Secret;

/// A block cipher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::encoding) enum Cipher {
    Des,
    /// Triple DES with two keys.
    TwoKeyTripleDes,
    TripleDes,
    /// RC2 with a key of so many bytes, all of them effective.
    Rc2(usize),
    Aes128,
    Aes192,
    Aes256,
}

impl Cipher {
    pub(in crate::encoding) const fn key_bytes(self) -> usize {
        match self {
            Self::Des => 8,
            Self::TwoKeyTripleDes | Self::Aes128 => 16,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes256 => 32,
            Self::Rc2(bytes) => bytes,
        }
    }

    /// The length of a block, which is that of the initialisation vector.
    pub(in crate::encoding) const fn block_bytes(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            _ => 8,
        }
    }

    /// The plain text, or `None` when the padding shows that the key is wrong.
    pub(in crate::encoding) fn decrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Secret> {
        match self {
            Self::Des => decrypt::<Des>(key, iv, data),
            Self::TwoKeyTripleDes => decrypt::<TdesEde2>(key, iv, data),
            Self::TripleDes => decrypt::<TdesEde3>(key, iv, data),
            Self::Rc2(_) => decrypt::<Rc2>(key, iv, data),
            Self::Aes128 => decrypt::<Aes128>(key, iv, data),
            Self::Aes192 => decrypt::<Aes192>(key, iv, data),
            Self::Aes256 => decrypt::<Aes256>(key, iv, data),
        }
    }

    /// The cipher text, or `None` when `key` or `iv` have another length than the cipher's.
    pub(in crate::encoding) fn encrypt(self, key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Des => encrypt::<Des>(key, iv, data),
            Self::TwoKeyTripleDes => encrypt::<TdesEde2>(key, iv, data),
            Self::TripleDes => encrypt::<TdesEde3>(key, iv, data),
            Self::Rc2(_) => encrypt::<Rc2>(key, iv, data),
            Self::Aes128 => encrypt::<Aes128>(key, iv, data),
            Self::Aes192 => encrypt::<Aes192>(key, iv, data),
            Self::Aes256 => encrypt::<Aes256>(key, iv, data),
        }
    }
}

fn decrypt<C: BlockCipherDecrypt + KeyInit>(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Secret> {
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?;
    cipher.decrypt_padded_vec::<Pkcs7>(data).ok().map(Secret::new)
}

fn encrypt<C: BlockCipherEncrypt + KeyInit>(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let cipher = cbc::Encryptor::<C>::new_from_slices(key, iv).ok()?;
    Some(cipher.encrypt_padded_vec::<Pkcs7>(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cipher_takes_keys_of_its_length_and_undoes_itself() {
        use Cipher::{Aes128, Aes192, Aes256, Des, Rc2, TripleDes, TwoKeyTripleDes};
        for cipher in [Des, TwoKeyTripleDes, TripleDes, Rc2(5), Rc2(16), Aes128, Aes192, Aes256] {
            let key: Vec<u8> = (0..).take(cipher.key_bytes()).collect();
            let iv = vec![7; cipher.block_bytes()];
            let sealed = cipher.encrypt(&key, &iv, b"secret").unwrap();
            assert_eq!(cipher.decrypt(&key, &iv, &sealed).unwrap().expose(), b"secret", "{cipher:?}");
            assert!(cipher.encrypt(&key, &iv[1..], b"secret").is_none());
            assert!(cipher.decrypt(&key, &iv, &sealed[1..]).is_none());
        }
    }
}
