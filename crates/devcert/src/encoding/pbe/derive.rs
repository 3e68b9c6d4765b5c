//! The key derivations that the PKCS#5 crate leaves out: the old ones, which are only undone here,
//! and that of PKCS#12.

use md5::Md5;
use sha1::Sha1;
use sha2::digest::block_api::BlockSizeUser;
use sha2::digest::{Digest, FixedOutputReset};
use zeroize::Zeroizing;

/// Bytes that are wiped when dropped.
pub(in crate::encoding) type Bytes = Zeroizing<Vec<u8>>;

/// What a derived key is for (RFC 7292, B.3).
#[derive(Debug, Clone, Copy)]
pub(in crate::encoding) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// PBKDF1 (RFC 8018, 5.1): 16 bytes with MD5.
pub(super) fn pbkdf1_md5(passphrase: &[u8], salt: &[u8], rounds: u32) -> Bytes {
    pbkdf1::<Md5>(passphrase, salt, rounds)
}

/// PBKDF1 (RFC 8018, 5.1): 20 bytes with SHA-1.
pub(super) fn pbkdf1_sha1(passphrase: &[u8], salt: &[u8], rounds: u32) -> Bytes {
    pbkdf1::<Sha1>(passphrase, salt, rounds)
}

fn pbkdf1<D: Digest>(passphrase: &[u8], salt: &[u8], rounds: u32) -> Bytes {
    let first = D::new_with_prefix(passphrase).chain_update(salt).finalize();
    let last = (1..rounds).fold(first, |previous, _| D::digest(&previous));
    Zeroizing::new(last.to_vec())
}

/// openssl's `EVP_BytesToKey` with MD5 and one round, which encrypts its old PEM files.
pub(in crate::encoding) fn bytes_to_key(passphrase: &[u8], salt: &[u8], length: usize) -> Bytes {
    let mut key: Bytes = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut block: Bytes = Zeroizing::default();
    while key.len() < length {
        let digest = Md5::new_with_prefix(block.as_slice()).chain_update(passphrase).chain_update(salt);
        block = Zeroizing::new(digest.finalize().to_vec());
        key.extend_from_slice(&block);
    }
    key.truncate(length);
    key
}

/// PKCS#12's derivation (RFC 7292, B.2). `passphrase` is in its UTF-16 form, see [`utf16`].
pub(in crate::encoding) fn pkcs12<D>(
    purpose: Purpose,
    passphrase: &[u8],
    salt: &[u8],
    rounds: u32,
    length: usize,
) -> Bytes
where
    D: Digest + BlockSizeUser + FixedOutputReset,
{
    let block = <D as BlockSizeUser>::block_size();
    let mut mixed: Bytes = Zeroizing::new(filled(salt, block));
    mixed.extend_from_slice(&Zeroizing::new(filled(passphrase, block)));
    let mut key: Bytes = Zeroizing::new(Vec::with_capacity(length));
    loop {
        let first = D::new_with_prefix(vec![purpose as u8; block]).chain_update(mixed.as_slice()).finalize();
        let output = (1..rounds).fold(first, |previous, _| D::digest(&previous));
        let missing = length - key.len();
        key.extend(output.iter().take(missing));
        if key.len() == length {
            return key;
        }
        let addend = Zeroizing::new(output.iter().copied().cycle().take(block).collect::<Vec<u8>>());
        for part in mixed.chunks_exact_mut(block) {
            add_one_more(part, &addend);
        }
    }
}

/// `bytes` over and over, to a whole number of blocks.
fn filled(bytes: &[u8], block: usize) -> Vec<u8> {
    bytes.iter().copied().cycle().take(bytes.len().next_multiple_of(block)).collect()
}

/// `number` + `addend` + 1, of big-endian numbers of one length, less what overflows.
fn add_one_more(number: &mut [u8], addend: &[u8]) {
    let mut carry = 1;
    for (digit, more) in number.iter_mut().zip(addend).rev() {
        let sum = u16::from(*digit) + u16::from(*more) + carry;
        [_, *digit] = sum.to_be_bytes();
        carry = sum >> 8;
    }
}

/// A passphrase in the form that PKCS#12 wants: UTF-16, big-endian, ended by a zero (RFC 7292, B.1);
/// characters beyond the 16th bit as two, as OpenSSL 3 and Java have them.
pub(in crate::encoding) fn utf16(passphrase: &[u8]) -> Bytes {
    let text = Zeroizing::new(String::from_utf8_lossy(passphrase).into_owned());
    let units = text.encode_utf16().chain([0]);
    Zeroizing::new(units.flat_map(u16::to_be_bytes).collect())
}

/// The forms of a passphrase that PKCS#12 files are made with: an empty one is two zero bytes for some
/// programs, and no bytes for others.
pub(in crate::encoding) fn passphrases(passphrase: &[u8]) -> Vec<Bytes> {
    match passphrase {
        [] => vec![utf16(&[]), Bytes::default()],
        some => vec![utf16(some)],
    }
}

#[cfg(test)]
mod tests {
    use sha2::Sha256;

    use super::*;
    use crate::model::fingerprint::Hex;

    /// From the tests of the `pkcs12` crate, which took them from OpenSSL and Botan.
    #[test]
    fn pkcs12_keys_are_those_of_other_programs() {
        let passphrase = utf16("ge@äheim".as_bytes());
        let salt = [1, 2, 3, 4, 5, 6, 7, 8];
        let shown = |bytes: &Bytes| Hex(bytes).to_string();
        let derive = |purpose, rounds, length| pkcs12::<Sha256>(purpose, &passphrase, &salt, rounds, length);
        assert_eq!(
            shown(&derive(Purpose::Key, 100, 32)),
            "fae4d4957a3cc781e1180b9d4fb79c1e0c8579b746a3177e5b0768a3118bf863"
        );
        assert_eq!(
            shown(&derive(Purpose::Iv, 100, 32)),
            "e5ff813bc6547de5155b14d2fada85b3201a977349db6e26ccc998d9e8f83d6c"
        );
        assert_eq!(
            shown(&derive(Purpose::Mac, 100, 32)),
            "136355ed9434516682534f46d63956db5ff06b844702c2c1f3b46321e2524a4d"
        );
        assert_eq!(derive(Purpose::Key, 100, 100)[..32], *derive(Purpose::Key, 100, 32));
    }

    #[test]
    fn an_empty_salt_and_passphrase_still_give_a_key() {
        assert_eq!(pkcs12::<Sha1>(Purpose::Key, &[], &[], 1, 24).len(), 24);
    }
}
