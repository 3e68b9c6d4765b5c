//! Weak algorithms that a command line requests: they are used, with a warning, and rejected where
//! `DEVCERT_OPENSSL_STRICT` is set.

use super::failure::Failure;
use super::session::Session;
use crate::host::environment;
use devcert::encoding::encrypted_key::{KeyCipher, Scheme};
use devcert::key::Signer;
use devcert::model::algorithm::DigestAlgorithm;

/// The environment variable that rejects weak algorithms: `1`.
const STRICT: &str = "DEVCERT_OPENSSL_STRICT";

/// The fewest bits of an RSA key that browsers and OpenSSL's security level 2 accept.
const RSA_BITS: u32 = 2048;

/// A weak algorithm, and what to use instead.
struct Weak {
    name: String,
    instead: &'static str,
}

/// The weak digests of signatures.
const DIGESTS: [(DigestAlgorithm, &str); 2] =
    [(DigestAlgorithm::Md5, "MD5 signature"), (DigestAlgorithm::Sha1, "SHA-1 signature")];

/// Reports an RSA or DSA key that is too short.
///
/// # Errors
/// In strict mode.
pub(super) fn check_size(session: &mut Session, what: &str, bits: u32) -> Result<(), Failure> {
    let weak =
        (bits < RSA_BITS).then(|| Weak { name: format!("{bits}-bit {what}"), instead: "2048 bits or more" });
    report(session, weak)
}

/// Reports the digest of a signature.
///
/// # Errors
/// In strict mode.
pub(super) fn check_signer(session: &mut Session, signer: &Signer) -> Result<(), Failure> {
    let digest = signer.algorithm().digest();
    let row = DIGESTS.iter().find(|(weak, _)| Some(*weak) == digest);
    report(session, row.map(|(_, name)| Weak { name: (*name).to_owned(), instead: "-sha256" }))
}

/// Reports the cipher of an encrypted key.
///
/// # Errors
/// In strict mode.
pub(super) fn check_cipher(session: &mut Session, cipher: KeyCipher) -> Result<(), Failure> {
    let weak = cipher == KeyCipher::TripleDes;
    report(session, weak.then(|| Weak { name: "3DES".to_owned(), instead: "-aes256" }))
}

/// Reports the encryption of a key or of a PKCS#12 file.
///
/// # Errors
/// In strict mode.
pub(super) fn check_scheme(session: &mut Session, scheme: Scheme) -> Result<(), Failure> {
    let name = match scheme {
        Scheme::Pbes2(cipher, _) | Scheme::Scrypt(cipher, _) => return check_cipher(session, cipher),
        Scheme::TripleDes | Scheme::TwoKeyTripleDes => "encryption with 3DES",
        Scheme::Rc2 | Scheme::ShortRc2 => "encryption with RC2",
    };
    report(session, Some(Weak { name: name.to_owned(), instead: "AES-256-CBC" }))
}

fn report(session: &mut Session, weak: Option<Weak>) -> Result<(), Failure> {
    let Some(Weak { name, instead }) = weak else { return Ok(()) };
    if environment::text(STRICT).is_some_and(|value| value == "1") {
        return Err(Failure::new(format_args!("rejected: {name} is weak, and {STRICT} is set"))
            .hint(format!("use {instead}, or unset {STRICT}")));
    }
    session.warn(format!("{name} is weak; use {instead}"));
    Ok(())
}
